"""What the palette lists: entries in groups, and the commands among them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.desktop.kit.chips import key_text
from workbench.desktop.shell.actions import Action
from workbench.domain.query import Query, parse

COMMANDS_ONLY = ">"
"""Typed first, it leaves the records out."""
LIKE_ENOUGH = 80
"""Of 100: how much a command must resemble what was typed to be meant although no word of it matches."""
COMMANDS_SHOWN, ALL_SHOWN = 5, 100
FIRST = ("edit.new_incident", "review.new", "file.import", "edit.find", "edit.undo", "file.open", "help.keys")
"""What an empty box offers."""
NEVER = ("go.anywhere", "go.commands")
"""The palette itself."""


@dataclass(frozen=True)
class Entry:
    """One line: where it leads, or which command it is."""

    text: str
    matches: tuple[tuple[int, int], ...] = ()
    """Start and length of what was typed, in the text."""
    excerpt: str = ""
    """Muted, after the text; matches between `search.OPEN` and `search.CLOSE`."""
    icon: str = ""
    status: str = ""
    note: str = ""
    """At the right: the key of a record, or the keys of a command."""
    place: str = ""
    argument: str = ""
    action: str = ""

    @property
    def key(self) -> str:
        """What tells it from every other entry."""
        return f"{self.action}:{self.place}/{self.argument}"


@dataclass(frozen=True)
class Group:
    """Entries under one head."""

    title: str
    entries: tuple[Entry, ...]


def commands(offered: Sequence[tuple[Action, str]], text: str, limit: int) -> tuple[Entry, ...]:
    """Return the commands that a text means: those with its words first, then those that resemble it."""
    from rapidfuzz import fuzz

    query = parse(text)
    if query.filters and not query.words:
        return ()  # no command has a severity or a day
    ranked: list[tuple[float, Entry]] = []
    for action, said in offered:
        if action.id in NEVER:
            continue
        found = query.found_in(said)
        if query.words and found is None:
            found = () if query.found_in(f"{action.menu} {said}") is not None else None
        if found is not None and not query.finds_nothing:
            ranked.append((200 - (found[0][0] if found else 100), _entry(action, said, found)))
        elif text and (score := fuzz.partial_ratio(text.casefold(), said.casefold())) >= LIKE_ENOUGH:
            ranked.append((score, _entry(action, said)))
    ranked.sort(key=lambda row: -row[0])
    return tuple(entry for _, entry in ranked[:limit])


def first_commands(offered: Sequence[tuple[Action, str]]) -> tuple[Entry, ...]:
    """Return the commands that a person needs most."""
    by_id = {action.id: (action, said) for action, said in offered}
    return tuple(_entry(*by_id[action_id]) for action_id in FIRST if action_id in by_id)


def _entry(action: Action, said: str, matches: tuple[tuple[int, int], ...] = ()) -> Entry:
    return Entry(
        text=said,
        matches=matches,
        excerpt=action.menu,
        icon=action.icon or "command",
        note=key_text(action.shortcut),
        action=action.id,
    )


def matched(query: Query, text: str) -> tuple[tuple[int, int], ...]:
    """Return what to mark in a text: each match of any word, whether or not all of them occur."""
    found: set[tuple[int, int]] = set()
    for word in query.wanted:
        found |= set(Query(words=(word,)).found_in(text) or ())
    return tuple(sorted(found))


def filled(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return the groups that hold something."""
    return tuple(group for group in groups if group.entries)
