"""What the tool sheet proposes for a check, and which controls it can fill in; a person confirms."""

from typing import Any, Literal

from pydantic import Field

from workbench.domain.deployment import Profile, Stage, Tool
from workbench.domain.model import Model, Status
from workbench.domain.profile_rules import is_missing, listed

Guard = Literal[
    "gate",
    "cap",
    "idempotent",
    "dry_run",
    "schema_checked",
    "api_version",
    "timeout_seconds",
    "retry",
    "reversed_by",
]
Looked = Literal["read", "reversible", "irreversible", "unknown"]
_ORDER = (Status.FAIL, Status.UNKNOWN, Status.WARN)


class ToolRule(Model):
    """A rule about tools of some effects."""

    id: str
    checks: tuple[str, ...]
    status: Literal["fail", "unknown", "warn"]
    effects: tuple[Looked, ...]
    lacks_all: tuple[Guard, ...] = ()
    lacks_any: tuple[Guard, ...] = ()
    has: tuple[Guard, ...] = ()
    stages: tuple[Stage, ...] | None = None
    says: str
    """Completes `The tool refund …`."""

    def matches(self, tool: Tool) -> bool:
        """Tell whether the rule speaks about a tool."""
        return (
            _effect(tool) in self.effects
            and all(lacks(tool, guard) for guard in self.lacks_all)
            and (not self.lacks_any or any(lacks(tool, guard) for guard in self.lacks_any))
            and not any(lacks(tool, guard) for guard in self.has)
        )


class ControlRule(Model):
    """A control that is in place as far as tools have a guard."""

    control: str
    guard: Guard
    effects: tuple[Looked, ...]


class ToolRules(Model):
    """The rules of `resources/rules/tools.toml`."""

    version: int
    rule: tuple[ToolRule, ...]
    control: tuple[ControlRule, ...] = ()


class RuleMatch(Model):
    """A rule with the tools that it speaks about."""

    rule: str
    tools: tuple[str, ...]
    says: str


class ToolProposal(Model):
    """What the tool sheet proposes for one check."""

    status: Status
    sentence: str
    """Which tools, and why; names come from outside and are shown as plain text."""
    tools: tuple[str, ...]
    """The tools that the proposed status is about."""
    matches: tuple[RuleMatch, ...] = Field(default=())
    """Those of the proposed status first; a tool stands in the first that fits."""


class FilledControl(Model):
    """How far a control is in place by the tool sheet."""

    control: str
    state: Literal["in-place", "partly", "absent"]
    reason: str


def lacks(tool: Tool, guard: Guard) -> bool:
    """Tell whether a tool lacks a guard: unknown, *none* and *no* are all no guard."""
    if guard == "cap":
        return is_missing(tool.cap_per_action) and is_missing(tool.cap_per_day)
    value: Any = getattr(tool, guard)
    return is_missing(value)


def tool_proposal(check_id: str, profile: Profile, rules: ToolRules) -> ToolProposal | None:
    """Return what is proposed for a check; None when the sheet is unknown or speaks against nothing."""
    matches = _matches(check_id, profile, rules)
    if not matches:
        return None
    worst = next(status for status in _ORDER if any(found is status for found, _ in matches))
    shown = tuple(match for status in _ORDER for found, match in matches if found is status)
    decisive = [match for found, match in matches if found is worst]
    sentence = " ".join(f"{listed(match.tools)}: {match.says}." for match in decisive)
    names = tuple(dict.fromkeys(name for match in decisive for name in match.tools))
    return ToolProposal(status=worst, sentence=sentence, tools=names, matches=shown)


def _matches(check_id: str, profile: Profile, rules: ToolRules) -> list[tuple[Status, RuleMatch]]:
    told: dict[Status, set[str]] = {status: set() for status in _ORDER}
    found = []
    for rule in rules.rule:
        if check_id not in rule.checks or (rule.stages is not None and profile.stage not in rule.stages):
            continue
        status = Status(rule.status)
        names = [tool.name for tool in profile.tools or () if rule.matches(tool) and tool.name not in told[status]]
        if names:
            told[status] |= set(names)
            found.append((status, RuleMatch(rule=rule.id, tools=tuple(dict.fromkeys(names)), says=rule.says)))
    return found


def filled_controls(controls: tuple[str, ...], profile: Profile, rules: ToolRules) -> tuple[FilledControl, ...]:
    """Return the controls that the sheet can fill in, of those given; none without a tool to look at."""
    found = []
    for rule in rules.control:
        tools = [tool for tool in profile.tools or () if _effect(tool) in rule.effects]
        if rule.control in controls and tools:
            found.append(_filled(rule, tools))
    return tuple(found)


def _filled(rule: ControlRule, tools: list[Tool]) -> FilledControl:
    missing = [tool.name for tool in tools if lacks(tool, rule.guard)]
    if not missing:
        return FilledControl(
            control=rule.control, state="in-place", reason=f"By the tool sheet: all {len(tools)} tools"
        )
    state: Literal["partly", "absent"] = "absent" if len(missing) == len(tools) else "partly"
    reason = f"By the tool sheet: not for {listed(missing)}"
    return FilledControl(control=rule.control, state=state, reason=reason)


def _effect(tool: Tool) -> str:
    return tool.effect.value if tool.effect else "unknown"
