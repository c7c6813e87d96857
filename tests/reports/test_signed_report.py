"""The whole path of a report: rendered, signed by the three people asked, verified by us and by pdfsig."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reports.signing.conftest import Board, make_board
from workbench.domain.errors import UserError
from workbench.reports.input import ReportInput
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.verification import Word


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Board:
    return make_board(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="session")
def signed_report(rich_pdf: Path, people: Board, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rich report, rejected by all three."""
    pdf = tmp_path_factory.mktemp("signed-report") / "REV-1.pdf"
    shutil.copyfile(rich_pdf, pdf)
    for role in people.keys:
        people.sign(pdf, role)
    return pdf


def test_that_three_people_sign_the_report_and_it_verifies(
    signed_report: Path, people: Board, rich_input: ReportInput
) -> None:
    verification = people.verify(signed_report)
    assert (verification.word, verification.count) == (Word.VALID_UNCHANGED, "3 of 3 signed")
    assert verification.digest == rich_input.digest
    assert verification.review_key == "REV-1"


def test_that_pdfsig_and_qpdf_agree(signed_report: Path) -> None:
    # Without the authority pdfsig cannot trust anybody, but it can tell whether every signature holds.
    told = subprocess.run(["pdfsig", "-nocert", str(signed_report)], capture_output=True, text=True).stdout
    assert told.count("Signature is Valid.") == 3
    assert "Total document signed" in told.split("Signature #3")[1]
    checked = subprocess.run(["qpdf", "--check", str(signed_report)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_that_a_flipped_byte_is_not_to_be_trusted(signed_report: Path, people: Board) -> None:
    body = bytearray(signed_report.read_bytes())
    body[len(body) // 3] ^= 1
    assert people.verify(bytes(body)).word is Word.DO_NOT_TRUST


def test_that_a_review_that_is_not_ready_cannot_be_approved(rich_pdf: Path, people: Board, tmp_path: Path) -> None:
    pdf = tmp_path / "REV-1.pdf"
    shutil.copyfile(rich_pdf, pdf)
    with pytest.raises(UserError, match="not ready"):
        people.sign(pdf, "security", Decision.APPROVE)
    assert pdf.read_bytes() == rich_pdf.read_bytes()
