"""Incidents as rows of text for spreadsheets; a text never becomes a formula."""

from collections.abc import Callable

from workbench.domain.incident import MILESTONES, Incident
from workbench.foreign import clean_lines

MAX_CELL = 32_000
"""Characters; a spreadsheet takes 32,767."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")


def _date(name: str) -> Callable[[Incident], str]:
    def date_of(incident: Incident) -> str:
        milestone = incident.milestone(name)
        if milestone is None:
            return ""
        return f"{milestone.at}Z" if milestone.precision == "minute" else milestone.at or milestone.note

    return date_of


COLUMNS: dict[str, Callable[[Incident], str]] = {
    "Id": lambda incident: incident.key,
    "Title": lambda incident: incident.title,
    "Kind": lambda incident: incident.kind,
    "Grade": lambda incident: incident.grade,
    "Origin": lambda incident: incident.origin,
    "Severity": lambda incident: incident.severity.value if incident.severity else "",
    "Severity by": lambda incident: incident.severity_source,
    **{name.capitalize(): _date(name) for name in MILESTONES},
    "Failure modes": lambda incident: "\n".join(f"{each.mode} ({each.role})" for each in incident.modes),
    "Category": lambda incident: incident.category or "",
    "Controls": lambda incident: "\n".join(f"{each.control} ({each.outcome})" for each in incident.controls),
    "Summary": lambda incident: incident.summary,
    "Trigger": lambda incident: incident.trigger,
    "Root cause": lambda incident: incident.root_cause,
    "Impact": lambda incident: incident.impact,
    "Fix": lambda incident: incident.fix,
    "Facts": lambda incident: "\n".join(f"{each.label}: {each.value} ({each.source})" for each in incident.facts),
    "Timeline": lambda incident: "\n".join(
        " ".join(part for part in (each.when, each.title, each.text) if part) for each in incident.timeline
    ),
    "External ids": lambda incident: "\n".join(incident.external_ids),
    "Sources": lambda incident: "\n".join(incident.sources),
    "Recorded by": lambda incident: incident.recorded_by,
    "Recorded at": lambda incident: incident.recorded_at.isoformat(),
}
"""Heading and what stands below it."""


def cells(incident: Incident) -> list[str]:
    """Return the texts of one row, in the order of COLUMNS."""
    return [clean_lines(text_of(incident), MAX_CELL) for text_of in COLUMNS.values()]


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what might begin one."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text[:1] in ("\t", "\r", "\n") else text
