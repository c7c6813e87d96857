"""Instants; without pydantic, so that signing does not wait for it."""

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """Return the same instant in UTC; a naive time is a programming error."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)
