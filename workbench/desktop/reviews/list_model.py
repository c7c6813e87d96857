"""The list of reviews: the newest revision of each."""

from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.desktop.kit.moments import day
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, Cells, RowsModel
from workbench.desktop.reviews.wording import SIGNS
from workbench.domain.model import Status
from workbench.domain.query import parse
from workbench.domain.verdict import VERDICT_WORDS, Word
from workbench.storage.query_sql import reviews_asked_for
from workbench.storage.review_view import Views, newest_reviews
from workbench.storage.store import Store

HITS = 5_000
"""Findings that a search looks at, at most."""


@dataclass(frozen=True)
class ReviewRow:
    """One review in the list."""

    key: str
    full_key: str
    deployment: str
    version: str
    checklist: str
    purpose: str
    state: str
    word: Word | None
    """None while checks of a draft are unanswered."""
    strip: tuple[Status, ...]
    signoff: str

    @property
    def words(self) -> str:
        """What the list says of it, to search in."""
        verdict = VERDICT_WORDS[self.word] if self.word else "In review"
        parts = (self.full_key, self.deployment, self.version, self.checklist, self.purpose, self.state, verdict)
        return " ".join((*parts, self.signoff))


def read_matching(store: Store, text: str) -> tuple[tuple[ReviewRow, ...], int]:
    """Return the reviews that a search asks for, by what the list shows or a finding says, and how many there are."""
    rows, query = read_reviews(store), parse(text)
    if query.is_empty:
        return rows, len(rows)
    asked = reviews_asked_for(store.database, query)
    hits = {hit.key for hit in store.search.find(text, kinds=("review",), limit=HITS)}
    found = (row for row in rows if row.full_key in asked)
    return tuple(row for row in found if row.full_key in hits or query.found_in(row.words) is not None), len(rows)


def read_reviews(store: Store) -> tuple[ReviewRow, ...]:
    """Read the newest revision of every review, newest review first."""
    now, views = datetime.now(UTC), Views(store)
    rows = []
    for review in newest_reviews(store):
        view = views.of(review)
        verdict, approval = view.verdict(now), view.approval(now)
        statuses = tuple(line.status for line in verdict.lines)
        rows.append(
            ReviewRow(
                key=review.key if review.revision == 1 else review.full_key,
                full_key=review.full_key,
                deployment=view.deployment.name,
                version=view.version.label,
                checklist=review.checklist_id,
                purpose=review.purpose,
                state=f"Frozen {day(review.frozen_at.date())}" if review.frozen_at else "Draft",
                word=None if view.is_in_review(verdict) else verdict.word,
                strip=statuses,
                signoff=approval.text if approval else "Not frozen yet",
            )
        )
    return tuple(rows)


class ReviewsModel(RowsModel[ReviewRow]):
    """One row per review."""

    heads = ("Review", "Deployment", "Checklist", "State", "Verdict", "Checks", "Sign-off")

    def cells(self, row: ReviewRow, column: int) -> Cells:
        """Return what one cell shows."""
        cells: tuple[Cells, ...] = (
            {DISPLAY: row.key, Role.MONO: True},
            {DISPLAY: f"{row.deployment} {row.version}", Role.STRONG: True, Role.CAPTION: row.purpose},
            {DISPLAY: row.checklist},
            {DISPLAY: row.state, Role.MUTED: row.state == "Draft"},
            self._verdict(row),
            {Role.STRIP: [status.value for status in row.strip]},
            {DISPLAY: row.signoff, Role.MUTED: row.state == "Draft"},
        )
        return {Role.KEY: row.full_key, **cells[column]}

    def _verdict(self, row: ReviewRow) -> Cells:
        if row.word is None:
            return {Role.STATUS: "unknown", Role.WORD: "In review"}
        return {Role.STATUS: SIGNS[row.word], Role.WORD: VERDICT_WORDS[row.word]}
