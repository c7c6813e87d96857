"""In what two profiles differ, cell by cell and in words: `new irreversible tool `refund``."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Any, Literal

from workbench.domain.deployment import Effect, Profile, Tool
from workbench.domain.model import Model

Json = str | int | float | bool | None


class Difference(Model):
    """One cell, or one row, that is not the same in both."""

    kind: Literal["new", "gone", "changed"]
    field: str
    """Of the profile: `tools`, `memory`."""
    item: str | None = None
    """Name of the tool, source or service."""
    column: str | None = None
    """Field of that item; None when the whole row is new or gone."""
    old: Json = None
    new: Json = None
    words: str


LISTS = {"tools": "tool", "retrieval": "retrieval source", "services": "external service"}
"""Fields that hold rows, and what one row is called."""
_HASHES = {"prompt_sha256": "prompt", "instructions_sha256": "instructions", "contract_sha256": "contract"}
_UNCOMPARED = ("name", "proposed")
_NAMES = {
    "fine_tuned": "fine-tuned",
    "timeout_seconds": "time-out in seconds",
    "reversed_by": "way back",
    "idempotent": "idempotency",
}


def profile_diff(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """Name every cell in which two profiles differ, in the order of the profile; what is only proposed is no cell."""
    found: list[Difference] = []
    for field in type(before).model_fields:
        old, new = getattr(before, field), getattr(after, field)
        if field in LISTS:
            found += _of_list(field, old, new)
        elif old != new:
            found.append(_of_cell(field, old, new))
    return tuple(found)


def _of_list(field: str, old: Sequence[Any] | None, new: Sequence[Any] | None) -> Iterator[Difference]:
    noun = LISTS[field]
    if not old and not new:
        if old != new:
            told = ("unknown", "none") if old is None else ("none", "unknown")
            yield Difference(
                kind="changed", field=field, old=told[0], new=told[1], words=f"{field}: {' → '.join(told)}"
            )
        return
    was, now = _by_name(old or ()), _by_name(new or ())
    for key, row in now.items():
        if key not in was:
            yield Difference(kind="new", field=field, item=row.name, words=f"new {_kind_of(row, noun)} `{row.name}`")
        else:
            yield from _of_row(field, was[key], row)
    for key, row in was.items():
        if key not in now:
            yield Difference(kind="gone", field=field, item=row.name, words=f"{noun} `{row.name}` is gone")


def _by_name(rows: Iterable[Any]) -> dict[tuple[str, int], Any]:
    """Return rows by their name and how often that name stood before, for a name may stand twice."""
    seen: Counter[str] = Counter()
    found = {}
    for row in rows:
        found[row.name, seen[row.name]] = row
        seen[row.name] += 1
    return found


def _kind_of(row: Any, noun: str) -> str:
    if not isinstance(row, Tool):
        return noun
    words = {
        Effect.READ: "read-only tool",
        Effect.REVERSIBLE: "reversible tool",
        Effect.IRREVERSIBLE: "irreversible tool",
    }
    return words[row.effect] if row.effect else "tool of unknown effect"


def _of_row(field: str, old: Any, new: Any) -> Iterator[Difference]:
    for column in type(old).model_fields:
        before, after = getattr(old, column), getattr(new, column)
        if column in _UNCOMPARED or before == after:
            continue
        words = _words(f"{_named(column)} of `{new.name}`", column, before, after)
        yield Difference(
            kind="changed",
            field=field,
            item=new.name,
            column=column,
            old=_plain(before),
            new=_plain(after),
            words=words,
        )


def _of_cell(field: str, old: Any, new: Any) -> Difference:
    words = _words(_named(field), field, old, new)
    return Difference(kind="changed", field=field, old=_plain(old), new=_plain(new), words=words)


def _words(subject: str, column: str, old: Any, new: Any) -> str:
    if column in _HASHES and old is not None and new is not None:
        return f"{subject} changed"
    if column in _HASHES:
        return f"{subject} is {'unknown' if new is None else 'known'} now"
    return f"{subject}: {said(old)} → {said(new)}"


def _named(column: str) -> str:
    return _HASHES.get(column) or _NAMES.get(column) or column.replace("_", " ")


def _plain(value: Any) -> Json:
    plain: Json = value.value if isinstance(value, Enum) else value
    return plain


def said(value: Any) -> str:
    """Return a value as one reads it: unknown, yes, 30, irreversible."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(_plain(value))
