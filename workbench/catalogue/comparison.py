"""Two texts of one entry, line by line."""

import difflib
from typing import Literal

from workbench.domain.model import Model

CONTEXT = 3
"""Lines that stay, around each change."""


class DiffLine(Model):
    """One line of a comparison."""

    kind: Literal["same", "added", "removed", "gap"]
    text: str


def compare(old: str, new: str) -> tuple[DiffLine, ...]:
    """Return what was removed and added, with some lines around it; nothing where the texts are the same."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[DiffLine] = []
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(CONTEXT):
        if lines:
            lines.append(DiffLine(kind="gap", text="…"))
        for kind, start, end, first, last in group:
            if kind == "equal":
                lines += [DiffLine(kind="same", text=line) for line in before[start:end]]
            else:
                lines += [DiffLine(kind="removed", text=line) for line in before[start:end]]
                lines += [DiffLine(kind="added", text=line) for line in after[first:last]]
    return tuple(lines)


MARKS = {"same": " ", "added": "+", "removed": "-", "gap": " "}


def as_text(lines: tuple[DiffLine, ...]) -> str:
    """Return a comparison with a mark before each line."""
    return "\n".join(f"{MARKS[line.kind]} {line.text}".rstrip() for line in lines)
