"""The three words, and everything that must not get a valid one."""

import hashlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm

from tests.reports.signing import tampering
from tests.reports.signing.conftest import FONTS, NOW, PEOPLE, Board, make_board, make_record, make_report
from workbench.domain.errors import UserError
from workbench.reports.signing.decisions import Decision, Reason
from workbench.reports.signing.keys import fingerprint
from workbench.reports.signing.report_reader import ReportReader
from workbench.reports.signing.sign import sign
from workbench.reports.signing.verification import Verification, Word
from workbench.reports.signing.verify import verify

Judge = Callable[[bytes], Verification]
Change = Callable[[Any], object]


def refused(found: Verification, because: str) -> None:
    assert found.word is Word.DO_NOT_TRUST
    assert not found.is_complete
    assert any(because in reason for reason in found.reasons), found.reasons


def test_that_three_signatures_are_valid_and_complete(signed: bytes, judge: Judge) -> None:
    found = judge(signed)
    assert found.reasons == ()
    assert (found.word, found.count, found.is_complete) == (Word.VALID_UNCHANGED, "3 of 3 signed", True)
    assert [(d.role, d.name, d.email) for d in found.decisions] == [(r, n, e) for r, (_, n, e) in PEOPLE.items()]
    assert {d.decision for d in found.decisions} == {Decision.REJECT}
    assert all(d.identity_proven and not d.time_proven and d.time == NOW for d in found.decisions)
    assert found.decisions[1].comment == "Песочница / must be shown by a test with the published attack set."
    assert found.review_key == "REV-1"


def test_that_a_file_cut_back_to_an_earlier_signature_is_valid_but_not_complete(
    signed: bytes, steps: tuple[bytes, ...], judge: Judge
) -> None:
    found = judge(signed[: len(steps[1])])
    assert (found.word, found.count, found.is_complete) == (Word.VALID_UNCHANGED, "2 of 3 signed", False)


def test_that_a_report_nobody_has_signed_is_not_to_be_trusted(unsigned: bytes, judge: Judge) -> None:
    found = judge(unsigned)
    refused(found, "Nobody has signed this report yet.")
    assert found.count == "0 of 3 signed"


@pytest.mark.parametrize("seed", range(4))
def test_that_a_flipped_byte_is_never_valid(signed: bytes, judge: Judge, seed: int) -> None:
    chance = random.Random(seed)
    for offset in chance.sample(range(len(signed)), 15):
        damaged = bytearray(signed)
        damaged[offset] ^= 1 << chance.randrange(8)
        found = judge(bytes(damaged))
        assert found.word is Word.DO_NOT_TRUST, offset
        assert found.reasons


def test_that_a_flipped_byte_in_a_container_is_never_valid(steps: tuple[bytes, ...], judge: Judge) -> None:
    pdf = steps[0]
    start, end = tampering.gap(pdf)
    used = start + tampering.cms_length(pdf)
    for offset in {start, end - 1, used - 1, used, used + 1, *random.Random(1).sample(range(start, used), 30)}:
        for bit in (0x01, 0x20):
            damaged = bytearray(pdf)
            damaged[offset] ^= bit
            assert judge(bytes(damaged)).word is Word.DO_NOT_TRUST, (offset, bit)


def test_that_padding_other_than_zeros_is_found(signed: bytes, judge: Judge) -> None:
    _, end = tampering.gap(signed)
    refused(judge(signed[: end - 5] + b"7" + signed[end - 4 :]), "something other than zeros in its padding")


def test_that_the_case_of_a_digit_in_the_container_is_found(signed: bytes, judge: Judge) -> None:
    start, end = tampering.gap(signed)
    digit = next(i for i in range(start + 40, end) if signed[i : i + 1] in b"ABCDEF")
    changed = signed[:digit] + signed[digit : digit + 1].lower() + signed[digit + 1 :]
    refused(judge(changed), "leaves out more of the file than its own place")


@pytest.mark.parametrize("junk", [b"junk", b"junk\n%%EOF\n", b"\n" * 10, b"\0"], ids=["junk", "eof", "newlines", "nul"])
def test_that_appended_junk_is_found(signed: bytes, judge: Judge, junk: bytes) -> None:
    refused(judge(signed + junk), "" if junk.endswith(b"EOF\n") else "bytes were added that belong to no proper update")


