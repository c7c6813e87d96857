"""How a report writes dates, hashes, counts and text from strangers; the same in every locale and time zone."""

import re
from datetime import date, datetime

from markupsafe import Markup

from workbench.domain.model import Status
from workbench.domain.moment import utc
from workbench.text import to_html

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
# Direction overrides could make a name read as its opposite; the others have no shape and may end a PDF string.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_NOT_TEXT = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def long_date(day: date | datetime) -> str:
    """Return `20 November 2026`; an instant is taken in UTC."""
    when = utc(day) if isinstance(day, datetime) else day
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def short_date(day: date | datetime | None) -> str:
    """Return `20 Nov 2026`, or `Not known`."""
    if day is None:
        return "Not known"
    when = utc(day) if isinstance(day, datetime) else day
    return f"{when.day} {_MONTHS[when.month - 1][:3]} {when.year}"


def moment(at: datetime) -> str:
    """Return `20 Nov 2026, 14:31 UTC`."""
    when = utc(at)
    return f"{short_date(when)}, {when.hour:02}:{when.minute:02} UTC"


def grouped(sha256: str) -> str:
    """Return a hash in groups of eight."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def short_hash(sha256: str | None) -> str:
    """Return `ca978112…48bb`, or `None kept` for a link."""
    return f"{sha256[:8]}…{sha256[-4:]}" if sha256 else "None kept"


def counted(number: int, one: str, many: str = "") -> str:
    """Return `Two failed checks`; figures from thirteen on."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {one if number == 1 else many or one + 's'}"


def size_of(size: int | None) -> str:
    """Return a size in bytes, or an empty text."""
    return "" if size is None else f"{size:,} bytes"


def shown(text: str) -> str:
    """Return text in which every character that hides or reorders others is written as `⟨U+202E⟩`."""
    return _NOT_TEXT.sub("\ufffd", _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text))


def prose(markdown: str) -> Markup:
    """Return Markdown from a person as HTML that runs and fetches nothing."""
    return Markup(to_html(shown(markdown)))


def breakable(check_id: str) -> Markup:
    """Return an id that may break after each underscore."""
    return Markup("_<wbr>").join(check_id.split("_"))


def status_class(status: Status) -> str:
    """Return the CSS class of the word beside a sign: only a fail is coloured."""
    return "fail" if status is Status.FAIL else ""
