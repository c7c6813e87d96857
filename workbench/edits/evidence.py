"""Attaching, confirming and answering evidence."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypedDict

from workbench.domain.analysis import Analysis
from workbench.domain.errors import UserError
from workbench.domain.evidence import ContradictionAnswer, Evidence, EvidenceUse, same_use
from workbench.domain.model import Status
from workbench.domain.review import Answer, Review
from workbench.edits.edit import Occasion, draft, finding_of
from workbench.storage.evidence_files import Staged
from workbench.storage.review_view import modes_of, policy_of
from workbench.storage.store import Store, new_id


@dataclass(frozen=True)
class Piece:
    """One thing to attach: a staged file or note, or a link."""

    staged: Staged | None = None
    url: str | None = None
    is_note: bool = False
    analysis: Analysis | None = None
    text: str | None = None
    """What the file says, to be found by a search; None where it was not read."""


class About(TypedDict, total=False):
    """What is known of a piece when it is attached: the last fields of `AttachEvidence`."""

    control: str | None
    captured_on: date | None
    expires_on: date | None
    contradicts: bool
    period_from: date | None
    period_to: date | None
    environment: str | None
    revises: str | None


def refuse_days(about: About) -> None:
    """Refuse with a UserError days that cannot be true together."""
    start, end, expires = about.get("period_from"), about.get("period_to"), about.get("expires_on")
    if start is not None and end is not None and end < start:
        raise UserError(f"The observation ends on {end}, before it begins on {start}. Nothing was attached.")
    first = max((day for day in (start, about.get("captured_on")) if day), default=None)
    if expires is not None and first is not None and expires < first:
        raise UserError(f"It counts until {expires}, but is of {first}. Nothing was attached.")


@dataclass(frozen=True)
class AttachEvidence:
    """Attach files, notes or links to a finding, or to one of its controls."""

    said: ClassVar[str] = "Evidence attached"
    is_final: ClassVar[bool] = False

    review: str
    check: str
    pieces: tuple[Piece, ...]
    control: str | None = None
    captured_on: date | None = None
    expires_on: date | None = None
    contradicts: bool = False
    period_from: date | None = None
    period_to: date | None = None
    environment: str | None = None
    revises: str | None = None
    """Key of the use whose evidence the piece replaces from now on; the old use keeps what it has."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Put staged files in place and write a row and a use for each piece."""
        review = draft(store, self.review)
        place_of(store, review, self.check, self.control)
        refuse_days(
            About(
                captured_on=self.captured_on,
                expires_on=self.expires_on,
                period_from=self.period_from,
                period_to=self.period_to,
            )
        )
        for piece in self.pieces:
            self._attach(store, review, piece, occasion)

    def _attach(self, store: Store, review: Review, piece: Piece, occasion: Occasion) -> None:
        evidence = self._evidence(store, review, piece, occasion)
        refuse_purged(store, evidence)
        known = known_evidence(store, review)
        uses = store.uses.all("review_id = ?", review.id)
        same = same_use(
            uses,
            known,
            sha256=evidence.sha256,
            check_id=self.check,
            control_id=self.control,
            contradicts=self.contradicts,
        )
        if same is not None:
            raise UserError(f"{evidence.name} is {same.key} here already. Nothing was attached.")
        if piece.staged is not None:
            store.files.accept(piece.staged)
            if piece.text is not None:
                store.search.keep_text(piece.staged.sha256, piece.text)
        twin = next((row for row in known.values() if _is_told_by(row, evidence)), None)
        if twin is None:
            store.evidence.save(evidence)
        place = (self.check, self.control)
        use_it(store, review, twin or evidence, place, occasion, self.contradicts, piece.analysis)

    def _evidence(self, store: Store, review: Review, piece: Piece, occasion: Occasion) -> Evidence:
        kind: Literal["file", "note", "link"] = "link" if piece.staged is None else "note" if piece.is_note else "file"
        return Evidence(
            id=new_id(),
            kind=kind,
            name=piece.staged.name if piece.staged else str(piece.url),
            sha256=piece.staged.sha256 if piece.staged else None,
            size=piece.staged.size if piece.staged else None,
            media_type=piece.staged.media_type if piece.staged else "text/uri-list",
            url=piece.url,
            captured_on=self.captured_on,
            period_from=self.period_from,
            period_to=self.period_to,
            attached_at=occasion.at,
            collector=occasion.actor,
            subject_version=review.version_id,
            environment=self.environment,
            expires_on=self.expires_on,
            revises=use_of(store, review, self.revises).evidence_id if self.revises else None,
            redacted_from=piece.staged.redacted_from if piece.staged else None,
        )