def test_that_a_second_end_of_the_same_update_is_found(signed: bytes, judge: Judge) -> None:
    refused(judge(signed + signed[signed.rindex(b"startxref") :]), "belong to no proper update")


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (tampering.replace_page, "something was changed"),
        (tampering.add_annotation, "something was changed"),
        (tampering.remove_value, "something was changed"),
        (tampering.add_second_record, "something was changed"),
        (tampering.rename_document, "something other than validation data"),
        (tampering.add_field, "something"),
    ],
    ids=["page content", "annotation", "field value", "second record", "title", "field"],
)
def test_that_an_update_nobody_signed_is_found(signed: bytes, judge: Judge, change: Change, because: str) -> None:
    refused(judge(tampering.update(signed, change)), because)


def test_that_a_file_rewritten_by_another_program_is_found(signed: bytes, judge: Judge) -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(signed)) as pdf:
        pdf.save(output)
    refused(judge(output.getvalue()), "")


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9, 0.999])
def test_that_a_truncated_file_is_found(signed: bytes, judge: Judge, share: float) -> None:
    refused(judge(signed[: int(len(signed) * share)]), "")


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\nstartxref\n0\n%%EOF", b"\0" * 5000])
def test_that_what_is_no_pdf_is_a_reason(judge: Judge, data: bytes) -> None:
    refused(judge(data), "")


def test_that_random_mutations_never_raise(signed: bytes, judge: Judge) -> None:
    chance = random.Random(7)
    for _ in range(60):
        damaged = bytearray(signed)
        at = chance.randrange(len(damaged))
        if chance.random() < 0.5:
            del damaged[at : at + chance.randrange(1, 400)]
        else:
            damaged[at:at] = chance.randbytes(chance.randrange(1, 40))
        assert judge(bytes(damaged)).word is Word.DO_NOT_TRUST


@pytest.mark.parametrize(
    "wrong", ["[0 10 20", "[0 -5 20 30", "[5 16607 20281", "[0 99999999 99999999", "[0 0 0", "[(a) 1 2"]
)
def test_that_a_broken_byte_range_is_found(steps: tuple[bytes, ...], judge: Judge, wrong: str) -> None:
    pdf = steps[0]
    at = pdf.rindex(b"/ByteRange [") + len(b"/ByteRange ")
    refused(judge(pdf[:at] + wrong.encode() + pdf[at + len(wrong) :]), "")


def test_that_an_encrypted_file_is_a_reason(unsigned: bytes, judge: Judge) -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(unsigned)) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="o", user="u"))
    refused(judge(output.getvalue()), "it is encrypted")


def test_that_a_missing_file_is_a_reason(board: Board, tmp_path: Path) -> None:
    refused(board.verify(tmp_path / "gone.pdf"), "gone.pdf cannot be read")


def test_that_an_expired_certificate_is_named(signed: bytes, board: Board) -> None:
    refused(verify(signed, board.anchors, NOW + timedelta(days=3700)), "The certificate of Ada Žižek expired on 2036-")
    refused(verify(signed, board.anchors, NOW - timedelta(days=3)), "The certificate of Ada Žižek is only valid from")


def test_that_an_unknown_authority_is_shown_with_its_fingerprint(signed: bytes, board: Board, tmp_path: Path) -> None:
    for anchors in ((), make_board(tmp_path).anchors):
        found = verify(signed, anchors, NOW)
        refused(found, f"is not trusted here; its fingerprint is {fingerprint(board.anchors[0])}")
        assert found.count == "0 of 3 signed"
        assert len(found.decisions) == 3
        assert not any(d.identity_proven for d in found.decisions)


def reason_for(judge: Judge, unsigned: bytes, role: str, decision: Decision = Decision.REJECT) -> Reason:
    return Reason(decision, role, judge(unsigned).digest, "")


def first(pdf: bytes, board: Board, judge: Judge) -> bytes:
    """Return the report certified by the review lead with all fields, by our own hand."""
    path = board.folder / "first.pdf"
    path.write_bytes(pdf)
    board.sign(path, "review-lead")
    return path.read_bytes()


def test_that_a_reason_without_its_parts_is_not_counted(steps: tuple[bytes, ...], board: Board, judge: Judge) -> None:
    pdf = tampering.raw_sign(steps[0], board.keys["security"], "role.security", "I agree")
    found = judge(pdf)
    refused(found, "The signature of Борис Иванов does not say what was decided")
    assert found.count == "1 of 3 signed"


