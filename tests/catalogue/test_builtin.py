"""The catalogue that ships is whole, consistent and has the sources' numbers."""

import pytest

from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.catalogue import AnyTopic, FailureMode, Practice
from workbench.domain.model import Severity
from workbench.text import plain, to_html

NINE = (
    "rate_limit_handling",
    "context_management",
    "fine_tune_regression",
    "tool_call_validation",
    "training_data_provenance",
    "injection_defense",
    "determinism_testing",
    "retrieval_freshness",
    "cost_routing",
)
TWELVE = (*NINE, "tool_contract_testing", "handoff_validation", "fallback_handling")
OPERATIONS = (
    "detection_monitoring",
    "stop_and_rollback",
    "human_takeover",
    "incident_communication",
    "post_incident_learning",
    "release_testing",
)
CATALOGUE = builtin_catalogue()


def test_that_nothing_is_refused() -> None:
    assert CATALOGUE.refused == ()


def test_that_there_are_twelve_modes_in_order() -> None:
    assert [mode.id for mode in CATALOGUE.modes] == [f"M{number:02}" for number in range(1, 13)]


def test_that_the_checklists_have_the_ids_and_order_of_the_source() -> None:
    assert CATALOGUE.checklist("nine").checks == NINE
    assert CATALOGUE.checklist("twelve").checks == TWELVE
    assert [checklist.id for checklist in CATALOGUE.checklists if checklist.default] == ["production"]


def test_that_production_asks_all_modes_and_operations() -> None:
    assert CATALOGUE.checklist("production").checks == (*TWELVE, *OPERATIONS)
    assert [CATALOGUE.topic_of_check(check).id for check in OPERATIONS] == [f"O{number}" for number in range(1, 7)]


def test_that_operations_come_from_the_practices_of_source_2_with_severities_of_ours() -> None:
    practices = {entry.id for entry in CATALOGUE.published if isinstance(entry, Practice)}
    assert {practice for row in CATALOGUE.operations for practice in row.practices} == practices
    assert {row.severity_source for row in CATALOGUE.operations} == {"set by us"}
    assert {control.source for row in CATALOGUE.operations for control in row.controls} == {"source 2"}


def test_that_each_check_belongs_to_the_mode_of_its_number() -> None:
    assert [CATALOGUE.mode_of_check(check).id for check in TWELVE] == [mode.id for mode in CATALOGUE.modes]


def test_that_every_mode_has_the_controls_of_its_sources() -> None:
    counts = {mode.id: len(mode.controls) for mode in CATALOGUE.modes}
    assert counts == {mode.id: 8 if mode.id in {"M02", "M06"} else 4 for mode in CATALOGUE.modes}
    of_modes = {control.id for mode in CATALOGUE.modes for control in mode.controls}
    assert len(of_modes) == 55, "56 references, and human approval serves two modes"
    assert len(CATALOGUE.controls()) == 55 + 21, "operations share two of theirs with modes"


def test_that_human_approval_serves_two_modes() -> None:
    sharing = [mode.id for mode in CATALOGUE.modes if "human-approval" in {control.id for control in mode.controls}]
    assert sharing == ["M04", "M07"]


def test_that_severities_are_those_of_source_1_or_marked_as_ours() -> None:
    critical = {mode.id for mode in CATALOGUE.modes if mode.severity is Severity.CRITICAL}
    assert critical == {"M01", "M02", "M04", "M06"}
    assert {mode.severity for mode in CATALOGUE.modes if mode.id not in critical} == {Severity.HIGH}
    ours = {mode.id for mode in CATALOGUE.modes if mode.severity_source == "set by us"}
    assert ours == {"M10", "M11", "M12"}
    assert {mode.severity_source for mode in CATALOGUE.modes if mode.id not in ours} == {"source 1"}


def test_that_the_categories_have_the_published_shares() -> None:
    shares = {category.id: category.share for category in CATALOGUE.categories}
    assert list(shares.values()) == [28, 22, 18, 15, 12, 5]
    assert list(shares) == [
        "context-pollution",
        "tool-api-drift",
        "cascading-errors",
        "inadequate-fallback",
        "prompt-injection",
        "other",
    ]
    assert {(category.n_at_least, category.source) for category in CATALOGUE.categories} == {(50, "source 2")}


def test_that_categories_and_modes_name_each_other() -> None:
    for mode in CATALOGUE.modes:
        if mode.category:
            assert mode.id == CATALOGUE.category(mode.category).modes[0]
    assert [mode.id for mode in CATALOGUE.modes if mode.category] == ["M02", "M06", "M10", "M11", "M12"]


def test_that_the_badge_says_what_source_2_is() -> None:
    assert CATALOGUE.source("source 2").badge == "Secondary text by an AI author; primaries not read."


def test_that_everything_cites_a_source_that_is_described() -> None:
    known = {source.id for source in CATALOGUE.sources}
    assert known == {"source 1", "source 2", "CVE list"}
    assert {control.source for control in CATALOGUE.controls().values()} <= known
    assert {source for mode in CATALOGUE.modes for source in mode.sources} <= known


def test_that_links_and_sub_modes_lead_somewhere() -> None:
    sub_modes = [sub_mode.id for mode in CATALOGUE.modes for sub_mode in mode.sub_modes]
    targets = {mode.id for mode in CATALOGUE.modes} | set(sub_modes)
    links = [(mode.id, link) for mode in CATALOGUE.modes for link in mode.links]
    assert not [link for _, link in links if link.to not in targets]
    pairs = {(source, link.to, link.relation) for source, link in links}
    assert pairs >= {("M12", "M01", "conflicts-with"), ("M01", "M11", "causes"), ("M09", "M01", "causes")}
    assert len(sub_modes) == 35
    assert len(set(sub_modes)) == len(sub_modes)


@pytest.mark.parametrize("topic", CATALOGUE.topics, ids=lambda topic: topic.id)
def test_that_a_check_says_everything_a_review_shows(topic: AnyTopic) -> None:
    assert topic.check.question.endswith("?")
    sentences = (topic.lead, topic.check.criteria.passes, topic.check.criteria.warns, topic.check.criteria.fails)
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in sentences)
    assert not topic.check.because.endswith(".")


@pytest.mark.parametrize("mode", CATALOGUE.modes, ids=lambda mode: mode.id)
def test_that_a_mode_says_everything_a_page_shows(mode: FailureMode) -> None:
    assert 3 <= len(mode.log_sample.splitlines()) <= 8
    assert all(len(line) <= 90 for line in mode.log_sample.splitlines())
    assert all(sub_mode.gist and len(sub_mode.gist) <= 60 for sub_mode in mode.sub_modes)
    assert all(len(plain(sub_mode.prose)) > 100 for sub_mode in mode.sub_modes)
    assert plain(mode.mechanism)
    assert to_html(mode.root_cause).startswith("<p>")
