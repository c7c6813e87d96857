"""The list of incidents: order, pages, filters, search."""

import pytest

from tests.desktop.incidents.examples import DRIFT, INJECTION, REFUND, fields
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.incident_list import IncidentFilter, incidents_like, read_list, read_page
from workbench.storage.store import Store

EVERYTHING = IncidentFilter()


def keys(store: Store, wanted: IncidentFilter = EVERYTHING) -> list[str]:
    return [row.key for row in read_list(store, wanted).rows]


def record(session: Session, *incidents: dict[str, object]) -> None:
    session.do_all([RecordIncident(incident) for incident in incidents])


def test_that_the_latest_year_and_key_come_first(store: Store, session: Session) -> None:
    record(session, DRIFT, INJECTION, REFUND)
    assert keys(store) == ["INC-2026-002", "INC-2026-001", "INC-2025-001"]
    assert read_list(store, EVERYTHING).by_year() == {"2026": 2, "2025": 1}


def test_that_a_thousandth_key_stands_above_those_with_fewer_digits(store: Store, session: Session) -> None:
    with store.recording():
        store.database.conn.execute("INSERT INTO counter (name, last) VALUES ('INC-2026', 998)")
    record(session, DRIFT, REFUND)
    assert keys(store) == ["INC-2026-1000", "INC-2026-999"]


def test_that_pages_follow_one_another_across_years_without_a_gap(store: Store, session: Session) -> None:
    record(session, *(fields(f"number {n}", f"{2020 + n % 3}") for n in range(25)))
    first = read_list(store, EVERYTHING, size=4)
    found = list(first.rows)
    while more := read_page(store, EVERYTHING, first.buckets, after=found[-1].key, size=4):
        found += more
    assert [row.key for row in found] == keys(store)
    assert len({row.key for row in found}) == 25 == first.count


def test_that_a_list_is_read_far_enough_to_hold_a_key(store: Store, session: Session) -> None:
    record(session, *(fields(f"number {n}", "2026") for n in range(12)))
    assert read_list(store, EVERYTHING, size=5, through="INC-2026-002").rows[-1].key == "INC-2026-001"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"grade": "disclosed-vulnerability"}, ["INC-2025-001"]),
        ({"category": "tool-api-drift"}, ["INC-2026-001"]),
        ({"mode": "M12"}, ["INC-2026-001"]),
        ({"severity": "HIGH"}, ["INC-2026-002", "INC-2026-001"]),
        ({"origin": "own"}, ["INC-2026-002"]),
        ({"severity": "HIGH", "origin": "public"}, ["INC-2026-001"]),
        ({"text": "refu"}, ["INC-2026-002"]),
        ({"text": "renamed vendor"}, ["INC-2026-001"]),
        ({"text": "twice OR * ) NEAR("}, []),
        ({"text": '"'}, []),
        ({"text": "  "}, ["INC-2026-002", "INC-2026-001", "INC-2025-001"]),
    ],
)
def test_that_filters_and_search_narrow_the_list(
    store: Store, session: Session, wanted: dict[str, str], found: list[str]
) -> None:
    record(session, DRIFT, INJECTION, REFUND)
    assert keys(store, IncidentFilter.model_validate(wanted)) == found


def test_that_the_latest_of_a_mode_come_with_their_number(store: Store, session: Session) -> None:
    record(session, DRIFT, DRIFT, DRIFT, REFUND)
    rows, count = incidents_like(store, IncidentFilter(mode="M10"), 2)
    assert ([row.key for row in rows], count) == (["INC-2026-003", "INC-2026-002"], 3)
