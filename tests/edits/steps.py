"""Short ways to a state, made by edits alone."""

from pathlib import Path

from workbench.edits.deployments import AddDeployment, find_deployment, find_version
from workbench.edits.evidence import AttachEvidence, Piece
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.evidence_files import Staged, stage


def staged(session: Session, tmp_path: Path, text: str = "proof", name: str = "proof.txt") -> Staged:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return stage(path, session.store.files.staging, lambda fraction, doing: None)


def start(session: Session, checklist: str = "nine") -> str:
    """Start a review of a new deployment and return its key."""
    session.do(AddDeployment("Support desk agent", "Team", "4.1"))
    version = find_version(session.store, find_deployment(session.store, "Support desk agent"), None)
    session.do(StartReview(version.id, checklist))  # type: ignore[arg-type]  # a literal by another way
    return "REV-1"


def attach(session: Session, tmp_path: Path, check: str, text: str = "proof") -> None:
    session.do(AttachEvidence("REV-1", check, (Piece(staged(session, tmp_path, text)),)))
