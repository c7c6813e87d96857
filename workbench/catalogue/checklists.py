"""Checklists are TOML files: which checks a review asks, in which order."""

import re
import tomllib
from collections.abc import Collection
from pathlib import Path

from workbench.catalogue.located import Located, validate
from workbench.catalogue.pack_file import PackError, read_text
from workbench.domain.catalogue import Checklist
from workbench.domain.pack import Refused


def load_checklists(folder: Path, checks: Collection[str]) -> tuple[tuple[Checklist, ...], tuple[Refused, ...]]:
    """Read every checklist of a folder, the shortest first; `checks` are the ids that exist."""
    loaded: list[Checklist] = []
    refused: list[Refused] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            loaded.append(_checklist(read_text(path, folder), path.stem, checks))
        except PackError as error:
            refused.append(Refused(file=path.name, line=error.line, reason=error.reason))
    return tuple(sorted(loaded, key=lambda checklist: len(checklist.checks))), tuple(refused)


def _checklist(text: str, stem: str, checks: Collection[str]) -> Checklist:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # Until Python 3.14 the line is only in the message.
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PackError(line, f"not TOML: {error}") from error
    located = Located(data, {(): 1} | {(key,): _line_of(key, text) for key in data})
    checklist = validate(Checklist, located, data)
    if checklist.id != stem:
        raise PackError(located.line(("id",)), f"the id `{checklist.id}` differs from the file name")
    for check in checklist.checks:
        if check not in checks:
            raise PackError(_line_of(check, text), f"nothing in the catalogue has the check `{check}`")
    if len(set(checklist.checks)) != len(checklist.checks):
        raise PackError(located.line(("checks",)), "a check is listed twice")
    return checklist


def _line_of(word: str, text: str) -> int:
    """Return the line where a word first stands, 1 when it stands nowhere as such."""
    found = re.search(rf"\b{re.escape(word)}\b", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
