"""What the fields of an incident are called while they are edited, and what can be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.desktop.incidents.edit_rows import Cell
from workbench.desktop.incidents.edit_times import today
from workbench.desktop.incidents.wording import GRADE_WORDS, KIND_WORDS, ORIGIN_WORDS
from workbench.domain.catalogue import Catalogue
from workbench.domain.incident import Incident, Response
from workbench.domain.model import Severity
from workbench.domain.when import read_when

ROLE_WORDS = {"cause": "Cause", "contributing": "Contributing", "consequence": "Consequence"}
LIMIT_WORDS = {"halted": "Halted", "limited": "Limited: it went on without what did the harm"}
OUTCOME_WORDS = {"failed": "Failed", "absent": "Absent"}
TEXTS = {
    "summary": ("What happened", "Markdown"),
    "impact": ("Impact", "whom it harmed, and how"),
    "trigger": ("Trigger", "what set it off"),
    "root_cause": ("Root cause", "what made it possible"),
    "contributing_factors": ("Contributing factors", "one a line"),
    "detection": ("Detection", "how it was noticed"),
    "containment": ("Containment", "how the harm was limited"),
    "fix": ("Fix", "how it was ended"),
    "takeover": ("Human takeover", "who did its work meanwhile"),
    "users_told": ("Users told", "whom somebody told, and when, or why nobody had to be told"),
    "prevention": ("Prevention", "what would prevent the next one"),
    "pattern": ("Pattern", "what came out when somebody looked for others like it"),
    "reviews": ("Reviews looked at", "what came out for those that relied on what failed"),
    "sources": ("Sources", "one a line: title and address"),
    "external_ids": ("Known elsewhere as", "one a line: cve:CVE-2025-53773"),
    "credits": ("Credits", "one a line: who else found or described it"),
    "disputed": ("Disputed", "what is contested, and by whom"),
}
"""Title and note of what is written as text."""
LISTS = frozenset({"contributing_factors", "sources", "external_ids", "credits"})
"""Texts in which every line is one thing."""
LINES = {
    "title": ("Title", ""),
    "post_mortem": ("Post-mortem", "Where it is, or when it was held"),
    "severity_original": ("Severity as given", "In the words of the source"),
    "severity_scale": ("Scale", "CVSS, plain words, …"),
    "reporter": ("Reported by", ""),
    "confidence": ("Confidence", "reported, corroborated, confirmed, …"),
    "status": ("State of the report", "preliminary, final, …"),
    "withdrawn": ("Withdrawn", "Since when its source does not stand by it"),
}
"""Title and hint of what is written in one line."""
ROWS = {
    "modes": ("Failure modes", "mode", "mode", ""),
    "controls": ("Controls", "control", "control", "that failed, or that were absent"),
    "actions": ("Actions", "action", "text", ""),
    "timeline": ("Timeline", "line", "title", "a time, +6:00 or later"),
    "facts": ("Facts", "fact", "label", "where sources contradict each other, both stand"),
}
"""Title, what one is called, the field without which it is none, and the note."""
RESPONSES = frozenset(Response.model_fields)
"""Fields that stand in the response of an incident."""


@dataclass(frozen=True)
class Offer:
    """What can be chosen for a field, or what its rows consist of."""

    title: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    nothing: str = ""
    cells: tuple[Cell, ...] = ()


def choices_of(catalogue: Catalogue) -> dict[str, Offer]:
    """Return what is offered for each field that is chosen or has rows."""
    modes = {}
    for mode in catalogue.modes:
        modes[mode.id] = f"{mode.id} {mode.name}"
        modes |= {sub.id: f"{sub.id} {sub.name}" for sub in mode.sub_modes}
    controls = {control.id: control.name for control in catalogue.controls().values()}
    in_order = dict(sorted(controls.items(), key=lambda one: one[1].casefold()))
    return {
        "kind": Offer("Kind", KIND_WORDS),
        "grade": Offer("Grade", GRADE_WORDS),
        "origin": Offer("Whose it is", ORIGIN_WORDS),
        "limit": Offer("What was done with the agent", LIMIT_WORDS, "Not written down"),
        "severity": Offer("Severity", {one.value: one.value.capitalize() for one in Severity}, "Not judged yet"),
        "category": Offer("Category", {one.id: one.name for one in catalogue.categories}, "Not known yet"),
        "modes": Offer(
            cells=(Cell("mode", "Failure mode", 3, modes, "Choose a failure mode"), Cell("role", "Role", 1, ROLE_WORDS))
        ),
        "controls": Offer(
            cells=(
                Cell("control", "Control", 3, in_order, "Choose a control"),
                Cell("outcome", "Outcome", 1, OUTCOME_WORDS),
            )
        ),
        "actions": Offer(
            cells=(
                Cell("text", "What is to be done", 1),
                Cell("owner", "Owner", 2, line=1),
                Cell("due", "Due: 2026-12-31", 2, line=1),
                Cell("link", "Where it is tracked", 3, line=1),
                Cell("is_done", "Done", 0, is_check=True, line=1),
            )
        ),
        "timeline": Offer(
            cells=(
                Cell("when", "When", 1),
                Cell("title", "What", 3),
                Cell("text", "More about it", 1, line=1),
                Cell("is_milestone", "Milestone", 0, is_check=True, line=1),
            )
        ),
        "facts": Offer(cells=(Cell("label", "What", 2), Cell("value", "Value", 3), Cell("source", "Source", 2))),
    }


def value_of(incident: Incident, name: str) -> Any:
    """Return a field of an incident or of its response."""
    return getattr((incident.response or Response()) if name in RESPONSES else incident, name)


def rows_of(incident: Incident, name: str) -> list[dict[str, Any]]:
    """Return the rows of a field as they are edited."""
    return [row.model_dump() for row in getattr(incident, name)]


def lines_in(text: str) -> tuple[str, ...]:
    """Return the lines of a text in which every line is one thing."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def actions_typed(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return actions with each due day as it is kept; a UserError says which is none."""
    return [{**action, "due": read_when(action["due"], today())[0][:10] if action["due"] else ""} for action in actions]


def facts_typed(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return facts each with a source: what nobody else says is ours."""
    return [{**fact, "source": fact["source"] or "us"} for fact in facts]


READ = {"actions": actions_typed, "facts": facts_typed}
"""How rows are read before they are kept."""
