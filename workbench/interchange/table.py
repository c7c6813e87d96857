"""Tables, CSV or XLSX: each row an incident, by a mapping of columns that is proposed, previewed and saved."""

import hashlib
import json
import re
from collections import Counter
from typing import Any

from workbench.interchange.building import build, fact, line, raw_json, words
from workbench.interchange.categories import category_of
from workbench.interchange.dates import parse_date
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.severities import SCALES, severity_fields
from workbench.interchange.source import Source
from workbench.interchange.table_fields import DATES, FIELDS, KINDS, MANY, is_value
from workbench.interchange.table_mapping import split, values
from workbench.interchange.table_model import ColumnUse, TableMapping
from workbench.interchange.table_place import Placed, place_table
from workbench.interchange.table_preview import seen
from workbench.interchange.table_rows import Row, delimiter_of

FORMAT_ID = "table"
_TEXTS = ("summary", "impact", "trigger", "root_cause", "detection", "containment", "fix", "prevention", "reporter")
_CVE = re.compile(r"CVE-\d{4}-\d{4,7}")
_AIID = re.compile(r"incidentdatabase\.ai/cite/(\d{1,6})")
_EXTERNAL = re.compile(r"[a-z][a-z0-9-]{1,30}:\S{1,200}")
_TITLE_FROM_SUMMARY = 140
_OF_AIID = "alleged deployer"
"""Only the AI Incident Database has such a column: what its website exports, and not its snapshots."""


def sniff(source: Source) -> bool:
    """Tell by the columns that the first lines fall into."""
    if source.is_workbook:
        return True
    return not source.is_binary and source.head.lstrip()[:1] not in ("{", "[", "<") and bool(delimiter_of(source.head))


def read(source: Source, options: Options) -> Harvest:
    """Read every row below the headings; where nobody said how, only a table that is plainly one of incidents."""
    placed = place_table(source, options.mapping, options.known, options.place_in(source.name))
    shown = seen(source, placed)
    mapping = shown.mapping
    headings, below = split(placed.rows, mapping)
    harvest = Harvest(table=shown)
    if fault := _fault(mapping, below, is_proposed=placed.is_proposed):
        harvest.refusals.append(Refusal(file=source.name, place="the whole file", reason=fault))
        return harvest
    harvest.notes += _where(source, placed)
    if cut := _cut_off(source, headings, below):
        reason = "the file ends in the middle of this row: it seems to be cut off."
        harvest.refusals.append(Refusal(file=source.name, place=f"row {cut.number}", reason=reason))
        below = below[:-1]
    scale = _scale(mapping, below)
    names = _unique(headings)
    for row in below:
        harvest.add(_record(source, options, mapping, names, row, scale))
    return harvest


def _cut_off(source: Source, headings: tuple[str, ...], rows: list[Row]) -> Row | None:
    """Return the last row of a CSV file that lacks cells and its line end; a spreadsheet writes both."""
    is_whole = source.is_workbook or source.text.endswith("\n")
    return None if is_whole or not rows or len(rows[-1].cells) >= len(headings) else rows[-1]


def _where(source: Source, placed: Placed) -> list[str]:
    """Say which sheet was read and where its headings stand, unless nothing else was possible."""
    others, row = len(placed.sheets) - 1, placed.mapping.header_row
    if others < 1 and row == placed.rows[0].number:
        return []
    sheet = f"the sheet “{line(placed.mapping.sheet, 60)}” was read, " if others > 0 else ""
    left = f" {others} other sheet{'s were' if others > 1 else ' was'} not read." if others > 0 else ""
    return [f"{source.name}: {sheet}its headings are in row {row}.{left}"]


def _fault(mapping: TableMapping, rows: list[Row], *, is_proposed: bool) -> str:
    """Return why nothing can be imported with a mapping; empty where it can."""
    fields = Counter(use.field for use in mapping.uses)
    if not fields.keys() & {"title", "summary"}:
        return "no column is recognised as title or as what happened. Choose the columns and import it again."
    if is_proposed and not fields.keys() & {*DATES, "kind", "severity", "impact"}:
        return "no column says when, of what kind or how severe. If these are incidents, choose the columns."
    if unknown := fields.keys() - FIELDS.keys():
        return f"the mapping uses a field that does not exist: {line(min(unknown), 40)}."
    if twice := [field for field, number in fields.items() if number > 1 and field not in MANY]:
        return f"two columns are used as “{FIELDS[twice[0]]}”; only one can be. Choose another use for one of them."
    for use in mapping.uses:
        if use.field == "title" and rows and not values(rows, use.column):
            return f"the column “{use.heading}” is empty throughout; the export seems to have lost it."
    return ""


