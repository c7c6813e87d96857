"""The paragraphs about sub-modes: `### M06.2 …` under the heading `Sub-modes` of a mode's file."""

import re
from typing import Any

from workbench.catalogue.entry import Section
from workbench.catalogue.located import Located
from workbench.catalogue.pack_file import PackError

_HEADING = re.compile(r"^### +(\S+).*$", re.MULTILINE)


def sub_mode_prose(sub_modes: Any, section: Section | None, front_matter: Located) -> dict[str, Any]:
    """Return the field `sub_modes` with the paragraph of each, or nothing where the file writes none.

    Raises PackError for a paragraph about a sub-mode that the front matter does not list, and for one that is listed
    and has none although others do.
    """
    if section is None or not isinstance(sub_modes, list):
        return {}
    texts = _paragraphs(section)
    merged = []
    for place, sub in enumerate(sub_modes):
        key = sub.get("id") if isinstance(sub, dict) else None
        if not isinstance(sub, dict) or key not in texts:
            raise PackError(front_matter.line(("sub_modes", place)), f"`### {key}` is missing under `## Sub-modes`")
        merged.append(sub | {"prose": texts.pop(key)[1]})
    for key, (line, _) in texts.items():
        raise PackError(line, f"there is no sub-mode `{key}` in the front matter")
    return {"sub_modes": merged}


def _paragraphs(section: Section) -> dict[str, tuple[int, str]]:
    """Return line and text by id."""
    found = list(_HEADING.finditer(section.text))
    if section.text[: found[0].start() if found else None].strip():
        raise PackError(section.line, "text under `## Sub-modes` stands under a heading such as `### M06.2 …`")
    ends = [heading.start() for heading in found[1:]] + [len(section.text)]
    result: dict[str, tuple[int, str]] = {}
    for heading, end in zip(found, ends, strict=True):
        line = section.text_line + section.text.count("\n", 0, heading.start())
        text = section.text[heading.end() : end].strip()
        if heading[1] in result or not text:
            raise PackError(line, f"`### {heading[1]}` stands here twice or says nothing")
        result[heading[1]] = line, text
    return result
