"""The bytes that a PDF signature does not sign: its own container. Loads pyHanko.

A signature leaves out its own `Contents`, so nothing there is protected by it. These checks leave no freedom in that
place: a byte that differs, even the case of a hexadecimal digit or a zero of the padding, is found.
"""

from __future__ import annotations

import re
from typing import Any

from asn1crypto import algos, cms, core  # type: ignore[import-untyped]  # it has no stubs
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
    """Return what is in the signature beyond what the signer signed, None when nothing is.

    The container is put together again from the parts that are protected (the signed attributes and the signature by
    the key, the certificates by comparison with the path) and compared with what is there.
    """
    exact = cms.ContentInfo.load(signature.pkcs7_content).dump()
    only_stamped = all(a["type"].native == "signature_time_stamp_token" for a in _unsigned(signature))
    if only_stamped and exact == _plain_container(signature):
        return None
    return "carries data that its signer did not sign"


def has_strange_certificate(signature: EmbeddedPdfSignature, known: set[bytes]) -> bool:
    """Whether the signature carries a certificate that is neither the signer's nor one of those known (as DER)."""
    return any(certificate.dump() not in known for certificate in signature.other_embedded_certs)


def _plain_container(signature: EmbeddedPdfSignature) -> bytes:
    """Return the `SignedData` of RFC 5652 section 5.1 with one signer and nothing that is not needed."""
    data, signer, certificate = signature.signed_data, signature.signer_info, signature.signer_cert
    digest = algos.DigestAlgorithm({"algorithm": signature.md_algorithm}).dump()
    serial = certificate["tbs_certificate"]["serial_number"].dump()
    one = core.Integer(1).dump()
    unsigned = b"".join(attribute.dump() for attribute in _unsigned(signature))
    signer_info = _tlv(
        0x30,
        one,
        _tlv(0x30, certificate.issuer.dump(), serial),
        digest,
        _tlv(0xA0, signer["signed_attrs"].contents),
        signer["signature_algorithm"].dump(),
        signer["signature"].dump(),
        _tlv(0xA1, unsigned) if unsigned else b"",
    )
    signed_data = _tlv(
        0x30,
        one,
        _tlv(0x31, digest),
        _tlv(0x30, cms.ContentType("data").dump()),
        _tlv(0xA0, *(choice.chosen.dump() for choice in data["certificates"])),
        _tlv(0x31, signer_info),
    )
    return _tlv(0x30, cms.ContentType("signed_data").dump(), _tlv(0xA0, signed_data))


def _unsigned(signature: EmbeddedPdfSignature) -> list[Any]:
    attributes = signature.signer_info["unsigned_attrs"]
    return list(attributes) if attributes else []


def _tlv(tag: int, *contents: bytes) -> bytes:
    """Return one element in DER: tag, shortest length, contents."""
    body = b"".join(contents)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body
