"""The list of incidents: order, pages, filters, search."""

import pytest

from tests.desktop.incidents.examples import DRIFT, INJECTION, REFUND, fields
from workbench.domain.incident_filter import ORDERS, IncidentFilter, Order
from workbench.edits.deployments import AddDeployment
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.incident_list import (
    incidents_like,
    read_counts,
    read_facet,
    read_list,
    read_page,
)
from workbench.storage.store import Store

EVERYTHING = IncidentFilter()


def keys(store: Store, wanted: IncidentFilter = EVERYTHING) -> list[str]:
    return [row.key for row in read_list(store, wanted).rows]


def record(session: Session, *incidents: dict[str, object]) -> None:
    session.do_all([RecordIncident(incident) for incident in incidents])


def test_that_the_latest_comes_first_whatever_its_key(store: Store, session: Session) -> None:
    record(session, REFUND, DRIFT, INJECTION)
    assert keys(store) == ["INC-2026-001", "INC-2026-002", "INC-2025-001"]
    assert read_counts(store, EVERYTHING).by_group == {"2025": 1, "2026": 2}


DATES = ("2026-11-17", "2026-Q3", "2026", "2026-08", "2026-Q1", "2026-02-28", "2025-12-31")


def test_that_dates_stand_in_order_whatever_their_precision(store: Store, session: Session) -> None:
    for at in reversed(DATES):
        precision = "quarter" if "Q" in at else {4: "year", 7: "month", 10: "day"}[len(at)]
        session.do(RecordIncident({"title": at, "milestones": ({"name": "began", "at": at, "precision": precision},)}))
    session.do(RecordIncident({"title": "nobody knows"}))
    in_order = [row.title for row in read_list(store, EVERYTHING).rows]
    assert in_order == [
        *("2026-11-17", "2026-Q3", "2026-08", "2026-Q1", "2026-02-28", "2026", "2025-12-31", "nobody knows")
    ]
    assert [row.title for row in read_list(store, IncidentFilter(order="oldest")).rows] == in_order[::-1]


def test_that_the_severest_come_first_and_among_them_the_latest(store: Store, session: Session) -> None:
    record(session, fields("none"), DRIFT, INJECTION, REFUND, fields("low", severity="LOW"))
    rows = read_list(store, IncidentFilter(order="severity")).rows
    assert [row.title for row in rows] == [INJECTION["title"], REFUND["title"], DRIFT["title"], "low", "none"]
    assert [row.group for row in rows] == ["CRITICAL", "HIGH", "HIGH", "LOW", ""]


def test_that_a_thousandth_key_stands_above_those_with_fewer_digits(store: Store, session: Session) -> None:
    with store.recording():
        store.database.conn.execute("INSERT INTO counter (name, last) VALUES ('INC-2026', 998)")
    record(session, DRIFT, REFUND)
    assert keys(store, IncidentFilter(order="key")) == ["INC-2026-1000", "INC-2026-999"]


def test_that_the_last_recorded_comes_first(store: Store, session: Session) -> None:
    record(session, REFUND, INJECTION, DRIFT)
    found = keys(store, IncidentFilter(order="recorded"))
    assert found == ["INC-2026-002", "INC-2025-001", "INC-2026-001"]


@pytest.mark.parametrize("order", ORDERS)
def test_that_pages_follow_one_another_without_a_gap(store: Store, session: Session, order: Order) -> None:
    severities = (None, "LOW", "HIGH", "CRITICAL")
    record(session, *(fields(f"number {n}", f"{2020 + n % 3}", severity=severities[n % 4]) for n in range(25)))
    wanted = IncidentFilter(order=order)
    found = list(read_list(store, wanted, size=4).rows)
    while more := read_page(store, wanted, after=found[-1], size=4):
        found += more
    assert [row.key for row in found] == keys(store, wanted)
    assert len({row.key for row in found}) == 25 == read_counts(store, wanted).count


