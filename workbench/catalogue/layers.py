"""A team's pack laid over the built-in one: what it says in place of it, and what it adds."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from workbench.catalogue.pack_file import PackError, read_bytes
from workbench.data import resource
from workbench.domain.catalogue import Catalogue, Checklist, Control, FailureMode
from workbench.domain.journal import digest
from workbench.domain.pack import Origin


class _Named(Protocol):
    @property
    def id(self) -> str: ...


NamedT = TypeVar("NamedT", bound=_Named)


def lay_over(base: Catalogue, own: Catalogue) -> Catalogue:
    """Return a catalogue with the entries of a team's pack in place of those with the same id, and the new ones."""
    controls = {control.id: control for control in own.listed_controls}
    modes = _replaced((_with_controls(mode, controls) for mode in base.modes), own.modes)
    categories = _replaced(base.categories, own.categories)
    return base.model_copy(
        update={
            "modes": tuple(sorted(modes, key=lambda mode: mode.id)),
            "categories": tuple(sorted(categories, key=lambda category: -category.share)),
            "sources": _replaced(base.sources, own.sources),
            "published": _replaced(base.published, own.published),
            "listed_controls": _replaced(base.listed_controls, own.listed_controls),
            "refused": base.refused + own.refused,
            "origins": base.origins | {key: _over(key, base, origin) for key, origin in own.origins.items()},
        }
    )


def _over(key: str, base: Catalogue, origin: Origin) -> Origin:
    """Note which built-in text an entry stands for, where it stands for one."""
    if key not in base.origins:
        return origin
    return origin.model_copy(update={"builtin": builtin_hash(base.origins[key].file)})


def builtin_text(name: str) -> str | None:
    """Return the text of a file of the built-in pack, or None."""
    try:
        return read_bytes(resource("catalogue", *name.split("/")), resource("catalogue")).decode("utf-8")
    except PackError:
        return None


def builtin_hash(name: str) -> str:
    """Return the SHA-256 of a file of the built-in pack; "" where there is none."""
    text = builtin_text(name)
    return "" if text is None else digest(text.encode())


def asked(checklist: Checklist, builtin: Catalogue, catalogue: Catalogue) -> Checklist:
    """Return a checklist as a new review asks it.

    Deprecated modes are left out; a checklist that asks every built-in mode asks a team's own modes too.
    """
    deprecated = {mode.check.id for mode in catalogue.modes if catalogue.origin(mode.id).deprecated}
    known = {mode.check.id for mode in builtin.modes}
    asks_all = known <= set(checklist.checks)
    own = [mode.check.id for mode in catalogue.modes if asks_all and mode.check.id not in known | deprecated]
    kept = [check for check in checklist.checks if check not in deprecated]
    name = checklist.name
    name += f", and {len(own)} of our own" if own else ""
    name += f", without {len(checklist.checks) - len(kept)} deprecated" if len(kept) < len(checklist.checks) else ""
    return checklist.model_copy(update={"checks": (*kept, *own), "name": name})


def _with_controls(mode: FailureMode, controls: dict[str, Control]) -> FailureMode:
    if not any(control.id in controls for control in mode.controls):
        return mode
    return mode.model_copy(update={"controls": tuple(controls.get(control.id, control) for control in mode.controls)})


def _replaced(base: Iterable[NamedT], own: Iterable[NamedT]) -> tuple[NamedT, ...]:
    return tuple(({one.id: one for one in base} | {one.id: one for one in own}).values())
