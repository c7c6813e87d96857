"""One page per check: the finding and why, criteria, controls, evidence, what analysers computed, margin notes."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.catalogue import Control
from workbench.domain.evidence import Evidence, EvidenceUse
from workbench.domain.model import STATUS_WORDS, Proof, Status
from workbench.domain.priority import LEVEL_WORDS, action_priority
from workbench.domain.record import Record
from workbench.domain.review import Answer, Finding, Score
from workbench.domain.trace import hole_key, hole_of
from workbench.reports import words
from workbench.reports.input import ReportInput
from workbench.reports.section import Section

NOTE_ROOM = 400
"""Characters of incident titles that the margin takes; more of them stand in the column."""
SHOWN_OBLIGATIONS = 6
"""In the margin; their chapter has them all."""
STATE_WORDS = {"in-place": "In place", "partly": "Partly", "absent": "Absent", "na": "Not applicable"}
PROOF_WORDS = {Proof.DECLARED: "Declared", Proof.VERIFIED: "Verified", Proof.STALE: "Stale"}


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return a page for each check of the checklist."""
    return {"pages": [_page(report_input, check) for check in report_input.record.checklist.checks]}


def _page(report_input: ReportInput, check_id: str) -> Mapping[str, Any]:
    record = report_input.record
    finding = report_input.finding(check_id)
    check = record.mode_of(check_id).check
    precedents = record.precedents.get(check_id, ())
    criteria = (
        (Status.PASS, check.criteria.passes),
        (Status.WARN, check.criteria.warns),
        (Status.FAIL, check.criteria.fails),
    )
    return {
        "check": check_id,
        "anchor": f"check-{check_id}",
        "question": check.question,
        "status": finding.status,
        "word": STATUS_WORDS[finding.status],
        "tint": words.status_class(finding.status),
        "summary": finding.summary,
        "rationale": finding.rationale,
        "criteria": [
            {"status": status, "word": STATUS_WORDS[status], "text": text, "is_met": status is finding.status}
            for status, text in criteria
        ],
        "without_control": _accepted(report_input, finding, None),
        "controls": [_control(report_input, finding, control) for control in record.mode_of(check_id).controls],
        "evidence": [_use(report_input, use) for use in report_input.uses_of(check_id)],
        "analyses": [_analysis(report_input, use) for use in report_input.uses_of(check_id) if use.analysis],
        "notes": _notes(report_input, finding),
        "precedents": precedents,
        "precedents_fit": sum(len(seen.title) for seen in precedents) <= NOTE_ROOM,
    }


def _control(report_input: ReportInput, finding: Finding, control: Control) -> Mapping[str, Any]:
    state = finding.controls.get(control.id)
    uses = [use for use in report_input.uses_of(finding.check_id) if use.control_id == control.id]
    accepted = _accepted(report_input, finding, control.id)
    return {
        "name": control.name,
        "kind": control.kind.value.capitalize(),
        "state": STATE_WORDS[state.state] if state else "Unknown",
        "in_place": state is not None and state.state == "in-place",
        "reason": state.reason if state else "",
        "accepted": accepted,
        "proof": [(report_input.facts[use.key].proof, use) for use in uses],
    }


def _accepted(report_input: ReportInput, finding: Finding, control_id: str | None) -> str:
    """Say why a hole at a control, or at the check, was accepted; empty where there is no hole, or nobody has."""
    said = (finding.accepted_holes or {}).get(hole_key(control_id))
    facts = [report_input.facts[use.key] for use in report_input.uses_of(finding.check_id)]
    if said is None or not hole_of(finding, control_id, facts):
        return ""
    return f"{said.text} ({report_input.record.name_of(said.by)}, {words.short_date(said.at)})"


def _use(report_input: ReportInput, use: EvidenceUse) -> Mapping[str, Any]:
    record = report_input.record
    row, fact = evidence_of(report_input, use), report_input.facts[use.key]
    return {
        "key": use.key,
        "name": row.name,
        "captured": words.short_date(row.captured_on),
        "proof": fact.proof,
        "contradicts": use.contradicts,
        "kind": _kind(row, fact.proof, damaged=fact.damaged, purged=fact.purged),
        "hash": words.short_hash(row.sha256),
        "people": _people(report_input, use),
        "answer": use.answer.text if use.answer else "",
        "answered": f"{record.name_of(use.answer.by)}, {words.short_date(use.answer.at)}" if use.answer else "",
        "holds": use.holds.text if use.holds else "",
        "held": f"{record.name_of(use.holds.by)}, {words.short_date(use.holds.at)}" if use.holds else "",
        "observed": _observed(row),
    }


