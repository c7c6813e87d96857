"""When the incidents of a list happened."""

import pytest

from tests.desktop.incidents.examples import DRIFT, INJECTION, REFUND, fields
from workbench.domain.incident_filter import IncidentFilter
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.incident_list import read_list
from workbench.storage.incident_times import read_times
from workbench.storage.store import Store

QUARTER = {"title": "a quarter", "milestones": ({"name": "began", "at": "2026-Q1", "precision": "quarter"},)}


@pytest.fixture
def filled(store: Store, session: Session) -> Store:
    some = (DRIFT, DRIFT, INJECTION, REFUND, fields("a year", "2026"), QUARTER, {"title": "no date"})
    session.do_all([RecordIncident(one) for one in some])
    return store


def test_that_incidents_are_counted_by_quarter_origin_and_severity(filled: Store) -> None:
    assert [(one.when, one.origin, one.severity, one.count) for one in read_times(filled, IncidentFilter())] == [
        ("", "own", "", 1),
        ("2025-Q3", "public", "CRITICAL", 1),
        ("2026-?", "own", "", 1),
        ("2026-Q1", "own", "", 1),
        ("2026-Q1", "public", "HIGH", 2),
        ("2026-Q4", "own", "HIGH", 1),
    ]
    assert [one.when for one in read_times(filled, IncidentFilter(severity="CRITICAL"))] == ["2025-Q3"]


def test_that_every_stretch_lists_what_it_counts(filled: Store) -> None:
    for one in read_times(filled, IncidentFilter()):
        if one.when:
            rows = read_list(filled, IncidentFilter(year=one.when, origin=one.origin)).rows
            assert len([row for row in rows if (row.severity or "") == one.severity]) == one.count
    assert len(read_list(filled, IncidentFilter(year="2026")).rows) == 5
