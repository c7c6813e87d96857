"""Further uses of evidence that is attached, and why older evidence still holds."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.errors import UserError
from workbench.domain.evidence import Justification, same_use
from workbench.edits.edit import Occasion, draft
from workbench.edits.evidence import known_evidence, place_of, refuse_purged, use_it, use_of
from workbench.storage.review_view import policy_of
from workbench.storage.store import Store


@dataclass(frozen=True)
class LinkEvidence:
    """Use evidence for other checks too: one piece, many findings."""

    said: ClassVar[str] = "Evidence used for other checks"
    is_final: ClassVar[bool] = False

    review: str
    key: str
    checks: tuple[str, ...]

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Write a use under each check; nobody has confirmed these yet, for each says something else."""
        review = draft(store, self.review)
        use = use_of(store, review, self.key)
        evidence = store.evidence.get(use.evidence_id)
        refuse_purged(store, evidence)
        for check in self.checks:
            place_of(store, review, check)
            uses = store.uses.all("review_id = ?", review.id)
            there = next((row for row in uses if row.evidence_id == evidence.id and row.check_id == check), None)
            same = there or same_use(uses, known_evidence(store, review), sha256=evidence.sha256, check_id=check)
            if same is not None:
                raise UserError(f"{evidence.name} is {same.key} under {check} already. Nothing was changed.")
            use_it(store, review, evidence, (check, None), occasion)


@dataclass(frozen=True)
class JustifyEvidence:
    """Write, as another person than who attached it, why older evidence still holds for this version."""

    said: ClassVar[str] = "Written why the evidence still holds"
    is_final: ClassVar[bool] = False

    review: str
    key: str
    text: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Keep the text with the use; it covers what is stale now, and neither a later expiry nor another version."""
        review = draft(store, self.review)
        use = use_of(store, review, self.key)
        if not self.text.strip():
            raise UserError("The reason is empty. Nothing was changed. Say why the evidence still holds.")
        self_confirmation = policy_of(store, review).self_confirmation
        if use.attached_by == occasion.actor and not self_confirmation:
            raise UserError(
                f"You attached {use.key}, so somebody else has to say why it still holds. Nothing was changed. "
                "Ask another reviewer, or act as one with --actor."
            )
        is_file = store.evidence.get(use.evidence_id).kind == "file"
        if not is_file or use.confirmed_by is None or (use.confirmed_by == use.attached_by and not self_confirmation):
            raise UserError(
                f"{use.key} is declared, so it does not prove anything that could still hold. Nothing was changed. "
                "Only a file that another person has confirmed proves something."
            )
        said = Justification(text=self.text.strip(), by=occasion.actor, at=occasion.at, version=review.version_id)
        store.uses.save(use.model_copy(update={"holds": said}))


EDITS = (LinkEvidence, JustifyEvidence)
