"""Incidents as Markdown that people read and that the importer of post-mortems understands."""

import re
from collections.abc import Sequence

from workbench.domain.incident import MILESTONES, Action, Incident
from workbench.foreign import clean, clean_lines
from workbench.interchange.cells import extent_texts, response_texts
from workbench.interchange.writing import Writer

_LIMIT = 100_000
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_HEADING = re.compile(r"^(\s{0,3})(#{1,6}\s|(?:=+|-{3,})\s*$|---)", re.MULTILINE)
_LINK = re.compile(r"\]\((?!\s*(?:https?://|mailto:))", re.IGNORECASE)
_TEXTS = (
    ("Summary", "summary"),
    ("Impact", "impact"),
    ("Trigger", "trigger"),
    ("Root cause", "root_cause"),
    ("Detection", "detection"),
    ("Containment", "containment"),
    ("Fix", "fix"),
    ("Prevention", "prevention"),
)
_MARKS = ("confidence", "status", "disputed", "withdrawn", "reporter")


def write(incidents: Sequence[Incident]) -> bytes:
    """Return a heading of the first level for each incident, with its sections below."""
    return ("\n\n".join(markdown_of(incident) for incident in incidents) + "\n").encode("utf-8")


def markdown_of(incident: Incident) -> str:
    """Return one incident; what is not known is not mentioned."""
    parts = [f"# {_line(incident.title)}", "\n".join(_labels(incident))]
    parts += [
        f"## {heading}\n\n{_text(getattr(incident, name))}" for heading, name in _TEXTS if getattr(incident, name)
    ]
    if incident.timeline:
        rows = [f"| {_cell(each.when)} | {_cell(f'{each.title} {each.text}')} |" for each in incident.timeline]
        parts.append("\n".join(["## Timeline", "", "| Time | Event |", "|---|---|", *rows]))
    if incident.actions:
        rows = [f"| {' | '.join(map(_cell, _action(each)))} |" for each in incident.actions]
        head = ["## Action items", "", "| Action | Owner | Due | Status | Link |", "|---|---|---|---|---|"]
        parts.append("\n".join([*head, *rows]))
    for heading, items in _lists(incident):
        if items:
            parts.append("\n".join([f"## {heading}", "", *(f"- {_line(item)}" for item in items)]))
    return "\n\n".join(part for part in parts if part)


def _labels(incident: Incident) -> list[str]:
    pairs = [("Id", incident.key), ("Kind", incident.kind), ("Grade", incident.grade)]
    if incident.severity:
        pairs.append(("Severity", incident.severity.value.capitalize()))
    pairs.append(("Severity by", incident.severity_source))
    original = " ".join(filter(None, (incident.severity_original, _bracketed(incident.severity_scale))))
    pairs.append(("Original severity", original))
    for name in MILESTONES:
        milestone = incident.milestone(name)
        if milestone and (milestone.at or milestone.note):
            at = f"{milestone.at} UTC" if milestone.precision == "minute" else milestone.at or ""
            note = f" ({milestone.note})" if milestone.note and at else milestone.note
            pairs.append(("Date" if name == "began" else name.capitalize(), at + note))
    pairs.append(("Category", incident.category or ""))
    pairs += extent_texts(incident.extent)
    pairs += response_texts(incident.response)
    pairs += [(name.capitalize(), getattr(incident, name)) for name in _MARKS]
    return [f"- **{label}**: {_line(text)}" for label, text in pairs if text]


def _action(action: Action) -> tuple[str, ...]:
    return action.text, action.owner, action.due, "done" if action.is_done else "open", action.link


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""


def _lists(incident: Incident) -> list[tuple[str, list[str]]]:
    return [
        ("Contributing factors", list(incident.contributing_factors)),
        ("Failure modes", [f"{each.mode} ({each.role})" for each in incident.modes]),
        ("Controls", [f"{each.control} ({each.outcome})" for each in incident.controls]),
        ("Facts", [f"{each.label}: {each.value} ({each.source})" for each in incident.facts]),
        ("External ids", list(incident.external_ids)),
        ("References", list(incident.sources)),
        ("Credits", list(incident.credits)),
    ]


def _text(text: str) -> str:
    """Return a text that stays below its heading and brings no HTML and no link of another kind."""
    return _HEADING.sub(r"\1\\\2", _harmless(clean_lines(text, _LIMIT)))


def _line(text: str) -> str:
    return _harmless(clean(" ".join(text.split()), _LIMIT))


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _harmless(text: str) -> str:
    return _LINK.sub(r"]\\(", _TAG.sub(r"\\<", text))


WRITER = Writer(id="markdown", name="Markdown", suffix=".md", write=write)
