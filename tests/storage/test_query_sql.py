"""Queries asked of real records: what they find, and that no text whatever raises."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.desktop.incidents.examples import DRIFT, INJECTION, REFUND
from tests.domain.test_query import TEXTS
from tests.reports.sample import rich_review
from workbench.catalogue.loader import builtin_catalogue
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.incident_list import IncidentFilter, read_list
from workbench.storage.query_sql import KINDS
from workbench.storage.store import Store


@pytest.fixture
def full(store: Store, session: Session, tmp_path: Path) -> Store:
    """A store with a review, evidence, the catalogue and three incidents."""
    rich_review(session, tmp_path)
    session.do_all([RecordIncident(dict(incident)) for incident in (DRIFT, INJECTION, REFUND)])
    with store.database.atomic():
        store.search.index_catalogue(builtin_catalogue())
    return store


def listed(store: Store, text: str) -> list[str]:
    return [row.key for row in read_list(store, IncidentFilter(text=text)).rows]


def found(store: Store, text: str) -> set[str]:
    return {
        f"{hit.kind} {hit.title if hit.kind == 'review' else hit.key}" for hit in store.search.find(text, limit=500)
    }


@pytest.mark.parametrize(
    "text",
    [
        *("sev:high", "-sev:high", "sev:critical", "mode:M10", "is:open", "is:closed", "is:own", "is:public"),
        *("after:2026", "before:2026", "after:2026-02 before:2026-12", "grade:confirmed", "category:drift"),
        *(
            "kind:incident",
            "has:fix",
            "has:mode",
            "by:ada",
            "by:nobody",
            "deployment:none",
            "type:incident",
            "type:mode",
        ),
        *("refund", "-refund", "refu sev:high", "refund -sev:high", '"twice"', "status:fail"),
    ],
)
def test_that_the_list_and_the_search_find_the_same_incidents(full: Store, text: str) -> None:
    assert {f"incident {key}" for key in listed(full, text)} == {
        row for row in found(full, text) if row.startswith("incident")
    }


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("sev:critical", ["INC-2025-001"]),
        ("-sev:high", ["INC-2025-001"]),
        ("sev:high is:own", ["INC-2026-002"]),
        ("mode:M12", ["INC-2026-001"]),
        ("-mode:m10 refund", ["INC-2026-002"]),
        ("after:2026-02 before:2026-11-17", ["INC-2026-001"]),
        ("after:2026-11-18", []),
        ("before:2026", ["INC-2025-001"]),
        ("category:drift", ["INC-2026-001"]),
        ("grade:disclosed", ["INC-2025-001"]),
        ("has:control", ["INC-2025-001"]),
        ("is:closed", []),
        ("status:pass", []),
        ("type:mode", []),
        ("type:incident refu", ["INC-2026-002"]),
        ("sev:severe", []),
        ("INC-2025", ["INC-2025-001"]),
        ('"tool called"', ["INC-2026-002"]),
        ('"called tool"', []),
        ("-refund", ["INC-2026-001", "INC-2025-001"]),
        ("sev:", ["INC-2026-002", "INC-2026-001", "INC-2025-001"]),
    ],
)
def test_that_the_list_of_incidents_answers_to_filters(
    store: Store, session: Session, text: str, keys: list[str]
) -> None:
    session.do_all([RecordIncident(dict(incident)) for incident in (DRIFT, INJECTION, REFUND)])
    assert listed(store, text) == keys


@pytest.mark.parametrize(
    ("text", "some", "none"),
    [
        ("type:mode sev:critical", "mode M06", "mode M12"),
        ("mode:M06 type:mode", "mode M06", "mode M12"),
        ("category:injection type:mode", "mode M06", "mode M08"),
        ("status:fail", "review injection_defense", "review cost_routing"),
        ("mode:M06 type:review", "review injection_defense", "review cost_routing"),
        ("is:frozen", "review cost_routing", "incident INC-2026-001"),
        ("deployment:DEP-1 sandboxed", "review injection_defense", "mode M06"),
        ("deployment:desk", "review injection_defense", "incident INC-2026-001"),
        ("-type:incident injection", "mode M06", "incident INC-2026-001"),
    ],
)
def test_that_the_search_answers_to_filters_of_each_kind(full: Store, text: str, some: str, none: str) -> None:
    assert some in found(full, text)
    assert none not in found(full, text)


def test_that_evidence_is_found_by_its_deployment_and_check(full: Store) -> None:
    assert {row.kind for row in full.search.find("type:evidence deployment:DEP-1", limit=500)} == {"evidence"}
    assert full.search.find("type:evidence mode:M06", limit=500)
    assert not full.search.find("type:evidence deployment:none")


def test_that_each_kind_has_its_best_matches(full: Store) -> None:
    hits = full.search.find_each("injection", 2)
    counts = {kind: sum(hit.kind == kind for hit in hits) for kind in KINDS}
    assert counts["mode"] == 2
    assert max(counts.values()) == 2
    assert [hit.key for hit in hits if hit.kind == "mode"] == [
        hit.key for hit in full.search.find("injection", kinds=("mode",), limit=2)
    ]
    filtered = full.search.find_each("sev:critical mode:M06", 2)
    assert {hit.kind for hit in filtered} == {hit.kind for hit in full.search.find("sev:critical mode:M06", limit=500)}
    assert "mode" in {hit.kind for hit in filtered}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_that_no_text_raises_or_reaches_the_index_as_syntax(full: Store, text: str) -> None:
    listed(full, text)
    full.search.find(text)
    full.search.find_each(text, 3)
