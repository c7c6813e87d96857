"""The bytes that a PDF signature does not sign: its own container. Loads pyHanko.

A signature leaves out its own `Contents`, so nothing there is protected by it. These checks leave no freedom in that
place: a byte that differs, even the case of a hexadecimal digit or a zero of the padding, is found.
"""

from __future__ import annotations

import re

from asn1crypto import cms  # type: ignore[import-untyped]  # it has no stubs
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_HEX = re.compile(rb"<(?:[0-9a-f]+|[0-9A-F]+)>")


def container_complaint(data: bytes, signature: EmbeddedPdfSignature) -> str | None:
    """Return what is wrong with the place of the signature in the file, None when nothing is."""
    numbers = [int(number) for number in signature.byte_range]
    if len(numbers) != 4 or numbers[0] != 0 or min(numbers) < 0:
        return "does not say properly which bytes it covers"
    _, gap_start, gap_end, after = numbers
    if not gap_start < gap_end <= len(data) or gap_end + after > len(data):
        return "covers bytes that the file does not have"
    gap = data[gap_start:gap_end]
    if not _HEX.fullmatch(gap) or bytes.fromhex(gap[1:-1].decode()) != signature.pkcs7_content:
        return "leaves out more of the file than its own place"
    length = len(cms.ContentInfo.load(signature.pkcs7_content).dump())
    if any(signature.pkcs7_content[length:]):
        return "has something other than zeros in its padding"
    return None


def cms_complaint(signature: EmbeddedPdfSignature) -> str | None:
    """Return what is in the signature beyond what the signer signed, None when nothing is."""
    content = signature.pkcs7_content
    info = cms.ContentInfo.load(content)
    exact = info.dump()
    data, signer = signature.signed_data, signature.signer_info
    expected_issuer = {
        "issuer": signature.signer_cert.issuer.dump(),
        "serial_number": signature.signer_cert["tbs_certificate"]["serial_number"].dump(),
    }
    named = signer["sid"].chosen
    proper = (
        info.dump(force=True) == exact
        and data["version"].native == "v1"
        and signer["version"].native == "v1"
        and [algorithm.dump() for algorithm in data["digest_algorithms"]] == [signer["digest_algorithm"].dump()]
        and data["encap_content_info"].dump() == cms.EncapsulatedContentInfo({"content_type": "data"}).dump()
        and signer["sid"].name == "issuer_and_serial_number"
        and {name: named[name].dump() for name in expected_issuer} == expected_issuer
        and not data["crls"]
        and all(a["type"].native == "signature_time_stamp_token" for a in signer["unsigned_attrs"] or ())
    )
    return None if proper else "carries data that its signer did not sign"


def has_strange_certificate(signature: EmbeddedPdfSignature, known: set[bytes]) -> bool:
    """Whether the signature carries a certificate that is neither the signer's nor one of those known (as DER)."""
    return any(certificate.dump() not in known for certificate in signature.other_embedded_certs)
