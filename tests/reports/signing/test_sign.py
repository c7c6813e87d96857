"""Signing in place: what other programs see in the file, and every refusal."""

import hashlib
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.reports.signing.conftest import COMMENTS, FONTS, NOW, PEOPLE, Board, make_board, make_record, make_report
from workbench.domain.errors import UserError
from workbench.reports.signing.decisions import Decision, Reason, clean_comment
from workbench.reports.signing.sign import sign
from workbench.reports.signing.verification import Word


def run(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def written(steps: tuple[bytes, ...], tmp_path: Path) -> Path:
    pdf = tmp_path / "signed.pdf"
    pdf.write_bytes(steps[-1])
    return pdf


def test_that_pdfsig_finds_three_valid_signatures_that_cover_the_document(written: Path) -> None:
    told = run("pdfsig", "-nocert", written)
    assert told.count("Signature is Valid.") == 3
    assert told.count("Not total document signed") == 2
    assert told.rstrip().endswith("Total document signed\n  - Signature Validation: Signature is Valid.")
    assert [line.split(": ")[1] for line in told.splitlines() if "Field Name" in line] == [f"role.{r}" for r in PEOPLE]


def test_that_qpdf_finds_nothing_wrong(written: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", written)


def test_that_the_embedded_record_has_the_digest_of_every_reason(written: Path, board: Board) -> None:
    with pikepdf.open(written) as pdf:
        record = pdf.attachments["record.json"].get_file().read_bytes()
        fields = pdf.Root.AcroForm.Fields[0].Kids
        reasons = [str(field.V.Reason) for field in fields]
    digest = hashlib.sha256(record).hexdigest()
    assert reasons == [f"reject | {r} | sha256:{digest} | {clean_comment(COMMENTS[r])}" for r in PEOPLE]
    assert board.verify(written).digest == digest


def test_that_the_first_signature_makes_all_fields_and_certifies_in_one_update(
    unsigned: bytes, steps: tuple[bytes, ...]
) -> None:
    assert steps[0].count(b"startxref") == unsigned.count(b"startxref") + 1
    with pikepdf.open(BytesIO(steps[0])) as pdf:
        fields = list(pdf.Root.AcroForm.Fields[0].Kids)
        assert [str(field.T) for field in fields] == list(PEOPLE)
        assert ["/V" in field for field in fields] == [True, False, False]
        transform = pdf.Root.Perms.DocMDP.Reference[0]
        assert str(transform.TransformMethod) == "/DocMDP"
        assert int(transform.TransformParams.P) == 2
        widths = {round(float(field.Rect[2] - field.Rect[0])) for field in fields}
        assert widths <= {227, 228}
        assert all(int(field.F) & 4 for field in fields)


def test_that_every_signature_continues_the_file_before_it(unsigned: bytes, steps: tuple[bytes, ...]) -> None:
    for before, after in zip((unsigned, *steps), steps, strict=False):
        assert after.startswith(before)


def test_that_the_claim_of_pdf_a_stays_true(written: Path, unsigned: bytes) -> None:
    with pikepdf.open(written) as pdf, pikepdf.open(BytesIO(unsigned)) as before:
        assert pdf.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert str(dict(pdf.docinfo)) == str(dict(before.docinfo))
        assert "/OutputIntents" in pdf.Root
        assert pdf.open_metadata()["pdfaid:part"] == "3"
    fonts = run("pdffonts", written).splitlines()[2:]
    assert any("Inter-SemiBold" in font for font in fonts)
    assert all(font.split()[-5] == "yes" for font in fonts), fonts


def test_that_the_page_shows_name_role_decision_comment_time_and_key(written: Path, board: Board) -> None:
    text = run("pdftotext", "-raw", written, "-")
    for shown in (
        "Ada Žižek",
        "Борис Иванов",
        "Review lead",
        "Reject",
        "Песочница / must be shown by a test",
        "Certified 20 Nov 2026, 14:31 UTC",
        "Allows further signatures only · key ",
        "Signed 20 Nov 2026, 14:31 UTC",
        "Team authority",
    ):
        assert shown in text
    assert board.verify(written).decisions[0].fingerprint[:11] in text


def test_that_a_name_the_font_lacks_is_printed_as_the_email_and_kept_in_the_signature(
    written: Path, board: Board
) -> None:
    text = run("pdftotext", "-raw", written, "-")
    assert "taro@example.jp" in text
    assert "The comment is in a script that this page cannot" in text
    decision = board.verify(written).decisions[2]
    assert (decision.name, decision.comment) == ("山田 太郎", "本番にはまだ早い")


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "word " * 400,
        "x" * 2000,
        "é" * 500,
        "\u202eesrever\u202c\x00\x07\n\nlines",
        "😀 done | or not | sha256:0",
        "() \\ <</>>",
    ],
    ids=["empty", "words", "one word", "accents", "controls", "signs", "syntax"],
)
def test_that_no_comment_spoils_the_page_or_the_signature(report: Path, board: Board, comment: str) -> None:
    board.sign(report, "security", comment=comment)
    found = board.verify(report)
    assert (found.word, found.count) == (Word.VALID_UNCHANGED, "1 of 3 signed")
    assert found.decisions[0].comment == clean_comment(comment)
    boxes = run("pdftotext", "-bbox", "-f", "2", report, "-")
    assert "Signed" in boxes or "Certified" in boxes
    with pikepdf.open(report) as pdf:
        left, _, right, _ = (float(x) for x in pdf.Root.AcroForm.Fields[0].Kids[1].Rect)
    edges = [float(line.split('xMax="')[1].split('"')[0]) for line in boxes.splitlines() if "<word" in line]
    assert all(edge < right for edge in edges), (left, right, max(edges))