@pytest.mark.parametrize("order", ORDERS)
def test_that_every_order_walks_along_an_index(store: Store, session: Session, order: Order) -> None:
    record(session, DRIFT, REFUND)
    asked: list[str] = []
    store.database.conn.set_trace_callback(asked.append)
    wanted = IncidentFilter(order=order)
    read_page(store, wanted, after=read_page(store, wanted, size=1)[0], size=1)
    store.database.conn.set_trace_callback(None)
    pages = [sql for sql in asked if "ORDER BY" in sql]
    assert len(pages) == 2
    for sql in pages:
        plan = " ".join(row[3] for row in store.database.conn.execute(f"EXPLAIN QUERY PLAN {sql}"))
        assert "USING INDEX incident_" in plan.partition("incident_row")[2]
        assert "B-TREE FOR ORDER BY" not in plan


def test_that_a_list_is_read_far_enough_to_hold_a_key(store: Store, session: Session) -> None:
    record(session, *(fields(f"number {n}", "2026") for n in range(12)))
    found = read_list(store, EVERYTHING, size=5, through="INC-2026-002")
    assert (found.rows[-1].key, found.sought) == ("INC-2026-001", "listed")
    assert read_list(store, IncidentFilter(text="number 3"), through="INC-2026-002").sought == "elsewhere"
    assert read_list(store, EVERYTHING, through="INC-1999-001").sought == "unknown"


def test_that_a_row_says_what_the_list_shows(store: Store, session: Session) -> None:
    session.do(AddDeployment("Support desk"))
    deployment = store.deployments.all()[0].id
    stones = ({"name": "began", "at": "2026-02", "precision": "month"}, {"name": "triaged"}, {"name": "contained"})
    record(session, {**DRIFT, "deployment_id": deployment, "milestones": stones})
    [row] = read_list(store, EVERYTHING).rows
    assert (row.when, row.phase, row.modes, row.deployment) == ("2026-02", "Contained", ("M10", "M12"), "Support desk")
    assert (row.origin, row.recorded, row.group) == ("public", "2026-11-20", "2026")


def test_that_a_facet_counts_what_the_others_leave(store: Store, session: Session) -> None:
    record(session, DRIFT, INJECTION, REFUND, DRIFT)
    assert read_facet(store, EVERYTHING, "severity") == {"CRITICAL": 1, "HIGH": 3}
    assert read_facet(store, IncidentFilter(severity="HIGH"), "severity") == {"CRITICAL": 1, "HIGH": 3}
    assert read_facet(store, IncidentFilter(severity="HIGH"), "year") == {"2026": 3}
    assert read_facet(store, IncidentFilter(origin="public"), "mode") == {"M06": 1, "M10": 2, "M12": 2}
    assert read_facet(store, EVERYTHING, "deployment") == {}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"grade": "disclosed-vulnerability"}, ["INC-2025-001"]),
        ({"category": "tool-api-drift"}, ["INC-2026-001"]),
        ({"mode": "M12"}, ["INC-2026-001"]),
        ({"severity": "HIGH"}, ["INC-2026-002", "INC-2026-001"]),
        ({"origin": "own"}, ["INC-2026-002"]),
        ({"kind": "incident", "year": "2025"}, ["INC-2025-001"]),
        ({"kind": "exercise"}, []),
        ({"deployment": "nowhere"}, []),
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


def test_that_vulnerabilities_are_left_out_unless_they_are_asked_for(store: Store, session: Session) -> None:
    record(session, DRIFT, REFUND, fields("a hole", "2026-04") | {"kind": "vulnerability"})
    [hole] = keys(store, IncidentFilter(kind="vulnerability"))
    assert hole not in keys(store)
    counts = read_counts(store, EVERYTHING)
    assert (counts.count, counts.vulnerabilities, counts.in_all) == (2, 1, 3)
    for text in ("kind:vulnerability", hole, hole.lower()):
        assert keys(store, IncidentFilter(text=text)) == [hole]
        assert read_counts(store, IncidentFilter(text=text)).vulnerabilities == 0
    assert keys(store, IncidentFilter(text="hole")) == []
    assert read_counts(store, IncidentFilter(text="hole")).vulnerabilities == 1
    assert read_facet(store, EVERYTHING, "kind") == {"incident": 2, "vulnerability": 1}
    assert read_list(store, EVERYTHING, through=hole).sought == "elsewhere"
