"""Certificates of a team authority and of its people: P-256, ten years, with the person's e-mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder, KeyUsage, Name

VALID_FOR = timedelta(days=3653)
"""Ten years: as long as the technical documentation of a system has to be kept."""

_CLOCK_SKEW = timedelta(days=1)
"""A certificate begins a day early, or a colleague whose clock is behind could not trust it."""


def fingerprint(certificate: Certificate) -> str:
    """Return the SHA-256 of a certificate as `7C:41:…`, 32 pairs."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex(":").upper()


def short_fingerprint(certificate: Certificate) -> str:
    """Return the first four pairs of the fingerprint, as they are printed beside a signature."""
    return fingerprint(certificate)[:11]


def common_name(certificate: Certificate) -> str:
    """Return the name of the subject, or its whole distinguished name when it has none."""
    return _first_name(certificate.subject)


def issuer_name(certificate: Certificate) -> str:
    """Return the name of the authority that issued the certificate."""
    return _first_name(certificate.issuer)


def email_of(certificate: Certificate) -> str:
    """Return the e-mail of the subject alternative name or, failing that, of the subject; else an empty text."""
    from cryptography.x509 import ExtensionNotFound, RFC822Name, SubjectAlternativeName
    from cryptography.x509.oid import NameOID

    try:
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
        emails = names.get_values_for_type(RFC822Name)
    except ExtensionNotFound:
        emails = []
    in_subject = [str(part.value) for part in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    return str((emails + in_subject + [""])[0])


def make_authority(name: str, now: datetime) -> tuple[EllipticCurvePrivateKey, Certificate]:
    """Make the key and the self-signed certificate of a team authority."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    key = _new_private_key()
    builder = _begin(_name(name), _name(name), key, now)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=True), critical=True)
    return key, builder.sign(key, SHA256())


def make_certificate(
    name: str, email: str, authority_key: EllipticCurvePrivateKey, authority: Certificate, now: datetime
) -> tuple[EllipticCurvePrivateKey, Certificate]:
    """Make a person's key and the certificate that the authority issues for it."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    key = _new_private_key()
    builder = _begin(_name(name), authority.subject, key, now)
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
    builder = builder.add_extension(issuer_id, critical=False)
    return key, builder.sign(authority_key, SHA256())


def _first_name(name: Name) -> str:
    from cryptography.x509.oid import NameOID

    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def _name(text: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _new_private_key() -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _begin(subject: Name, issuer: Name, key: EllipticCurvePrivateKey, now: datetime) -> CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
