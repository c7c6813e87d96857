"""The CSV files of an AI Incident Database snapshot: incidents with their reports, duplicates and CSET severity.

Data: CC BY-SA 4.0 without the text of the reports, which is left out unless somebody asks for it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.foreign import Unreadable
from workbench.interchange.building import MAX_ITEMS, build, fact, line, raw_json
from workbench.interchange.dates import parse_date
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.severities import severity_fields
from workbench.interchange.source import Source
from workbench.interchange.table_rows import table_rows

FORMAT_ID = "aiid"
SCALE = "AIID CSET"
_INCIDENTS = "incidents.csv"
_HEADINGS = {
    "incidents": {"incident_id", "reports", "title"},
    "reports": {"report_number", "source_domain", "url"},
    "duplicates": {"duplicate_incident_number", "true_incident_number"},
    "quick additions": {"date_submitted", "source_domain", "url"},
}
_CLASSIFICATIONS = ("classifications_CSETv0.csv", "classifications_CSET.csv", "classifications_CSETv1.csv")
_PEOPLE = (
    ("Alleged deployer", "Alleged deployer of AI system"),
    ("Alleged developer", "Alleged developer of AI system"),
    ("Alleged harmed or nearly harmed", "Alleged harmed or nearly harmed parties"),
    ("Implicated systems", "implicated_systems"),
)
_SAYS_NOTHING = {"", "unclear/unknown", "unknown"}


def sniff(source: Source) -> bool:
    """Tell by the headings in the first line."""
    return not source.is_binary and bool(_kind(source))


def read(source: Source, options: Options) -> Harvest:
    """Read `incidents.csv` together with the files beside it; the others have no records of their own."""
    kind = _kind(source)
    if kind != "incidents":
        if source.neighbour(_INCIDENTS) is None:
            raise Unreadable(f"these are {kind} of the AI Incident Database; they are read together with {_INCIDENTS}.")
        return Harvest(part_of=_INCIDENTS)
    rows = _dicts(source)
    if rows and not any(row.get("title", "").strip() for row in rows):
        raise Unreadable("the column title is empty throughout; the export seems to have lost it.")
    reports = {row.get("report_number", ""): row for row in _dicts(source.neighbour("reports.csv"), escape="\\")}
    renumbered = {row.get(_DUPLICATE, ""): row.get(_TRUE, "") for row in _dicts(source.neighbour("duplicates.csv"))}
    severities, near_misses = _annotated(source, "Severity"), _annotated(source, "Near Miss")
    harvest = Harvest()
    for row in rows:
        number = row.get("incident_id", "").strip()
        told = _Told(tuple(sorted(severities.get(number, ()))), near_misses.get(number) == {"near miss"})
        harvest.add(_record(source, options, row, reports, renumbered, told))
    if reports and not options.with_article_text:
        harvest.notes.append("The text of the press articles was left out: the data licence does not cover it.")
    return harvest


_DUPLICATE, _TRUE = "duplicate_incident_number", "true_incident_number"


def _kind(source: Source) -> str:
    first = source.head.split("\n", 1)[0]
    headings = set(first.replace('"', "").split(","))
    kind = next((kind for kind, needed in _HEADINGS.items() if needed <= headings), "")
    if not kind and "Namespace" in headings and headings & {"Incident ID", "incident_id"}:
        return "classifications"
    return kind


def _dicts(source: Source | None, escape: str = "") -> list[dict[str, str]]:
    """Return the rows of a table by heading; none for a file that is not there."""
    if source is None:
        return []
    rows = table_rows(source, ",", escape=escape)
    headings = rows[0].cells if rows else ()
    return [dict(zip(headings, row.cells, strict=False)) for row in rows[1:]]


@dataclass(frozen=True)
class _Told:
    """What CSET's annotators say of an incident; several may have looked at it."""

    severities: tuple[str, ...]
    is_near_miss: bool
    """All of them say so."""


