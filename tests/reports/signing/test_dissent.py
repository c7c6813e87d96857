"""A signed dissent: beside the roles, in an invisible field, seen by other programs, never counted."""

import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.reports.signing import tampering
from tests.reports.signing.conftest import NOW, PEOPLE, Board
from workbench.domain.errors import UserError
from workbench.reports.signing.decisions import MAX_COMMENT, Decision, DissentReason, Reason, is_dissent_field
from workbench.reports.signing.keys import SigningKey, load_key, new_key
from workbench.reports.signing.sign import dissent
from workbench.reports.signing.verification import Verification, Word

Judge = Callable[[bytes], Verification]
TEXT = "Набор атак is a year old | and 山田 never saw it"


@pytest.fixture(scope="module")
def outsider(board: Board) -> SigningKey:
    """The key of somebody of the team who is asked for no role."""
    keys, authority = board.folder / "keys", board.folder / "authority"
    entry = new_key(
        keys, "Omar Farouk", "omar@example.org", "pass", authority_folder=authority, trust_folder=None, now=NOW
    )
    return load_key(keys, entry.name, "pass")


def written(pdf: bytes, folder: Path) -> Path:
    path = folder / "REV-1.pdf"
    path.write_bytes(pdf)
    return path


def run(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout


def judged_by_pyhanko(pdf: bytes, board: Board) -> list[tuple[str, bool]]:
    """Return each field that is signed, and whether the bottom line holds, as the library alone judges."""
    roots = [tampering.asn1(anchor.public_bytes(Encoding.DER)) for anchor in board.anchors]
    found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    contexts = [ValidationContext(trust_roots=roots, allow_fetching=False, moment=NOW) for _ in found]
    return [
        (each.field_name, validate_pdf_signature(each, context).bottom_line)
        for each, context in zip(found, contexts, strict=True)
    ]


def test_that_a_dissent_beside_three_roles_is_valid_and_counts_for_none(
    steps: tuple[bytes, ...], board: Board, outsider: SigningKey, tmp_path: Path
) -> None:
    pdf = written(steps[-1], tmp_path)
    reason = dissent(pdf, outsider, TEXT, NOW)
    body = pdf.read_bytes()
    assert body.startswith(steps[-1])
    found = board.verify(pdf)
    assert reason == f"dissent | sha256:{found.digest} | {TEXT.replace('|', '/')}"
    assert (found.word, found.count, found.reasons) == (Word.VALID_UNCHANGED, "3 of 3 signed", ())
    assert [decision.role for decision in found.decisions] == list(PEOPLE)
    (said,) = found.dissents
    assert (said.name, said.email, said.text) == ("Omar Farouk", "omar@example.org", TEXT.replace("|", "/"))
    assert (said.time, said.time_proven, said.identity_proven) == (NOW, False, True)
    told = run("pdfsig", "-nocert", pdf)
    assert told.count("Signature is Valid.") == 4
    assert "Field Name: dissent-1" in told
    assert told.rstrip().endswith("Total document signed\n  - Signature Validation: Signature is Valid.")
    assert judged_by_pyhanko(body, board) == [*((f"role.{role}", True) for role in PEOPLE), ("dissent-1", True)]


def test_that_the_field_of_a_dissent_shows_nothing_on_any_page(
    steps: tuple[bytes, ...], outsider: SigningKey, tmp_path: Path
) -> None:
    pdf = written(steps[0], tmp_path)
    before = run("pdftotext", pdf, "-")
    dissent(pdf, outsider, TEXT, NOW)
    with pikepdf.open(pdf) as opened:
        field = next(row for row in opened.Root.AcroForm.Fields if str(row.T) == "dissent-1")
        assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0]
    assert run("pdftotext", pdf, "-") == before
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", pdf)


def test_that_dissents_and_roles_follow_one_another_in_any_order(
    report: Path, board: Board, outsider: SigningKey
) -> None:
    dissent(report, outsider, "Too early", NOW)
    found = board.verify(report)
    assert (found.word, found.count, found.is_complete) == (Word.VALID_UNCHANGED, "0 of 3 signed", False)
    board.sign(report, "security")
    dissent(report, outsider, "And too large", NOW)
    dissent(report, board.keys["security"], "I signed, and I disagree", NOW)
    board.sign(report, "review-lead")
    board.sign(report, "product-owner")
    found = board.verify(report)
    assert (found.word, found.count, found.is_complete) == (Word.VALID_UNCHANGED, "3 of 3 signed", True)
    assert [said.text for said in found.dissents] == ["Too early", "And too large", "I signed, and I disagree"]
    assert [decision.role for decision in found.decisions] == ["security", "review-lead", "product-owner"]


def refuse(pdf: Path, because: str, act: Callable[[], object]) -> None:
    before, beside = pdf.read_bytes(), sorted(pdf.parent.iterdir())
    with pytest.raises(UserError, match=because):
        act()
    assert pdf.read_bytes() == before
    assert sorted(pdf.parent.iterdir()) == beside


@pytest.mark.parametrize("text", ["", " \n\t ", "\u202e\u200b"])
def test_that_a_dissent_without_a_text_is_refused(report: Path, outsider: SigningKey, text: str) -> None:
    refuse(report, "A dissent needs a text", lambda: dissent(report, outsider, text, NOW))


