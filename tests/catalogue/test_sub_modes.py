"""A paragraph for each sub-mode, below its own heading."""

from pathlib import Path

import pytest

from tests.catalogue.test_loader import MODE, line_of, pack
from workbench.catalogue.loader import load_pack

__all__ = ["pack"]
PROSE = "\n## Sub-modes\n\n### M01.1 Much too fast\n\nIt **runs**.\n\nAnd runs.\n"


def test_that_the_paragraphs_belong_to_their_sub_modes(pack: Path) -> None:
    (pack / "failure-modes" / "M01.md").write_text(MODE + PROSE, encoding="utf-8")
    catalogue = load_pack(pack)
    assert catalogue.refused == ()
    assert catalogue.mode("M01").sub_modes[0].prose == "It **runs**.\n\nAnd runs."


def test_that_a_mode_without_the_heading_has_sub_modes_without_prose(pack: Path) -> None:
    assert load_pack(pack).mode("M01").sub_modes[0].prose == ""


@pytest.mark.parametrize(
    ("prose", "at", "reason"),
    [
        (PROSE.replace("M01.1 Much", "M01.2 Much"), "  - {id: M01.1", "`### M01.1` is missing under `## Sub-modes`"),
        (PROSE + "\n### M01.9 x\n\nMore.\n", "### M01.9", "there is no sub-mode `M01.9` in the front matter"),
        (PROSE + "\n### M01.1 x\n\nMore.\n", "### M01.1 x", "`### M01.1` stands here twice or says nothing"),
        (PROSE + "\n\n### M01.2 x\n", "### M01.2", "`### M01.2` stands here twice or says nothing"),
        (PROSE.replace("### ", "Text\n\n### "), "## Sub-modes", "stands under a heading"),
    ],
)
def test_that_a_paragraph_out_of_place_refuses_the_mode_by_line(pack: Path, prose: str, at: str, reason: str) -> None:
    text = MODE + prose
    (pack / "failure-modes" / "M01.md").write_text(text, encoding="utf-8")
    catalogue = load_pack(pack)
    assert [mode.id for mode in catalogue.modes] == ["M02"]
    refused = catalogue.refused[0]
    assert (refused.file, refused.line) == ("failure-modes/M01.md", line_of(text, at))
    assert reason in refused.reason
