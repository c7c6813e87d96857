"""Attaching evidence: in the worker, all or nothing, with what an analyser proposes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.deployment import Effect, Profile, Tool
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.edits.deployments import AddDeployment, SetProfile, find_deployment, find_version
from workbench.edits.reviews import FreezeReview, StartReview
from workbench.edits.session import Session
from workbench.storage.evidence_files import hash_file
from workbench.storage.workspace import Workspace
from workbench.tasks.attach import Link, Note, Source, attach, gather, source_of, tolerance_of
from workbench.tasks.worker_client import Cancelled

CHECK = "determinism_testing"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = Workspace.create(tmp_path / "board", catalogue=builtin_catalogue())
    store = workspace.store(write=True)
    made = Session(store, "Ana Silva", lambda: datetime.now(UTC))
    made.do(AddDeployment("Support desk agent", version="v1"))
    version = find_version(store, find_deployment(store, "DEP-1"), "v1")
    made.do(StartReview(version.id, "nine"))
    yield made
    store.close()
    workspace.close()


def junit(path: Path, runs: int, failures: int = 0) -> Path:
    """Write a report of repeated runs of one case."""
    cases = [
        f'<testcase classname="refund" name="decides[{number}-{runs}]">'
        f"{'<failure/>' if number <= failures else ''}</testcase>"
        for number in range(1, runs + 1)
    ]
    path.write_text(f"<testsuite>{''.join(cases)}</testsuite>", encoding="utf-8")
    return path


def stored(session: Session) -> list[str]:
    """Return every file under evidence, staged ones too."""
    return sorted(path.name for path in session.store.files.folder.rglob("*") if path.is_file())


def test_that_files_links_and_notes_are_attached_together(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "client.log"
    file.write_text("429 Too Many Requests")
    sources: list[Source] = [file, Link("https://example.org/dashboard"), Note("Seen in the meeting.")]
    done = attach(session, "REV-1", "rate_limit_handling", sources)
    rows = [session.store.evidence.get(use.evidence_id) for use in done.uses]
    assert [(use.key, row.kind, row.name) for use, row in zip(done.uses, rows, strict=True)] == [
        ("E1", "file", "client.log"),
        ("E2", "link", "https://example.org/dashboard"),
        ("E3", "note", "note.md"),
    ]
    assert stored(session) == sorted(row.sha256 for row in rows if row.sha256)
    assert session.store.files.path(hash_file(file)).read_text() == "429 Too Many Requests"
    assert list(session.store.files.staging.iterdir()) == []


def test_that_one_refused_source_keeps_all_out(session: Session, tmp_path: Path) -> None:
    good, empty = tmp_path / "good.log", tmp_path / "empty.log"
    good.write_text("good")
    empty.touch()
    head = session.store.journal.head()
    bad: list[tuple[Source, str]] = [
        (empty, "empty"),
        (tmp_path / "gone", "could not be read"),
        (Note("  "), "The note is empty"),
    ]
    for source, says in bad:
        with pytest.raises(UserError, match=says):
            attach(session, "REV-1", "rate_limit_handling", [good, source])
    with pytest.raises(UserError, match="has no control nonsense"):
        attach(session, "REV-1", "rate_limit_handling", [good], control="nonsense")
    assert (stored(session), list(session.store.files.staging.iterdir())) == ([], [])
    assert session.store.journal.head() == head


def test_that_a_file_over_the_limit_is_refused_before_it_is_copied(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "core.dump"
    file.write_bytes(b"x" * 2048)
    with pytest.raises(UserError, match=r"core\.dump is 2 KB; the limit is 1 KB\. Nothing was copied\. Attach a link"):
        attach(session, "REV-1", "rate_limit_handling", [file], limit=1024)
    assert stored(session) == []


def test_that_a_frozen_review_takes_no_evidence(session: Session, tmp_path: Path) -> None:
    session.do(FreezeReview("REV-1"))
    with pytest.raises(UserError, match="is frozen"):
        attach(session, "REV-1", "rate_limit_handling", [tmp_path / "never-looked-at"])


def test_that_repeated_runs_propose_a_status_that_nobody_has_confirmed(session: Session, tmp_path: Path) -> None:
    done = attach(session, "REV-1", CHECK, [junit(tmp_path / "runs.xml", runs=50)])
    [use] = done.uses
    assert use.analysis is not None
    assert use.analysis.status is Status.WARN
    assert "below 5.8 %" in use.analysis.sentence
    assert use.analysis.file is not None
    assert (use.analysis.file.name, use.analysis.tolerance) == ("runs.xml", 0.003)
    assert use.analysis_confirmed_by is None
    assert session.store.findings.all("check_id = ?", CHECK)[0].reviewer is None


def test_that_the_tolerance_is_that_of_the_worst_tool(session: Session) -> None:
    version = session.store.versions.all()[0]
    for effect, tolerance in ((Effect.READ, 0.05), (Effect.REVERSIBLE, 0.01), (Effect.IRREVERSIBLE, 0.001)):
        session.do(SetProfile(version.id, Profile(tools=(Tool(name="refund", effect=effect),))))
        assert tolerance_of(session.store, "REV-1") == tolerance


def test_that_a_file_that_no_analyser_reads_is_attached_without_a_proposal(session: Session, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_text('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><testsuite>&a;')
    done = attach(session, "REV-1", CHECK, [broken])
    assert done.uses[0].analysis is None
    assert len(done.notices) == 1
    assert done.notices[0].startswith("No status is proposed. broken.xml")


def test_that_a_cancelled_attachment_leaves_nothing(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "large.bin"
    file.write_bytes(b"x" * 1_000_000)
    with pytest.raises(Cancelled):
        gather(session.store.folder, [file], "", 0.003, cancelled=lambda: True)
    assert (stored(session), list(session.store.files.staging.iterdir())) == ([], [])


def test_that_progress_is_told(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "large.bin"
    file.write_bytes(b"x" * 3_000_000)
    heard: list[tuple[float | None, str]] = []
    attach(session, "REV-1", CHECK, [file], on_progress=lambda fraction, doing: heard.append((fraction, doing)))
    assert any(doing == "Copying large.bin" for _, doing in heard)


def test_that_a_note_cannot_name_its_way_out_of_the_workspace(session: Session) -> None:
    done = attach(session, "REV-1", CHECK, [Note("text", name="../../../outside.md")])
    assert session.store.evidence.get(done.uses[0].evidence_id).name == "outside.md"
    assert not list(session.store.folder.parent.glob("outside.md"))


@pytest.mark.parametrize("text", ["https://example.org/a?b=c#d", "http://example.org"])
def test_that_addresses_of_the_web_are_links(text: str) -> None:
    assert source_of(text) == Link(text)


@pytest.mark.parametrize("text", ["file:///etc/passwd", "ftp://x", "https://", "https://a b", "https://x" + "y" * 2000])
def test_that_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="is not a link that can be attached"):
        source_of(text)


def test_that_what_is_no_address_is_a_file() -> None:
    assert source_of("../../x") == Path("../../x")
