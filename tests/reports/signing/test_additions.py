"""What may come after the last signature: validation data and time-stamps."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore

from tests.reports.signing import tampering
from tests.reports.signing.conftest import NOW, Board
from workbench.reports.signing.verification import Word
from workbench.reports.signing.verify import verify


def make_time_authority() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A self-signed one; pyHanko's offline time-stamper can only use RSA."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clock")])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - timedelta(days=1), NOW + timedelta(days=3000))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


@pytest.fixture(scope="module")
def clock() -> tuple[DummyTimeStamper, x509.Certificate]:
    key, certificate = make_time_authority()
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    stamper = DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=asn1_keys.PrivateKeyInfo.load(der),
        fixed_dt=datetime(2026, 11, 21, 9, tzinfo=UTC),
    )
    return stamper, certificate


@pytest.fixture(scope="module")
def stamped(steps: tuple[bytes, ...], clock: tuple[DummyTimeStamper, x509.Certificate]) -> bytes:
    output = PdfTimeStamper(clock[0]).timestamp_pdf(IncrementalPdfFileWriter(BytesIO(steps[-1])), "sha256")
    return bytes(output.getvalue())


def test_that_a_document_time_stamp_is_a_later_addition(
    stamped: bytes, board: Board, clock: tuple[DummyTimeStamper, x509.Certificate]
) -> None:
    found = board.verify(stamped)
    assert found.reasons == ()
    assert (found.word, found.count, found.is_complete) == (Word.VALID_LATER_ADDITIONS, "3 of 3 signed", True)
    assert found.additions == (
        "Document time-stamp of 2026-11-21 09:00 UTC (claimed, its authority is not trusted here)",
    )
    trusting = verify(stamped, (*board.anchors, clock[1]), NOW)
    assert trusting.additions == ("Document time-stamp of 2026-11-21 09:00 UTC (proven)",)


def test_that_validation_data_is_a_later_addition(signed: bytes, board: Board) -> None:
    output = BytesIO(signed)
    DocumentSecurityStore.add_dss(output, None, certs=[tampering.signer_of(board.keys["security"]).signing_cert])
    found = board.verify(output.getvalue())
    assert (found.word, found.additions) == (Word.VALID_LATER_ADDITIONS, ("Validation data",))


@pytest.mark.parametrize("change", [tampering.replace_page, tampering.add_annotation, tampering.rename_document])
def test_that_anything_after_a_time_stamp_is_found(stamped: bytes, board: Board, change: tampering.Change) -> None:
    assert board.verify(tampering.update(stamped, change)).word is Word.DO_NOT_TRUST


def test_that_a_time_stamp_that_does_not_hold_is_found(stamped: bytes, board: Board) -> None:
    start, end = tampering.gap(stamped)
    for offset in (start + 900, end - 3, len(stamped) - 300):
        damaged = bytearray(stamped)
        damaged[offset] ^= 1
        assert board.verify(bytes(damaged)).word is Word.DO_NOT_TRUST
    assert board.verify(stamped + b"x").word is Word.DO_NOT_TRUST
