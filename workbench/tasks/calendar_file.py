"""What is due as a calendar that other programs read: RFC 5545, one all-day event per day that counts."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from workbench.domain.errors import UserError
from workbench.domain.evidence import end_of
from workbench.storage.due import Due
from workbench.tasks.export import replace_file
from workbench.text import visible

WORDS = {
    "condition": "Condition due",
    "waiver": "Waiver lapses",
    "evidence": "Evidence expires",
    "approval": "Approval ends",
    "review": "Review due",
    "action": "Action due",
    "clock": "Report by",
}


def due_calendar(items: Iterable[Due], workspace_id: str, now: datetime) -> bytes:
    """Return the calendar; the same thing keeps its UID, so that a later import moves it and doubles nothing."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//workbench//due//EN")
    calendar.add("version", "2.0")
    for due in items:
        event = Event()
        name = due.key or "approval"  # the review that is due is the end of the approval, so it keeps that id
        event.add(
            "uid",
            f"{due.review.partition('.')[0] or 'incident'}-{due.check_id or 'review'}-{name}@{workspace_id}".lower(),
        )
        event.add("dtstamp", now)
        event.add("dtstart", due.on)
        event.add("dtend", end_of(due.on).date())
        event.add("summary", f"{WORDS[due.kind]}: {visible(due.what)} ({visible(due.deployment)})")
        about = [f"{due.review} {due.check_id}".strip(), f"Owner: {visible(due.owner)}" if due.owner else ""]
        event.add("description", "\n".join(line for line in about if line))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def write_calendar(target: Path, items: Iterable[Due], workspace_id: str, now: datetime) -> Path:
    """Write the calendar into a file, whole or not at all; a UserError says why it cannot be."""
    if target.suffix.casefold() != ".ics":
        raise UserError(f"A calendar is a file that ends in .ics, and {target.name} does not. Nothing was written.")
    return replace_file(target, due_calendar(items, workspace_id, now))
