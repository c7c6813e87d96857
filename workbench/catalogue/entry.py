"""One Markdown file of a pack: front matter, then prose under fixed headings."""

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from markdown_it import MarkdownIt

from workbench.catalogue.located import Located, read_yaml
from workbench.catalogue.pack_file import PackError

_FENCE = "---"


@dataclass(frozen=True)
class Section:
    """The Markdown below one heading."""

    line: int
    """Of the heading."""
    text: str
    text_line: int
    """Where the text begins."""


@dataclass(frozen=True)
class Entry:
    """A file that is well formed; what it says has still to be validated."""

    front_matter: Located
    sections: dict[str, Section]
    prose_line: int
    """Of the line that closes the front matter."""
    prose: str

    def section(self, heading: str) -> Section:
        """Return a section that must be there and say something; raises PackError otherwise."""
        found = self.sections.get(heading)
        if found is None:
            raise PackError(self.prose_line, f"the heading `## {heading}` is missing")
        if not found.text:
            raise PackError(found.line, f"nothing is written under `## {heading}`")
        return found


def read_entry(text: str, headings: Collection[str]) -> Entry:
    """Take a file apart; raises PackError when its form is wrong or a heading is not one of `headings`."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise PackError(1, f"does not begin with `{_FENCE}`")
    closing = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if closing is None:
        raise PackError(1, f"the front matter that begins here is not closed by `{_FENCE}`")
    matter = read_yaml("\n".join(lines[1:closing]) + "\n", first_line=2)
    if not isinstance(matter.data, dict):
        raise PackError(2, "the front matter has no fields")
    # A field that is missing is missing from the whole front matter, which begins on line 1.
    located = Located(matter.data, {**matter.lines, (): 1})
    prose = lines[closing + 1 :]
    return Entry(located, _sections(prose, closing + 2, headings), closing + 1, "\n".join(prose).strip())


def fenced(section: Section) -> str:
    """Return the content of the first fenced block of a section; raises PackError when there is none."""
    for token in MarkdownIt("commonmark").parse(section.text):
        if token.type == "fence" and token.content.strip():
            return token.content.rstrip("\n")
    raise PackError(section.line, "a log sample between ``` lines is missing")


def _sections(lines: list[str], first_line: int, headings: Collection[str]) -> dict[str, Section]:
    """Cut the prose at its second-level headings; those inside fenced blocks are no headings."""
    starts = _headings(lines)
    if any(line.strip() for line in lines[: starts[0][0] if starts else len(lines)]):
        raise PackError(first_line, "there is text before the first `##` heading")
    ends = [*(index for index, _ in starts[1:]), len(lines)][: len(starts)]
    result: dict[str, Section] = {}
    for (start, heading), end in zip(starts, ends, strict=True):
        line = first_line + start
        if heading not in headings:
            raise PackError(line, f"`## {heading}` is not one of: {', '.join(headings)}")
        if heading in result:
            raise PackError(line, f"`## {heading}` stands here twice")
        text = "\n".join(lines[start + 1 : end])
        blank = len(text) - len(text.lstrip("\n"))
        result[heading] = Section(line, text.strip("\n"), line + 1 + blank)
    return result


def _headings(lines: list[str]) -> list[tuple[int, str]]:
    tokens = MarkdownIt("commonmark").parse("\n".join(lines))
    return [
        (token.map[0], inline.content)
        for token, inline in itertools.pairwise(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and token.map
    ]
