"""Incidents as Markdown that people read and that the importer of post-mortems understands."""

import re
from collections.abc import Sequence

from workbench.domain.incident import MILESTONES, Incident
from workbench.foreign import clean, clean_lines
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
    ("Fix", "fix"),
)


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
    for heading, items in _lists(incident):
        if items:
            parts.append("\n".join([f"## {heading}", "", *(f"- {_line(item)}" for item in items)]))
    return "\n\n".join(part for part in parts if part)


def _labels(incident: Incident) -> list[str]:
    pairs = [("Id", incident.key), ("Kind", incident.kind), ("Grade", incident.grade)]
    if incident.severity:
        pairs.append(("Severity", incident.severity.value.capitalize()))
    pairs.append(("Severity by", incident.severity_source))
    for name in MILESTONES:
        milestone = incident.milestone(name)
        if milestone and (milestone.at or milestone.note):
            at = f"{milestone.at} UTC" if milestone.precision == "minute" else milestone.at or ""
            note = f" ({milestone.note})" if milestone.note and at else milestone.note
            pairs.append(("Date" if name == "began" else name.capitalize(), at + note))
    pairs.append(("Category", incident.category or ""))
    return [f"- **{label}**: {_line(text)}" for label, text in pairs if text]


def _lists(incident: Incident) -> list[tuple[str, list[str]]]:
    return [
        ("Failure modes", [f"{each.mode} ({each.role})" for each in incident.modes]),
        ("Controls", [f"{each.control} ({each.outcome})" for each in incident.controls]),
        ("Facts", [f"{each.label}: {each.value} ({each.source})" for each in incident.facts]),
        ("External ids", list(incident.external_ids)),
        ("References", list(incident.sources)),
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
