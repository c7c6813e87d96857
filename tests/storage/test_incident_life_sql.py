"""The phase an incident is in, and those in which it lacks something: the list says what is said of it alone."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desktop.incidents.examples import DRIFT, REFUND
from tests.domain.test_incident_phases import MEETS
from workbench.catalogue.incident_phases import incident_phases
from workbench.domain.incident import MILESTONES, PHASES, REPORTED, Incident
from workbench.domain.incident_filter import ORDERS, IncidentFilter, Order
from workbench.domain.incident_phases import phase_states
from workbench.edits.incidents import ChangeIncident, RecordIncident
from workbench.edits.session import Session
from workbench.storage.incident_list import read_facet, read_list
from workbench.storage.store import Store

KEY = "INC-2026-001"
STATES = incident_phases()


def expected(incident: Incident) -> tuple[str, set[str]]:
    states = phase_states(incident, STATES)
    reached = [state.id for state in states if state.is_reached]
    lacking = {state.id for state in states if state.lacks} if incident.origin == "own" else set()
    return (reached[-1] if reached else REPORTED), lacking


def asked(store: Store, prefix: str = "") -> tuple[str, set[str]]:
    """By the facets, or by what is typed."""

    def hits(field: str, value: str) -> bool:
        wanted = IncidentFilter(text=f"{field}:{value}") if prefix else IncidentFilter.model_validate({field: value})
        return bool(read_list(store, wanted).rows)

    [phase] = [phase for phase in (REPORTED, *PHASES) if hits("phase", phase)]
    return phase, {phase for phase in PHASES if hits("lacks", phase)}


def put(session: Session, fields: dict[str, Any]) -> Incident:
    if session.store.incidents.first("1") is None:
        session.do(RecordIncident({"title": "The agent refunded twice"}))
    session.do(ChangeIncident(KEY, fields))
    return session.store.incidents.all()[0]


def test_that_the_phases_have_the_names_by_which_they_are_asked_for() -> None:
    assert tuple(phase.id for phase in STATES) == PHASES
    steps = list(itertools.chain.from_iterable(phase.steps for phase in STATES))
    assert steps == [stone for stone in MILESTONES if stone in steps], "the last milestone tells the phase"


@pytest.mark.parametrize("fact", sorted(MEETS))
def test_that_one_fact_counts_alike(session: Session, store: Store, fact: str) -> None:
    incident = put(session, MEETS[fact])
    assert asked(store) == asked(store, "typed") == expected(incident)


STONE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(MILESTONES),
        "note": st.sampled_from(["", "after 6 h", '"name": "reviewed"', '\\"resolved"']),
    }
) | st.fixed_dictionaries(
    {"name": st.sampled_from(MILESTONES), "at": st.just("2026-02"), "precision": st.just("month")}
)
ACTION = st.fixed_dictionaries(
    {
        "text": st.just("Do it"),
        "owner": st.sampled_from(["", "Ada"]),
        "due": st.sampled_from(["", "2026-12"]),
        "is_done": st.booleans(),
    }
)
TEXT = st.sampled_from(["", "said"])
LIVES = st.fixed_dictionaries(
    {
        "origin": st.sampled_from(["own", "own", "public"]),
        "milestones": st.lists(STONE, max_size=7, unique_by=lambda stone: stone["name"]),
        "actions": st.lists(ACTION, max_size=2),
        **dict.fromkeys(("detection", "containment", "fix", "prevention", "impact", "root_cause"), TEXT),
        "category": st.sampled_from([None, "other"]),
        "severity": st.sampled_from([None, "HIGH"]),
        "modes": st.sampled_from([[], [{"mode": "M01", "role": "cause"}]]),
        "extent": st.sampled_from([None, {"people": 0}, {"is_estimated": True}, {"currency": "EUR"}, {}]),
        "response": st.none()
        | st.fixed_dictionaries(
            {
                "limit": st.sampled_from([None, "halted"]),
                **dict.fromkeys(("takeover", "users_told", "post_mortem", "pattern", "reviews"), TEXT),
            }
        ),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(fields=LIVES)
def test_that_the_list_says_of_any_incident_what_is_said_of_it_alone(
    session: Session, store: Store, fields: dict[str, Any]
) -> None:
    incident = put(session, fields)
    assert asked(store) == expected(incident)
    assert read_list(store, IncidentFilter()).rows[0].phase == incident.phase


def test_that_facets_count_phases_and_an_incident_in_each_that_lacks_something(store: Store, session: Session) -> None:
    session.do_all([RecordIncident(dict(one)) for one in (REFUND, DRIFT, {"title": "Only reported"})])
    assert sum(read_facet(store, IncidentFilter(), "phase").values()) == 3
    assert read_facet(store, IncidentFilter(), "phase")[REPORTED] >= 1
    lacks = read_facet(store, IncidentFilter(), "lacks")
    assert lacks == dict.fromkeys(PHASES, 2), "the public one lacks nothing"
    assert read_facet(store, IncidentFilter(lacks="triage", phase=REPORTED), "lacks")["triage"] == 1 + (
        expected(session.store.incidents.all()[0])[0] == REPORTED
    )


def test_that_what_is_no_phase_finds_nothing_and_says_so(store: Store, session: Session) -> None:
    session.do(RecordIncident(dict(REFUND)))
    assert read_list(store, IncidentFilter(phase="x' OR '1")).rows == ()
    assert read_list(store, IncidentFilter(lacks="x' OR '1")).rows == ()
    assert read_list(store, IncidentFilter(text="phase:later")).rows == ()
    assert read_list(store, IncidentFilter(text="lacks:det -phase:reviewed")).rows == ()
    assert read_list(store, IncidentFilter(text="lacks:det -phase:post")).rows


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("field", ["phase", "lacks"])
def test_that_a_phase_is_looked_for_along_the_index_of_the_order(
    store: Store, session: Session, order: Order, field: str
) -> None:
    session.do(RecordIncident(dict(REFUND)))
    statements: list[str] = []
    store.database.conn.set_trace_callback(statements.append)
    read_list(store, IncidentFilter.model_validate({"order": order, field: "triage"}))
    store.database.conn.set_trace_callback(None)
    [page] = [sql for sql in statements if "ORDER BY" in sql]
    plan = " ".join(row[3] for row in store.database.conn.execute(f"EXPLAIN QUERY PLAN {page}"))
    assert "USING INDEX incident_" in plan.partition("incident_row")[2]
    assert "B-TREE FOR ORDER BY" not in plan
