"""One review as the window shows it: read in the background, read anew when an edit touches anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from workbench.desktop.reviews.left_at import LeftAt
from workbench.domain.action import Action
from workbench.domain.catalogue import AnyTopic
from workbench.domain.check_context import CheckContext
from workbench.domain.errors import UserError
from workbench.domain.evidence import Evidence, EvidenceFact, EvidenceUse, ProofCounts, count_proof
from workbench.domain.journal import JournalEntry
from workbench.domain.lint import Remark
from workbench.domain.model import Status
from workbench.domain.policy import Policy
from workbench.domain.review import Condition, Finding, Review, Waiver
from workbench.domain.unblocking_sets import Unblocking
from workbench.domain.verdict import Reason, Verdict
from workbench.edits.edit import Edit, Occasion
from workbench.edits.reviews import freeze_obstacles
from workbench.storage.check_context_view import read_context
from workbench.storage.comparison_view import predecessor_of
from workbench.storage.lint_view import lint_of
from workbench.storage.review_view import ReviewView, find_review, read_review
from workbench.storage.store import Store
from workbench.storage.unblocking_view import unblocking_of

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services
from workbench.text import visible

EXCERPT_BYTES = 400


@dataclass(frozen=True)
class Use:
    """One use of evidence with everything its card shows."""

    use: EvidenceUse
    evidence: Evidence
    fact: EvidenceFact


@dataclass(frozen=True)
class ReviewData:
    """A review at one moment."""

    view: ReviewView
    verdict: Verdict
    """Today's."""
    facts: Mapping[str, EvidenceFact]
    """By use key."""
    unblocking: Unblocking
    """What would change the verdict of today."""
    remarks: tuple[Remark, ...]
    """What is worth another look."""
    obstacles: tuple[str, ...]
    """What stands in the way of a freeze; empty for a frozen review."""
    actions: tuple[Action, ...]
    """Of every revision of the review."""
    newest: Review
    predecessor: str
    """Full key of the review that it is best compared with; empty where there is no other."""
    excerpts: Mapping[str, str]
    """The first line of each note, by evidence id."""
    now: datetime
    seq: int
    """How far the journal was, at least, when this was read."""

    @property
    def is_frozen(self) -> bool:
        """Whether nothing of it can be changed."""
        return self.view.review.state == "frozen"

    @property
    def key(self) -> str:
        """Exactly this revision, as edits name it."""
        return self.view.review.full_key

    @property
    def policy(self) -> Policy:
        """The policy as it holds for the stage that is asked for."""
        profile = self.view.record.profile if self.view.record else self.view.version.profile
        return self.view.policy.for_stage(profile.stage)

    @property
    def shown_key(self) -> str:
        """The key as people say it: a first revision by its bare key."""
        review = self.view.review
        return review.key if review.revision == 1 else review.full_key

    @property
    def today(self) -> date:
        """The day, UTC, on which it was read."""
        return self.now.date()

    @property
    def unknown(self) -> int:
        """How many checks nobody has answered as reviewer, or answered with unknown."""
        return sum(line.status is Status.UNKNOWN for line in self.verdict.lines)

    def finding(self, check_id: str) -> Finding:
        """Return the finding of a check."""
        return self.view.findings[check_id]

    def mode(self, check_id: str) -> AnyTopic:
        """Return what a check asks about: a failure mode or a part of operations."""
        return self.view.modes[check_id]

    def uses_of(self, check_id: str) -> tuple[Use, ...]:
        """Return the uses under a check and its controls."""
        return tuple(
            Use(use, self.view.evidence[use.evidence_id], self.facts[use.key]) for use in self.view.uses_of(check_id)
        )

    def proof_of(self, check_id: str = "") -> ProofCounts:
        """Count the proof of a check, or of the whole review."""
        return count_proof(tuple(fact for fact in self.facts.values() if check_id in ("", fact.check_id)))

    def conditions_of(self, check_id: str = "") -> tuple[Condition, ...]:
        """Return the conditions of a check, or all, as they are now."""
        return tuple(row for row in self.view.current_conditions() if check_id in ("", row.check_id))

    def actions_of(self, check_id: str) -> tuple[Action, ...]:
        """Return the actions of a check, the open ones first."""
        found = [row for row in self.actions if row.check_id == check_id]
        return tuple(sorted(found, key=lambda row: (row.state != "open", row.due or date.max)))

    def waivers_of(self, check_id: str = "") -> tuple[Waiver, ...]:
        """Return the waivers of a check, or all."""
        return tuple(row for row in self.view.waivers if check_id in ("", row.check_id))

    def proof_of_reason(self, reason: Reason) -> tuple[Use, ...]:
        """Return the uses under the check of a reason that it names."""
        return tuple(use for use in self.uses_of(reason.check_id) if use.evidence.name in reason.evidence)


def read_data(store: Store, key: str) -> ReviewData:
    """Read a review with everything that its page shows; a UserError says that there is none."""
    now = datetime.now(UTC)
    seq = store.journal.head().seq
    view = read_review(store, key)
    frozen = view.review.state == "frozen"
    return ReviewData(
        view=view,
        verdict=view.verdict(now),
        unblocking=unblocking_of(store, view, now),
        # What stands in the way of the freeze is listed as that, and not a second time among what blocks nothing.
        remarks=tuple(remark for remark in lint_of(store, view, now) if remark.rule != "warn-without-condition"),
        facts={fact.use: fact for fact in view.facts(now)},
        obstacles=() if frozen else tuple(freeze_obstacles(view, Occasion(actor="", at=now))),
        actions=store.actions.all("review_number = ?", view.review.number),
        newest=find_review(store, view.review.key),
        predecessor=predecessor_of(store, view.review),
        excerpts={row.id: _first_line(store, row) for row in view.evidence.values() if row.kind == "note"},
        now=now,
        seq=seq,
    )