def test_that_a_comment_cannot_pretend_to_be_another_part() -> None:
    text = Reason(Decision.DEFER, "security", "0" * 64, clean_comment("a | reject | b")).text
    assert Reason.parse(text) == Reason(Decision.DEFER, "security", "0" * 64, "a / reject / b")


def refuse(pdf: Path, because: str, act: Callable[[], object]) -> None:
    """The act is a sentence, the file stays, and nothing is left beside it."""
    before, beside = pdf.read_bytes(), sorted(pdf.parent.iterdir())
    with pytest.raises(UserError, match=because):
        act()
    assert pdf.read_bytes() == before
    assert sorted(pdf.parent.iterdir()) == beside


def test_that_a_role_is_signed_once_and_a_key_for_one_role(report: Path, board: Board) -> None:
    board.sign(report, "security")
    refuse(report, "Борис Иванов has signed for this role already", lambda: board.sign(report, "security"))


def test_that_a_role_asked_of_somebody_else_is_refused(report: Path, board: Board) -> None:
    key = board.keys["product-owner"]
    refuse(
        report,
        r"Security was asked of Борис Иванов \(boris@example.org\), not of taro@example.jp",
        lambda: sign(report, key, "security", Decision.REJECT, fonts=FONTS),
    )


def test_that_an_unknown_role_is_refused(report: Path, board: Board) -> None:
    key = board.keys["security"]
    refuse(report, "it asks for review-lead, security", lambda: sign(report, key, "ceo", Decision.DEFER, fonts=FONTS))