def _annotated(source: Source, column: str) -> dict[str, set[str]]:
    """Return the words that annotators gave each incident in one column; those of `Near Miss` in small letters."""
    found: dict[str, set[str]] = {}
    for name in _CLASSIFICATIONS:
        for row in _dicts(source.neighbour(name)):
            number, word = row.get("Incident ID") or row.get("incident_id", ""), row.get(column, "").strip()
            if number and word.casefold() not in _SAYS_NOTHING:
                found.setdefault(number, set()).add(word if column == "Severity" else word.casefold())
    return found


def _record(
    source: Source,
    options: Options,
    row: Mapping[str, str],
    reports: Mapping[str, dict[str, str]],
    renumbered: Mapping[str, str],
    told: _Told,
) -> Found | Refusal:
    number = row.get("incident_id", "").strip()
    place = f"incident {line(number, 20)}"
    if not number.isdecimal():
        return Refusal(file=source.name, place=place, reason="it has no number.")
    if number in renumbered:
        reason = f"it is a duplicate of incident {line(renumbered[number], 20)}."
        return Refusal(file=source.name, place=place, reason=reason)
    numbers = _listed(row.get("reports", ""))
    own = [_without_text(reports[each], options) for each in numbers if each in reports]
    words = told.severities
    others = [duplicate for duplicate, true in renumbered.items() if true == number]
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=number,
        place=place,
        fields={
            "title": row.get("title"),
            **({"kind": "near-miss"} if told.is_near_miss else {}),
            "summary": row.get("description", ""),
            "milestones": _began(row.get("date", "")),
            "external_ids": [f"aiid:{each}" for each in (number, *others) if each.isdecimal()],
            "sources": [f"AI Incident Database https://incidentdatabase.ai/cite/{number}", *map(_source, own)],
            "facts": [
                *(each for label, column in _PEOPLE for each in _slugs(label, _under(row, column))),
                *fact("Editor's notes", _under(row, "editor_notes"), FORMAT_ID),
            ],
            "severity_original": " / ".join(words),
            "severity_scale": SCALE if words else "",
            **(severity_fields(words[0], SCALE) if len(words) == 1 else {}),
        },
        raw=raw_json({"incident": dict(row), "reports": own}),
        notes=[f"Reports that are not in the snapshot: {len(numbers) - len(own)}."] if len(own) < len(numbers) else [],
    )


def _began(text: str) -> list[dict[str, str]]:
    dated = parse_date(text)
    return [dated.milestone("began", "happened, or first known")] if dated else []


def _listed(cell: str) -> list[str]:
    """Return the values of a cell that holds a list in JSON."""
    try:
        values: Any = json.loads(cell) if cell.strip() else []
    except (ValueError, RecursionError):
        values = re.findall(r"\d+", cell)
    return [str(value) for value in values[:MAX_ITEMS]] if isinstance(values, list) else []


def _under(row: Mapping[str, str], column: str) -> str:
    """Return a cell by its heading, which snapshots of different years join and capitalise differently."""
    letters = _letters(column)
    return next((cell for heading, cell in row.items() if _letters(heading) == letters), "")


def _letters(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.casefold())


def _slugs(label: str, cell: str) -> list[dict[str, str]]:
    return fact(label, ", ".join(_listed(cell)), FORMAT_ID)


def _without_text(report: dict[str, str], options: Options) -> dict[str, str]:
    return report if options.with_article_text else {name: value for name, value in report.items() if name != "text"}


def _source(report: Mapping[str, str]) -> str:
    domain, date = report.get("source_domain", ""), report.get("date_published", "")[:10]
    about = ", ".join(part for part in (domain, date) if part)
    return line(f"{report.get('title', '')} ({about}) {report.get('url', '')}", 2000)


FORMAT = Format(id=FORMAT_ID, name="AI Incident Database snapshot (CSV)", sniff=sniff, read=read, rank=1)