def test_that_a_reason_of_another_role_is_found(steps: tuple[bytes, ...], board: Board, judge: Judge) -> None:
    reason = reason_for(judge, steps[0], "product-owner").text
    found = judge(tampering.raw_sign(steps[0], board.keys["security"], "role.security", reason))
    refused(found, "stands in another field than its role")


def test_that_a_reason_about_another_record_is_found(steps: tuple[bytes, ...], board: Board, judge: Judge) -> None:
    reason = Reason(Decision.REJECT, "security", "0" * 64, "").text
    refused(judge(tampering.raw_sign(steps[0], board.keys["security"], "role.security", reason)), "another record")


def test_that_an_approval_of_what_is_not_ready_is_found(steps: tuple[bytes, ...], board: Board, judge: Judge) -> None:
    reason = reason_for(judge, steps[0], "security", Decision.APPROVE).text
    found = judge(tampering.raw_sign(steps[0], board.keys["security"], "role.security", reason))
    refused(found, "The review is not ready, so Security cannot approve it.")


def test_that_a_role_signed_by_somebody_else_is_found(steps: tuple[bytes, ...], board: Board, judge: Judge) -> None:
    reason = reason_for(judge, steps[0], "security").text
    found = judge(tampering.raw_sign(steps[0], board.keys["product-owner"], "role.security", reason))
    refused(found, "Security was asked of Борис Иванов (boris@example.org), not of taro@example.jp")


def test_that_a_role_outside_the_record_is_found(steps: tuple[bytes, ...], board: Board, judge: Judge) -> None:
    reason = reason_for(judge, steps[0], "friend").text
    refused(judge(tampering.raw_sign(steps[0], board.keys["security"], "role.friend", reason)), "")


def test_that_one_certificate_in_two_roles_counts_once(board: Board, judge: Judge) -> None:
    roles = [{"id": i, "name": r, "person": None} for i, (r, _, _) in PEOPLE.items()]
    pdf = first(make_report(make_record(required_roles=roles)), board, judge)
    reason = reason_for(judge, pdf, "security").text
    found = judge(tampering.raw_sign(pdf, board.keys["review-lead"], "role.security", reason))
    assert (found.word, found.count, found.is_complete) == (Word.VALID_UNCHANGED, "1 of 3 signed", False)


@pytest.mark.parametrize("permissions", [MDPPerm.NO_CHANGES, MDPPerm.ANNOTATE])
def test_that_a_certification_that_allows_something_else_is_found(
    unsigned: bytes, board: Board, judge: Judge, permissions: MDPPerm
) -> None:
    reason = reason_for(judge, unsigned, "security").text
    key = board.keys["security"]
    pdf = tampering.raw_sign(unsigned, key, "role.security", reason, certify=True, permissions=permissions)
    refused(judge(pdf), "allows other changes than further signatures")


def test_that_a_first_signature_that_does_not_certify_is_found(unsigned: bytes, board: Board, judge: Judge) -> None:
    reason = reason_for(judge, unsigned, "security").text
    pdf = tampering.raw_sign(unsigned, board.keys["security"], "role.security", reason)
    refused(judge(pdf), "does not certify the report")


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"record_sha256": "0" * 64}, "the verdict it carries names another record"),
        ({"without": ("verdict.json",)}, "it carries no verdict.json"),
        ({"without": ("record.json",)}, "it carries no record.json"),
        ({"extra": (("record.json", b"{}"),)}, "it carries two different files named record.json"),
        ({"keywords": "sha256:" + "0" * 64}, "its document properties name another digest"),
        ({"word": "fine"}, "the verdict it carries has no known word"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_that_a_document_prepared_to_mislead_is_found(
    board: Board, judge: Judge, unsigned: bytes, changes: dict[str, Any], because: str
) -> None:
    pdf = make_report(make_record(), **changes)
    reason = reason_for(judge, unsigned, "security").text
    refused(judge(tampering.raw_sign(pdf, board.keys["security"], "role.security", reason, certify=True)), because)


@pytest.mark.parametrize(
    ("prepare", "because"),
    [
        (tampering.add_layer, "layers that can be shown and hidden"),
        (tampering.add_action, "does something when it is opened"),
        (tampering.add_annotation, "notes or form fields"),
        (tampering.add_second_record, "two different files named record.json"),
    ],
    ids=["layer", "action", "annotation", "record"],
)
def test_that_what_was_prepared_before_signing_is_neither_signed_nor_trusted(
    unsigned: bytes, board: Board, judge: Judge, tmp_path: Path, prepare: Change, because: str
) -> None:
    pdf = tmp_path / "shadow.pdf"
    pdf.write_bytes(tampering.update(unsigned, prepare))
    with pytest.raises(UserError, match=because):
        board.sign(pdf, "security")
    reason = reason_for(judge, unsigned, "security").text
    signed = tampering.raw_sign(pdf.read_bytes(), board.keys["security"], "role.security", reason, certify=True)
    refused(judge(signed), because)


@pytest.mark.parametrize(
    "record",
    [
        {"required_roles": []},
        {"required_roles": "security"},
        {"required_roles": [{"id": "a.b", "name": "A"}]},
        {"required_roles": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]},
    ],
    ids=["none", "text", "dotted", "twice"],
)
def test_that_a_record_with_improper_roles_is_no_report(judge: Judge, record: dict[str, Any]) -> None:
    refused(judge(_with_record(record)), "its record")