@dataclass(frozen=True)
class ConfirmEvidence:
    """Say, as another person than who attached it, that evidence is what it claims to be."""

    said: ClassVar[str] = "Evidence confirmed"
    is_final: ClassVar[bool] = False

    review: str
    keys: tuple[str, ...]

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Confirm each use."""
        review = draft(store, self.review)
        policy = policy_of(store, review)
        for key in self.keys:
            use = use_of(store, review, key)
            if use.attached_by == occasion.actor and not policy.self_confirmation:
                raise UserError(
                    f"You attached {key}, so somebody else has to confirm it. Nothing was changed. "
                    "Ask another reviewer, or act as one with --actor."
                )
            store.uses.save(use.model_copy(update={"confirmed_by": occasion.actor, "confirmed_at": occasion.at}))


@dataclass(frozen=True)
class RemoveUse:
    """Take evidence away from a finding; the file stays reachable by undo."""

    said: ClassVar[str] = "Evidence removed"
    is_final: ClassVar[bool] = False

    review: str
    key: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Delete the use, and the row when nothing else uses it and nothing is a newer revision of it."""
        review = draft(store, self.review)
        use = use_of(store, review, self.key)
        store.uses.delete(use.id)
        is_revised = store.evidence.first("revises = ?", use.evidence_id) is not None
        if not is_revised and not store.uses.first("evidence_id = ?", use.evidence_id):
            store.evidence.delete(use.evidence_id)


@dataclass(frozen=True)
class AnswerContradiction:
    """Say why a contradicting use does not overturn the finding."""

    said: ClassVar[str] = "Contradiction answered"
    is_final: ClassVar[bool] = False

    review: str
    key: str
    text: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Keep the answer."""
        review = draft(store, self.review)
        use = use_of(store, review, self.key)
        if not use.contradicts:
            raise UserError(f"{self.key} does not contradict the finding. Nothing was changed.")
        if not self.text.strip():
            raise UserError("The answer is empty. Nothing was changed. Say why the finding holds all the same.")
        answer = ContradictionAnswer(text=self.text.strip(), by=occasion.actor, at=occasion.at)
        store.uses.save(use.model_copy(update={"answer": answer}))


@dataclass(frozen=True)
class ConfirmProposal:
    """Take over the status that an analyser proposed."""

    said: ClassVar[str] = "Proposal confirmed"
    is_final: ClassVar[bool] = False

    review: str
    key: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Make the proposed status the reviewer's finding; *no evidence* proposes nothing."""
        review = draft(store, self.review)
        use = use_of(store, review, self.key)
        if use.analysis is None or use.analysis.status is None:
            raise UserError(f"No analyser proposes a status from {self.key}. Nothing was changed. Answer by hand.")
        finding = finding_of(store, review, use.check_id)
        answer = Answer(status=Status(use.analysis.status), by=occasion.actor, at=occasion.at)
        store.findings.save(finding.model_copy(update={"reviewer": answer}))
        store.uses.save(use.model_copy(update={"analysis_confirmed_by": occasion.actor}))


def place_of(store: Store, review: Review, check: str, control: str | None = None) -> None:
    """Refuse a check that a review does not have, and a control that the check does not have."""
    finding_of(store, review, check)
    known = {each.id for each in modes_of(store, review)[check].controls}
    if control is not None and control not in known:
        raise UserError(
            f"{check} has no control {control}. Nothing was attached. Its controls: {', '.join(sorted(known))}."
        )


def refuse_purged(store: Store, evidence: Evidence) -> None:
    """Refuse a file that was purged: it must not be kept, and proves nothing."""
    purge = store.purges.first("sha256 = ?", evidence.sha256) if evidence.sha256 else None
    if purge is not None:
        raise UserError(
            f"{evidence.name} was purged on {purge.at:%Y-%m-%d} ({purge.reason}), so it is not kept here. "
            "Nothing was attached. Attach a copy without what must not be kept."
        )


def known_evidence(store: Store, review: Review) -> dict[str, Evidence]:
    """Return the evidence that a review uses, by id."""
    where = "id IN (SELECT evidence_id FROM evidence_use WHERE review_id = ?)"
    return {row.id: row for row in store.evidence.all(where, review.id)}


def _is_told_by(row: Evidence, new: Evidence) -> bool:
    """Tell whether a row says of the same content all that a new one would say, so that another use of it does."""
    said = ("captured_on", "period_from", "period_to", "environment", "expires_on", "revises", "redacted_from")
    return (
        new.sha256 is not None
        and (row.sha256, row.kind, row.subject_version) == (new.sha256, new.kind, new.subject_version)
        and all(getattr(new, field) in (None, getattr(row, field)) for field in said)
    )


def use_it(
    store: Store,
    review: Review,
    evidence: Evidence,
    place: tuple[str, str | None],
    occasion: Occasion,
    contradicts: bool = False,
    analysis: Analysis | None = None,
) -> None:
    """Write a use of evidence under a check and one of its controls, or none."""
    store.uses.save(
        EvidenceUse(
            id=new_id(),
            review_id=review.id,
            key=f"E{store.next_number(f'E/{review.id}')}",
            check_id=place[0],
            control_id=place[1],
            evidence_id=evidence.id,
            contradicts=contradicts,
            attached_by=occasion.actor,
            attached_at=occasion.at,
            analysis=analysis,
        )
    )


def use_of(store: Store, review: Review, key: str) -> EvidenceUse:
    """Return the use of a key such as `E1`."""
    use = store.uses.first("review_id = ? AND key = ?", review.id, key.upper())
    if use is None:
        keys = ", ".join(row.key for row in store.uses.all("review_id = ?", review.id)) or "none"
        raise UserError(f"{review.key} has no evidence {key}. Nothing was changed. It has: {keys}.")
    return use


EDITS = (AttachEvidence, ConfirmEvidence, RemoveUse, AnswerContradiction, ConfirmProposal)