def _observed(row: Evidence) -> str:
    """Return what a piece observed, and where: `observed 1 Nov 2026 to 8 Nov 2026, in staging`."""
    days = [words.short_date(day) for day in (row.period_from, row.period_to) if day]
    parts = [f"observed {' to '.join(days)}"] if days else []
    parts += [f"in {row.environment}"] if row.environment else []
    parts += [f"a redacted copy of {words.short_hash(row.redacted_from)}"] if row.redacted_from else []
    return ", ".join(parts)


def evidence_of(report_input: ReportInput, use: EvidenceUse) -> Evidence:
    """Return the evidence of a use."""
    return next(row for row in report_input.record.evidence if row.id == use.evidence_id)


def _kind(row: Evidence, proof: Proof, *, damaged: bool, purged: bool) -> str:
    if purged:
        return "Purged"
    if damaged:
        return "Damaged"
    if proof is Proof.STALE and row.expires_on:
        return f"Stale since {words.short_date(row.expires_on)}"
    return PROOF_WORDS[proof] if row.kind == "file" else f"{PROOF_WORDS[proof]}, a {row.kind}"


def _people(report_input: ReportInput, use: EvidenceUse) -> str:
    record = report_input.record
    attached = f"attached by {record.name_of(use.attached_by) or 'somebody unknown'}"
    confirmed = f"confirmed by {record.name_of(use.confirmed_by)}" if use.confirmed_by else "not confirmed"
    return f"{attached}, {confirmed}"


def _analysis(report_input: ReportInput, use: EvidenceUse) -> Mapping[str, Any]:
    analysis = use.analysis
    assert analysis is not None
    confirmed = report_input.record.name_of(use.analysis_confirmed_by)
    return {
        "key": use.key,
        "name": evidence_of(report_input, use).name,
        "analyser": f"{analysis.analyser}, version {analysis.version}",
        "status": analysis.status,
        "word": STATUS_WORDS[analysis.status] if analysis.status else "No evidence",
        "sentence": analysis.sentence,
        "figures": [(figure.name, figure.text) for figure in analysis.figures],
        "notes": analysis.notes,
        "confirmed": f"Proposal confirmed by {confirmed}." if confirmed else "The proposal was not confirmed as such.",
    }


def _notes(report_input: ReportInput, finding: Finding) -> Mapping[str, Any]:
    record = report_input.record
    mode = record.mode_of(finding.check_id)
    conditions = [row for row in record.conditions if row.check_id == finding.check_id]
    waivers = [row for row in record.waivers if row.check_id == finding.check_id]
    obligations = [
        *(f"{row.key}, due {words.short_date(row.due)}" for row in conditions),
        *(f"{row.key}, waiver until {words.short_date(row.expires_on)}, {row.state(record.as_of)}" for row in waivers),
    ]
    more = len(obligations) - SHOWN_OBLIGATIONS
    return {
        "mode": mode,
        "severity_word": mode.severity.value.capitalize(),
        "asked": record.applicability[finding.check_id].reason,
        "team": _answer(report_input, finding.team),
        "owner": record.name_of(finding.owner) or "Nobody named",
        "reviewer": _answer(report_input, finding.reviewer),
        "priorities": _priorities(finding),
        "obligations": obligations[:SHOWN_OBLIGATIONS] + ([f"and {more} more"] if more > 0 else []),
        "dissents": _dissents(record, finding.check_id),
    }


def _dissents(record: Record, check_id: str) -> list[str]:
    told = [f"{row.key}, {record.name_of(row.by)}" for row in record.dissents if row.check_id == check_id]
    more = len(told) - SHOWN_OBLIGATIONS
    return told[:SHOWN_OBLIGATIONS] + ([f"and {more} more"] if more > 0 else [])


def _answer(report_input: ReportInput, answer: Answer | None) -> Mapping[str, Any] | None:
    if answer is None:
        return None
    return {
        "status": answer.status,
        "word": STATUS_WORDS[answer.status],
        "by": report_input.record.name_of(answer.by),
        "on": words.short_date(answer.at),
    }


def _priorities(finding: Finding) -> list[str]:
    if finding.rating is None:
        return []
    told = [priority_text(finding.rating.before)]
    return [*told, f"Now: {priority_text(finding.rating.now)}"] if finding.rating.now else told


def priority_text(score: Score) -> str:
    """Return `High: severity 9, occurrence 6, detection 7`."""
    level = LEVEL_WORDS[action_priority(score.severity, score.occurrence, score.detection).level]
    return f"{level}: severity {score.severity}, occurrence {score.occurrence}, detection {score.detection}"


SECTION = Section("findings", "Findings", 30, build)
