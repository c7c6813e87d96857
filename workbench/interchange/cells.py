"""Incidents as rows of text for spreadsheets; a text never becomes a formula."""

from collections.abc import Callable

from workbench.domain.incident import MILESTONES, Action, Extent, Incident, Response
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


def extent_texts(extent: Extent | None) -> list[tuple[str, str]]:
    """Return what is known of the extent, each part with its name."""
    if extent is None:
        return []
    ends = [f"{value:,.10g}" for value in (extent.money, extent.money_most) if value is not None]
    money = " to ".join(ends) + (f" {extent.currency}" if extent.currency else "")
    pairs = (
        ("Money", money + (", estimated" if extent.is_estimated else "") if ends else ""),
        ("Records", "" if extent.records is None else str(extent.records)),
        ("People", "" if extent.people is None else str(extent.people)),
        ("Minutes", "" if extent.minutes is None else str(extent.minutes)),
        ("Reversibility", extent.reversibility or ""),
    )
    return [(label, text) for label, text in pairs if text]


RESPONSE_TEXTS = {
    "takeover": "Human takeover",
    "users_told": "Users told",
    "post_mortem": "Post-mortem",
    "pattern": "Pattern",
    "reviews": "Reviews looked at",
}
"""What was done in the phases and is written as text, with its name."""


def response_texts(response: Response | None) -> list[tuple[str, str]]:
    """Return what was done in the phases beyond the fields of every incident, each part with its name."""
    if response is None:
        return []
    pairs = [("Agent", response.limit or ""), *((label, getattr(response, n)) for n, label in RESPONSE_TEXTS.items())]
    return [(label, text) for label, text in pairs if text]


def action_text(action: Action) -> str:
    """Return an action as one line."""
    owner = f"(owner: {action.owner})" if action.owner else ""
    due = f"(due: {action.due})" if action.due else ""
    state = "(done)" if action.is_done else ""
    return " ".join(part for part in (action.text, owner, due, action.link, state) if part)


def _extent(name: str) -> Callable[[Incident], str]:
    return lambda incident: dict(extent_texts(incident.extent)).get(name, "")


def _response(label: str) -> Callable[[Incident], str]:
    return lambda incident: dict(response_texts(incident.response)).get(label, "")


COLUMNS: dict[str, Callable[[Incident], str]] = {
    "Id": lambda incident: incident.key,
    "Title": lambda incident: incident.title,
    "Kind": lambda incident: incident.kind,
    "Grade": lambda incident: incident.grade,
    "Origin": lambda incident: incident.origin,
    "Severity": lambda incident: incident.severity.value if incident.severity else "",
    "Severity by": lambda incident: incident.severity_source,
    "Original severity": lambda incident: incident.severity_original,
    "Severity scale": lambda incident: incident.severity_scale,
    **{name.capitalize(): _date(name) for name in MILESTONES},
    "Failure modes": lambda incident: "\n".join(f"{each.mode} ({each.role})" for each in incident.modes),
    "Category": lambda incident: incident.category or "",
    "Controls": lambda incident: "\n".join(f"{each.control} ({each.outcome})" for each in incident.controls),
    "Summary": lambda incident: incident.summary,
    "Trigger": lambda incident: incident.trigger,
    "Root cause": lambda incident: incident.root_cause,
    "Contributing factors": lambda incident: "\n".join(incident.contributing_factors),
    "Impact": lambda incident: incident.impact,
    **{f"Extent: {name.lower()}": _extent(name) for name in ("Money", "Records", "People", "Minutes", "Reversibility")},
    "Detection": lambda incident: incident.detection,
    "Containment": lambda incident: incident.containment,
    "Fix": lambda incident: incident.fix,
    "Prevention": lambda incident: incident.prevention,
    **{label: _response(label) for label in ("Agent", *RESPONSE_TEXTS.values())},
    "Actions": lambda incident: "\n".join(map(action_text, incident.actions)),
    "Facts": lambda incident: "\n".join(f"{each.label}: {each.value} ({each.source})" for each in incident.facts),
    "Timeline": lambda incident: "\n".join(
        " ".join(part for part in (each.when, each.title, each.text) if part) for each in incident.timeline
    ),
    "External ids": lambda incident: "\n".join(incident.external_ids),
    "Sources": lambda incident: "\n".join(incident.sources),
    "Confidence": lambda incident: incident.confidence,
    "Status": lambda incident: incident.status,
    "Disputed": lambda incident: incident.disputed,
    "Withdrawn": lambda incident: incident.withdrawn,
    "Reporter": lambda incident: incident.reporter,
    "Credits": lambda incident: "\n".join(incident.credits),
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
