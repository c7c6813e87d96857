"""Exporting in a worker: limits end in a sentence, whatever fails leaves the target as it was."""

from pathlib import Path

import pytest

from tests.edits.steps import start
from tests.reports.sample import rich_review
from workbench.domain.errors import UserError
from workbench.edits.findings import WriteRationale
from workbench.edits.reviews import FreezeReview
from workbench.edits.session import Session
from workbench.tasks.export import export_report
from workbench.tasks.worker_client import Cancelled


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "out" / "REV-1.pdf"
    path.parent.mkdir()
    path.write_bytes(b"what was there before")
    return path


def unharmed(target: Path) -> bool:
    """Whether the target is as it was and nothing else lies beside it."""
    return target.read_bytes() == b"what was there before" and list(target.parent.iterdir()) == [target]


def test_that_a_frozen_review_is_exported_as_the_same_bytes_twice(
    session: Session, tmp_path: Path, target: Path
) -> None:
    rich_review(session, tmp_path)
    export_report(session.store, "REV-1", target, now=session.clock())
    second = tmp_path / "out" / "again.pdf"
    export_report(session.store, "REV-1", second, now=session.clock())
    assert target.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in target.parent.iterdir()) == ["REV-1.pdf", "again.pdf"]


def test_that_a_layout_that_takes_too_long_ends_with_a_sentence(session: Session, target: Path) -> None:
    start(session)
    bomb = "> " * 40 + "x\n\n" + "| a " * 60 + "|\n" + "|---" * 60 + "|\n" + ("| b " * 60 + "|\n") * 70
    for check in ("cost_routing", "injection_defense", "retrieval_freshness"):
        session.do(WriteRationale("REV-1", check, bomb[:20_000]))
    with pytest.raises(UserError, match="longer than allowed"):
        export_report(session.store, "REV-1", target, now=session.clock(), seconds=1.5)
    assert unharmed(target)


@pytest.mark.parametrize("memory_mb", [180, 300])
def test_that_a_layout_that_takes_too_much_memory_ends_with_a_sentence(
    session: Session, target: Path, memory_mb: int
) -> None:
    start(session)
    rows = "| a " * 60 + "|\n" + "|---" * 60 + "|\n" + ("| b " * 60 + "|\n") * 70
    for check in ("cost_routing", "injection_defense", "retrieval_freshness"):
        session.do(WriteRationale("REV-1", check, rows[:20_000]))
    with pytest.raises(UserError, match="ran out of memory or crashed"):
        export_report(session.store, "REV-1", target, now=session.clock(), memory_mb=memory_mb)
    assert unharmed(target)


def test_that_a_word_of_twenty_thousand_letters_stays_on_the_paper(session: Session, target: Path) -> None:
    start(session)
    session.do(WriteRationale("REV-1", "cost_routing", "x" * 20_000))
    session.do(FreezeReview("REV-1"))
    export_report(session.store, "REV-1", target, now=session.clock())
    assert target.read_bytes().startswith(b"%PDF-")


def test_that_a_cancelled_export_leaves_the_target(session: Session, target: Path) -> None:
    start(session)
    with pytest.raises(Cancelled):
        export_report(session.store, "REV-1", target, now=session.clock(), cancelled=lambda: True)
    assert unharmed(target)


def test_that_a_folder_that_cannot_be_written_is_a_sentence(session: Session, tmp_path: Path) -> None:
    start(session)
    with pytest.raises(UserError, match="could not be written"):
        export_report(session.store, "REV-1", tmp_path / "none" / "a.pdf", now=session.clock())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_that_a_full_disk_is_a_sentence(session: Session, tmp_path: Path) -> None:
    from workbench.reports.write import write_report
    from workbench.tasks.export import read_input

    start(session)
    session.do(FreezeReview("REV-1"))
    made = read_input(session.store, "REV-1", session.clock())
    full = tmp_path / "full.pdf"
    full.symlink_to("/dev/full")
    with pytest.raises(UserError, match="No space left"):
        write_report(
            report=lambda fraction, doing: None,
            record=made.record_bytes.decode(),
            verdict=made.verdict_bytes.decode(),
            is_draft=False,
            target=str(full),
        )
