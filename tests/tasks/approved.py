"""A frozen review whose report people sign: made by edits, with real keys; the report is small, its record whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from cryptography.x509 import Certificate

from tests.edits.steps import attach
from tests.reports.signing.conftest import FONTS, PEOPLE, make_report
from workbench.domain.deployment import Effect, Profile, Tool
from workbench.domain.model import Status
from workbench.edits.deployments import AddDeployment, find_deployment, find_version
from workbench.edits.evidence import ConfirmEvidence
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import AddCondition
from workbench.edits.reviews import AskSigner, FreezeReview, StartReview
from workbench.edits.session import Session
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import SigningKey, load_key, new_key, read_certificates
from workbench.reports.signing.sign import sign
from workbench.storage.review_view import read_review
from workbench.storage.workspace import Workspace
from workbench.tasks.signoff import collect

PROFILE = Profile(
    model="desk-1",
    model_snapshot="2026-09-01",
    tools=(Tool(name="read_ticket", effect=Effect.READ), Tool(name="close_ticket", effect=Effect.REVERSIBLE)),
    memory="session",
)
PASSPHRASE = "approved"


@dataclass(frozen=True)
class Team:
    """The keys of the three people asked, and the authority that issued them."""

    keys: dict[str, SigningKey]
    authority: Path
    now: datetime

    @property
    def anchors(self) -> tuple[Certificate, ...]:
        return read_certificates(self.authority)

    def sign(self, pdf: Path, decisions: Sequence[Decision]) -> None:
        """Let the roles decide, one after the other."""
        for role, decision in zip(self.keys, decisions, strict=False):
            sign(pdf, self.keys[role], role, decision, "as said", self.now, fonts=FONTS)


def make_team(folder: Path, now: datetime) -> Team:
    keys = {}
    for role, (_, name, email) in PEOPLE.items():
        made = new_key(
            folder / "keys",
            name,
            email,
            PASSPHRASE,
            authority_folder=folder / "authority",
            trust_folder=None,
            now=now - timedelta(hours=1),
        )
        keys[role] = load_key(folder / "keys", made.name, PASSPHRASE)
    return Team(keys, folder / "authority" / "authority.pem", now)


def freeze_ready(session: Session, folder: Path, *, launch: Literal["before", "after"] = "after") -> bytes:
    """Freeze a review that is ready with one condition, due in 30 days, and return its record."""
    session.do(AddDeployment("Support desk agent", "Team", "4.1", PROFILE))
    version = find_version(session.store, find_deployment(session.store, "DEP-1"), None)
    session.do(StartReview(version.id, "nine"))
    for role, (_, name, email) in PEOPLE.items():
        session.do(AskSigner("REV-1", role, session.person(f"{name} <{email}>").id))
    for number, check in enumerate(read_review(session.store, "REV-1").checklist.checks, 1):
        session.become("Ada Silva")
        attach(session, folder, check, f"proof {number}")
        session.become("Bob Okafor")
        session.do(ConfirmEvidence("REV-1", (f"E{number}",)))
        session.do(AnswerCheck("REV-1", check, Status.WARN if check == "tool_call_validation" else Status.PASS))
    due = (session.clock() + timedelta(days=30)).date()
    session.do(AddCondition("REV-1", "tool_call_validation", "Look at reads", session.actor.id, due, launch))
    session.do(FreezeReview("REV-1"))
    return session.store.snapshot(str(read_review(session.store, "REV-1").review.record_sha256))


def report_of(record: bytes | dict[str, Any], target: Path) -> Path:
    """Write a report that nobody has signed."""
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(make_report(record, "ready-with-conditions"))
    return target


def approve(workspace: Workspace, session: Session, team: Team, folder: Path) -> Path:
    """Freeze, sign by all three, collect; return the report."""
    pdf = report_of(freeze_ready(session, folder), workspace.folder / "reports" / "REV-1.pdf")
    team.sign(pdf, [Decision.APPROVE_WITH_CONDITIONS] * 3)
    assert collect(session, pdf, team.anchors, team.now).review == "REV-1.1"
    return pdf
