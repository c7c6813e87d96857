"""Reading the trace matrix of a review."""

from datetime import datetime

from workbench.domain.trace import TraceMatrix, trace_rows
from workbench.storage.comparison_view import side_of
from workbench.storage.review_view import ReviewView, read_review
from workbench.storage.store import Store


def read_trace(store: Store, key: str, now: datetime) -> TraceMatrix:
    """Read the matrix of the review that a key names; of a frozen one as it was pinned, with proof as it is now."""
    return trace_of(read_review(store, key), now)


def trace_of(view: ReviewView, now: datetime) -> TraceMatrix:
    """Return the matrix of a review."""
    side = side_of(view, now)
    rows = trace_rows(side.checklist.checks, side.topics, side.findings, side.applies, side.facts, side.names)
    return TraceMatrix(
        review=side.key,
        deployment=side.deployment,
        version=side.version,
        checklist=f"{side.checklist.id} {side.checklist.version}",
        rows=tuple(rows),
    )
