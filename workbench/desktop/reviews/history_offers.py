"""What can be purged at one step of a review's history."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.purge import GONE, left_of, value_at
from workbench.edits.purging import PurgeEvidence, PurgeValue
from workbench.storage.review_history import HistoryStep

Purging = PurgeEvidence | PurgeValue
_TEXT_OF_ROW = {"condition": "text", "waiver": "reason", "dissent": "text", "action": "text"}
"""What a row that came or went says."""
APPENDED = ("decision", "dissent", "dissent-answered", "revoked", "condition-closed")
"""What stands as the detail of a ledger entry in which nobody wrote anything, or nothing is left."""
_INNER = {"answer": "answer.text", "holds": "holds.text", "pulled_in": "pulled_in.reason"}
_INNER |= {"sheet_proposal": "sheet_proposal.sentence"}


@dataclass(frozen=True)
class PurgeOffer:
    """One thing to purge."""

    name: str
    make: Callable[[str, bool], Purging]
    """Of the reason, and whether what the field says now stays."""
    is_file: bool = False


def purge_offers(step: HistoryStep, review: str) -> tuple[PurgeOffer, ...]:
    """Return what a step offers to purge: values that are still there, and the file of a piece of evidence."""
    if step.table == "purge":
        return ()
    offers = [_of_value(step, path) for path in _paths(step)]
    if step.table == "evidence_use" and step.subject and not step.field:
        offers.append(file_offer(review, step.subject))
    return tuple(offers)


def file_offer(review: str, key: str) -> PurgeOffer:
    """Offer to purge the file of a use such as `E1`."""
    return PurgeOffer(f"the file of {key}", lambda reason, _keep: PurgeEvidence(review, key, reason), is_file=True)


def _of_value(step: HistoryStep, path: str) -> PurgeOffer:
    field = path.replace("_", " ").replace(".", ", ")
    name = f"{field} of {step.subject}" if step.subject else field
    return PurgeOffer(name, lambda reason, keep: PurgeValue(step.entity, path, reason, keep))


def _paths(step: HistoryStep) -> Iterator[str]:
    if not step.field:
        if step.table in _TEXT_OF_ROW and step.detail not in ("", GONE):
            yield _TEXT_OF_ROW[step.table]
        if step.table == "ledger" and step.detail not in ("", GONE, *APPENDED):
            signed = "dissent.text" if step.subject else "decision.comment"
            yield signed if step.kind == "RecordDecisions" else "text"
        return
    field = _INNER.get(step.field, step.field)
    if left_of(step.table, field) is not None and _says(step, field):
        yield field
    for key in _keys(step.old) | _keys(step.new):
        for path in (f"{field}.{key}", f"{field}.{key}.reason"):
            if left_of(step.table, path) is not None and _says(step, path):
                yield path


def _keys(value: Any) -> set[str]:
    return set(value) if isinstance(value, Mapping) else set()


def _says(step: HistoryStep, path: str) -> bool:
    """Tell whether there is something at a path that the step changed."""
    old, new = value_at(step.old, path), value_at(step.new, path)
    return old != new and any(value not in (None, "", [], {}) for value in (old, new))
