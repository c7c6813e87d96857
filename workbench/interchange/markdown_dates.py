"""What the date line of a post-mortem says: ranges, remarks in brackets, `disclosed …`."""

import re

from workbench.interchange.dates import MONTH_NAMES, Dated, parse_date

_MONTH = MONTH_NAMES
_MONTHS_OF_YEAR = re.compile(rf"({_MONTH})\s*[–—-]\s*(?:{_MONTH})\s+(\d{{4}})", re.IGNORECASE)
_DAYS_OF_MONTH = re.compile(rf"({_MONTH})\s+(\d{{1,2}})\s*[–—-]\s*\d{{1,2}},?\s+(\d{{4}})", re.IGNORECASE)
_DAYS_BEFORE_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s*[–—-]\s*\d{{1,2}}(?:st|nd|rd|th)?\s+({_MONTH})\s+(\d{{4}})", re.IGNORECASE
)
_FROM_TO = re.compile(r"(.+?)\s+(?:[–—-]|to|until)\s+(.+)", re.IGNORECASE)
_ORIGINAL = re.compile(r"\((?:the )?original(?:ly)?(?: incident)?:?\s+([^)]+)\)", re.IGNORECASE)
_REMARK = re.compile(r"\s*\([^)]*\)\s*$")
_KNOWN_SINCE = re.compile(
    r".{0,40}?\b(disclosed|discovered|published|announced|reported)\s+(?:on\s+|in\s+)?(.+)", re.IGNORECASE
)


def when(text: str, zone: str = "") -> tuple[str, Dated] | None:
    """Return the milestone and the date that a date line gives: when it began, or since when it is known of.

    None where the line is not clear enough.
    """
    text = text.strip()
    if original := _ORIGINAL.search(text):
        dated = parse_date(original[1])
        return ("began", dated) if dated else None
    text = _REMARK.sub("", text.split(";")[0]).strip()
    if dated := parse_date(text, zone=zone) or _start_of_range(text, zone):
        return "began", dated
    if since := _KNOWN_SINCE.fullmatch(text):
        dated = parse_date(since[2], zone=zone)
        name = "detected" if since[1].casefold() == "discovered" else "aware"
        return (name, Dated(dated.at, dated.precision, since[1].casefold())) if dated else None
    return None


def _start_of_range(text: str, zone: str) -> Dated | None:
    if found := _MONTHS_OF_YEAR.fullmatch(text):
        return _remarked(parse_date(f"{found[1]} {found[2]}"), text)
    if found := _DAYS_OF_MONTH.fullmatch(text):
        return _remarked(parse_date(f"{found[1]} {found[2]}, {found[3]}"), text)
    if found := _DAYS_BEFORE_MONTH.fullmatch(text):
        return _remarked(parse_date(f"{found[1]} {found[2]} {found[3]}"), text)
    if (found := _FROM_TO.fullmatch(text)) and parse_date(found[2], zone=zone):
        return _remarked(parse_date(found[1], zone=zone), text)
    return None


def _remarked(dated: Dated | None, text: str) -> Dated | None:
    return Dated(dated.at, dated.precision, text) if dated else None
