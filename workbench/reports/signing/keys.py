"""Signing keys and authorities on disk: `NAME.p12` with its public `NAME.pem`, readable by their owner alone.

The authority of a team is made with the first key. Its own key has a passphrase of its own; when none is given, it is
the passphrase of the key that is being made. Whoever knows it can issue certificates in the name of the team.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import UserError
from workbench.reports.signing import certificates as certs
from workbench.reports.signing.decisions import clean_line
from workbench.whole_file import write_whole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

    PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey

_AUTHORITY = "authority"
_MAX_FILE = 1_000_000
_EMAIL = re.compile(r"^[!-?A-~]+@[A-Za-z0-9.-]+$")


@dataclass(frozen=True)
class SigningKey:
    """An opened key: it can sign."""

    certificate: Certificate
    chain: tuple[Certificate, ...]
    """The certificates above the person's own, as the key file carries them."""
    private_key: PrivateKey = field(repr=False)

    @property
    def person(self) -> str:
        """The name in the certificate."""
        return certs.common_name(self.certificate)

    @property
    def email(self) -> str:
        """The e-mail in the certificate, empty when it has none."""
        return certs.email_of(self.certificate)


@dataclass(frozen=True)
class KeyEntry:
    """What is known of a key without its passphrase."""

    name: str
    """What `--key` takes."""
    person: str
    email: str
    fingerprint: str
    issuer: str
    expires_at: datetime
    path: Path
    """The PKCS#12 file."""


def default_keys_folder() -> Path:
    """Return the folder of a person's own keys; it is in no workspace and no backup of one."""
    return _user_folder() / "keys"


def default_authority_folder() -> Path:
    """Return the folder of the team authority, if this person keeps it."""
    return _user_folder() / "authority"


def default_trust_folder() -> Path:
    """Return the folder of the authorities that this person trusts."""
    return _user_folder() / "trust"


def fingerprint(certificate: Certificate) -> str:
    """Return the SHA-256 of a certificate as `7C:41:…`, 32 pairs."""
    return certs.fingerprint(certificate)


def new_key(
    folder: Path,
    name: str,
    email: str,
    passphrase: str,
    *,
    authority_folder: Path,
    trust_folder: Path | None,
    authority_passphrase: str | None = None,
    now: datetime | None = None,
) -> KeyEntry:
    """Make a key for a person, issued by the team authority, which is made at first use.

    A new authority is put into `trust_folder`; None leaves it trusted by nobody. Raises `UserError` when the key
    exists, the name or e-mail cannot stand in a certificate, or the passphrase of the authority is wrong.
    """
    person, address = _check_person(name, email)
    _require_passphrase(passphrase)
    key_name = file_name(person, address)
    _refuse_existing(folder, key_name)
    moment = now or datetime.now(UTC)
    authority = _authority(authority_folder, authority_passphrase or passphrase, trust_folder, moment)
    private_key, certificate = certs.make_certificate(
        person, address, _elliptic(authority.private_key), authority.certificate, moment
    )
    return _save(folder, key_name, SigningKey(certificate, (authority.certificate,), private_key), passphrase)


def import_key(folder: Path, file: Path, passphrase: str) -> KeyEntry:
    """Copy a PKCS#12 file into the folder of keys, under the name of its certificate."""
    key = open_key(file, passphrase)
    key_name = file_name(key.person, key.email)
    _refuse_existing(folder, key_name)
    return _save(folder, key_name, key, passphrase)


def list_keys(folder: Path) -> tuple[KeyEntry, ...]:
    """Return the keys of a folder by name; no passphrase is needed. A missing folder has none."""
    files = sorted(folder.glob("*.p12")) if folder.is_dir() else []
    return tuple(_entry(file) for file in files if file.with_suffix(".pem").is_file())


def load_key(folder: Path, name: str, passphrase: str) -> SigningKey:
    """Open the key with this name, person's name or e-mail."""
    entries = [entry for entry in list_keys(folder) if name in (entry.name, entry.person, entry.email)]
    if not entries:
        known = ", ".join(entry.name for entry in list_keys(folder)) or "none yet"
        raise UserError(f"There is no key {name!r}. Keys here: {known}. Make one with `workbench keys new`.")
    if len(entries) > 1:
        raise UserError(f"Several keys fit {name!r}: {', '.join(entry.name for entry in entries)}. Name one of them.")
    return open_key(entries[0].path, passphrase)


