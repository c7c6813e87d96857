"""Starting, staffing, freezing and revising reviews."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from workbench.catalogue.policies import load_policy
from workbench.catalogue.rules import applicability_rules, touch_rules
from workbench.domain.applicability import applicability
from workbench.domain.catalogue import Checklist
from workbench.domain.errors import UserError
from workbench.domain.policy import Policy
from workbench.domain.record import to_bytes
from workbench.domain.review import Finding, Review
from workbench.domain.touched import touched_checks
from workbench.edits.edit import Occasion, draft
from workbench.edits.obligations import renewals_of
from workbench.storage.pack_changes import Texts, is_policy_changed, keep_texts, pack_changes, texts_now, texts_of
from workbench.storage.record_of import build_record, build_verdict
from workbench.storage.review_view import ReviewView, find_review, policy_of, view_of
from workbench.storage.store import Store, new_id


def keep_policy(store: Store, policy: Policy) -> str:
    """Keep what a policy says now, and return its SHA-256."""
    return store.keep_snapshot("policy", to_bytes(policy))


@dataclass(frozen=True)
class StartReview:
    """Start a review of a version: one unanswered finding per check."""

    said: ClassVar[str] = "Review started"
    is_final: ClassVar[bool] = False

    version_id: str
    checklist: Literal["nine", "twelve", "production"] = "production"
    policy: str = "default"
    purpose: str = ""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Start it under the next key."""
        try:
            texts = texts_now(store, self.checklist)
        except KeyError:
            names = ", ".join(row.id for row in store.catalogue.checklists)
            raise UserError(
                f"There is no checklist {self.checklist}. Nothing was changed. There are: {names}."
            ) from None
        version = store.versions.get(self.version_id)
        number = store.next_number("REV")
        review = Review(
            id=new_id(),
            number=number,
            revision=store.next_number(f"REV-{number}"),
            version_id=version.id,
            checklist_id=self.checklist,
            policy_id=self.policy,
            purpose=self.purpose,
            created_at=occasion.at,
            created_by=occasion.actor,
            policy_snapshot=keep_policy(store, load_policy(self.policy, store.folder)),
            **keep_texts(store, texts),
        )
        store.reviews.save(review)
        for check in texts.checklist.checks:
            store.findings.save(Finding(id=new_id(), review_id=review.id, check_id=check))


@dataclass(frozen=True)
class ChoosePolicy:
    """Judge a draft by another policy, or by what the file of its own says now."""

    said: ClassVar[str] = "Policy chosen"
    is_final: ClassVar[bool] = False

    review: str
    policy: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Pin the policy as it is now; who was asked for a role that it does not have is asked no more."""
        review = draft(store, self.review)
        policy = load_policy(self.policy, store.folder)
        roles = {role.id for role in policy.roles}
        chosen = {
            "policy_id": policy.id,
            "policy_snapshot": keep_policy(store, policy),
            "signers": {role: person for role, person in review.signers.items() if role in roles},
        }
        store.reviews.save(review.model_copy(update=chosen))


@dataclass(frozen=True)
class AskSigner:
    """Name the person asked to sign for a role; None takes the name back."""

    said: ClassVar[str] = "Signer named"
    is_final: ClassVar[bool] = False

    review: str
    role: str
    person_id: str | None

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Name the person."""
        review = draft(store, self.review)
        roles = [role.id for role in policy_of(store, review).roles]
        if self.role not in roles:
            raise UserError(
                f"The policy asks for no role {self.role}. Nothing was changed. Its roles: {', '.join(roles)}."
            )
        signers = {role: person for role, person in review.signers.items() if role != self.role}
        if self.person_id:
            signers[self.role] = store.people.get(self.person_id).id
        store.reviews.save(review.model_copy(update={"signers": signers}))


