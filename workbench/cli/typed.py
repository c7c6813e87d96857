"""What people type after an option: days and instants, refused with a sentence that shows the form."""

from datetime import UTC, date, datetime
from typing import Any

import click


class Day(click.ParamType[date]):
    """A day as `2026-12-31`."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not a day; days are written like 2026-12-31.", param, ctx)


class Instant(click.ParamType[datetime]):
    """A moment as `2026-12-31` or `2026-12-31T18:00:00Z`; without a zone it is UTC."""

    name = "INSTANT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the moment."""
        try:
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):  # the last hours of the calendar may have no like in UTC
            self.fail(f"{value} is not a moment; moments are written like 2026-12-31T18:00:00Z.", param, ctx)


DAY = Day()
INSTANT = Instant()
GRADE = click.IntRange(1, 10)
