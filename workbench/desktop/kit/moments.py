"""Days and moments as people read them, in the zone of the machine."""

from datetime import date, datetime


def day(value: date) -> str:
    """`17 Nov 2026`."""
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime) -> str:
    """`17 Nov 2026, 14:02` in the zone of the machine."""
    local = value.astimezone()
    return f"{day(local.date())}, {local:%H:%M}"
