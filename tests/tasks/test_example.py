"""The example workspace is what it says: made by edits, honestly proven, signed by three and trusted by nobody else."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.demonstrated import demonstrated
from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.approval import ApprovalState, DecisionWord
from workbench.domain.errors import UserError
from workbench.domain.evidence import EvidenceFact
from workbench.domain.incident import Incident
from workbench.domain.model import Proof, Severity, Status
from workbench.domain.verdict import Word
from workbench.reports.signing.keys import read_certificates
from workbench.reports.signing.verification import Word as VerificationWord
from workbench.reports.signing.verify import verify
from workbench.storage.doctor import examine
from workbench.storage.lock import WorkspaceLock
from workbench.storage.record_of import own_counts
from workbench.storage.review_view import ReviewView, read_review
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace
from workbench.tasks.example import ExampleMade, make_example
from workbench.tasks.example_steps import move_dates, read_example

LINES = """\
rate_limit_handling ✓ circuit breaker + exponential backoff configured
context_management ✓ hierarchical memory + token budget tracking
fine_tune_regression ✓ LoRA adapters + capability preservation tests
tool_call_validation ⚠ HITL gates only on write operations — review scope
training_data_provenance ✓ watermarking + human verification gates active
injection_defense ✗ retrieved content not sandboxed from action layer
determinism_testing ⚠ only 50 test runs — need 1000+ for tail events
retrieval_freshness ✗ no embedding refresh schedule configured
cost_routing ✓ model routing by task complexity active
RESULT: 2 CRITICAL failures — not production ready"""
ROLES = ["review-lead", "security", "product-owner"]


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ExampleMade:
    folder, done = demonstrated(tmp_path_factory)
    assert done.status == 0, done
    return ExampleMade(folder)


@pytest.fixture(scope="module")
def store(made: ExampleMade) -> Iterator[Store]:
    workspace = Workspace.open(made.workspace)
    opened = workspace.store()
    yield opened
    opened.close()
    workspace.close()


@pytest.fixture(scope="module")
def first(store: Store) -> ReviewView:
    return read_review(store, "REV-1")


@pytest.fixture(scope="module")
def second(store: Store) -> ReviewView:
    return read_review(store, "REV-2")


def facts_of(view: ReviewView, check: str) -> list[EvidenceFact]:
    return [fact for fact in view.facts(now()) if fact.check_id == check]


def test_that_the_first_review_prints_the_checklist_of_source_1_to_the_letter(first: ReviewView) -> None:
    assert first.as_frozen is not None
    assert "\n".join([*(line.text for line in first.as_frozen.lines), first.as_frozen.result]) == LINES
    today = first.verdict(now())
    assert "\n".join([*(line.text for line in today.lines), today.result]) == LINES


def test_that_every_pass_is_verified_by_two_persons(first: ReviewView, second: ReviewView) -> None:
    passed = 0
    for view in (first, second):
        for check, finding in view.findings.items():
            if finding.status is Status.PASS:
                passed += 1
                assert any(fact.proof is Proof.VERIFIED and not fact.contradicts for fact in facts_of(view, check))
        assert all(use.confirmed_by != use.attached_by for use in view.uses if use.confirmed_by)
    assert passed == 5 + 8


def test_that_the_first_review_shows_every_kind_of_proof(first: ReviewView) -> None:
    assert first.as_frozen is not None
    proof = first.as_frozen.proof
    assert (proof.verified, proof.declared, proof.stale, proof.contradicting) == (9, 7, 1, 3)
    stale = next(fact for fact in first.facts(now()) if fact.proof is Proof.STALE)
    assert first.modes[stale.check_id].severity is not Severity.CRITICAL
    assert {row.kind for row in first.evidence.values()} == {"file", "note", "link"}


def test_that_findings_give_their_reasons_and_the_team_sometimes_disagrees(
    first: ReviewView, second: ReviewView
) -> None:
    for finding in (*first.findings.values(), *second.findings.values()):
        assert finding.rationale and finding.summary and finding.owner and finding.team
    differing = [row.check_id for row in first.findings.values() if row.team and row.team.status is not row.status]
    assert differing == ["tool_call_validation", "injection_defense", "determinism_testing", "retrieval_freshness"]
    assert all(row.rating and row.rating.now for row in first.findings.values())
    assert not {row.owner for row in first.findings.values()} & set(first.review.signers.values())


def test_that_the_repeated_runs_were_analysed_and_the_proposal_confirmed(first: ReviewView, second: ReviewView) -> None:
    proposals = []
    for view in (first, second):
        use = next(use for use in view.uses if use.check_id == "determinism_testing")
        assert use.analysis and use.analysis_confirmed_by
        assert view.findings["determinism_testing"].status is use.analysis.status
        proposals.append(use.analysis)
    assert [found.status for found in proposals] == [Status.WARN, Status.PASS]
    assert "5.8 %" in proposals[0].sentence
    assert any("998" in figure.text for figure in proposals[0].figures)


def test_that_the_two_warnings_have_conditions_that_are_still_to_come(first: ReviewView) -> None:
    assert [(row.check_id, row.text) for row in first.conditions] == [
        ("tool_call_validation", "review which read operations need approval"),
        ("determinism_testing", "998 clean runs"),
    ]
    assert all(row.state(now()) == "open" and first.name_of(row.owner) for row in first.conditions)


def test_that_three_signed_reject_and_the_workspace_knows(first: ReviewView, made: ExampleMade) -> None:
    found = verify(made.report, read_certificates(made.authority), now())
    assert (found.word, found.count) == (VerificationWord.VALID_UNCHANGED, "3 of 3 signed")
    assert [decision.role for decision in found.decisions] == ROLES
    assert {decision.decision.value for decision in found.decisions} == {"reject"}
    assert all(decision.comment and decision.identity_proven for decision in found.decisions)
    assert found.digest == first.review.record_sha256
    approval = first.approval(now())
    assert approval and approval.state is ApprovalState.REJECTED
    assert {decision.decision for decision in approval.decisions} == {DecisionWord.REJECT}


def test_that_nobody_trusts_the_authority_of_the_example_by_itself(made: ExampleMade) -> None:
    found = verify(made.report, (), now())
    assert found.word is VerificationWord.DO_NOT_TRUST
    assert not [file for file in made.workspace.rglob("*.p12") if "authority" in file.name]


def test_that_the_second_review_is_approved_with_a_condition_and_in_force(
    second: ReviewView, made: ExampleMade
) -> None:
    assert second.as_frozen is not None
    assert second.as_frozen.word is Word.WITH_CONDITIONS
    assert second.as_frozen.result == "RESULT: production ready with 1 condition"
    approval = second.approval(now())
    assert approval and approval.state is ApprovalState.IN_FORCE
    assert {decision.decision for decision in approval.decisions} == {DecisionWord.APPROVE_WITH_CONDITIONS}
    found = verify(made.workspace / "reports" / "REV-2.pdf", read_certificates(made.authority), now())
    assert found.is_complete
    assert second.deployment.running and second.deployment.running.version_id == second.version.id


def test_that_the_third_review_is_a_draft_with_unknowns_and_a_waiver_that_nobody_approved(store: Store) -> None:
    view = read_review(store, "REV-3")
    assert view.review.state == "draft"
    assert "9 unknown" in view.verdict(now()).result
    assert [waiver.state(now()) for waiver in view.waivers] == ["pending"]
    assert view.version.profile.memory is None


def test_that_nothing_is_wrong_with_the_workspace(store: Store, made: ExampleMade) -> None:
    examination = examine(store)
    assert examination.is_clean
    assert examination.unreachable == ()
    assert store.info.is_example
    assert sorted(path.name for path in made.workspace.rglob("*.pdf")) == ["REV-1.pdf", "REV-2.pdf"]
    assert not [path for path in made.workspace.parent.iterdir() if path != made.workspace]


def test_that_many_people_acted_over_the_last_weeks_and_never_in_the_future(store: Store) -> None:
    entries = list(store.journal.entries())
    assert len({entry.actor for entry in entries}) == len(read_example().people)
    assert all(earlier.at < later.at for earlier, later in pairwise(entries))
    assert timedelta(days=50) < now() - entries[0].at < timedelta(days=70)
    assert entries[-1].at < now()


def incident(store: Store, title: str) -> Incident:
    return next(row for row in store.incidents.all() if row.title.startswith(title))


def test_that_incidents_name_what_the_catalogue_knows(store: Store) -> None:
    catalogue = builtin_catalogue()
    for row in store.incidents.all():
        assert row.modes and all(catalogue.mode(role.mode) for role in row.modes)
        assert all(control.control in catalogue.controls() for control in row.controls)
        assert row.category is None or catalogue.category(row.category)
        assert (row.origin == "public") == bool(row.sources)
        assert (row.origin == "own") == (row.version_id is not None)
        assert row.severity is None or row.severity_source


def test_that_documented_incidents_keep_both_values_where_sources_disagree(store: Store) -> None:
    vulnerability = incident(store, "Code execution")
    assert [(fact.value, fact.source) for fact in vulnerability.facts if fact.label == "CVSS score"] == [
        ("9.6", "source 1"),
        ("7.8 HIGH", "CVE record"),
    ]
    assert (vulnerability.kind, vulnerability.external_ids) == ("vulnerability", ("cve:CVE-2025-53773",))
    drift = incident(store, "A renamed field spoils")
    assert len([fact for fact in drift.facts if fact.label == "What happened"]) == 2
    assert {role.mode for role in incident(store, "Coding assistant").modes} == {"M04", "M06"}
    assert {role.mode for role in incident(store, "A planted memory").modes} == {"M05", "M06"}


def test_that_no_documented_incident_has_a_date_more_precise_than_its_source(store: Store) -> None:
    public = [row for row in store.incidents.all() if row.origin == "public"]
    assert len(public) == 12
    assert Counter(row.grade for row in public) == Counter(
        {"confirmed": 8, "research": 2, "disclosed-vulnerability": 1, "hypothetical": 1}
    )
    precisions = {milestone.precision for row in public for milestone in row.milestones if milestone.at}
    assert precisions == {"year", "quarter", "month"}
    assert incident(store, "Issue title").when == "2026-02"
    assert incident(store, "A customer is promised").when == ""


def test_that_the_own_incidents_are_spread_over_the_categories(store: Store) -> None:
    assert own_counts(store.incidents.all()) == {
        "cascading-errors": 1,
        "context-pollution": 1,
        "other": 1,
        "prompt-injection": 1,
        "tool-api-drift": 2,
    }


def test_that_dates_of_evidence_move_with_the_day_of_making() -> None:
    text = '2026-04-14 09:30 {"startTimeUnixNano":"1776240000000000000", "date": 1775037600.0} 2026-04-2 id 12026-04-14'
    moved = move_dates(text, 20)
    assert moved == (
        '2026-05-04 09:30 {"startTimeUnixNano":"1777968000000000000", "date": 1776765600.0} 2026-04-2 id 12026-04-14'
    )
    assert move_dates(moved, -20) == text


class Stopped(Exception):
    """Somebody interrupts the making."""


def stop_soon(fraction: float | None, doing: str) -> None:
    if fraction is not None and fraction > 0.05:
        raise Stopped


def test_that_an_interrupted_making_leaves_nothing_and_what_a_killed_one_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".example.being-made"
    left.mkdir()
    (left / "half").write_text("of a workspace", encoding="utf-8")
    with pytest.raises(Stopped):
        make_example(tmp_path / "example", on_progress=stop_soon)
    assert list(tmp_path.iterdir()) == []


def test_that_two_makings_at_once_do_not_meet(tmp_path: Path) -> None:
    making = tmp_path / ".example.being-made"
    making.mkdir()
    other = WorkspaceLock(making)
    other.acquire()
    try:
        with pytest.raises(UserError, match="open in another program"):
            make_example(tmp_path / "example")
    finally:
        other.release()
    assert making.is_dir()


def test_that_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="is not empty"):
        make_example(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
