"""Counts over a real workspace: kinds, origins, periods and deployments told apart."""

from datetime import date

import pytest

from tests.desktop.incidents.examples import fields
from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.deployment import Profile, Stage
from workbench.edits.deployments import AddDeployment, SetRunning
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.patterns_view import PatternFilter, PatternsView, read_patterns

TODAY = date(2026, 11, 20)
DRIFT = {"category": "tool-api-drift", "modes": ({"mode": "M10", "role": "cause"},)}
TWICE = {"modes": ({"mode": "M08.1", "role": "cause"}, {"mode": "M08.2", "role": "consequence"})}


def look(session: Session, **wanted: str) -> PatternsView:
    return read_patterns(session.store, PatternFilter.model_validate(wanted), builtin_catalogue(), TODAY)


def counts(view: PatternsView) -> tuple[dict[str, int], dict[str, int]]:
    categories = {one.id: one.count for one in view.categories if one.count}
    return categories, {one.id: one.count for one in view.modes}


@pytest.fixture
def filled(session: Session) -> Session:
    session.do(AddDeployment("Desk", "Team", "1.0", Profile(tasks_per_day=1000)))
    deployment = session.store.deployments.all()[0]
    rows = (
        fields("One", "2026-11-15", deployment_id=deployment.id, **DRIFT),
        fields("Two", "2026-02", **DRIFT),
        fields("Three", "2025", **TWICE),
        fields("Nearly", "2026-03", kind="near-miss", **DRIFT),
        fields("Public", "2026-03", origin="public", **DRIFT),
        fields("Made up", "2026-03", grade="hypothetical", **DRIFT),
        fields("Taken back", "2026-03", withdrawn="2026-04", **DRIFT),
        {"title": "Nobody knows when", "category": "of-our-own"},
    )
    session.do_all([RecordIncident(one) for one in rows])
    return session


def test_that_only_real_incidents_of_our_own_are_counted_unless_asked(filled: Session) -> None:
    view = look(filled)
    assert counts(view) == ({"tool-api-drift": 2, "of-our-own": 1}, {"M10": 2, "M08": 1})
    assert view.kinds == {"incident": 4, "near-miss": 1, "exercise": 0, "vulnerability": 0}
    assert (view.counted, view.uncategorised, view.without_mode, view.undated) == (4, 1, 1, 0)
    assert {one.n for one in view.categories} == {3}
    assert {one.n for one in view.modes} == {3}
    assert view.years == ("2026", "2025")


def test_that_kinds_and_origins_stand_apart(filled: Session) -> None:
    assert counts(look(filled, kind="near-miss")) == ({"tool-api-drift": 1}, {"M10": 1})
    assert counts(look(filled, origin="public")) == ({"tool-api-drift": 1}, {"M10": 1})
    assert look(filled, origin="public").rates == ()
    assert counts(look(filled, kind="exercise")) == ({}, {})


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026", "2026", 2),
        ("2026", "", 2),
        ("", "2025", 1),
        ("2026-03", "", 1),
        ("2025-06", "2025-07", 1),
        ("2026-11-16", "", 0),
        ("2026-11-15", "2026-11-15", 1),
        ("2027", "", 0),
    ],
)
def test_that_a_period_lets_in_what_may_have_happened_in_it(
    filled: Session, since: str, until: str, found: int
) -> None:
    view = look(filled, since=since, until=until)
    assert (view.counted, view.undated) == (found, 1)


def test_that_a_quarter_lies_in_the_period_that_it_touches() -> None:
    def lets_in(since: str, until: str) -> bool:
        return PatternFilter(since=since, until=until).lets_in("2026-Q1")

    assert lets_in("2026-03", "2026-12")
    assert lets_in("2025", "2026-01-05")
    assert not lets_in("2026-04", "")
    assert not lets_in("", "2025-12")


def test_that_the_rate_of_a_deployment_is_of_the_version_that_runs(filled: Session) -> None:
    [silent] = look(filled).rates
    assert silent.why == "it is not recorded what runs and since when"
    version = filled.store.versions.all()[0]
    filled.do(SetRunning(version.id, Stage.LIMITED, date(2026, 11, 11)))
    [rate] = look(filled).rates
    assert (rate.incidents, rate.tasks) == (1, 10_000)
    assert counts(look(filled, deployment="DEP-1"))[0] == {"tool-api-drift": 1}
    assert counts(look(filled, deployment="DEP-9"))[0] == {}
