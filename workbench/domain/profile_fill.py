"""Filling a tool sheet from what a file says: what people know stays, what the file hints at is proposed."""

from collections.abc import Sequence

from workbench.domain.deployment import Profile, ProposedValue, Service, Tool
from workbench.domain.model import Model
from workbench.domain.profile_diff import said


class Filling(Model):
    """A profile as it would be, and what would change."""

    profile: Profile
    new: tuple[str, ...]
    changed: tuple[str, ...]
    """Names of tools of which a cell, the contract or a proposal would change."""
    same: int
    gone: tuple[str, ...]
    """Names of tools of the sheet that the file does not have."""
    removes_gone: bool
    proposals: tuple[tuple[str, ProposedValue], ...]
    """By tool: what the file proposes that nobody has said yet, or that somebody said otherwise."""


def fill_tools(
    profile: Profile, tools: Sequence[Tool], services: Sequence[Service] = (), *, remove_gone: bool = False
) -> Filling:
    """Lay the tools of a file over a profile.

    A tool is known by its name. Values that a person gave stay; the file gives API version and contract, and its hints
    are proposed. Tools that the file does not have stay too, unless `remove_gone`: an agent may have several files.
    """
    named = {tool.name: tool for tool in tools}
    before = profile.tools or ()
    kept = [_laid_over(tool, named[tool.name]) if tool.name in named else tool for tool in before]
    known = {tool.name for tool in before}
    gone = tuple(tool.name for tool in before if tool.name not in named)
    fresh = [tool for tool in tools if tool.name not in known]
    rows = [tool for tool in kept if not (remove_gone and tool.name in gone)] + fresh
    changed = tuple(new.name for old, new in zip(before, kept, strict=True) if old != new)
    says_nothing = not tools and bool(services)  # the file names a server and leaves its tools to another file
    sheet = profile.tools if says_nothing else tuple(rows)
    filled = profile.model_copy(update={"tools": sheet, "services": _services(profile, services)})
    return Filling(
        profile=filled,
        new=tuple(tool.name for tool in fresh),
        changed=changed,
        same=len(before) - len(changed) - len(gone),
        gone=gone,
        removes_gone=remove_gone and bool(gone),
        proposals=tuple((tool.name, each) for tool in rows if tool.name in named for each in tool.proposed),
    )


def _laid_over(old: Tool, found: Tool) -> Tool:
    return old.model_copy(
        update={
            "api_version": found.api_version or old.api_version,
            "contract_sha256": found.contract_sha256 or old.contract_sha256,
            "proposed": tuple(each for each in found.proposed if getattr(old, each.field) != each.value),
        }
    )


def _services(profile: Profile, found: Sequence[Service]) -> tuple[Service, ...] | None:
    known = {service.name for service in profile.services or ()}
    fresh = tuple(service for service in found if service.name not in known)
    return (*(profile.services or ()), *fresh) if fresh else profile.services


def filling_lines(filling: Filling) -> tuple[str, ...]:
    """Say what would change: how many tools are new, changed, the same and gone, and what is proposed from where."""
    fate = "removed" if filling.removes_gone else "kept"
    lines = (
        _counted(filling.new, "new"),
        _counted(filling.changed, "changed"),
        f"{filling.same} the same" if filling.same else "",
        _counted(filling.gone, f"not in the file, {fate}"),
    )
    proposals = (
        f"proposed: {each.field} of `{name}` {said(each.value)} ({each.source})" for name, each in filling.proposals
    )
    return tuple(line for line in (*lines, *proposals) if line)


def _counted(names: Sequence[str], what: str) -> str:
    return f"{len(names)} {what}: {', '.join(names)}" if names else ""


def accept_proposals(profile: Profile, names: Sequence[str] | None = None) -> Profile:
    """Take over what is proposed for some tools, or for all; a value that a person gave is replaced as well."""
    if profile.tools is None:
        return profile
    rows = [tool if names is not None and tool.name not in names else accepted(tool) for tool in profile.tools]
    return profile.model_copy(update={"tools": tuple(rows)})


def accepted(tool: Tool) -> Tool:
    """Return a tool with its proposals as its values."""
    values: dict[str, object] = {each.field: each.value for each in tool.proposed}
    return tool.model_copy(update={**values, "proposed": ()})