def _with_record(record: dict[str, Any]) -> bytes:
    data = json.dumps(record).encode()
    verdict = json.dumps({"record_sha256": hashlib.sha256(data).hexdigest(), "word": "ready"}).encode()
    return _embed((("record.json", data), ("verdict.json", verdict)))


def _embed(files: tuple[tuple[str, bytes], ...]) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    for name, data in files:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)
    output = BytesIO()
    pdf.save(output)
    return output.getvalue()


def test_that_a_deeply_nested_record_is_a_reason(judge: Judge) -> None:
    refused(judge(_embed((("record.json", b"[" * 200_000), ("verdict.json", b"{}")))), "not readable JSON")


def test_that_a_name_that_stands_twice_in_the_record_is_a_reason(judge: Judge) -> None:
    twice = b'{"review": {"key": "REV-1"}, "review": {"key": "REV-2"}}'
    refused(judge(_embed((("record.json", twice), ("verdict.json", b"{}")))), "not readable JSON")


def test_that_importing_the_package_loads_neither_pyhanko_nor_cryptography() -> None:
    code = (
        "import sys; from workbench.reports.signing import keys, sign, verify, verification, decisions;"
        "print(sorted({'pyhanko', 'cryptography', 'fontTools', 'asn1crypto'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_signing_waits_for_no_models() -> None:
    code = (
        "import sys; import workbench.cli.sign, workbench.tasks.signing, workbench.reports.signing.stamping;"
        "print('pyhanko' in sys.modules, 'pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True False"


def test_that_nothing_is_logged_about_a_hostile_file(
    signed: bytes, judge: Judge, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    judge(tampering.update(signed, tampering.replace_page))
    assert caplog.records == []
    assert capfd.readouterr().err == ""


def test_that_a_key_of_another_team_can_sign_where_nobody_was_named(board: Board, tmp_path: Path) -> None:
    roles = [{"id": "security", "name": "Security", "person": None}]
    pdf = tmp_path / "REV-2.pdf"
    pdf.write_bytes(make_report(make_record(required_roles=roles), "ready"))
    other = make_board(tmp_path / "other")
    sign(pdf, other.keys["security"], "security", Decision.APPROVE, at=NOW, fonts=FONTS)
    assert board.verify(pdf).word is Word.DO_NOT_TRUST
    assert verify(pdf, (*board.anchors, *other.anchors), NOW).is_complete


def test_that_an_object_stream_with_many_objects_is_read_as_pyhanko_reads_it(unsigned: bytes) -> None:
    ours, theirs = ReportReader(unsigned), PdfFileReader(BytesIO(unsigned))
    for reference in theirs.xrefs.explicit_refs_in_revision(0):
        assert repr(ours.get_object(reference)) == repr(theirs.get_object(reference))


def test_that_a_report_of_many_pages_is_verified_in_seconds(board: Board, tmp_path: Path) -> None:
    table = "<table>" + "<tr><td>row</td><td>value</td></tr>" * 25 + "</table>"
    body = "".join(f"<h2 style='break-before:page'>{number}</h2>{table}" for number in range(30))
    pdf = tmp_path / "long.pdf"
    pdf.write_bytes(make_report(make_record(), body=body))
    for role in PEOPLE:
        board.sign(pdf, role)
    begun = time.process_time()
    assert board.verify(pdf).is_complete
    # With pyHanko's own reader this takes half a minute.
    assert time.process_time() - begun < 10
