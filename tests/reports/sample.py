"""A rich review made by edits: nine checks, long texts, names in several scripts, every kind of proof."""

from datetime import date
from pathlib import Path
from typing import Any

from workbench.analysers.run import analyse_file
from workbench.domain.deployment import Effect, Profile, RetrievalSource, Service, Stage, Tool
from workbench.domain.model import Status
from workbench.domain.review import Rating, Score
from workbench.edits.deployments import AddDeployment, find_deployment, find_version
from workbench.edits.dissent import RecordDissent
from workbench.edits.evidence import AnswerContradiction, AttachEvidence, ConfirmEvidence, ConfirmProposal, Piece
from workbench.edits.findings import AnswerCheck, RateFinding, SetControl, SetOwner, WriteRationale, WriteSummary
from workbench.edits.incidents import RecordIncident
from workbench.edits.obligations import AddCondition, ApproveWaiver, RequestWaiver
from workbench.edits.reviews import AskSigner, FreezeReview, StartReview
from workbench.edits.session import Session
from workbench.storage.evidence_files import stage

SIGNERS = {
    "review-lead": "Ada Žižek <ada@example.org>",
    "security": "Борис Иванов <boris@example.org>",
    "product-owner": "山田 太郎 <taro@example.jp>",
}
PROFILE = Profile(
    purpose="Answers tickets and refunds small amounts",
    model="example-model",
    model_snapshot="2026-09-01",
    sampling="temperature 0.2",
    fine_tuned=False,
    tools=(
        Tool(name="refund", effect=Effect.IRREVERSIBLE, gate="A person above 50", cap_per_day="200", owner="Payments"),
        Tool(name="read_ticket", effect=Effect.READ, idempotent=True, timeout_seconds=5, schema_checked=True),
    ),
    autonomy="acts with approval",
    memory="session",
    retrieval=(RetrievalSource(name="Help pages", trusted=True), RetrievalSource(name="Ticket bodies", trusted=False)),
    training_feedback=False,
    agents=1,
    services=(Service(name="Payments", limit="50 a second"),),
    users="Customers",
    tasks_per_day=4000,
    stage=Stage.GENERAL,
)
SUMMARIES = {
    "rate_limit_handling": (Status.PASS, "circuit breaker + exponential backoff configured"),
    "context_management": (Status.PASS, "sliding window with a summary, budget measured"),
    "fine_tune_regression": (Status.PASS, "no fine-tuning; evaluation pair kept all the same"),
    "tool_call_validation": (Status.WARN, "high-risk calls validated, read operations not"),
    "training_data_provenance": (Status.PASS, "production output is kept out of training"),
    "injection_defense": (Status.FAIL, "retrieved content not isolated from actions"),
    "determinism_testing": (Status.WARN, "50 runs per input where 998 are needed"),
    "retrieval_freshness": (Status.FAIL, "no schedule for refreshing the embeddings"),
    "cost_routing": (Status.PASS, "simple tasks go to the small model"),
}
RATIONALE = """Retrieved content is **not sandboxed** from the action layer: ticket bodies and web pages enter the same
context that selects `refund` and `close_account`. The output schema limits the shape of a call, not its target.

- The red team report predates the two newest tools.
- A policy check exists for refunds above 50 only; see [the design](https://example.org/design).
"""
RATINGS = {
    "injection_defense": Rating(before=Score(severity=9, occurrence=6, detection=7)),
    "retrieval_freshness": Rating(
        before=Score(severity=7, occurrence=6, detection=8), now=Score(severity=7, occurrence=5, detection=6)
    ),
    "determinism_testing": Rating(before=Score(severity=6, occurrence=8, detection=5)),
    "rate_limit_handling": Rating(before=Score(severity=8, occurrence=3, detection=2)),
}


def rich_review(session: Session, folder: Path, *, name: str = "Support desk agent", frozen: bool = True) -> str:
    """Make the review and return its key."""
    _incidents(session)
    session.do(AddDeployment(name, "Support engineering", "4.1", PROFILE))
    version = find_version(session.store, find_deployment(session.store, "DEP-1"), None)
    session.do(StartReview(version.id, "nine", purpose="Before moving from limited to general use"))
    for role, person in SIGNERS.items():
        session.do(AskSigner("REV-1", role, session.person(person).id))
    for number, check in enumerate(SUMMARIES, 1):
        _answer(session, folder, number, check)
    _controls(session)
    _more_evidence(session, folder)
    _obligations(session)
    if frozen:
        session.do(FreezeReview("REV-1"))
    return "REV-1"


