"""TOML that remembers on which line everything stands, so that a refusal can name it."""

import re
import tomllib
from collections import Counter

from workbench.catalogue.located import Located, Place
from workbench.catalogue.pack_file import PackError

_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_OF_SEVERAL = re.compile(r"\s*\[\[([^\[\]]+)\]\]\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*([\w"'.\s-]+?)\s*=(?!=)""")


def read_toml(text: str) -> Located:
    """Read a TOML document; raises PackError with the line for what is no TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # Until Python 3.14 the line is only in the message.
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PackError(line, f"not TOML: {error}") from error
    except RecursionError as error:
        raise PackError(1, "not TOML that can be read: nested too deeply") from error
    return Located(data, _lines(text))


def _lines(text: str) -> dict[Place, int]:
    """Return the line of each table and key; of a table also where a table inside it begins it."""
    lines: dict[Place, int] = {(): 1}
    table: Place = ()
    counts: Counter[Place] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _OF_SEVERAL.match(line):
            several = _place(header[1])
            table = (*several, counts[several])
            counts[several] += 1
            _note(lines, table, number)
        elif header := _HEADER.match(line):
            table = _place(header[1])
            _note(lines, table, number)
        elif key := _KEY.match(line):
            _note(lines, (*table, *_place(key[1])), number)
    return lines


def _note(lines: dict[Place, int], place: Place, number: int) -> None:
    for depth in range(1, len(place) + 1):
        lines.setdefault(place[:depth], number)


def _place(dotted: str) -> Place:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