def test_that_the_same_key_does_not_sign_two_roles(board: Board, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(make_report(make_record(required_roles=[{"id": r, "name": r, "person": None} for r in ("a", "b")])))
    key = board.keys["security"]
    sign(pdf, key, "a", Decision.DEFER, at=NOW, fonts=FONTS)
    refuse(
        pdf, "This key has signed for another role", lambda: sign(pdf, key, "b", Decision.DEFER, at=NOW, fonts=FONTS)
    )


@pytest.mark.parametrize(
    ("word", "decision", "because"),
    [
        ("not-ready", Decision.APPROVE, "cannot approve it"),
        ("not-ready", Decision.APPROVE_WITH_CONDITIONS, "cannot approve it"),
        ("ready-with-conditions", Decision.APPROVE, "can only approve with conditions"),
    ],
)
def test_that_nobody_approves_more_than_the_verdict(
    board: Board, tmp_path: Path, word: str, decision: Decision, because: str
) -> None:
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(make_report(make_record(), word))
    refuse(pdf, because, lambda: board.sign(pdf, "security", decision))


@pytest.mark.parametrize(
    ("word", "decision"),
    [
        ("ready", Decision.APPROVE),
        ("ready-with-conditions", Decision.APPROVE_WITH_CONDITIONS),
        ("ready", Decision.DEFER),
        ("not-ready", Decision.REJECT),
    ],
)
def test_that_a_decision_that_fits_the_verdict_is_signed(
    board: Board, tmp_path: Path, word: str, decision: Decision
) -> None:
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(make_report(make_record(), word))
    board.sign(pdf, "security", decision)
    assert board.verify(pdf).decisions[0].decision is decision


@pytest.mark.parametrize("data", [b"", b"hello"])
def test_that_what_is_no_pdf_is_not_signed(board: Board, tmp_path: Path, data: bytes) -> None:
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(data)
    refuse(pdf, "cannot be read as a PDF", lambda: board.sign(pdf, "security"))


@pytest.mark.parametrize(
    ("missing", "because"),
    [
        ("verdict.json", "it carries no verdict.json"),
        ("record.json", "it carries no record.json"),
        ("security", "no place for the signature of Security"),
    ],
)
def test_that_what_is_no_frozen_report_is_not_signed(board: Board, tmp_path: Path, missing: str, because: str) -> None:
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(make_report(make_record(), without=(missing,)))
    refuse(pdf, because, lambda: board.sign(pdf, "security"))


def test_that_a_damaged_report_is_not_signed(steps: tuple[bytes, ...], report: Path, board: Board) -> None:
    damaged = bytearray(steps[0])
    damaged[len(damaged) // 4] ^= 1
    report.write_bytes(damaged)
    refuse(report, "Ask for a fresh copy|cannot be read", lambda: board.sign(report, "security"))
    report.write_bytes(steps[0] + b"junk")
    refuse(report, "bytes were added", lambda: board.sign(report, "security"))


def test_that_a_comment_without_end_is_refused(report: Path, board: Board) -> None:
    refuse(report, "the limit is 2,000", lambda: board.sign(report, "security", comment="x" * 2001))


def test_that_an_expired_key_does_not_sign(report: Path, board: Board) -> None:
    key, later = board.keys["security"], NOW + timedelta(days=3700)
    act = lambda: sign(report, key, "security", Decision.DEFER, at=later, fonts=FONTS)  # noqa: E731 - passed on
    refuse(report, "is not valid at this time", act)


def test_that_a_missing_file_is_a_sentence(board: Board, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.pdf is not there"):
        board.sign(tmp_path / "gone.pdf", "security")


def test_that_a_link_is_followed(report: Path, board: Board, tmp_path: Path) -> None:
    link = tmp_path / "link.pdf"
    link.symlink_to(report)
    board.sign(link, "security")
    assert link.is_symlink()
    assert board.verify(report).signed == 1


def test_that_permissions_of_the_file_stay(report: Path, board: Board) -> None:
    report.chmod(0o640)
    board.sign(report, "security")
    assert report.stat().st_mode & 0o777 == 0o640


def test_that_two_people_who_sign_at_once_never_lose_a_signature(report: Path, board: Board) -> None:
    def attempt(role: str) -> bool:
        try:
            board.sign(report, role)
        except UserError as error:
            assert "Somebody else is signing" in str(error) or "has changed while you were signing" in str(error)
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        succeeded = sum(pool.map(attempt, PEOPLE))
    found = board.verify(report)
    assert succeeded >= 1
    assert (found.word, found.signed) == (Word.VALID_UNCHANGED, succeeded)


def test_that_a_file_that_changed_meanwhile_is_left_as_it_is(report: Path) -> None:
    from workbench.reports.signing.sign import _replace

    before = report.read_bytes()
    report.write_bytes(before + b" ")
    refuse(report, "has changed while you were signing", lambda: _replace(report, before, before + b"signed"))


def test_that_a_signature_of_another_team_is_continued(report: Path, board: Board, tmp_path: Path) -> None:
    other = make_board(tmp_path / "other")
    board.sign(report, "review-lead")
    other.sign(report, "security")
    found = board.verify(report)
    assert (found.word, found.signed) == (Word.DO_NOT_TRUST, 1)