def _incidents(session: Session) -> None:
    rows = (
        ("Clinejection, 4,000 machines", "2026-02", "public", "confirmed", "M06", "prompt-injection"),
        (
            "CVE-2025-53773: 9.6 in the source, 7.8 in the CVE record",
            "2025-08",
            "public",
            "confirmed",
            "M06",
            None,
        ),
        ("Refunds decided twice", "2026-05", "own", "confirmed", "M07", "other"),
        ("Old prices quoted", "2026-07", "own", "confirmed", "M08", "context-pollution"),
        ("A tool renamed a field", "2026-08", "own", "confirmed", "M04", "tool-api-drift"),
    )
    for title, when, origin, grade, mode, category in rows:
        modes = [{"mode": mode, "role": "cause"}]
        began = {"name": "began", "at": when, "precision": "month"}
        incident = {"title": title, "milestones": [began], "origin": origin, "grade": grade, "modes": modes}
        session.do(RecordIncident({**incident, "kind": "incident", **({"category": category} if category else {})}))


def _answer(session: Session, folder: Path, number: int, check: str) -> None:
    status, summary = SUMMARIES[check]
    session.become("Team 李雷 <lilei@example.cn>")
    session.do(AnswerCheck("REV-1", check, Status.WARN if status is Status.FAIL else Status.PASS, "team"))
    session.do(SetOwner("REV-1", check, session.actor.id))
    attach(session, folder, check, f"{check}.log", f"proof {number}: 429 Too Many Requests, retry after 2 s")
    session.become(SIGNERS["review-lead"])
    session.do(ConfirmEvidence("REV-1", (f"E{number}",)))
    session.do(AnswerCheck("REV-1", check, status))
    session.do(WriteSummary("REV-1", check, summary))
    session.do(WriteRationale("REV-1", check, RATIONALE if status is Status.FAIL else f"It holds: {summary}."))
    if check in RATINGS:
        session.do(RateFinding("REV-1", check, RATINGS[check]))


def attach(session: Session, folder: Path, check: str, name: str, text: str, **more: object) -> None:
    """Attach a file of that name and text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    staged = stage(path, session.store.files.staging, lambda fraction, doing: None)
    about: dict[str, Any] = {"captured_on": date(2026, 11, 17), **more}
    session.do(AttachEvidence("REV-1", check, (Piece(staged),), **about))


def _controls(session: Session) -> None:
    states = (
        ("untrusted-content", "partly", ""),
        ("structured-output", "in-place", ""),
        ("action-policy-check", "absent", ""),
        ("retrieval-sandbox", "na", "There is no retrieval outside the ticket system"),
    )
    for control, state, reason in states:
        session.do(SetControl("REV-1", "injection_defense", control, state, reason))  # type: ignore[arg-type]


MAY = {"captured_on": date(2026, 5, 6), "expires_on": date(2026, 11, 2)}


def _more_evidence(session: Session, folder: Path) -> None:
    attach(session, folder, "injection_defense", "redteam-2026-05.txt", "old", **MAY)
    attach(session, folder, "injection_defense", "schema.json", "{}", control="structured-output")
    attach(session, folder, "cost_routing", "ledger.csv", "task;cost", contradicts=True)
    link = Piece(url="https://example.org/runbook?page=1&x=<b>")
    session.do(AttachEvidence("REV-1", "rate_limit_handling", (link,)))
    _repeated_runs(session, folder)
    session.become("Cleo Haddad <cleo@example.org>")
    session.do(ConfirmEvidence("REV-1", ("E10", "E11", "E12")))
    session.do(AnswerContradiction("REV-1", "E12", "The ledger is from before the router."))
    session.do(ConfirmProposal("REV-1", "E14"))


def _repeated_runs(session: Session, folder: Path) -> None:
    cases = "".join(f'<testcase classname="t" name="decide[{run}-50]" time="0.1"/>' for run in range(1, 51))
    path = folder / "repeated-runs.xml"
    path.write_text(f'<testsuite name="runs" tests="50">{cases}</testsuite>', encoding="utf-8")
    staged = stage(path, session.store.files.staging, lambda fraction, doing: None)
    piece = Piece(staged, analysis=analyse_file(path, check="determinism_testing"))
    session.do(AttachEvidence("REV-1", "determinism_testing", (piece,)))


def _obligations(session: Session) -> None:
    owner = session.actor.id
    due = date(2026, 12, 20)
    session.do(AddCondition("REV-1", "tool_call_validation", "Review which read operations need approval", owner, due))
    session.do(AddCondition("REV-1", "determinism_testing", "998 clean runs", owner, due, "before"))
    reason = "The index changes four times a year, and the last change was in September."
    session.do(RequestWaiver("REV-1", "retrieval_freshness", reason, owner, due, "structured-output"))
    session.become(SIGNERS["security"])
    session.do(ApproveWaiver("W1"))
    session.do(RecordDissent("REV-1", "The attack set is a year old; Песочница was not tried", "injection_defense"))
    session.become("Omar Farouk <omar@example.org>")
    session.do(RecordDissent("REV-1", "Four thousand tickets a day are too many for a first general release"))
