"""Changing what is known of an incident, field by field, and taking it back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.domain.errors import UserError
from workbench.domain.incident import MILESTONES, Incident
from workbench.edits.deployments import AddDeployment, find_deployment, find_version
from workbench.edits.incidents import ChangeIncident, RecordIncident
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.store import Store

KEY = "INC-2026-001"
FIELDS: dict[str, Any] = {
    "response": {"limit": "halted", "takeover": "Two people of the desk", "users_told": "All who were charged"},
    "title": "The agent refunded twice",
    "summary": "Two refunds for one order.",
    "kind": "near-miss",
    "grade": "research",
    "origin": "public",
    "severity": "HIGH",
    "severity_original": "sev2",
    "severity_scale": "house scale",
    "milestones": ({"name": "began", "at": "2026-02", "precision": "month", "zone": "CET", "original": "in February"},),
    "modes": ({"mode": "M04", "role": "cause"},),
    "category": "tool-api-drift",
    "controls": ({"control": "circuit-breaker", "outcome": "absent"},),
    "trigger": "A time-out.",
    "root_cause": "No key.",
    "contributing_factors": ("No limit",),
    "impact": "One order.",
    "extent": {"money": 12.5, "currency": "EUR", "people": 1},
    "detection": "A customer wrote in.",
    "containment": "Halted.",
    "fix": "A key.",
    "prevention": "A limit.",
    "actions": ({"text": "Add a key", "owner": "Ada", "due": "2026-12-31"},),
    "facts": ({"label": "Turns", "value": "15", "source": "us"},),
    "timeline": ({"when": "+6:00", "title": "Detected"},),
    "external_ids": ("aiid:7",),
    "sources": ("https://example.com",),
    "confidence": "confirmed",
    "status": "final",
    "disputed": "The vendor says one.",
    "withdrawn": "2026-04-01",
    "reporter": "Grace",
    "credits": ("Lin",),
}


@pytest.fixture
def recorded(session: Session) -> Session:
    session.do(RecordIncident({"title": "Something"}))
    return session


def incident(store: Store) -> Incident:
    found = store.incidents.first("key = ?", KEY)
    assert found
    return found


def test_that_every_field_of_an_incident_is_here() -> None:
    others = {"id", "key", "recorded_by", "recorded_at", "severity_source", "deployment_id", "version_id"}
    assert FIELDS.keys() == Incident.model_fields.keys() - others


@pytest.mark.parametrize("name", FIELDS)
def test_that_a_field_is_written_journaled_and_taken_back(recorded: Session, store: Store, name: str) -> None:
    before = incident(store)
    entry = recorded.do(ChangeIncident(KEY, {name: FIELDS[name]}))
    assert {change.field for change in entry.changes} <= {name, "severity_source"}
    after = incident(store)
    assert getattr(after, name) != getattr(before, name)
    assert examine(store).complaints == ()
    recorded.undo()
    assert incident(store) == before
    recorded.redo()
    assert incident(store) == after


def test_that_a_field_can_be_emptied_again(recorded: Session, store: Store) -> None:
    before = incident(store)
    recorded.do(ChangeIncident(KEY, FIELDS))
    recorded.do(ChangeIncident(KEY, {name: getattr(before, name) for name in FIELDS}))
    assert incident(store) == before
    assert examine(store).complaints == ()


def test_that_who_assigned_a_mode_and_set_a_severity_is_noted(recorded: Session, store: Store) -> None:
    taken = {"mode": "M06", "role": "cause", "assigned_by": "importer"}
    recorded.do(ChangeIncident(KEY, {"modes": (taken,)}))
    recorded.do(ChangeIncident(KEY, {"modes": (taken, {"mode": "M04", "role": "consequence"}), "severity": "LOW"}))
    assert [role.assigned_by for role in incident(store).modes] == ["importer", "person"]
    assert incident(store).severity_source == "set by us"
    recorded.do(ChangeIncident(KEY, {"severity": None}))
    assert incident(store).severity_source == ""


def test_that_milestones_stand_in_their_order_and_once(recorded: Session, store: Store) -> None:
    stones = [{"name": name, "at": "2026", "precision": "year"} for name in ("resolved", "began", "resolved")]
    recorded.do(ChangeIncident(KEY, {"milestones": stones}))
    assert [stone.name for stone in incident(store).milestones] == ["began", "resolved"]


def test_that_the_version_that_ran_is_one_of_its_deployment(recorded: Session, store: Store) -> None:
    for name in ("Desk", "Other"):
        recorded.do(AddDeployment(name, None, "1.0"))
    desk, other = find_deployment(store, "Desk"), find_deployment(store, "Other")
    version = find_version(store, desk, "1.0")
    recorded.do(ChangeIncident(KEY, {"deployment_id": desk.id, "version_id": version.id}))
    with pytest.raises(UserError, match="not one of this deployment"):
        recorded.do(ChangeIncident(KEY, {"deployment_id": other.id, "version_id": version.id}))
    recorded.do(ChangeIncident(KEY, {"deployment_id": other.id}))
    assert (incident(store).deployment_id, incident(store).version_id) == (other.id, None)


@pytest.mark.parametrize(
    "fields", [{"title": " "}, {"kind": "rumour"}, {"extent": {"records": -1}}, {"actions": [{"text": ""}]}, {"no": 1}]
)
def test_that_what_no_incident_can_be_is_refused(recorded: Session, store: Store, fields: dict[str, Any]) -> None:
    before = incident(store)
    with pytest.raises(UserError, match="Nothing was changed"):
        recorded.do(ChangeIncident(KEY, fields))
    assert incident(store) == before


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(MILESTONES), unique=True), texts=st.lists(st.text(max_size=20), max_size=3))
def test_that_any_change_is_taken_back_whole(
    session: Session, store: Store, names: list[str], texts: list[str]
) -> None:
    if not store.incidents.all():
        session.do(RecordIncident({"title": "Something"}))
    key = store.incidents.all()[0].key
    before = store.incidents.all()[0]
    stones = [{"name": name, "note": "".join(texts)} for name in names]
    fields = {"milestones": stones, "contributing_factors": texts, "detection": "".join(texts)}
    if session.do(ChangeIncident(key, fields)).changes:
        session.undo()
    assert store.incidents.all()[0] == before
