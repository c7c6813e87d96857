"""A review as text and as JSON."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from workbench.cli.context import columns
from workbench.cli.dissent import dissent_data, dissents_text
from workbench.cli.sheet import proposal_data, proposal_line
from workbench.domain.evidence import EvidenceUse, ProofCounts, count_proof
from workbench.domain.model import STATUS_MARKS, STATUS_WORDS
from workbench.domain.priority import action_priority
from workbench.domain.review import Answer, Condition, Finding, Rating, Waiver
from workbench.domain.verdict import VERDICT_WORDS
from workbench.storage.review_view import ReviewView


def text_of(view: ReviewView, now: datetime) -> str:
    """Return a whole review as text."""
    review = view.review
    facts = view.facts(now)
    lines = [
        f"{review.full_key}  {view.deployment.name} {view.version.label}  {view.checklist.name}  {review.state}",
        f"Verdict today: {VERDICT_WORDS[view.verdict(now).word]}",
        f"Proof attached to the findings: {proof_text(count_proof(facts))}",
    ]
    lines += [f"SHA-256 of the record: {review.record_sha256}"] if review.record_sha256 else []
    lines += [f"The profile contradicts itself: {sentence}" for sentence in view.contradictions]
    asked = [check for check in view.checklist.checks if view.applicability(check).applies is not False]
    left_out = [check for check in view.checklist.checks if check not in asked]
    for check in asked:
        lines += ["", *_finding_lines(view, check, now)]
    lines += ["", "Does not apply by the profile; `workbench review pull-in` asks it all the same"] if left_out else []
    for check in left_out:
        lines += ["", *_finding_lines(view, check, now)]
    conditions, waivers = view.current_conditions(), view.waivers
    lines += ["", "Conditions"] if conditions else []
    lines += [f"  {row.key} {row.check_id} {row.state(now)}: {row.text} ({_by(view, row)})" for row in conditions]
    lines += ["", "Waivers"] if waivers else []
    lines += [
        f"  {row.key} {row.check_id} {row.state(now)}, lapses on {row.expires_on}: {row.reason}" for row in waivers
    ]
    lines += dissents_text(view)
    signers = [f"  {role}: {view.name_of(person)}" for role, person in review.signers.items()]
    return "\n".join([*lines, *(["", "Asked to sign", *signers] if signers else [])])


def _by(view: ReviewView, condition: Condition) -> str:
    launch = ", before the launch" if condition.launch == "before" else ""
    return f"{view.name_of(condition.owner)}, due {condition.due.isoformat()}{launch}"


def _finding_lines(view: ReviewView, check: str, now: datetime) -> list[str]:
    finding, mode = view.findings[check], view.modes[check]
    lines = [
        f"{check} {STATUS_MARKS[finding.status]} {finding.summary}".rstrip(),
        f"  {mode.id} {mode.name}, {mode.severity}. {view.applicability(check).reason}",
        f"  Team: {_answer_text(view, finding.team)}. Reviewer: {_answer_text(view, finding.reviewer)}.",
    ]
    proposal = proposal_line(view, check)
    lines += [f"  {proposal}"] if proposal else []
    lines += [f"  {line}" for line in finding.rationale.splitlines()]
    for control, state in finding.controls.items():
        lines.append(f"  Control {control}: {state.state}" + (f" ({state.reason})" if state.reason else ""))
    lines += [f"  {line}" for line in evidence_lines(view, now, check)]
    return lines + ([f"  {_rating_text(finding.rating)}"] if finding.rating else [])


def _answer_text(view: ReviewView, answer: Answer | None) -> str:
    return "not answered" if answer is None else f"{STATUS_WORDS[answer.status]}, {view.name_of(answer.by)}"


def _rating_text(rating: Rating) -> str:
    score = rating.now or rating.before
    priority = action_priority(score.severity, score.occurrence, score.detection)
    return f"Action priority {priority.level.value}: {priority.row}"


def proof_text(counts: ProofCounts) -> str:
    """Return the three counts, never added up."""
    text = f"{counts.verified} verified, {counts.declared} declared, {counts.stale} stale"
    return f"{text}; {counts.contradicting} of them contradicting" if counts.contradicting else text


def evidence_lines(view: ReviewView, now: datetime, check: str | None = None) -> list[str]:
    """Return the uses of a check, or of all, as lines of columns."""
    rows = []
    for use in uses_data(view, now, check):
        who = f"confirmed by {use['confirmed_by']}" if use["confirmed_by"] else f"attached by {use['attached_by']}"
        word = "damaged" if use["damaged"] else "purged" if use["purged"] else use["proof"]
        place = use["check"] + (f" / {use['control']}" if use["control"] else "")
        remarks = ["contradicts" + (", answered" if use["answer"] else "")] if use["contradicts"] else []
        remarks += [f"still holds ({use['holds']['by']}): {use['holds']['text']}"] if use["holds"] else []
        remarks += [f"redacted copy of {use['redacted_from'][:8]}…"] if use["redacted_from"] else []
        remarks += _told_of(use)
        rows.append((use["id"], word, use["file"], place, who, "; ".join(remarks)))
    return columns(rows).splitlines()


def _told_of(use: dict[str, Any]) -> Iterator[str]:
    """Yield what was said of a piece when it was attached."""
    if use["captured_on"]:
        yield f"captured {use['captured_on']}"
    if use["period_from"] or use["period_to"]:
        yield f"observed {use['period_from'] or '…'} to {use['period_to'] or '…'}"
    if use["environment"]:
        yield f"made in {use['environment']}"
    if use["expires_on"]:
        yield f"counts until {use['expires_on']}"
    if use["version"] != "this":
        yield "about another version"
    if use["revises"]:
        yield f"newer revision of {use['revises']}"


def uses_data(view: ReviewView, now: datetime, check: str | None = None) -> list[dict[str, Any]]:
    """Return the uses of a check, or of all, as JSON."""
    proofs = {fact.use: fact for fact in view.facts(now)}
    found = [use for use in view.uses if check in (None, use.check_id)]
    return [
        _use_data(view, use)
        | {
            "proof": proofs[use.key].proof.value,
            "damaged": proofs[use.key].damaged,
            "purged": proofs[use.key].purged,
        }
        for use in found
    ]


def _use_data(view: ReviewView, use: EvidenceUse) -> dict[str, Any]:
    row = view.evidence[use.evidence_id]
    return {
        "id": use.key,
        "check": use.check_id,
        "control": use.control_id,
        "file": row.name,
        "kind": row.kind,
        "sha256": row.sha256,
        "url": row.url,
        "size": row.size,
        "captured_on": row.captured_on.isoformat() if row.captured_on else None,
        "period_from": row.period_from.isoformat() if row.period_from else None,
        "period_to": row.period_to.isoformat() if row.period_to else None,
        "expires_on": row.expires_on.isoformat() if row.expires_on else None,
        "environment": row.environment,
        "version": "this" if row.subject_version == view.review.version_id else "another",
        "revises": next((old.key for old in view.uses if old.evidence_id == row.revises), None),
        "redacted_from": row.redacted_from,
        "contradicts": use.contradicts,
        "answer": use.answer.text if use.answer else None,
        "holds": _holds_data(view, use),
        "attached_by": view.name_of(use.attached_by),
        "confirmed_by": view.name_of(use.confirmed_by) or None,
        "proposal": use.analysis.status.value if use.analysis and use.analysis.status else None,
        "analysis": use.analysis.sentence if use.analysis else None,
    }


def _holds_data(view: ReviewView, use: EvidenceUse) -> dict[str, str] | None:
    if use.holds is None:
        return None
    return {"text": use.holds.text, "by": view.name_of(use.holds.by), "at": use.holds.at.isoformat()}


def data_of(view: ReviewView, now: datetime) -> dict[str, Any]:
    """Return a whole review as JSON."""
    return {
        "review": view.review.key,
        "revision": view.review.full_key,
        "state": view.review.state,
        "deployment": view.deployment.name,
        "version": view.version.label,
        "checklist": view.checklist.id,
        "policy": view.policy.id,
        "purpose": view.review.purpose,
        "contradictions": list(view.contradictions),
        "digest": view.review.record_sha256,
        "signers": {role: view.name_of(person) for role, person in view.review.signers.items()},
        "findings": [_finding_data(view, view.findings[check], now) for check in view.checklist.checks],
        "conditions": [_condition_data(view, row, now) for row in view.current_conditions()],
        "waivers": [_waiver_data(view, row, now) for row in view.waivers],
        "dissents": [dissent_data(row) for row in view.current_dissents()],
    }


def _finding_data(view: ReviewView, finding: Finding, now: datetime) -> dict[str, Any]:
    check = finding.check_id
    mode, applies = view.modes[check], view.applicability(check)
    facts = tuple(fact for fact in view.facts(now) if fact.check_id == check)
    return {
        "check": check,
        "mode": mode.id,
        "severity": mode.severity.value,
        "applies": applies.applies,
        "why": applies.reason,
        "pulled_in": _pulled_in_data(view, finding),
        "tool_sheet": proposal_data(view, check),
        "status": finding.status.value,
        "team": _answer_data(view, finding.team),
        "reviewer": _answer_data(view, finding.reviewer),
        "summary": finding.summary,
        "rationale": finding.rationale,
        "controls": {control: state.model_dump() for control, state in finding.controls.items()},
        "rating": finding.rating.model_dump() if finding.rating else None,
        "proof": count_proof(facts).model_dump(),
        "evidence": uses_data(view, now, check),
    }


def _pulled_in_data(view: ReviewView, finding: Finding) -> dict[str, str] | None:
    pulled = finding.pulled_in
    if pulled is None:
        return None
    return {"by": view.name_of(pulled.by), "at": pulled.at.isoformat(), "reason": pulled.reason}


def _answer_data(view: ReviewView, answer: Answer | None) -> dict[str, str] | None:
    if answer is None:
        return None
    return {"status": answer.status.value, "by": view.name_of(answer.by), "at": answer.at.isoformat()}


def _condition_data(view: ReviewView, row: Condition, now: datetime) -> dict[str, Any]:
    return {
        "id": row.key,
        "check": row.check_id,
        "text": row.text,
        "owner": view.name_of(row.owner),
        "due": row.due.isoformat(),
        "launch": row.launch,
        "state": row.state(now),
    }


def _waiver_data(view: ReviewView, row: Waiver, now: datetime) -> dict[str, Any]:
    return {
        "id": row.key,
        "check": row.check_id,
        "reason": row.reason,
        "owner": view.name_of(row.owner),
        "requested_by": view.name_of(row.requested_by),
        "approved_by": view.name_of(row.approved_by) or None,
        "control": row.compensating_control,
        "expires_on": row.expires_on.isoformat(),
        "renewals": row.renewals,
        "approver": view.policy.waiver_approver(view.modes[row.check_id].severity, row.renewals),
        "state": row.state(now),
    }
