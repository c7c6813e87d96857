"""Lint: each rule speaks where it should, is silent where it should not, and says what to do."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.domain.builders import CHECK, IN_PLACE, NOW, answer, checklist, condition, finding, mode, waiver
from workbench.catalogue.policies import load_policy
from workbench.domain.deployment import Profile, Stage
from workbench.domain.dissent import DissentAnswer, StandingDissent
from workbench.domain.evidence import Evidence, EvidenceUse
from workbench.domain.lint import RULES, LintCase, lint
from workbench.domain.model import Proof, Severity, Status
from workbench.domain.review import Finding, Rating, Score
from workbench.domain.verdict import verdict

TODAY = NOW.date()


def case(found: Finding, *, severity: Severity = Severity.CRITICAL, **more: Any) -> LintCase:
    modes, findings = {CHECK: mode(severity)}, {CHECK: found}
    profile = more.get("profile", Profile(stage=Stage.LIMITED))
    rows = more.get("conditions", ())
    decided = verdict(profile, checklist(), modes, load_policy(), findings, (), more.get("waivers", ()), rows, NOW)
    whole = LintCase(
        profile=profile,
        deployment_owner="Team",
        version="4.1",
        version_since=date(2026, 10, 1),
        modes=modes,
        findings=findings,
        evidence={},
        uses=(),
        proofs={},
        conditions=(),
        waivers=(),
        verdict=decided,
        planned=frozenset(row.check_id for row in rows),
        now=NOW,
    )
    return replace(whole, **more)


def proof(
    kind: str = "file", proven: Proof = Proof.VERIFIED, control: str | None = None, **more: Any
) -> dict[str, Any]:
    """A use of one piece of evidence, as arguments of a case."""
    evidence = Evidence.model_validate(
        {"id": "e", "kind": kind, "name": "n", "attached_at": NOW, "collector": "p", "subject_version": "v", **more}
    )
    use = EvidenceUse(
        id="u", review_id="r", key="E1", check_id=CHECK, control_id=control, evidence_id="e", attached_by="ada",
        attached_at=NOW,
    )  # fmt: skip
    return {"evidence": {"e": evidence}, "uses": (use,), "proofs": {"E1": proven}}


def answered(status: Status, **more: Any) -> Finding:
    return finding(status, summary="as it is", **more)


HIGH_RISK = Rating(before=Score(severity=10, occurrence=10, detection=10))
LOW_RISK = Rating(before=HIGH_RISK.before, now=Score(severity=2, occurrence=1, detection=1))
SOON, LATE = TODAY + timedelta(days=14), TODAY + timedelta(days=15)

DISSENT = StandingDissent(key="D1", check_id=CHECK, text="Too early", by="Ben", at=NOW)
ANSWERED_DISSENT = DISSENT.model_copy(update={"answers": (DissentAnswer(text="No", by="Ada", at=NOW),)})

SPEAKS: list[tuple[str, LintCase]] = [
    ("warn-without-condition", case(answered(Status.WARN))),
    ("high-priority-without-action", case(answered(Status.PASS, rating=HIGH_RISK))),
    ("evidence-older-than-the-change", case(answered(Status.PASS), **proof(captured_on=date(2026, 9, 30)))),
    ("captured-in-the-future", case(answered(Status.PASS), **proof(captured_on=TODAY + timedelta(days=1)))),
    ("control-only-by-a-note", case(answered(Status.PASS, controls=IN_PLACE))),
    ("control-only-by-a-note", case(answered(Status.PASS, controls=IN_PLACE), **proof("note", control="a-control"))),
    ("pass-only-declared", case(answered(Status.PASS), **proof(proven=Proof.DECLARED))),
    ("exemption-without-reason", case(answered(Status.NOT_APPLICABLE))),
    ("silent-disagreement", case(answered(Status.FAIL, team=answer(Status.PASS)))),
    ("waiver-lapses-soon", case(answered(Status.FAIL), waivers=(waiver(SOON),))),
    ("condition-due-soon", case(answered(Status.WARN), conditions=(condition(SOON),))),
    ("deployment-without-owner", case(answered(Status.WARN), conditions=(condition(LATE),), deployment_owner=None)),
    ("dissent-unanswered", case(answered(Status.PASS), dissents=(DISSENT,))),
    ("stage-unknown", case(answered(Status.PASS), profile=Profile())),
    ("summary-empty", case(finding(Status.PASS))),
]
IS_SILENT: list[tuple[str, LintCase]] = [
    ("dissent-unanswered", case(answered(Status.PASS), dissents=(ANSWERED_DISSENT,))),
    ("warn-without-condition", case(answered(Status.WARN), conditions=(condition(LATE),))),
    ("warn-without-condition", case(answered(Status.WARN), severity=Severity.LOW)),
    ("high-priority-without-action", case(answered(Status.PASS, rating=LOW_RISK))),
    ("high-priority-without-action", case(answered(Status.WARN, rating=HIGH_RISK), conditions=(condition(LATE),))),
    ("evidence-older-than-the-change", case(answered(Status.PASS), **proof(captured_on=date(2026, 10, 1)))),
    ("captured-in-the-future", case(answered(Status.PASS), **proof(captured_on=TODAY))),
    ("control-only-by-a-note", case(answered(Status.PASS, controls=IN_PLACE), **proof(control="a-control"))),
    ("control-only-by-a-note", case(answered(Status.PASS, controls=IN_PLACE), **proof())),
    ("pass-only-declared", case(answered(Status.PASS), **proof())),
    ("pass-only-declared", case(answered(Status.FAIL), **proof(proven=Proof.DECLARED))),
    ("exemption-without-reason", case(answered(Status.NOT_APPLICABLE, rationale="No retrieval"))),
    ("silent-disagreement", case(answered(Status.FAIL, team=answer(Status.PASS), rationale="Seen otherwise"))),
    ("silent-disagreement", case(answered(Status.FAIL, team=answer(Status.FAIL)))),
    ("waiver-lapses-soon", case(answered(Status.FAIL), waivers=(waiver(LATE),))),
    ("condition-due-soon", case(answered(Status.WARN), conditions=(condition(LATE),))),
    ("condition-due-soon", case(answered(Status.WARN), conditions=(condition(SOON, closed_at=NOW),))),
    ("deployment-without-owner", case(answered(Status.WARN), conditions=(condition(LATE),))),
    ("stage-unknown", case(answered(Status.PASS))),
    ("summary-empty", case(answered(Status.PASS))),
    ("summary-empty", case(finding(Status.UNKNOWN))),
]


@pytest.mark.parametrize(("rule", "found"), SPEAKS)
def test_that_a_rule_speaks_with_its_remedy(rule: str, found: LintCase) -> None:
    remarks = [remark for remark in lint(found) if remark.rule == rule]
    assert len(remarks) == 1
    remedy = next(each.remedy for each in RULES if each.id == rule)
    assert remarks[0].sentence.endswith(f". {remedy}")
    assert remarks[0].check_id in ("", CHECK)


@pytest.mark.parametrize(("rule", "found"), IS_SILENT)
def test_that_a_rule_is_silent_where_all_is_well(rule: str, found: LintCase) -> None:
    assert rule not in {remark.rule for remark in lint(found)}


def test_that_every_rule_is_listed_once_and_proven_both_ways() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert {rule for rule, _ in SPEAKS} == {rule for rule, _ in IS_SILENT} == set(ids)


def test_that_a_frozen_review_is_told_only_what_time_brings() -> None:
    found = case(finding(Status.WARN), conditions=(condition(SOON),), profile=Profile())
    assert [remark.rule for remark in lint(found, is_frozen=True)] == ["condition-due-soon"]


def test_that_the_serious_comes_first() -> None:
    weights = [remark.weight for remark in lint(case(finding(Status.WARN), profile=Profile()))]
    assert weights == ["serious", "minor", "minor"]