def open_key(file: Path, passphrase: str) -> SigningKey:
    """Open a PKCS#12 file; P-256, P-384 and RSA keys of at least 2,048 bits can sign."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    data = _read(file)
    try:
        private_key, certificate, chain = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise UserError(
            f"{file.name} did not open: the passphrase is wrong or it is not a PKCS#12 file. "
            "Nothing was changed. Try the passphrase again."
        ) from error
    if certificate is None or not isinstance(private_key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise UserError(f"{file.name} holds no signing key with its certificate. Nothing was changed. Export both.")
    if isinstance(private_key, rsa.RSAPrivateKey) and private_key.key_size < 2048:
        raise UserError(f"The key in {file.name} is too short to be trusted. Nothing was changed. Make a new one.")
    return SigningKey(certificate, tuple(chain), private_key)


def export_authority(authority_folder: Path, target: Path) -> Path:
    """Write the certificate of the team authority as PEM, for colleagues to trust."""
    source = authority_folder / f"{_AUTHORITY}.pem"
    if not source.is_file():
        raise UserError("There is no team authority here yet. It is made with the first key: `workbench keys new`.")
    _write(target, source.read_bytes(), mode=0o644)
    return target


def read_trust(folder: Path) -> tuple[Certificate, ...]:
    """Return every certificate of a trust folder (`*.pem`, `*.crt`); a missing folder trusts nobody."""
    if not folder.is_dir():
        return ()
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in (".pem", ".crt"))
    return tuple(certificate for file in files for certificate in read_certificates(file))


def read_certificates(file: Path) -> tuple[Certificate, ...]:
    """Return the certificates of a PEM or DER file, as `--trust` names it."""
    from cryptography import x509

    data = _read(file)
    try:
        if b"-----BEGIN" in data:
            return tuple(x509.load_pem_x509_certificates(data))
        return (x509.load_der_x509_certificate(data),)
    except ValueError as error:
        raise UserError(
            f"{file.name} holds no readable certificate. Nothing was changed. "
            "Ask for the file that `workbench authority export` writes."
        ) from error


def file_name(person: str, email: str) -> str:
    """Return a safe file name for a key: the name in ASCII, else the part of the e-mail before the @."""
    for text in (person, email.partition("@")[0]):
        ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:60]
        if slug and (text == ascii_text or len(slug) * 2 > len(text)):
            return slug
    return "key"


def _user_folder() -> Path:
    from platformdirs import user_data_dir

    return Path(user_data_dir("workbench", appauthor=False))


def _check_person(name: str, email: str) -> tuple[str, str]:
    person, address = clean_line(name), email.strip()
    if not person or len(person) > 64:
        raise UserError("A key needs a name of 1 to 64 characters. Nothing was made. Give the person's name.")
    if not _EMAIL.match(address) or len(address) > 200:
        raise UserError(
            f"{email!r} cannot stand in a certificate as an e-mail. Nothing was made. Give one like ada@example.org."
        )
    return person, address


def _require_passphrase(passphrase: str) -> None:
    if not passphrase:
        raise UserError("A key without a passphrase could be used by anyone. Nothing was made. Choose a passphrase.")


def _refuse_existing(folder: Path, key_name: str) -> None:
    if (folder / f"{key_name}.p12").exists():
        raise UserError(f"There is already a key {key_name!r}. It was left as it is. Use it, or move it away first.")


def _authority(folder: Path, passphrase: str, trust_folder: Path | None, now: datetime) -> SigningKey:
    """Open the team authority, or make it and trust it."""
    file = folder / f"{_AUTHORITY}.p12"
    if file.exists():
        return _open_authority(file, passphrase)
    private_key, certificate = certs.make_authority("Team authority", now)
    authority = SigningKey(certificate, (), private_key)
    _save(folder, _AUTHORITY, authority, passphrase)
    if trust_folder is not None:
        _make_private_folder(trust_folder)
        mark = certs.short_fingerprint(certificate).replace(":", "").lower()
        _write(trust_folder / f"team-authority-{mark}.pem", _pem(certificate), mode=0o644)
    return authority


def _open_authority(file: Path, passphrase: str) -> SigningKey:
    try:
        return open_key(file, passphrase)
    except UserError as error:
        raise UserError(
            "The team authority did not open with this passphrase. Nothing was made. "
            "Give the passphrase of the authority: the one of the first key, unless another was chosen."
        ) from error


def _elliptic(key: PrivateKey) -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UserError("The team authority here was not made by the workbench. Nothing was made. Use another folder.")
    return key


def _save(folder: Path, key_name: str, key: SigningKey, passphrase: str) -> KeyEntry:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    data = pkcs12.serialize_key_and_certificates(
        key.person.encode(), key.private_key, key.certificate, list(key.chain) or None, encryption
    )
    _make_private_folder(folder)
    path = folder / f"{key_name}.p12"
    # The public half first: a crash in between leaves a certificate without a key, which nothing lists.
    _write(path.with_suffix(".pem"), _pem(key.certificate), mode=0o600)
    _write(path, data, mode=0o600)
    return _entry(path)


def _entry(path: Path) -> KeyEntry:
    certificate = read_certificates(path.with_suffix(".pem"))[0]
    return KeyEntry(
        name=path.stem,
        person=certs.common_name(certificate),
        email=certs.email_of(certificate),
        fingerprint=certs.fingerprint(certificate),
        issuer=certs.issuer_name(certificate),
        expires_at=certificate.not_valid_after_utc,
        path=path,
    )


def _pem(certificate: Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MAX_FILE:
            raise UserError(f"{file.name} is too large to be a key or a certificate. Nothing was changed.")
        return file.read_bytes()
    except OSError as error:
        raise UserError(
            f"{file.name} cannot be read: {error.strerror}. Nothing was changed. Check the path."
        ) from error


def _make_private_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _write(path: Path, data: bytes, *, mode: int) -> None:
    try:
        write_whole(path, data, mode)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}. Nothing was changed. Choose another.") from error