@dataclass(frozen=True)
class FreezeReview:
    """Pin a review: after this nothing of it changes."""

    said: ClassVar[str] = "Review frozen"
    is_final: ClassVar[bool] = True

    review: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Pin the record and the verdict; a UserError says what has to be mended first."""
        review = draft(store, self.review)
        view = view_of(store, review)
        obstacles = freeze_obstacles(view, occasion)
        if obstacles:
            raise UserError(f"{review.key} cannot be frozen yet. Nothing was changed. {' '.join(obstacles)}")
        record = build_record(store, view, occasion.at)
        pinned = build_verdict(record, view, store.journal.head())
        store.reviews.save(
            review.model_copy(
                update={
                    "state": "frozen",
                    "frozen_at": occasion.at,
                    "frozen_by": occasion.actor,
                    "record_sha256": store.keep_snapshot("record", to_bytes(record)),
                    "verdict_sha256": store.keep_snapshot("verdict", to_bytes(pinned)),
                }
            )
        )


def freeze_obstacles(view: ReviewView, occasion: Occasion) -> list[str]:
    """Return what stands in the way of a freeze, a sentence each with its remedy."""
    obstacles = [
        f"{row.name} is damaged: put the file back or attach it again."
        for row in view.evidence.values()
        if row.sha256 in view.damaged
    ]
    conditions = {condition.check_id for condition in view.conditions}
    obstacles.extend(
        f"{reason.check_id} needs a condition with an owner and a due date."
        for reason in view.verdict(occasion.at).of_effect("condition")
        if reason.kind != "waived" and reason.check_id not in conditions
    )
    return obstacles


@dataclass(frozen=True)
class ReviseReview:
    """Open the next revision of a frozen review as a draft."""

    said: ClassVar[str] = "Revision opened"
    is_final: ClassVar[bool] = False

    review: str
    version_id: str | None = None
    is_delta: bool = False
    """Ask only the checks again that what changed since touches."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Carry answers, findings, controls, ratings, uses and open conditions along; take snapshots anew."""
        old = find_review(store, self.review)
        newest = find_review(store, old.key)
        if newest.state != "frozen":
            raise UserError(f"{newest.full_key} is a draft already. Nothing was changed. Go on with it.")
        if newest.id != old.id:
            raise UserError(
                f"{old.full_key} was revised already; {newest.full_key} is the newest. Nothing was changed. "
                f"Revise {old.key}."
            )
        view = view_of(store, old)
        texts = texts_now(store, old.checklist_id, texts_of(store, old))
        version_id = self.version_id or old.version_id
        new = Review(
            id=new_id(),
            number=old.number,
            revision=store.next_number(old.key),
            version_id=version_id,
            checklist_id=old.checklist_id,
            policy_id=old.policy_id,
            purpose=old.purpose,
            created_at=occasion.at,
            created_by=occasion.actor,
            signers=old.signers,
            revises=old.id,
            delta=_touched(store, view, texts, version_id) if self.is_delta else None,
            policy_snapshot=keep_policy(store, load_policy(old.policy_id, store.folder)),
            **keep_texts(store, texts),
        )
        store.reviews.save(new)
        self._carry(store, view, new, texts.checklist, occasion)

    def _carry(self, store: Store, view: ReviewView, new: Review, checklist: Checklist, occasion: Occasion) -> None:
        moved: dict[str, Any] = {"review_id": new.id}
        for check in checklist.checks:
            finding = view.findings.get(check) or Finding(id="", review_id="", check_id=check)
            asked_again = {"team": None, "reviewer": None} if check in (new.delta or {}) else {}
            store.findings.save(finding.model_copy(update={**moved, **asked_again, "id": new_id()}))
        for use in view.uses:
            store.uses.save(use.model_copy(update={**moved, "id": new_id()}))
        store.go_on_counting(f"E/{view.review.id}", f"E/{new.id}")
        for condition in view.current_conditions():
            if condition.closed_at is None:
                store.conditions.save(condition.model_copy(update={**moved, "id": new_id()}))
        for waiver in view.waivers:
            if waiver.state(occasion.at) == "live":
                pending: dict[str, Any] = {"approved_by": None, "approved_at": None, "approved_as": None}
                pending |= {"requested_by": occasion.actor, "renewals": renewals_of(store, new, waiver.check_id)}
                store.waivers.save(waiver.model_copy(update={**moved, **pending, "id": new_id()}))


def _touched(store: Store, view: ReviewView, texts: Texts, version_id: str) -> dict[str, tuple[str, ...]]:
    """Return what a delta review asks again; a UserError says that nothing was touched."""
    record, after, rules = view.record, store.versions.get(version_id).profile, applicability_rules()
    assert record is not None
    topics = {topic.check.id: topic for topic in texts.topics}
    applies = {check: applicability(topic.check, after, rules) for check, topic in topics.items()}
    before = {topic.check.id: topic for topic in record.modes}
    found = touched_checks(touch_rules(), record.profile, after, (before, topics), (record.applicability, applies))
    if not found:
        raise UserError(
            f"Nothing that {view.review.full_key} was judged by has changed, so there is nothing to ask again. "
            "Nothing was changed. Change the profile first, or name the version with --version."
        )
    return found


@dataclass(frozen=True)
class TakeOver:
    """Judge a draft by the catalogue, policy and scales as they are now; every answer stays."""

    said: ClassVar[str] = "Changes of the catalogue taken over"
    is_final: ClassVar[bool] = False

    review: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Take the snapshots anew, and ask what is new."""
        review = draft(store, self.review)
        if not pack_changes(store, review):
            raise UserError(f"{review.full_key} has everything as it is in the catalogue. Nothing was changed.")
        texts = texts_now(store, review.checklist_id, texts_of(store, review))
        store.reviews.save(review.model_copy(update=keep_texts(store, texts)))
        if is_policy_changed(store, review):
            ChoosePolicy(self.review, review.policy_id).apply(store, occasion)
        asked = {finding.check_id for finding in store.findings.all("review_id = ?", review.id)}
        for check in texts.checklist.checks:
            if check not in asked:
                store.findings.save(Finding(id=new_id(), review_id=review.id, check_id=check))


EDITS = (StartReview, ChoosePolicy, AskSigner, FreezeReview, ReviseReview, TakeOver)
