"""Markdown post-mortems, in the shapes that teams really write; each field knows the line it came from."""

import re
from collections.abc import Sequence
from typing import Any

from workbench.foreign import Unreadable, clean
from workbench.interchange.building import build, fact, line
from workbench.interchange.dates import parse_date
from workbench.interchange.markdown_actions import references
from workbench.interchange.markdown_record import Draft, draft
from workbench.interchange.markdown_shape import dated_title, pieces, why_none
from workbench.interchange.markdown_text import Section, numbered, plain, rows, sections
from workbench.interchange.markdown_timeline import zone_of
from workbench.interchange.markdown_words import KNOWN
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.source import Source, yaml_of

FORMAT_ID = "markdown"
MAX_CHARACTERS = 500_000
"""The longest known post-mortem has 20,000."""
_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+\S|^[^\n|]{3,120}\n(?:={3,}|-{3,})\s*$|^\s*\*\*[^*\n]{2,60}\*\*", re.MULTILINE)
_ENOUGH = 3


def sniff(source: Source) -> bool:
    """Tell by headings, bold labels or front matter; YAML with comments and tables with commas are something else."""
    if source.is_binary or source.data[:1] in (b"{", b"["):
        return False
    head = source.head
    if _MATTER.match(source.text[:MAX_CHARACTERS]) and not head.startswith("---\n---"):
        return True
    rows_of_text = [row for row in head.split("\n") if row.strip()][:200]
    if not rows_of_text or _is_table(rows_of_text) or _is_yaml(rows_of_text):
        return False
    return bool(_HEADING.search(head))


def _is_table(rows_of_text: list[str]) -> bool:
    first, *below = rows_of_text[:3]
    if first.startswith("sep="):
        return True
    if first.startswith("# ") and len(below) == 2:  # a remark above the headings
        widths = [{row.count(mark) for row in below} for mark in ",;\t"]
        return below[0].startswith("sep=") or any(len(width) == 1 and max(width) >= 2 for width in widths)
    return not first.startswith(("#", "|", "*")) and max(first.count(mark) for mark in ",;\t") >= 2


def _is_yaml(rows_of_text: list[str]) -> bool:
    keys = sum(bool(re.match(r"^\s*(?:- )?[\w\"'-]+:(?:\s|$)", row)) for row in rows_of_text)
    return keys > 0.4 * len(rows_of_text)


def read(source: Source, options: Options) -> Harvest:
    """Read the incidents of one file; a file that tells of none is refused with the reason."""
    if len(source.text) > MAX_CHARACTERS:
        raise Unreadable(f"it is longer than the {MAX_CHARACTERS:,} characters that are read.")
    matter, matter_lines, rest, first = _front_matter(source.text)
    lines = numbered(rest, first)
    parts = sections(lines, KNOWN)
    if reason := why_none(lines, parts):
        raise Unreadable(reason)
    harvest = Harvest()
    links, zone = references(rest), zone_of(lines)
    trees = pieces(parts)
    for tree in trees:
        made = draft(tree, matter if len(trees) == 1 else {}, matter_lines, zone, links)
        raw = source.text if len(trees) == 1 else _text_of(tree)
        harvest.add(_record(source, options, made, raw, tree, is_alone=len(trees) == 1))
    if not harvest.records and (listed := _listed(source, options, parts)):
        return listed
    return harvest


def _front_matter(text: str) -> tuple[dict[str, Any], dict[str, int], str, int]:
    found = _MATTER.match(text)
    if not found:
        return {}, {}, text, 1
    located = yaml_of(found[1] + "\n", 2)
    data = located.data if isinstance(located.data, dict) else {}
    lines = {str(place[0]): number for place, number in located.lines.items() if len(place) == 1}
    return data, lines, text[found.end() :], text.count("\n", 0, found.end()) + 1


