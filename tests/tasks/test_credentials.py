"""Credentials are found before evidence is stored, redacted where somebody wants that, and told of without a secret."""

import gzip
import json
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tasks.test_evidence_text import PDF_WITH_WORDS
from workbench.catalogue.credential_rules import credential_rules
from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.credentials import CredentialsFound
from workbench.edits.deployments import AddDeployment, find_deployment, find_version
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.evidence_files import hash_file
from workbench.storage.workspace import Workspace
from workbench.tasks.attach import Link, Note, attach
from workbench.tasks.credentials import find, scan_file, scrubbed, write_redacted
from workbench.tasks.evidence_text import text_of
from workbench.tasks.looking_through import look_through

SAMPLES = Path(__file__).parent.parent.parent.parent / "shared" / "samples"
AWS = "AKIAQ4XK7SJ2" + "LMNB3TZV"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7bq\nabc/def+ghi\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV"
CASES = [
    (f"key {AWS} here", "AWS key", AWS),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzTTKKq7Ab", "AWS key", "wJalrXUtnFEMI"),
    ("x ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", "GitHub token", "a1B2c3D4"),
    ("OPENAI_API_KEY=sk-proj-Ab3dEf6hIj9kLmNoPqRsTuVwXyZ0123456789abcd", "OpenAI key", "Ab3dEf6h"),
    ("sk-ant-api03-" + "abcDEF123_-abcdefghijk", "Anthropic key", "abcDEF123"),
    ("xoxb-123456789012-" + "1234567890123-AbCdEfGhIjKlMnOpQrStUvWx", "Slack token", "AbCdEf"),
    ('{"user": "ana", "password": "hunter2!x"}', "password", "hunter2!x"),
    (json.dumps({"content": json.dumps({"password": "S3cure-pass"})}), "password", "S3cure-pass"),
    ("DB_PASSWORD=correct7horse", "password", "correct7horse"),
    ("postgres://app:s3cr3t@db.internal:5432/x", "password in an address", "s3cr3t"),
    ('"Authorization": "Bearer abc123DEF456ghi789JKL012mno"', "authorization header", "abc123DEF"),
    (f"before\n{PEM}\nafter", "private key", "abc/def+ghi"),
    (json.dumps({"private_key": PEM, "after": 1}), "private key", "abc/def+ghi"),
    (f"cookie {JWT};", "JSON web token", "SflKxwRJ"),
    ("api_token: 9f8e7d6c5b4a39281706f5e4d3c2b1a0", "secret or token", "9f8e7d6c"),
]
NOTHING = [
    '"prompt_tokens": 1234, "completion_tokens": 567',
    "token: <your token>",
    "password: ********",
    '"password": "string"',
    "password: Incorrect.",
    '"next_page_token": "abc"',
    "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    '"token_id": "550e8400-e29b-41d4-a716-446655440000"',
    "password=${DB_PASSWORD}",
    '"secret": "projects/agent/secrets/name"',
    "https://user:pass@example.com/",
    "http://localhost:8080/a@b",
    '"continuation_token": "2026-11-01T00:00:00Z"',
    "AKIAIOSFODNN7EXAMPLE",
    "data:image/png;base64,iVBORw0KGgo" + "A1b2" * 500,
    '"id": "chatcmpl-BWXnPcel96LFtbQvNoNuV3HNhBoPA"',
]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = Workspace.create(tmp_path / "board", catalogue=builtin_catalogue())
    store = workspace.store(write=True)
    made = Session(store, "Ana Silva", lambda: datetime.now(UTC))
    made.do(AddDeployment("Support desk agent", version="v1"))
    made.do(StartReview(find_version(store, find_deployment(store, "DEP-1"), "v1").id, "nine"))
    yield made
    store.close()
    workspace.close()


@pytest.mark.parametrize(("text", "kind", "secret"), CASES, ids=[f"{case[1]}-{n}" for n, case in enumerate(CASES)])
def test_that_a_credential_is_found_and_redacted_and_the_rest_kept(text: str, kind: str, secret: str) -> None:
    spans, complete = find(text)
    assert [span.kind for span in spans] == [kind]
    assert complete
    clean = scrubbed(text)
    assert secret not in clean
    assert f"[redacted: {kind}]" in clean
    span = spans[0]
    assert clean == text[: span.start] + f"[redacted: {kind}]" + text[span.end :]


@pytest.mark.parametrize("text", NOTHING)
def test_that_placeholders_hashes_ids_and_counts_are_no_credentials(text: str) -> None:
    assert find(text)[0] == ()


