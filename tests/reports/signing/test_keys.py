"""Keys and authorities on disk."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.domain.errors import UserError
from workbench.reports.signing.keys import (
    KeyEntry,
    export_authority,
    fingerprint,
    import_key,
    list_keys,
    load_key,
    new_key,
    read_certificates,
    read_trust,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def make(home: Path, name: str = "Ada Žižek", email: str = "ada@example.org", passphrase: str = "one") -> KeyEntry:
    return new_key(
        home / "keys",
        name,
        email,
        passphrase,
        authority_folder=home / "authority",
        trust_folder=home / "trust",
        now=NOW,
    )


def test_that_the_first_key_makes_an_authority_that_its_maker_trusts(tmp_path: Path) -> None:
    entry = make(tmp_path)
    (authority,) = read_trust(tmp_path / "trust")
    certificate = load_key(tmp_path / "keys", "ada-zizek", "one").certificate
    certificate.verify_directly_issued_by(authority)
    assert (entry.name, entry.person, entry.email) == ("ada-zizek", "Ada Žižek", "ada@example.org")
    assert entry.fingerprint == fingerprint(certificate)
    assert timedelta(days=3650) < entry.expires_at - NOW < timedelta(days=3660)


def test_that_two_keys_share_one_authority(tmp_path: Path) -> None:
    make(tmp_path)
    make(tmp_path, "Борис Иванов", "boris@example.org")
    assert [entry.name for entry in list_keys(tmp_path / "keys")] == ["ada-zizek", "boris"]
    assert len(read_trust(tmp_path / "trust")) == 1


def test_that_an_authority_nobody_was_asked_to_trust_is_trusted_by_nobody(tmp_path: Path) -> None:
    new_key(tmp_path / "keys", "Ada", "a@b.c", "one", authority_folder=tmp_path / "authority", trust_folder=None)
    assert read_trust(tmp_path / "trust") == ()


def test_that_key_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    path = make(tmp_path).path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "authority" / "authority.p12").stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not [file for file in path.parent.iterdir() if file.name.startswith(".")]


def test_that_a_wrong_passphrase_is_a_sentence(tmp_path: Path) -> None:
    make(tmp_path)
    with pytest.raises(UserError, match="the passphrase is wrong"):
        load_key(tmp_path / "keys", "ada-zizek", "two")
    with pytest.raises(UserError, match="The team authority did not open"):
        make(tmp_path, "Boris", "boris@example.org", "two")
    assert len(list_keys(tmp_path / "keys")) == 1


def test_that_the_authority_can_have_its_own_passphrase(tmp_path: Path) -> None:
    for name in ("Ada", "Boris"):
        new_key(
            tmp_path / "keys",
            name,
            f"{name}@example.org",
            f"of {name}",
            authority_folder=tmp_path / "authority",
            trust_folder=None,
            authority_passphrase="of the team",
        )
    assert load_key(tmp_path / "keys", "Boris@example.org", "of Boris").person == "Boris"


def test_that_an_existing_key_is_never_replaced(tmp_path: Path) -> None:
    before = make(tmp_path).path.read_bytes()
    with pytest.raises(UserError, match="already a key"):
        make(tmp_path)
    assert (tmp_path / "keys" / "ada-zizek.p12").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "expected"), [("../../etc/passwd", "etc-passwd"), ("山田 太郎", "taro"), ("☃", "taro")]
)
def test_that_a_name_never_leaves_the_folder(tmp_path: Path, name: str, expected: str) -> None:
    assert make(tmp_path, name, "taro@example.jp").path == tmp_path / "keys" / f"{expected}.p12"


@pytest.mark.parametrize(
    ("name", "email"), [("", "a@b.c"), ("Ada", "ada"), ("Ada", "ädä@example.org"), ("A" * 65, "a@b.c")]
)
def test_that_what_cannot_stand_in_a_certificate_is_refused(tmp_path: Path, name: str, email: str) -> None:
    with pytest.raises(UserError, match="Nothing was made"):
        make(tmp_path, name, email)
    assert not (tmp_path / "keys").exists()


def test_that_a_key_can_be_taken_to_another_computer(tmp_path: Path) -> None:
    entry = make(tmp_path / "here")
    copied = import_key(tmp_path / "there", entry.path, "one")
    assert copied.fingerprint == entry.fingerprint
    with pytest.raises(UserError, match="did not open"):
        import_key(tmp_path / "there", tmp_path / "here" / "keys" / "ada-zizek.pem", "one")


def test_that_the_exported_authority_is_the_trusted_one(tmp_path: Path) -> None:
    make(tmp_path)
    exported = export_authority(tmp_path / "authority", tmp_path / "team.pem")
    assert read_certificates(exported) == read_trust(tmp_path / "trust")
    with pytest.raises(UserError, match="no team authority"):
        export_authority(tmp_path / "nowhere", tmp_path / "x.pem")


def test_that_a_file_that_is_no_certificate_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    with pytest.raises(UserError, match="no readable certificate"):
        read_trust(tmp_path)
