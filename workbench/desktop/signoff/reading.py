"""What the sign-off page shows of a review; no Qt, read off the window's thread."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.approval import Approval
from workbench.domain.dissent import StandingDissent
from workbench.domain.record import RequiredRole
from workbench.domain.verdict import Word
from workbench.reports.signing.keys import KeyEntry, default_keys_folder, list_keys
from workbench.storage.review_list import ReviewName, chosen, read_review_names
from workbench.storage.review_view import read_review
from workbench.storage.store import Store


@dataclass(frozen=True)
class Frozen:
    """A frozen review: who has to sign what."""

    report: Path
    """Where its report lies, or will lie."""
    has_report: bool
    digest: str
    word: Word
    """The verdict as frozen, which bounds what can be decided."""
    roles: tuple[RequiredRole, ...]
    approval: Approval
    dissents: tuple[StandingDissent, ...]


@dataclass(frozen=True)
class SignoffView:
    """The reviews to choose from and the one that is shown."""

    names: tuple[ReviewName, ...]
    """Frozen ones, and a draft only while it is shown."""
    shown: ReviewName | None
    frozen: Frozen | None
    """None for a draft."""
    keys: tuple[KeyEntry, ...]
    """The user's own; in the example workspace also the example's."""


def read_signoff(store: Store, wanted: str) -> SignoffView:
    """Read the sign-off of the review that a key names, else of the newest frozen one."""
    every = read_review_names(store)
    shown = chosen(every, wanted) or next((name for name in every if name.is_frozen), None)
    return SignoffView(
        names=tuple(name for name in every if name.is_frozen or name == shown),
        shown=shown,
        frozen=_frozen(store, shown) if shown is not None and shown.is_frozen else None,
        keys=list_keys(default_keys_folder()) + (list_keys(store.folder / "keys") if store.info.is_example else ()),
    )


def _frozen(store: Store, name: ReviewName) -> Frozen | None:
    view = read_review(store, name.full_key)
    approval = view.approval(datetime.now(UTC))
    if view.record is None or view.as_frozen is None or approval is None:
        return None
    report = store.folder / "reports" / view.review.report_name
    return Frozen(
        report=report,
        has_report=report.is_file(),
        digest=view.review.record_sha256 or "",
        word=view.as_frozen.word,
        roles=view.record.required_roles,
        approval=approval,
        dissents=view.current_dissents(),
    )
