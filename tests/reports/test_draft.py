"""The report of a draft: a watermark on every page, no verdict to embed, nothing to sign."""

import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from tests.reports.sample import rich_review
from tests.reports.signing.conftest import Board, make_board
from tests.reports.test_render import text_of
from workbench.domain.errors import UserError
from workbench.edits.session import Session
from workbench.reports.render import render
from workbench.tasks.export import read_input


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    return make_board(tmp_path_factory.mktemp("draft-board"))


@pytest.fixture
def draft_pdf(session: Session, tmp_path: Path) -> Path:
    rich_review(session, tmp_path, frozen=False)
    path = tmp_path / "draft.pdf"
    path.write_bytes(render(read_input(session.store, "REV-1", session.clock())))
    return path


def test_that_a_draft_is_marked_on_every_page_and_cannot_be_signed(
    draft_pdf: Path, board: Board, tmp_path: Path
) -> None:
    with pikepdf.open(draft_pdf) as pdf:
        pages = len(pdf.pages)
        assert set(pdf.attachments) == {"record.json", "evidence-manifest.json"}
        names = pdf.Root.Names.Dests.Names
        assert not [name for name in map(str, list(names)[::2]) if name.startswith("role.")]
        assert "/Keywords" not in pdf.docinfo
    for page in range(1, pages + 1):
        command = ["pdftotext", "-f", str(page), "-l", str(page), str(draft_pdf), "-"]
        assert "Draft" in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    text = text_of(draft_pdf)
    assert "Notsignedyet" not in text
    assert "Adrafthasnodigest" in text
    copy = Path(shutil.copy(draft_pdf, tmp_path / "copy.pdf"))
    with pytest.raises(UserError, match=r"verdict\.json"):
        board.sign(copy, "security")


def test_that_a_fresh_review_without_any_answer_can_be_printed(session: Session, tmp_path: Path) -> None:
    from tests.edits.steps import start

    start(session, "twelve")
    path = tmp_path / "empty.pdf"
    path.write_bytes(render(read_input(session.store, "REV-1", session.clock())))
    text = text_of(path)
    assert "12unknown" in text
    assert "Nobodywrotewhy" in text
    assert "None" in text
