"""Whether a Markdown file tells of an incident, of several, or of none: a template, an index page, an exercise."""

import re
from collections.abc import Sequence

from workbench.interchange.dates import parse_date
from workbench.interchange.markdown_text import Line, Section, labels, plain
from workbench.interchange.markdown_words import LABELS, meaning

_PLACEHOLDER = re.compile(
    r"(?<!\$)\{\{[^}\n]{1,60}\}\}|<(?:date|time|name|title|owner|summary|incident[^>\n]{0,30}|your [^>\n]{1,30})>"
    r"|\[(?:date|time|name|insert[^\]\n]{0,40}|your [^\]\n]{1,30}|describe[^\]\n]{0,40})\](?!\()|\bYYYY-MM-DD\b",
    re.IGNORECASE,
)
_EXERCISE = re.compile(
    r"\b(?:your (?:task|postmortem|post-mortem|answer)|write (?:a|an|your) (?:\w+ )?post-?mortem|learning objectives?"
    r"|requirements:|mandatory|repo:|tasks?\b[^\n]{0,20}\b(?:0|1)\.|in this (?:exercise|project|lesson))",
    re.IGNORECASE,
)
_LINK_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\*\*)?\[[^\[\]\n]{1,300}\]\([^)\s]{1,2000}\)")
_ANY_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\S")
_TELLING = ("summary", "what", "timeline", "root_cause", "impact", "fix", "actions", "trigger", "detection")
_DATE_IN_TITLE = re.compile(r"\b(\d{4}-\d\d-\d\d|(?:\d{1,2} )?[A-Z][a-z]{2,8} (?:\d{1,2}, )?\d{4})\b")


def why_none(lines: Sequence[Line], parts: Sequence[Section]) -> str:
    """Return why a file is no incident although it looks like one; empty when nothing speaks against it."""
    prose = [line.text for line in lines if not line.is_code]
    placeholders = [found[0] for text in prose for found in _PLACEHOLDER.finditer(text)]
    headed = [part.title for part in parts if _PLACEHOLDER.search(part.title)]
    if headed or len(placeholders) >= 3:
        return f"this is a template: it has places to fill in, such as “{(headed or placeholders)[0][:60]}”."
    exercises = {found[0].casefold() for text in prose for found in _EXERCISE.finditer(text)}
    if len(exercises) >= 2:
        return f"this is an exercise about post-mortems (“{sorted(exercises)[0]}”), not one of an incident."
    listed = [text for text in prose if _ANY_ITEM.match(text)]
    linked = [text for text in listed if _LINK_ITEM.match(text)]
    telling = {meaning(part.title) for part in parts} & set(_TELLING)
    if len(linked) >= 5 and len(linked) > 0.6 * len(listed) and len(telling) < 2:
        return "this is an index page: a list of links to other pages."
    return ""


def pieces(parts: Sequence[Section]) -> list[list[Section]]:
    """Return the sections of each incident: several lists when the headings of one level each tell of one."""
    for level in (1, 2, 3):
        heads = [index for index, part in enumerate(parts) if part.level == level and _names_one(part, level)]
        trees = [_tree(parts, index) for index in heads]
        if len(trees) > 1 and sum(_tells(tree) for tree in trees) > 1:
            return [tree for tree in trees if _tells(tree)]
    return [list(parts)]


def dated_title(title: str) -> tuple[str, str, bool]:
    """Return a title without its date, the date as text, and whether it came first; what is no date stays."""
    if found := re.match(r"^\W{0,2}(\d{4}-\d\d-\d\d|\d{4}-\d\d)\s*(?:[,:|–—-]\s*|\s)(.*\S)", title):
        return found[2].strip(), found[1], True
    if (found := re.match(r"^(.*\S)\s+[–—-]\s+(\S.{3,40})$", title)) and _is_date(found[2]):
        return found[1].strip(), found[2], False
    if (found := re.match(r"^(.*\S)\s*\(([^()]{4,40})\)$", title)) and _is_date(found[2]):
        return found[1].strip(), found[2], False
    if (found := re.search(r"\s+(?:on|at|of)\s+(\d{4}-\d\d-\d\d)\b.*$", title)) and _is_date(found[1]):
        return title, found[1], False
    return title, "", False


def _is_date(text: str) -> bool:
    from workbench.interchange.markdown_dates import when

    return when(text) is not None


def _names_one(part: Section, level: int) -> bool:
    """Say whether a heading may be the name of an incident rather than of a part of one."""
    title = plain(part.title)
    if not title or meaning(title) or re.match(r"^(?:Q[1-4]\b|\d{4}$|\d{1,2}[:.]\d\d)", title):
        return False
    found = _DATE_IN_TITLE.search(title)
    has_date = bool(found) and parse_date(found[1] if found else "") is not None
    return (
        level == 1
        or has_date
        or bool(re.search(r"\b(?:incident|outage|inc-?\d+|post-?mortem)\b", title, re.IGNORECASE))
    )


def _tree(parts: Sequence[Section], index: int) -> list[Section]:
    end = index + 1
    while end < len(parts) and parts[end].level > parts[index].level:
        end += 1
    return list(parts[index:end])


def _tells(tree: Sequence[Section]) -> bool:
    """Say whether sections tell of an incident by themselves."""
    headings = {meaning(part.title) for part in tree[1:]} & set(_TELLING)
    labelled = {label.name for label in labels(tree[0].lines, plain_too=True)} & (set(LABELS) | {"impact", "severity"})
    return len(headings) + len(labelled) >= 2
