"""Reading the registers from every review of the workspace."""

from collections.abc import Callable, Iterator
from datetime import datetime

from workbench.domain.approval import DECISION_WORDS, Approval, ApprovalState, DecisionWord
from workbench.domain.registers import Period, Register, RegisterKind, RegisterRow, instant_text, register
from workbench.domain.review import Condition, Waiver
from workbench.domain.verdict import VERDICT_WORDS
from workbench.storage.review_view import ReviewView, Views
from workbench.storage.store import Store

Reader = Callable[[Store, list[ReviewView], datetime], Iterator[RegisterRow]]


def read_register(store: Store, kind: RegisterKind, period: Period, now: datetime) -> Register:
    """Read a register: what lies in the period, with its state at `now`."""
    views = Views(store)
    found = [views.of(review) for review in store.reviews.all(order="number, revision")]
    return register(kind, period, _READERS[kind](store, found, now))


def _where(view: ReviewView) -> dict[str, str]:
    return {"review": view.review.full_key, "deployment": view.deployment.name, "version": view.version.label}


def _approvals(_store: Store, views: list[ReviewView], now: datetime) -> Iterator[RegisterRow]:
    """Yield what the decisions of each frozen review amount to, at the last of them."""
    for view in views:
        approval = view.approval(now)
        if view.record is None or view.as_frozen is None or approval is None or approval.state is ApprovalState.ASKED:
            continue
        at = max(decision.at for decision in approval.decisions)
        stage = view.record.profile.stage
        cells = {
            **_where(view),
            "at": instant_text(at),
            "state": approval.state.value,
            "signed": f"{approval.signed} of {approval.required}",
            "stage": stage.value if stage else "",
            "valid_until": view.record.valid_until.isoformat(),
            "verdict": VERDICT_WORDS[view.as_frozen.word],
            "why": _why(view, approval, now),
            "digest": view.review.record_sha256 or "",
        }
        yield RegisterRow(at=at, review=view.review.full_key, cells=cells)


def _why(view: ReviewView, approval: Approval, now: datetime) -> str:
    """Say why an approval does not hold any more, or not yet; empty where it does."""
    if approval.state is ApprovalState.REVOKED:
        return approval.revoked
    if approval.state is ApprovalState.OUTDATED:
        return "; ".join(approval.differences)
    if approval.state is ApprovalState.REJECTED:
        names = dict.fromkeys(row.name for row in approval.decisions if row.decision is DecisionWord.REJECT)
        return f"Rejected by {', '.join(names)}"
    if approval.state is ApprovalState.LAPSED:
        rows: tuple[Condition | Waiver, ...] = (*view.current_conditions(), *view.waivers)
        lapsed = [f"{row.key} lapsed" for row in rows if row.state(now) == "lapsed"]
        return ", ".join(lapsed) or "its time is over"
    return ""


def _waivers(_store: Store, views: list[ReviewView], now: datetime) -> Iterator[RegisterRow]:
    """Yield each waiver once for each revision that carries it: each is approved anew."""
    for view in views:
        for row in view.waivers:
            cells = {
                **_where(view),
                "at": instant_text(row.requested_at),
                "id": row.key,
                "check": row.check_id,
                "severity": view.modes[row.check_id].severity.value,
                "state": row.state(now),
                "reason": row.reason,
                "requested_by": view.name_of(row.requested_by),
                "approved_by": view.name_of(row.approved_by),
                "approved_as": view.policy.role_name(row.approved_as) if row.approved_as else "",
                "approved_at": instant_text(row.approved_at),
                "owner": view.name_of(row.owner),
                "control": row.compensating_control or "",
                "expires_on": row.expires_on.isoformat(),
                "renewals": str(row.renewals),
            }
            yield RegisterRow(at=row.requested_at, review=view.review.full_key, check_id=row.check_id, cells=cells)


def _conditions(store: Store, views: list[ReviewView], now: datetime) -> Iterator[RegisterRow]:
    """Yield each condition once, as the newest revision that carries it has it; it was made with the first."""
    newest: dict[str, tuple[ReviewView, Condition]] = {}
    first: dict[str, str] = {}
    for view in views:
        for row in view.current_conditions():
            newest[row.key] = view, row
            first.setdefault(row.key, row.id)
    made = _made_at(store, tuple(first.values()))
    for key, (view, row) in newest.items():
        at = made.get(first[key], view.review.created_at)
        evidence = store.evidence.find(row.closing_evidence) if row.closing_evidence else None
        cells = {
            **_where(view),
            "at": instant_text(at),
            "id": key,
            "check": row.check_id,
            "state": row.state(now),
            "text": row.text,
            "owner": view.name_of(row.owner),
            "due": row.due.isoformat(),
            "launch": row.launch,
            "closed_at": instant_text(row.closed_at),
            "closed_by": view.name_of(row.closed_by),
            "evidence": evidence.name if evidence else "",
        }
        yield RegisterRow(at=at, review=view.review.full_key, check_id=row.check_id, cells=cells)


def _made_at(store: Store, ids: tuple[str, ...]) -> dict[str, datetime]:
    """Return when each condition came into being, as the journal has it."""
    found: dict[str, datetime] = {}
    for entry, change in store.journal.history([f"condition/{row_id}" for row_id in ids]):
        found.setdefault(change.entity.partition("/")[2], entry.at)
    return found


def _decisions(_store: Store, views: list[ReviewView], _now: datetime) -> Iterator[RegisterRow]:
    """Yield every decision that was collected, also those that a later one of the same role replaced."""
    for view in views:
        for entry in view.ledger:
            decision = entry.decision
            if decision is None:
                continue
            cells = {
                **_where(view),
                "at": instant_text(decision.at),
                "role": view.policy.role_name(decision.role),
                "name": decision.name,
                "email": decision.email or "",
                "decision": DECISION_WORDS[decision.decision],
                "comment": decision.comment,
                "fingerprint": decision.fingerprint,
            }
            yield RegisterRow(at=decision.at, review=view.review.full_key, cells=cells)


_READERS: dict[RegisterKind, Reader] = {
    "approvals": _approvals,
    "waivers": _waivers,
    "conditions": _conditions,
    "decisions": _decisions,
}