def _record(
    source: Source, options: Options, made: Draft, raw: str, tree: Sequence[Section], *, is_alone: bool
) -> Found | Refusal:
    place = "the whole file" if is_alone else f"line {tree[0].number}"
    if made.weight < _ENOUGH or not (made.dates or made.fields.get("timeline") or made.fields.get("sources")):
        return Refusal(file=source.name, place=place, reason=_what_is_missing(made))
    if not made.fields.get("title"):
        made.put("title", _file_title(source), 1, "medium")
        made.notes.append("There is no title in the text; it was made from the name of the file.")
    _compare_with_name(source, made)
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=_key(source, "" if is_alone else tree[0].title),
        place=place,
        fields=made.fields,
        raw=raw,
        lines=made.lines,
        confidence=made.confidence,
        notes=made.notes,
    )


def _what_is_missing(made: Draft) -> str:
    has = {
        "a date": bool(made.dates),
        "a timeline": bool(made.fields.get("timeline")),
        "a summary": made.confidence.get("summary") == "high",
        "a cause": bool(made.fields.get("root_cause")),
        "an impact": bool(made.fields.get("impact")),
        "a fix": bool(made.fields.get("fix")),
        "actions": bool(made.fields.get("actions")),
    }
    missing = ", ".join(name for name, is_there in has.items() if not is_there)
    return f"this does not tell of an incident: {missing} not found."


def _key(source: Source, title: str) -> str:
    """Return a key that outlives changes of the text: folder, file, and the heading where a file holds several."""
    folder = source.folder.name if source.folder else ""
    stem = re.sub(r"\.(?:md|markdown|mdown|txt)(?:\.gz)?$", "", source.name.rpartition("/")[2], flags=re.IGNORECASE)
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:80]
    return "/".join(part for part in (folder, stem) if part) + (f"#{slug}" if slug else "")


def _file_title(source: Source) -> str:
    stem = source.name.rpartition("/")[2].rsplit(".", 1)[0]
    return re.sub(r"[-_]+", " ", re.sub(r"^\d{4}-\d\d-\d\d[-_ ]*", "", stem)).strip().capitalize() or stem


def _compare_with_name(source: Source, made: Draft) -> None:
    """Point out a date in the file's name that the text does not bear out."""
    found = re.match(r"^(\d{4}-\d\d-\d\d)", source.name.rpartition("/")[2])
    began = made.dates.get("began")
    if not found or found[1] == made.local_day or (began and began.at.startswith(found[1])):
        return
    named = parse_date(found[1])
    if began:
        made.notes.append(f"The name of the file says {found[1]}, the text {began.at}; the text was taken.")
    elif named:
        made.notes.append(f"Only the name of the file gives a date ({found[1]}); it was left open.")


def _text_of(tree: Sequence[Section]) -> str:
    texts = []
    for part in tree:
        texts += [f"{'#' * part.level} {part.title}".strip(), *(each.text for each in part.lines)]
    return "\n".join(texts)


def _listed(source: Source, options: Options, parts: Sequence[Section]) -> Harvest | None:
    """Read a table with one incident per row, or return None where there is none."""
    for part in parts:
        table = list(rows(part.lines))
        if len(table) > 2 and len(table[0][0]) >= 3 and re.search(r"\bincident", table[0][0][0], re.IGNORECASE):
            harvest = Harvest()
            for cells, number in table[1:]:
                harvest.add(_of_row(source, options, table[0][0], cells, number))
            return harvest
    return None


def _of_row(source: Source, options: Options, heading: list[str], cells: list[str], number: int) -> Found | Refusal:
    title, date, _ = dated_title(plain(clean(cells[0])))
    dated = parse_date(date)
    pairs = list(zip(heading[2:], cells[2:], strict=False))
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=_key(source, title),
        place=f"line {number}",
        fields={
            "title": title,
            "summary": line(cells[1] if len(cells) > 1 else "", 5000),
            "milestones": [dated.milestone("began")] if dated else [],
            "facts": [each for name, cell in pairs for each in fact(plain(name), cell.strip("• —"), FORMAT_ID)],
            "external_ids": [
                f"cve:{each}" for each in dict.fromkeys(re.findall(r"CVE-\d{4}-\d{4,7}", " ".join(cells)))
            ],
        },
        raw="| " + " | ".join(cells) + " |",
        lines={"title": number, "summary": number} | ({"began": number} if dated else {}),
        confidence={"title": "high", "summary": "high"},
    )


FORMAT = Format(id=FORMAT_ID, name="Markdown post-mortem", sniff=sniff, read=read, rank=8)
