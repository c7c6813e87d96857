"""The action items of a post-mortem: lists or tables, with owner, due date, link and whether they are done."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.interchange.dates import parse_date
from workbench.interchange.markdown_text import Section, items, plain, rows

_REFERENCE = re.compile(r"^ {0,3}\[([^\[\]\n]{1,100})\]:[ \t]*(\S{1,2000})", re.MULTILINE)
_LONGEST = 5_000
"""Characters of an action."""
_LINK = re.compile(
    r"\[([^\[\]\n]{0,300})\]\((https?://[^)\s]{1,2000})\)|\[([^\[\]\n]{0,300})\]\[([^\[\]\n]{0,100})\]"
    r"|(https?://[^\s)>]{1,2000})"
)
_LINK_WORDS = re.compile(r"(?:github )?(?:issue|pr|pull request|link|ticket|link to github issue)|#\d+", re.IGNORECASE)
_BOX = re.compile(r"^\[([ xX])\]\s*")
BOX_ITEM = re.compile(r"^\s*[-*+]\s+\[[ xX]\]\s+\S")
_DONE = re.compile(r"\((?:done|completed?|fixed)\)|~~|✅|\bdone:", re.IGNORECASE)
_STATE = re.compile(r"\*\*(DONE|TODO|OPEN|CLOSED|COMPLETED?)\*\*|\b(DONE|TODO)\b")
"""As the tables of the SRE book have it, behind the number of the bug."""
_OWNER = re.compile(
    r"\(?\b(?i:owner|assigned to|assignee|responsible)\s*:\s*([^,;()|]{2,60})\)?|(?<!\w)@([A-Za-z0-9][\w-]{1,38})"
    r"|[,;(]\s*(?i:owner|assigned to|assignee)\s+([A-Z][^,;()|]{1,59})"
)
_DUE = re.compile(
    r"\(?\b(?:due|by|deadline|eta|estimated completion)\s*:?\s*"
    r"(\d{4}-\d\d-\d\d|\w+ \d{1,2},? \d{4}|\d{1,2}\.? \w+ \d{4}|\w+ \d{4})\)?",
    re.IGNORECASE,
)
_COLUMNS = {
    "text": r"(?:corrective )?actions?(?: items?)?|tasks?|description|what|item|to ?do|follow[- ]?ups?"
    r"|improvements?|measures?",
    "owner": r"owner|assignee|who|responsible|assigned to",
    "due": r"due(?: date)?|deadline|by when|when|eta",
    "state": r"status|state|done\??",
    "link": r"ticket|link|issue|bug|tracking",
}


def references(text: str) -> dict[str, str]:
    """Return the link addresses that a file defines at its end."""
    return {found[1].casefold(): found[2] for found in _REFERENCE.finditer(text)}


def actions(parts: Sequence[Section], links: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the actions in the sections that hold them; each has `text`, and what else is said."""
    found: list[dict[str, Any]] = []
    for part in parts:
        table = list(rows(part.lines))
        if len(table) > 1 and (columns := _columns(table[0][0])):
            found += [action for cells, _ in table[1:] if (action := _of_row(cells, columns, links))]
        else:
            found += [action for item in items(part.lines) if (action := _of_item(item.text, links))]
    return found


def _columns(heading: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, cell in enumerate(heading):
        for name, pattern in _COLUMNS.items():
            if name not in columns and re.fullmatch(pattern, plain(cell).casefold()):
                columns[name] = number
                break
    return columns if "text" in columns else {}


def _of_row(cells: list[str], columns: Mapping[str, int], links: Mapping[str, str]) -> dict[str, Any] | None:
    def cell(name: str) -> str:
        return cells[columns[name]] if name in columns and columns[name] < len(cells) else ""

    action = _of_item(cell("text"), links)
    if action is None:
        return None
    due = parse_date(cell("due"))
    state = plain(cell("state")).casefold()
    given = {
        "owner": plain(cell("owner")).lstrip("@"),
        "due": due.at[:10] if due else "",
        "link": _address(cell("link"), links),
    }
    action |= {name: value for name, value in given.items() if value}
    if not state and (stated := _STATE.search(cell("link"))):
        state = (stated[1] or stated[2]).casefold()
    if state:
        action["is_done"] = state in ("done", "closed", "complete", "completed", "yes", "x", "fixed", "✅")
    return action


def _of_item(text: str, links: Mapping[str, str]) -> dict[str, Any] | None:
    box = _BOX.match(text)
    text = text[box.end() :] if box else text
    action: dict[str, Any] = {}
    if box or _DONE.search(text):
        action["is_done"] = bool(_DONE.search(text)) or bool(box and box[1] != " ")
    if owner := _OWNER.search(re.sub(r"https?://\S+", "", text)):
        action["owner"] = plain(owner[1] or owner[2] or owner[3])
    if (due := _DUE.search(text)) and (dated := parse_date(due[1])):
        action["due"] = dated.at[:10]
    if link := _address(text, links):
        action["link"] = link
    words = re.sub(r"\(\s*[,;]?\s*\)", "", _DONE.sub("", _LINK.sub(_words_of_link, text)))
    words = re.sub(r"\s+([.,;])", r"\1", plain(" ".join(words.split()))).strip(" -–")
    return {"text": words[:_LONGEST], **action} if len(words) > 2 and "{{" not in words else None


def _words_of_link(found: re.Match[str]) -> str:
    words = found[1] or found[3] or ""
    return "" if _LINK_WORDS.fullmatch(words.strip()) else words


def _address(text: str, links: Mapping[str, str]) -> str:
    for found in _LINK.finditer(text):
        address = found[2] or found[5] or links.get((found[4] or found[3] or "").casefold(), "")
        if address.startswith(("https://", "http://")):
            return address
    return ""