def _scale(mapping: TableMapping, rows: list[Row]) -> str:
    """Return the severity scale that knows most of the words in use."""
    texts = {text.casefold() for use in mapping.uses if use.field == "severity" for text in values(rows, use.column)}
    return max(("plain words", *sorted(SCALES)), key=lambda scale: len(texts & set(SCALES[scale])))


def _record(
    source: Source, options: Options, mapping: TableMapping, names: list[str], row: Row, scale: str
) -> Found | Refusal:
    cells = [(use, _cell(row, use.column)) for use in mapping.uses]
    fields: dict[str, Any] = {"milestones": [], "facts": [], "external_ids": [], "sources": [], "actions": []}
    notes: list[str] = []
    for use, text in cells:
        if is_value(text):
            _take(use, text, fields, notes, scale)
    if not fields.get("title") and fields.get("summary"):
        fields["title"] = _first_words(fields["summary"])
        notes.append("There is no title; the beginning of the summary was taken.")
    beyond = [f"column {number}" for number in range(len(names) + 1, len(row.cells) + 1)]
    raw = raw_json(dict(zip([*names, *beyond], row.cells, strict=False)))
    key = next((text for use, text in cells if use.field == "id" and text), "")
    if key.isdecimal() and any(use.heading.casefold().startswith(_OF_AIID) for use in mapping.uses):
        fields["external_ids"].append(f"aiid:{key}")
    key = key or hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()[:16]
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=":".join(filter(None, (source.name.rpartition("/")[2], line(mapping.sheet, 60), key))),
        place=f"row {row.number}",
        fields=fields,
        raw=raw,
        lines={"title": row.number},
        notes=notes,
    )


def _take(use: ColumnUse, text: str, fields: dict[str, Any], notes: list[str], scale: str) -> None:
    if use.field == "title":
        fields["title"] = text
    elif use.field in DATES:
        if dated := parse_date(text, use.date_order):
            fields["milestones"].append(dated.milestone(use.field))
        else:
            notes.append(f"{use.heading}: “{line(text, 60)}” is not clear enough as a date; it was left open.")
    elif use.field in _TEXTS:
        fields.setdefault(use.field, text)
    elif use.field == "severity":
        fields.update(severity_fields(line(text, 60), scale))
    elif use.field == "category" and (category := category_of("words", _parts(text))):
        fields["category"] = category
    elif use.field == "kind" and text.casefold() in KINDS:
        fields["kind"] = KINDS[text.casefold()]
    elif use.field == "actions":
        fields["actions"] += [{"text": line(part, 5_000)} for part in text.split("\n") if part.strip()]
    elif use.field == "source":
        fields["sources"] += _parts(text)
        if "aiid" in use.heading.casefold() and (cited := _AIID.search(text)):
            fields["external_ids"].append(f"aiid:{cited[1]}")
    elif use.field == "aiid" and text.isdecimal():
        fields["external_ids"].append(f"aiid:{text}")
    elif use.field == "external":
        fields["external_ids"] += [each for each in _parts(text) if _EXTERNAL.fullmatch(each)]
    elif use.field == "cve":
        fields["external_ids"] += [f"cve:{found}" for found in _CVE.findall(text)]
    elif use.field != "ignore" and use.field != "id":
        fields["facts"] += fact(use.heading, ", ".join(_parts(text)), FORMAT_ID)


def _cell(row: Row, column: int) -> str:
    return words(row.cells[column]) if column < len(row.cells) else ""


def _parts(text: str) -> list[str]:
    """Return the values of a cell: a list in JSON, or texts between vertical bars or line breaks."""
    if text.startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            return [words(each) for each in found if words(each)]
    return [part.strip() for part in re.split(r"[|\n]", text) if part.strip()]


def _first_words(text: str) -> str:
    sentence = re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]
    return sentence if len(sentence) <= _TITLE_FROM_SUMMARY else sentence[: _TITLE_FROM_SUMMARY - 1].rstrip() + "…"


def _unique(headings: tuple[str, ...]) -> list[str]:
    """Return the headings made to differ from each other even where case is not looked at."""
    names: list[str] = []
    taken: set[str] = set()
    for number, heading in enumerate(headings, 1):
        name = heading or f"column {number}"
        name = f"{name} ({number})" if name.casefold() in taken else name
        taken.add(name.casefold())
        names.append(name)
    return names


FORMAT = Format(id=FORMAT_ID, name="Table (CSV or XLSX)", sniff=sniff, read=read, rank=9)
