"""The quick reference: one page, with everything that the catalogue says about each mode at a glance."""

import re
from pathlib import Path

import pikepdf
import pytest

from tests.reports.test_render import squeezed, text_of
from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError
from workbench.reports.quick_reference import FOLDER, Paper, render_quick_reference, values
from workbench.reports.templating import fill
from workbench.tasks.quick_reference import export_quick_reference

CATALOGUE = builtin_catalogue()
SIZES: dict[Paper, tuple[int, int]] = {"a4": (842, 595), "letter": (792, 612)}


@pytest.mark.parametrize("paper", SIZES)
def test_that_everything_stands_on_one_page_of_the_paper(paper: Paper, tmp_path: Path) -> None:
    path = export_quick_reference(CATALOGUE, tmp_path / "wall.pdf", paper)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
        assert tuple(round(float(edge)) for edge in pdf.pages[0].mediabox[2:]) == SIZES[paper]
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked
    shown = text_of(path)
    for mode in CATALOGUE.modes:
        said = (mode.id, mode.name, mode.trigger, mode.primary_fix, mode.check.id, mode.severity.value.capitalize())
        assert all(squeezed(text) in shown for text in said), mode.id
    assert shown.count("High*") == 3, "severities that are ours are marked"
    assert squeezed("Source 2: Secondary text by an AI author; primaries not read.") in shown
    assert not re.search(r"\d+%(ready|complete)", shown)


def test_that_the_same_catalogue_gives_the_same_bytes() -> None:
    assert render_quick_reference(CATALOGUE, "a4") == render_quick_reference(CATALOGUE, "a4")


def test_that_text_of_a_pack_is_text() -> None:
    mode = CATALOGUE.modes[0].model_copy(update={"name": "<img src='file:///etc/passwd'>", "trigger": "<b>x</b>\u202e"})
    hostile = CATALOGUE.model_copy(update={"modes": (mode,)})
    html = str(fill("document.html", values(hostile, "a4"), FOLDER))
    assert "<img" not in html and "&lt;b&gt;x&lt;/b&gt;⟨U+202E⟩" in html
    assert render_quick_reference(hostile, "a4").startswith(b"%PDF")


def test_that_a_catalogue_without_modes_is_a_sentence(tmp_path: Path) -> None:
    empty = Catalogue(version=1, modes=(), categories=(), checklists=())
    with pytest.raises(UserError, match="no failure modes to print"):
        export_quick_reference(empty, tmp_path / "wall.pdf")
    assert not list(tmp_path.iterdir())
