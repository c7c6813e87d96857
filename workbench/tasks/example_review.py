"""What the people of the example do in one review: acts, each with its moment, its person and its edits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from workbench.data import resource
from workbench.domain.analysis import Analysis
from workbench.edits.deployments import find_deployment, find_version
from workbench.edits.edit import Edit
from workbench.edits.evidence import AttachEvidence, ConfirmEvidence, ConfirmProposal, Piece
from workbench.edits.findings import AnswerCheck, RateFinding, SetControl, SetOwner, WriteRationale, WriteSummary
from workbench.edits.obligations import AddCondition, RequestWaiver
from workbench.edits.reviews import AskSigner, FreezeReview, StartReview
from workbench.edits.session import Session
from workbench.storage.evidence_files import LIMIT_BYTES, Staged
from workbench.storage.review_view import find_review, newest_reviews
from workbench.tasks.attach import tolerance_of
from workbench.tasks.example_steps import ExampleFinding, ExampleReview, ExampleWaiver, Proof, moment, move_dates
from workbench.tasks.staging import stage_all

Person = Callable[[str], str]
"""From a name of the data file to a person id."""
BETWEEN_CHECKS = timedelta(minutes=14)
BETWEEN_FILES = timedelta(minutes=2)


@dataclass(frozen=True)
class Act:
    """What one person does in one go; `edits` is asked when its turn comes, and may find that nothing is left to do."""

    at: datetime
    by: str
    edits: Callable[[], Sequence[Edit]]


@dataclass
class ReviewActs:
    """The acts of one review."""

    session: Session
    review: ExampleReview
    deployment: str
    person: Person
    today: date
    workplace: Path
    """An empty folder for the evidence files with their dates moved."""
    key: str = ""
    """Given by the workspace when the review starts."""

    def until_frozen(self) -> Iterator[Act]:
        """Yield everything but the decisions; not in the order of time."""
        review = self.review
        started = self._moment(review.started)
        yield Act(started, review.by, self._start)
        yield Act(started + timedelta(minutes=2), review.by, self._staff)
        answered, reviewed = self._moment(review.answered), self._moment(review.reviewed)
        for number, (check, finding) in enumerate(review.findings.items()):
            yield from self._team(answered + number * BETWEEN_CHECKS, check, finding)
            yield from self._reviewers(reviewed + number * BETWEEN_CHECKS, check, finding)
        if review.conditions:
            yield Act(reviewed + len(review.findings) * BETWEEN_CHECKS, review.by, self._add_conditions)
        for waiver in review.waivers:
            yield Act(self._moment(waiver.at), waiver.by, partial(self._ask_waiver, waiver))
        if review.frozen:
            yield Act(self._moment(review.frozen), review.by, lambda: [FreezeReview(self.key)])

    def _moment(self, text: str) -> datetime:
        return moment(text, self.today)

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def _start(self) -> Sequence[Edit]:
        store = self.session.store
        version = find_version(store, find_deployment(store, self.deployment), None)
        return [StartReview(version.id, self.review.checklist, self.review.policy, self.review.purpose)]

    def _staff(self) -> Sequence[Edit]:
        self.key = newest_reviews(self.session.store)[0].key
        signers = [AskSigner(self.key, role, self.person(who)) for role, who in self.review.signers.items()]
        owned = [(check, finding.owner) for check, finding in self.review.findings.items() if finding.owner]
        return [*signers, *(SetOwner(self.key, check, self.person(owner)) for check, owner in owned)]

    def _team(self, at: datetime, check: str, finding: ExampleFinding) -> Iterator[Act]:
        """Yield what the team does: evidence, control states, its own answer."""
        for number, proof in enumerate(finding.evidence):
            yield Act(at + number * BETWEEN_FILES, proof.by, partial(self._attach, check, proof))
        after = at + len(finding.evidence) * BETWEEN_FILES
        yield Act(after, finding.owner or self.review.by, partial(self._team_answer, check, finding))

    def _reviewers(self, at: datetime, check: str, finding: ExampleFinding) -> Iterator[Act]:
        """Yield what the reviewers do: confirmations, the finding, why, the rating."""
        for number, proof in enumerate(finding.evidence):
            if proof.confirmed:
                yield Act(at + number * BETWEEN_FILES, proof.confirmed, partial(self._confirm, check, number))
            if proof.proposal:
                yield Act(at + 3 * BETWEEN_FILES, proof.proposal, partial(self._take_over, check, number))
        if finding.status:
            yield Act(at + 4 * BETWEEN_FILES, self.review.by, partial(self._judge, check, finding))

    def _attach(self, check: str, proof: Proof) -> Sequence[Edit]:
        piece = Piece(url=proof.link) if proof.link else self._piece(check, proof)
        captured = proof.captured + self.review.moved(self.today) if proof.captured else None
        expires = None if proof.expires is None else self._day(proof.expires)
        return [AttachEvidence(self.key, check, (piece,), proof.control, captured, expires, proof.contradicts)]

    def _piece(self, check: str, proof: Proof) -> Piece:
        """Stage a file and analyse it, as the worker would; a file of our own needs no process to be kept apart in."""
        store = self.session.store
        done = stage_all(
            sources=[str(self._dated(proof.file))],
            staging=str(store.files.staging),
            limit=LIMIT_BYTES,
            check=check,
            tolerance=tolerance_of(store, self.key),
            report=lambda fraction, doing: None,
        )[0]
        analysis = Analysis.from_json(done["analysis"]) if done["analysis"] else None
        return Piece(Staged.model_validate(done["staged"]), is_note=proof.note, analysis=analysis)

    def _dated(self, name: str) -> Path:
        """Return an evidence file with its dates moved."""
        source = resource("example", "evidence", self.review.deployment, name)
        target = self.workplace / self.review.deployment / name
        target.parent.mkdir(exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(move_dates(text, self.review.moved(self.today).days), encoding="utf-8", newline="")
        return target

    def _team_answer(self, check: str, finding: ExampleFinding) -> Sequence[Edit]:
        answers = [AnswerCheck(self.key, check, finding.team, "team")] if finding.team else []
        states = finding.controls.items()
        return [*answers, *(SetControl(self.key, check, name, row.state, row.reason) for name, row in states)]

    def _confirm(self, check: str, number: int) -> Sequence[Edit]:
        return [ConfirmEvidence(self.key, (self._use(check, number),))]

    def _take_over(self, check: str, number: int) -> Sequence[Edit]:
        return [ConfirmProposal(self.key, self._use(check, number))]

    def _use(self, check: str, number: int) -> str:
        """Return the key of the use that a check's evidence became: uses keep the order of the data file."""
        store = self.session.store
        review = find_review(store, self.key)
        uses = store.uses.all(
            "review_id = ? AND check_id = ?", review.id, check, order="CAST(substr(key, 2) AS INTEGER)"
        )
        return uses[number].key

    def _judge(self, check: str, finding: ExampleFinding) -> Sequence[Edit]:
        proposed = any(proof.proposal for proof in finding.evidence)
        answers = [] if proposed or not finding.status else [AnswerCheck(self.key, check, finding.status)]
        ratings = [RateFinding(self.key, check, finding.rating.rating)] if finding.rating else []
        return [
            *answers,
            WriteSummary(self.key, check, finding.summary),
            WriteRationale(self.key, check, finding.rationale),
            *ratings,
        ]

    def _add_conditions(self) -> Sequence[Edit]:
        return [
            AddCondition(self.key, row.check, row.text, self.person(row.owner), self._day(row.due))
            for row in self.review.conditions
        ]

    def _ask_waiver(self, waiver: ExampleWaiver) -> Sequence[Edit]:
        expires = self._day(waiver.expires)
        return [RequestWaiver(self.key, waiver.check, waiver.reason, self.person(waiver.owner), expires)]