def test_that_no_real_sample_of_evidence_triggers() -> None:
    folder = SAMPLES / "evidence"
    if not folder.exists():
        pytest.skip("the real files are not beside this checkout")
    files = [path for path in folder.rglob("*") if path.is_file() and b"\0" not in path.read_bytes()[:4096]]
    assert len(files) > 150
    assert [path.name for path in files if scan_file(path).spans] == []


@given(before=st.text(max_size=200), after=st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_that_no_surrounding_hides_a_key_or_leaves_a_piece_of_it(before: str, after: str) -> None:
    text = f"{before}\n{AWS}\n{after}"
    assert AWS in text
    assert AWS not in scrubbed(text)


def test_that_redacting_keeps_json_whole_and_every_other_byte() -> None:
    data = {"a": [1, "é"], "login": {"password": "hunter2!x"}, "key": PEM}
    assert json.loads(scrubbed(json.dumps(data))) == {
        "a": [1, "é"],
        "login": {"password": "[redacted: password]"},
        "key": "[redacted: private key]",
    }


def test_that_a_long_file_is_scanned_in_part_and_known_secrets_are_redacted_in_the_rest(tmp_path: Path) -> None:
    file, copy = tmp_path / "long.log", tmp_path / "copy.log"
    bound = credential_rules().scan_bytes
    head = f"first {AWS}\n".encode() + b"\xff\xfe raw\n"
    file.write_bytes(head + b"ok line\n" * (bound // 8) + f"again {AWS}\nend".encode())
    scan = scan_file(file)
    assert [(each.line, each.kind) for each in scan.found("long.log")] == [(1, "AWS key")]
    assert scan.unscanned == file.stat().st_size - bound
    write_redacted(file, copy, scan)
    said = copy.read_bytes()
    assert AWS.encode() not in said
    assert said == file.read_bytes().replace(AWS.encode(), b"[redacted: AWS key]")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_that_utf_16_is_text_and_keeps_every_other_byte(session: Session, tmp_path: Path, encoding: str) -> None:
    log = tmp_path / "powershell.log"
    text = f"\ufeffok ✓ \U0001f600\nkey {AWS}\nend \ud800" if encoding == "utf-16-be" else f"ok ✓\nkey {AWS}\n"
    log.write_bytes(text.encode(encoding, "surrogatepass") + b"\n")
    with pytest.raises(CredentialsFound, match=r"powershell.log holds what looks like credentials: AWS key \(line 2\)"):
        attach(session, "REV-1", "cost_routing", [log])
    done = attach(session, "REV-1", "cost_routing", [log], credentials="redact")
    row = session.store.evidence.get(done.uses[0].evidence_id)
    stored = session.store.files.path(str(row.sha256)).read_bytes()
    part = encoding if encoding == "utf-16-be" else "utf-16-le"
    assert stored == log.read_bytes().replace(AWS.encode(part), "[redacted: AWS key]".encode(part))
    assert row.media_type == "text/plain"
    assert session.store.search.find("key", kinds=("evidence",))


def written(folder: Path, name: str) -> Path:
    """Write a file of one kind with a key in it."""
    file = folder / name
    if name.endswith(".pdf"):
        file.write_bytes(PDF_WITH_WORDS.replace(b"Wombats in the pdf", f"key {AWS}".encode()).replace(b"49", b"55"))
    elif name.endswith(".gz"):
        file.write_bytes(gzip.compress(f"one\nkey {AWS}\n".encode()))
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("app/run.log", f"one\nkey {AWS}\n")
            archive.writestr("shot.png", b"\x89PNG\r\n\x1a\n\0")
    return file


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("redteam.pdf", "redteam.pdf, page 1, holds what looks like credentials: AWS key."),
        ("run.log.gz", "run.log.gz holds what looks like credentials: AWS key (line 2)."),
        ("logs.zip", "logs.zip, app/run.log holds what looks like credentials: AWS key (line 2)."),
    ],
)
def test_that_pdfs_and_archives_are_looked_through_and_no_copy_of_them_is_promised(
    session: Session, tmp_path: Path, name: str, says: str
) -> None:
    file = written(tmp_path, name)
    for choice in ("ask", "redact"):
        with pytest.raises(CredentialsFound) as refused:
            attach(session, "REV-1", "cost_routing", [file], credentials=choice)  # type: ignore[arg-type]  # both are
        assert says in str(refused.value)
        assert "No redacted copy can be made" in str(refused.value)
        assert not refused.value.can_redact
    assert attach(session, "REV-1", "cost_routing", [file], credentials="keep").uses
    assert AWS not in "\n".join(session.store.database.conn.iterdump())


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("shot.png", b"\x89PNG\r\n\x1a\n\0", "shot.png: it is no text, and was not looked through for credentials."),
        ("bad.pdf", b"%PDF-1.7 broken", "bad.pdf: its text cannot be read, and was not looked through"),
        ("bad.zip", b"PK\x03\x04 broken", "bad.zip: it is a damaged archive, and was not looked through"),
        ("bad.gz", b"\x1f\x8b broken", "bad.gz: it is damaged, and was not looked through"),
    ],
)
def test_that_what_was_not_looked_through_is_said(
    session: Session, tmp_path: Path, name: str, body: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(body)
    assert any(says in notice for notice in attach(session, "REV-1", "cost_routing", [tmp_path / name]).notices)


def test_that_what_an_archive_holds_besides_text_is_counted(tmp_path: Path) -> None:
    file = written(tmp_path, "logs.zip")
    assert look_through(file, "application/zip", "logs.zip").left == "1 of the 2 files in it was"
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", b"a" * 30_000_000)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(10_001):
            archive.writestr(str(number), b"")
    assert (
        look_through(tmp_path / "many.zip", "application/zip", "m").left == "it holds more than 10,000 files, and was"
    )
    before = time.monotonic()
    assert look_through(tmp_path / "bomb.zip", "application/zip", "b").left == "3 of the 3 files in it were"
    assert time.monotonic() - before < 10


@pytest.mark.parametrize("text", ["eyJ", "://a:", "-----BEGIN PRIVATE KEY-----"])
def test_that_text_made_to_be_slow_ends_in_time(tmp_path: Path, text: str) -> None:
    file = tmp_path / "slow.log"
    file.write_text(text * (credential_rules().scan_bytes // len(text)))
    before = time.monotonic()
    scan = scan_file(file)
    assert time.monotonic() - before < credential_rules().seconds + 10
    assert scan.unscanned in (0, file.stat().st_size)


def test_that_nothing_is_stored_until_somebody_chooses(session: Session, tmp_path: Path) -> None:
    log = tmp_path / "client.log"
    log.write_text(f"one\nkey {AWS}\n")
    head = session.store.journal.head()
    with pytest.raises(CredentialsFound) as refused:
        attach(session, "REV-1", "cost_routing", [log, Note("password: hunter2!x")])
    sentence = str(refused.value)
    assert "client.log holds what looks like credentials: AWS key (line 2)." in sentence
    assert "note.md holds what looks like credentials: password (line 1)." in sentence
    assert AWS not in sentence
    assert "hunter2" not in sentence
    assert session.store.journal.head() == head
    assert [path for path in session.store.files.folder.rglob("*") if path.is_file()] == []


def test_that_a_redacted_copy_is_stored_and_keeps_the_hash_of_the_original(session: Session, tmp_path: Path) -> None:
    log = tmp_path / "client.log"
    log.write_text(f"one\nkey {AWS}\n")
    done = attach(session, "REV-1", "cost_routing", [log], credentials="redact")
    row = session.store.evidence.get(done.uses[0].evidence_id)
    assert (row.name, row.redacted_from) == ("client.log", hash_file(log))
    stored = session.store.files.path(str(row.sha256))
    assert stored.read_text() == "one\nkey [redacted: AWS key]\n"
    assert row.sha256 == hash_file(stored)
    assert list(session.store.files.staging.iterdir()) == []
    assert done.notices == ("client.log is kept as a copy in which one place is redacted; the original is not kept.",)


def test_that_a_secret_that_is_kept_on_purpose_is_in_the_file_alone(session: Session, tmp_path: Path) -> None:
    report = tmp_path / "runs.xml"
    case = f'<testcase classname="refund" name="decides key {AWS}[{{}}]"/>'
    report.write_text(f"<testsuite>{''.join(case.format(number) for number in range(40))}</testsuite>")
    attach(session, "REV-1", "determinism_testing", [report], credentials="keep")
    store = session.store
    row = store.evidence.all()[0]
    assert AWS in store.files.path(str(row.sha256)).read_text()
    assert row.redacted_from is None
    assert store.search.find("testcase refund", kinds=("evidence",))
    dump = "\n".join(store.database.conn.iterdump())
    assert "decides key" in dump
    assert AWS not in dump
    assert AWS not in text_of(store.files.path(str(row.sha256)), row.media_type)


def test_that_an_address_with_a_password_is_refused_without_repeating_it(session: Session) -> None:
    link = Link("https://ana:hunter2x@runs.internal/1")
    with pytest.raises(CredentialsFound, match="The address holds what looks like credentials: password in an") as no:
        attach(session, "REV-1", "cost_routing", [link])
    assert "hunter2x" not in str(no.value)
    assert attach(session, "REV-1", "cost_routing", [link], credentials="keep").uses