def _first_line(store: Store, note: Evidence) -> str:
    """Return how a note begins; empty when its file is damaged, which is shown elsewhere."""
    if not store.files.is_intact(note.sha256 or ""):  # a pipe in its place would never answer
        return ""
    try:
        with store.files.path(note.sha256 or "").open("rb") as file:
            text = file.read(EXCERPT_BYTES).decode("utf-8", "ignore")
    except OSError:
        return ""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


class ReviewModel(QObject):
    """The open review; `changed` whenever there is something newer to show."""

    changed = Signal()
    check_changed = Signal()
    """Another check is current; `changed` follows when its review has to be read first."""
    context_changed = Signal()
    """What stands beside the check was read."""
    gone = Signal(str)
    """There is no such review (any more): the sentence that says so."""

    def __init__(self, services: "Services", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._wanted = ""
        self._at_least = 0
        self._asked = ("", "")
        """Review and check whose context was asked for last."""
        self.check_id = ""
        """The check that is shown."""
        self.shows_all = False
        """Whether a delta review shows the checks too that came along as they were."""
        self.data: ReviewData | None = None
        self.context: CheckContext | None = None
        self.left_at = LeftAt(services.workspace.info.id)
        services.changed.connect(self.refresh)

    def open(self, key: str) -> None:
        """Show another review, or the same one anew."""
        if self.data is not None and not self._is_shown(key):
            self.data, self.check_id, self.shows_all = None, "", False
        self._wanted = key
        self.refresh()

    def _is_shown(self, key: str) -> bool:
        """Tell whether a key names what is shown; a bare one names the newest revision."""
        assert self.data is not None
        newest = self.data.newest.full_key == self.data.key
        return key in (self.data.key, self._wanted) or (newest and key == self.data.view.review.key)

    @property
    def is_open(self) -> bool:
        """Whether a review is shown or on its way."""
        return bool(self._wanted)

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that are gone through, in order: those of the open review, or those that a delta asks again."""
        if self.data is None:
            return ()
        checks, delta = self.data.view.checklist.checks, self.data.view.review.delta
        return tuple(checks) if delta is None or self.shows_all else tuple(one for one in checks if one in delta)

    def toggle_all(self) -> None:
        """Go through every check of a delta review, or only through those that are asked again."""
        self.shows_all = not self.shows_all
        if self.data is not None:
            self._settle_check()
            self.changed.emit()

    @property
    def place(self) -> int:
        """The index of the current check, -1 when there is none."""
        return self.checks.index(self.check_id) if self.check_id in self.checks else -1

    def set_check(self, check_id: str) -> None:
        """Make a check current; before the review is read it is remembered. One that is not asked is refused."""
        if self.data is not None and check_id and check_id not in self.data.view.checklist.checks:
            self._services.refuse(f"{self.data.key} does not ask {visible(check_id)}.")
        elif check_id and check_id != self.check_id:
            self.check_id = check_id
            self.shows_all = self.shows_all or (self.data is not None and check_id not in self.checks)
            if self.data is not None:
                self._see_check()
                self.check_changed.emit()

    def step(self, by: int) -> None:
        """Go to the check that many places on; nothing happens past either end."""
        if 0 <= self.place + by < len(self.checks):
            self.set_check(self.checks[self.place + by])

    def _settle_check(self) -> None:
        """Keep the current check where the review has it, else begin with the first that needs an answer."""
        assert self.data is not None
        if self.check_id not in self.checks:
            self.check_id = self.left_at.check(self.data.key)
        if self.check_id not in self.checks:
            unknown = [line.check_id for line in self.data.verdict.lines if line.status is Status.UNKNOWN]
            self.check_id = (unknown or list(self.checks))[0]
        self._see_check()

    def _see_check(self) -> None:
        assert self.data is not None
        if self.check_id in self.checks:
            self._read_context()

    @Slot()
    def refresh(self) -> None:
        """Read in the background; an answer that an edit has overtaken is dropped, because another is on its way."""
        if self._wanted and self._services.has_workspace:
            read = partial(read_data, key=self._wanted)
            self._services.reads.fetch(read, self._on_read, self, key="review", on_failed=self._on_failed)

    def write(self, edit: Edit, said: str = "") -> JournalEntry | None:
        """Make a change; nothing read before it is shown any more. None when it was refused, which was said."""
        return self._noted(self._services.attempt(edit, said))

    def write_or_raise(self, edit: Edit) -> JournalEntry:
        """Make a change for a form that shows the refusal itself."""
        entry = self._services.write(edit)
        self._noted(entry)
        return entry

    def _read_context(self) -> None:
        """Read what stands beside the current check; that of another check is not shown meanwhile."""
        assert self.data is not None
        asked = (self.data.key, self.check_id)
        if asked != self._asked:
            self._asked, self.context = asked, None
            self.context_changed.emit()
        read = partial(read_context, key=asked[0], check_id=asked[1])
        self._services.fetch(read, partial(self._on_context, asked), self, key="context")

    def _noted(self, entry: JournalEntry | None) -> JournalEntry | None:
        if entry is not None:
            self._at_least = max(self._at_least, entry.seq)
        return entry

    def _on_read(self, data: ReviewData) -> None:
        if data.seq < self._at_least or not self._wanted:
            return
        self.data = data
        self._wanted = data.key
        self._settle_check()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            self._services.failed.emit(error)
            return
        self.data, self._wanted = None, ""
        self.gone.emit(str(error))

    def _on_context(self, asked: tuple[str, str], context: CheckContext) -> None:
        if asked == self._asked:
            self.context = context
            self.context_changed.emit()