def test_that_a_long_or_a_repeated_dissent_and_one_with_an_expired_key_are_refused(
    report: Path, outsider: SigningKey
) -> None:
    refuse(report, "the limit is 2,000", lambda: dissent(report, outsider, "x" * 2001, NOW))
    late = NOW.replace(year=NOW.year + 30)
    refuse(report, "is not valid at this time", lambda: dissent(report, outsider, "Too early", late))
    dissent(report, outsider, "Too early", NOW)
    refuse(report, "has signed this dissent already", lambda: dissent(report, outsider, " Too  early", NOW))


def test_that_nobody_dissents_on_a_file_with_which_something_is_wrong(
    steps: tuple[bytes, ...], outsider: SigningKey, tmp_path: Path
) -> None:
    pdf = written(tampering.update(steps[-1], tampering.add_annotation), tmp_path)
    refuse(pdf, "Ask for a fresh copy", lambda: dissent(pdf, outsider, "Too early", NOW))


def raw_dissent(
    pdf: bytes, key: SigningKey, field: str, reason: str, box: tuple[int, int, int, int] | None = None
) -> bytes:
    """Sign in a field of its own as another program would; in a report that nobody has signed it certifies."""

    def add(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec(field, on_page=0, box=box))

    return tampering.raw_sign(tampering.update(pdf, add), key, field, reason, certify=b"/ByteRange" not in pdf)


@pytest.mark.parametrize(
    ("field", "reason", "because"),
    [
        ("dissent-1", "I disagree", "does not say what it is about"),
        ("dissent-1", "dissent | sha256:{digest} | ", "does not say what it is about"),
        ("dissent-1", "dissent | sha256:{digest} | " + "x" * 2001, "does not say what it is about"),
        ("dissent-1", "dissent | sha256:{digest} | a | b", "does not say what it is about"),
        ("dissent-1", "dissent | {digest} | a", "does not say what it is about"),
        ("dissent-1", f"dissent | sha256:{'0' * 64} | a", "names another record"),
        ("dissent-1", "reject | security | sha256:{digest} | a", "does not say what it is about"),
        ("role.security", "dissent | sha256:{digest} | a", "does not say what was decided"),
        ("dissent-x", "dissent | sha256:{digest} | a", "does not say what was decided"),
    ],
)
def test_that_a_malformed_dissent_or_one_in_a_wrong_place_is_not_to_be_trusted(
    steps: tuple[bytes, ...], board: Board, judge: Judge, field: str, reason: str, because: str
) -> None:
    text = reason.replace("{digest}", judge(steps[0]).digest)
    sign = tampering.raw_sign if field.startswith("role.") else raw_dissent
    found = judge(sign(steps[0], board.keys["security"], field, text))
    assert found.word is Word.DO_NOT_TRUST
    assert any(because in sentence for sentence in found.reasons), found.reasons
    assert found.count == "1 of 3 signed"


def test_that_a_well_formed_dissent_by_another_program_is_valid(
    steps: tuple[bytes, ...], outsider: SigningKey, judge: Judge
) -> None:
    reason = DissentReason(judge(steps[0]).digest, "Too early").text
    found = judge(raw_dissent(steps[0], outsider, "dissent-1", reason))
    assert (found.word, found.count) == (Word.VALID_UNCHANGED, "1 of 3 signed")


def test_that_a_visible_dissent_breaks_the_certification_and_is_found_in_a_first_signature_too(
    steps: tuple[bytes, ...], unsigned: bytes, outsider: SigningKey, judge: Judge
) -> None:
    reason = DissentReason(judge(steps[0]).digest, "Too early").text
    added = judge(raw_dissent(steps[0], outsider, "dissent-1", reason, (10, 10, 90, 90)))
    assert any("something was changed that the first signature does not allow" in each for each in added.reasons)
    found = judge(raw_dissent(unsigned, outsider, "dissent-1", reason, (10, 10, 90, 90)))
    assert any("stands in a visible field" in each for each in found.reasons), found.reasons


def test_that_a_dissent_cut_off_again_leaves_a_valid_file_and_a_changed_one_does_not(
    steps: tuple[bytes, ...], board: Board, outsider: SigningKey, tmp_path: Path
) -> None:
    pdf = written(steps[-1], tmp_path)
    dissent(pdf, outsider, "Too early", NOW)
    body = pdf.read_bytes()
    changed = bytearray(body)
    changed[len(steps[-1]) + 40] ^= 1
    assert board.verify(bytes(changed)).word is Word.DO_NOT_TRUST
    assert board.verify(body[: len(steps[-1])]).dissents == ()


def test_that_no_reason_is_both_a_decision_and_a_dissent() -> None:
    digest = "0" * 64
    assert DissentReason.parse(Reason(Decision.REJECT, "security", digest, "no").text) is None
    assert Reason.parse(DissentReason(digest, "no").text) is None
    assert Reason.parse(f"dissent | security | sha256:{digest} | no") is None
    assert DissentReason.parse(DissentReason(digest, "x" * MAX_COMMENT).text) is not None


@pytest.mark.parametrize(
    ("name", "can"),
    [("dissent-1", True), ("dissent-12", True), ("dissent-0", False), ("dissent-", False), ("role.dissent-1", False)],
)
def test_that_only_a_numbered_field_holds_a_dissent(name: str, can: bool) -> None:
    assert is_dissent_field(name) is can
