"""The sections of one post-mortem become the fields of an incident; what is not clear stays empty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.interchange.building import fact, line, listed, source_line, words
from workbench.interchange.categories import category_of
from workbench.interchange.dates import MONTH_NAMES, Dated, parse_date
from workbench.interchange.markdown_actions import BOX_ITEM, actions
from workbench.interchange.markdown_dates import when
from workbench.interchange.markdown_shape import dated_title
from workbench.interchange.markdown_text import Label, Section, body, items, labels, plain
from workbench.interchange.markdown_timeline import first_date, last_date, moments
from workbench.interchange.markdown_words import CATEGORY_LABELS, LABELS, SEVERITY_LABELS, TEXT_LABELS, meaning
from workbench.interchange.reading import Confidence
from workbench.interchange.severities import severity_fields

_CVE = re.compile(r"\bCVE-\d{4}-\d{4,7}\b")
_URL = re.compile(r"https?://[^\s)>\]\"]{4,2000}")
_STATED = "post-mortem"
_PROSE_DATE = re.compile(
    rf"\b(\d{{4}}-\d\d-\d\d|(?:{MONTH_NAMES})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of|-)?[ -](?:{MONTH_NAMES})\.?,?[ -]\d{{4}})\b",
    re.IGNORECASE,
)
_SECTION_FIELDS = ("root_cause", "trigger", "impact", "detection", "containment", "fix", "prevention")
_MATTER = {
    "began": ("date", "start_time", "incident_date", "occurred", "started"),
    "resolved": ("end_time", "resolved", "resolved_at"),
    "detected": ("detected", "detected_at"),
}
_MATTER_FACTS = ("company", "product", "organization", "scale", "surface", "harm_bearer", "reversible", "categories")


_BYLINE = re.compile(r"^\s*(?:[-*]\s+)?(?:by [A-Z][^.]{1,60}|\d{4}-\d\d-\d\d)\s*$")
"""Who wrote a report and when it was published, on a line of its own."""


@dataclass
class Draft:
    """An incident while it is put together."""

    fields: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    confidence: dict[str, Confidence] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    dates: dict[str, Dated] = field(default_factory=dict)
    title_date: tuple[str, int, bool] | None = None
    """The date in the title, its line, and whether it came first."""
    local_day: str = ""
    """The first day of the timeline, in its own zone."""
    is_stated: bool = False
    """Whether a front matter gives a title and a date."""

    def put(self, name: str, value: Any, number: int, sure: Confidence = "high") -> None:
        """Keep the first value that a field is given."""
        if value and name not in self.fields:
            self.fields[name] = value
            self.lines[name] = number
            self.confidence[name] = sure

    def date(self, name: str, dated: Dated | None, number: int, sure: Confidence = "high") -> None:
        """Keep the first date of a milestone."""
        if dated and name not in self.dates:
            self.dates[name] = dated
            self.lines[name] = number
            self.confidence[name] = sure

    @property
    def weight(self) -> int:
        """How much speaks for an incident; below 3 it is none."""
        told = ("summary", "root_cause", "impact", "fix", "trigger")
        sure = sum(name in self.fields and self.confidence[name] == "high" for name in told)
        sure += 2 * self.is_stated
        return sure + bool(self.dates) + 2 * bool(self.fields.get("timeline")) + bool(self.fields.get("actions"))


def draft(
    parts: Sequence[Section], matter: dict[str, Any], matter_lines: dict[str, int], zone: str, links: dict[str, str]
) -> Draft:
    """Return what the sections of one incident and the front matter of its file say."""
    made = Draft()
    _take_matter(made, matter, matter_lines)
    _take_title(made, parts)
    _take_labels(made, parts, zone)
    _take_sections(made, parts)
    _take_timeline(made, parts, zone)
    _take_actions(made, parts, links)
    _take_sources(made, parts, links)
    _take_title_date(made)
    _take_date_of_prose(made)
    made.fields["milestones"] = [made.dates[name].milestone(name) for name in made.dates]
    text = f"{made.fields.get('title', '')} {' '.join(each['value'] for each in made.fields.get('facts', []))}"
    ids = [*made.fields.pop("own_ids", []), *(f"cve:{each}" for each in _CVE.findall(text))]
    made.fields["external_ids"] = list(dict.fromkeys(ids))
    return made


def _take_matter(made: Draft, matter: dict[str, Any], lines: dict[str, int]) -> None:
    for name in ("title", "summary"):
        made.put(name, words(matter.get(name)), lines.get(name, 1))
    for milestone, names in _MATTER.items():
        for name in names:
            made.date(milestone, parse_date(words(matter.get(name))), lines.get(name, 1))
    made.is_stated = "title" in made.fields and bool(made.dates)
    _take_severity(made, line(matter.get("severity"), 60), lines.get("severity", 1))
    causes = matter.get("root_cause")
    made.put("root_cause", ", ".join(listed(causes)), lines.get("root_cause", 1))
    made.put("prevention", words(matter.get("control")), lines.get("control", 1))
    made.put("status", line(matter.get("status"), 60), lines.get("status", 1))
    made.put("reporter", ", ".join(listed(matter.get("authors") or matter.get("author"))), lines.get("authors", 1))
    facts = [each for name in _MATTER_FACTS for each in fact(name.capitalize(), _shown(matter.get(name)), _STATED)]
    made.fields["facts"] = facts
    given = matter.get("sources")
    entries = given if isinstance(given, list) else []
    texts = [source_line(each) if isinstance(each, dict) else words(each, 2000) for each in entries]
    texts += [words(matter.get(name), 2000) for name in ("url", "archive_url")]
    made.put("sources", [text for text in texts if text], lines.get("sources", lines.get("url", 1)))
    number = words(matter.get("aiid_incident"), 20)
    made.fields["own_ids"] = [f"aiid:{number}"] if number.isdecimal() else []


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(listed(value))


def _take_title(made: Draft, parts: Sequence[Section]) -> None:
    head = next((part for part in parts if part.level and part.title), None)
    if head is None or "title" in made.fields or meaning(head.title):
        return
    title, date, is_first = dated_title(head.title)
    made.put("title", title, head.number)
    if date:
        made.title_date = (date, head.number, is_first)


def _take_labels(made: Draft, parts: Sequence[Section], zone: str) -> None:
    for index, part in enumerate(parts):
        is_head = part.level <= 1 or meaning(part.title) == "overview" or index == 0
        if not is_head:
            continue
        for label in labels(part.lines, plain_too=True):
            _take_label(made, label, zone)


def _take_label(made: Draft, label: Label, zone: str) -> None:
    text = plain(label.text)
    if milestone := LABELS.get(label.name):
        found = when(label.text[:200], zone)
        if found:
            made.date(found[0] if milestone == "began" else milestone, found[1], label.number)
        elif text:
            made.notes.append(
                f"Line {label.number}: “{line(text, 80)}” is not clear enough as a date; it was left open."
            )
    elif label.name in SEVERITY_LABELS:
        _take_severity(made, line(text, 60), label.number)
    elif name := TEXT_LABELS.get(label.name):
        made.put(name, text, label.number)
    elif label.name not in ("title", "source", "status"):
        if label.name in CATEGORY_LABELS:
            made.put("category", category_of("words", [text]), label.number)
        made.fields["facts"] += fact(label.name.capitalize(), text, _STATED)[:1]


def _take_severity(made: Draft, text: str, number: int) -> None:
    if text:
        for name, value in severity_fields(text, "plain words").items():
            made.put(name, value, number)


def _take_sections(made: Draft, parts: Sequence[Section]) -> None:
    found = dict(_trees(parts))
    for name in _SECTION_FIELDS:
        if tree := found.get(name):
            made.put(name, body(tree), tree[0].number)
    for name, second in (("root_cause", "fault"), ("fix", "response")):
        if tree := found.get(second):
            made.put(name, body(tree), tree[0].number)
    _take_head_sections(made, found)
    if tree := found.get("contributing"):
        made.put("contributing_factors", _factors(tree), tree[0].number)
    for name, sure in (("summary", "high"), ("what", "high"), ("overview", "medium")):
        if tree := found.get(name):
            own = [tree[0]] if name == "overview" else tree
            text = "" if name == "overview" and labels(own[0].lines, plain_too=False) else body(own)
            made.put("summary", text, tree[0].number, "high" if sure == "high" else "medium")
    head = [part for part in parts if part.level <= 1]
    if text := body([part for part in head[:2] if not meaning(part.title)]):
        made.put("summary", _without_labels(text), head[0].number, "medium")
    if tree := found.get("background"):
        made.put("summary", body(tree), tree[0].number)


def _take_head_sections(made: Draft, found: dict[str, list[Section]]) -> None:
    """Take what some templates give a heading of its own where others have a labelled line."""
    if (tree := found.get("date")) and (text := plain(body(tree).partition("\n")[0])):
        _take_label(made, Label("date", text, tree[0].number), "")
    if tree := found.get("authors"):
        made.put("reporter", ", ".join(_factors(tree)), tree[0].number)
    if tree := found.get("status"):
        made.put("status", line(plain(body(tree).partition("\n")[0]), 60), tree[0].number)


def _factors(tree: Sequence[Section]) -> list[str]:
    """Return each item of a list, or the whole text where there is none."""
    return [plain(item.text) for part in tree for item in items(part.lines)] or [body(tree)]


def _without_labels(text: str) -> str:
    kept = [
        row for row in text.split("\n") if not re.match(r"^\s*(?:\*\*[^*]{2,40}\*\*\s*:|\||\*\*[^*]{2,40}:\*\*)", row)
    ]
    kept = [row for row in kept if not _BYLINE.match(row)]
    return re.sub(r"^\*\*[^*\n]+\*\*(?:\n+|\Z)", "", "\n".join(kept).strip()).strip()


def _trees(parts: Sequence[Section]) -> list[tuple[str, list[Section]]]:
    """Return the sections whose heading is known, each with what lies below it; the first of each meaning."""
    found: dict[str, list[Section]] = {}
    lessons = 0
    for index, part in enumerate(parts):
        name = meaning(part.title)
        if lessons and part.level > lessons and name == "fault":
            continue  # what went wrong in the response, beside what went well
        lessons = part.level if name == "lessons" else lessons if part.level > lessons else 0
        if name and name not in found:
            end = index + 1
            while end < len(parts) and parts[end].level > part.level:
                end += 1
            found[name] = list(parts[index:end])
    return list(found.items())


def _take_timeline(made: Draft, parts: Sequence[Section], zone: str) -> None:
    stated = made.dates.get("began")
    tree, timeline = _timeline(parts, zone)
    if not timeline:
        return
    if stated and stated.precision == "day" and not first_date(timeline):
        # Only times: they are of the day that is stated, and when it began stays as precise as that.
        made.put("timeline", moments(tree, zone, stated.at), tree[0].number)
        return
    made.put("timeline", timeline, tree[0].number)
    title = made.title_date
    text = first_date(timeline)
    first = parse_date(text, zone=zone)
    if first is None:
        return
    made.local_day = text[:10]
    day = stated.at if stated else title[0] if title and title[2] else ""
    if stated and day[:10] > last_date(timeline)[:10]:
        made.notes.append(
            f"The date stated, {day}, is later than the whole timeline: it was taken for that of the text."
        )
        day = ""
        del made.dates["began"]
    if not day:
        made.date("began", first, tree[0].number, "medium")
    elif text.startswith(day) and first.precision == "minute":
        made.dates["began"] = first
        made.lines["began"], made.confidence["began"] = tree[0].number, "high"


def _timeline(parts: Sequence[Section], zone: str) -> tuple[list[Section], list[dict[str, str]]]:
    """Return the section with the timeline and what it tells; it may be that of the response instead."""
    trees = dict(_trees(parts))
    if tree := trees.get("timeline"):
        return tree, moments(tree, zone)
    for name in ("response", "fix", "what"):
        tree = trees.get(name, [])
        timeline = moments(tree, zone) if tree else []
        if len(timeline) > 2 and all(first_date([each]) for each in timeline):
            return tree, timeline
    return [], []


def _take_title_date(made: Draft) -> None:
    """Take the date of the title when nothing else says when it began; at the end of a title it may be another."""
    if made.title_date and not made.dates:
        date, number, is_first = made.title_date
        found = when(date)
        if found:
            made.date(found[0], found[1], number, "high" if is_first else "medium")


def _take_date_of_prose(made: Draft) -> None:
    """Take the one day that summary and impact name, when no line is there to say when it began."""
    if made.dates:
        return
    texts = [str(made.fields.get(name, "")) for name in ("summary", "impact", "trigger")]
    days = {dated.at: dated for text in texts for each in _PROSE_DATE.findall(text) if (dated := parse_date(each))}
    if len(days) == 1:
        made.date("began", days.popitem()[1], made.lines.get("summary", made.lines.get("impact", 1)), "medium")


def _take_actions(made: Draft, parts: Sequence[Section], links: dict[str, str]) -> None:
    trees = [tree for name, tree in _trees(parts) if name == "actions"]
    # A list with boxes to tick is one of things to do, whatever stands above it.
    boxes = [part for part in parts if any(BOX_ITEM.match(row.text) for row in part.lines if not row.is_code)]
    if tree := trees[0] if trees else boxes:
        made.put("actions", actions(tree, links), tree[0].number)


def _take_sources(made: Draft, parts: Sequence[Section], links: dict[str, str]) -> None:
    tree = next((tree for name, tree in _trees(parts) if name == "sources"), [])
    found = [_URL.search(each.text) for part in tree for each in part.lines if not each.is_code]
    texts = [f"{_words_around(match)} {match[0]}".strip() for match in found if match]
    if tree:
        made.put("sources", list(dict.fromkeys(texts)), tree[0].number)


def _words_around(match: re.Match[str]) -> str:
    text = plain(match.string.replace(match[0], "")).strip(" -*.()[]0123456789")
    return text if len(text) > 3 else ""
