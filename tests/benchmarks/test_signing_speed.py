"""Signing and verifying against pyHanko on the same file alone, all as fresh processes."""

import shutil
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.ratio import ratio
from tests.benchmarks.test_report_speed import run
from tests.reports.sample import rich_review
from tests.reports.signing.conftest import make_board
from tests.storage.conftest import SteppingClock
from workbench.data import resource
from workbench.edits.session import Session
from workbench.reports.render import render
from workbench.storage.workspace import Workspace
from workbench.tasks.export import read_input

AIM = 1.1
SIGN = """
import sys
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import fields, signers
from pyhanko.stamp import TextStampStyle
pdf, key, font, out = sys.argv[1:]
with open(pdf, "rb") as file:
    writer = IncrementalPdfFileWriter(file)
    for number in range(3):
        box = (60 + 170 * number, 60, 210 + 170 * number, 120)
        fields.append_signature_field(writer, fields.SigFieldSpec(f"Sig{number}", on_page=-1, box=box))
    box_style = TextBoxStyle(font=GlyphAccumulatorFactory(font), font_size=9)
    style = TextStampStyle(stamp_text="%(signer)s\\n%(ts)s", background=None, text_box_style=box_style)
    meta = signers.PdfSignatureMetadata(field_name="Sig0", certify=True, subfilter=fields.SigSeedSubFilter.PADES,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS, md_algorithm="sha256", reason="reject")
    signer = signers.SimpleSigner.load_pkcs12(key, passphrase=b"pass")
    with open(out, "wb") as target:
        signers.PdfSigner(meta, signer, stamp_style=style).sign_pdf(writer, output=target)
"""
VERIFY = """
import sys
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
pdf, authority = sys.argv[1:]
roots = [load_cert_from_pemder(authority)]
with open(pdf, "rb") as file:
    for signature in PdfFileReader(file).embedded_signatures:
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        assert validate_pdf_signature(signature, context).bottom_line
"""


def test_signing_speed(benchmark: BenchmarkFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if benchmark.disabled:
        pytest.skip("benchmarks run only when they are asked for")
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", "pass")
    board = make_board(tmp_path)
    report = make_report(tmp_path)
    key, authority = tmp_path / "keys" / "ada-zizek.p12", tmp_path / "authority" / "authority.pem"
    font = resource("fonts", "report", "Inter-Regular.subset.otf")

    def sign() -> None:
        copy = shutil.copy(report, tmp_path / "ours.pdf")
        role = ("--role", "review-lead", "--decision", "reject", "--comment", "Return with both fixes.")
        run("-P", "-m", "workbench", "sign", str(copy), "--key", str(key), *role)

    def sign_floor() -> None:
        run("-c", SIGN, str(report), str(key), str(font), str(tmp_path / "floor.pdf"))

    def verify() -> None:
        run("-P", "-m", "workbench", "verify", str(signed), "--trust", str(authority))

    def verify_floor() -> None:
        run("-c", VERIFY, str(signed), str(authority))

    signed = Path(shutil.copy(report, tmp_path / "signed.pdf"))
    for role in board.keys:
        board.sign(signed, role)
    both = benchmark.pedantic(
        lambda: (ratio("sign", sign, sign_floor, aim=AIM), ratio("verify", verify, verify_floor, aim=AIM, rounds=2)),
        rounds=1,
    )
    assert all(measured > 0 for measured in both)


def make_report(folder: Path) -> Path:
    """Write the report of the rich review."""
    workspace = Workspace.create(folder / "workspace", "Speed")
    store = workspace.store(write=True)
    session = Session(store, "Ada Žižek <ada@example.org>", SteppingClock())
    rich_review(session, folder)
    path = folder / "REV-1.pdf"
    path.write_bytes(render(read_input(store, "REV-1", session.clock())))
    store.close()
    workspace.close()
    return path
