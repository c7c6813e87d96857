"""What a rule asks of a profile: the words in which `resources/rules/` speaks about it."""

from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import Any, Self

from pydantic import Field, model_validator

from workbench.domain.deployment import Profile, is_known_nothing
from workbench.domain.model import Model

Value = bool | int | str


def is_missing(value: Any) -> bool:
    """Tell whether a guard is lacking: unknown, *none*, or a plain no."""
    return value is None or value is False or is_known_nothing(value)


class Saying(Model):
    """Something that a profile may say; unknown fields never say it."""

    always: bool = False
    field: str = ""
    is_: tuple[Value, ...] | None = Field(default=None, alias="is")
    above: int | None = None
    some: bool | None = None
    row: dict[str, Value] | None = None
    lacks_row: dict[str, Value] | None = None
    named: tuple[str, ...] | None = None
    repeated: bool = False

    @model_validator(mode="after")
    def _names_a_field(self) -> Self:
        if not self.always and self.field not in Profile.model_fields:
            raise ValueError(f"{self.field!r} is no field of a profile")
        return self

    def holds(self, profile: Profile) -> bool:
        """Tell whether the profile says so."""
        if self.always:
            return True
        value = getattr(profile, self.field)
        if value is None:
            return False
        if self.some is not None:
            return self.some is not (is_known_nothing(value) or value == ())
        if self.above is not None:
            return bool(value > self.above)
        if self.lacks_row is not None:
            return not any(_matches(row, self.lacks_row) for row in value)
        if self.is_ is not None:
            return _plain(value) in self.is_
        return bool(self.rows(profile))

    def rows(self, profile: Profile) -> tuple[str, ...]:
        """Return the names of the rows that a saying about rows is about."""
        found = () if self.always else getattr(profile, self.field)
        if not isinstance(found, tuple):
            return ()
        if self.row is not None:
            return tuple(row.name for row in found if _matches(row, self.row))
        if self.named is not None:
            return tuple(row.name for row in found if any(word in row.name.casefold() for word in self.named))
        counts = Counter(row.name for row in found)
        return tuple(name for name, count in counts.items() if count > 1) if self.repeated else ()


def _matches(row: Any, wanted: dict[str, Value]) -> bool:
    return all(_is(getattr(row, field), value) for field, value in wanted.items())


def _is(value: Any, wanted: Value) -> bool:
    if wanted == "missing":
        return value is None or is_known_nothing(value)
    if wanted == "known":
        return not (value is None or is_known_nothing(value))
    if wanted == "none":
        return is_known_nothing(value)
    plain: Any = _plain(value)
    return bool(plain == wanted)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def listed(names: Iterable[str], limit: int = 5) -> str:
    """Return names as one reads them: `a`, `b and c`, `a, b, c, d, e and 3 more`."""
    found = list(names)
    if len(found) > limit:
        return f"{', '.join(found[:limit])} and {len(found) - limit} more"
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
