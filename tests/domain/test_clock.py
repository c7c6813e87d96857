"""The clocks to report by: counted from aware, chosen by a person, and still once it was reported."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_elapsed import stone
from tests.domain.test_incident_phases import with_fields
from workbench.catalogue.clocks import load_clocks
from workbench.domain.clock import ClockState, clock_states

CLOCK = load_clocks().named("eu-ai-act-73")
TODAY = date(2026, 11, 20)


def state(aware: str = "2026-11-10", clause: str | None = "73-2", origin: str = "own", **more: Any) -> ClockState:
    choices = [] if clause is None else [{"clock": CLOCK.id, "clause": clause, **more}]
    stones = (stone("aware", aware),) if aware else ()
    [found] = clock_states(with_fields(origin, milestones=stones, response={"clocks": choices}), [CLOCK], TODAY)
    return found


def test_that_article_73_has_its_three_periods_and_says_where_from() -> None:
    assert {clause.article: clause.days for clause in CLOCK.clauses} == {"73(2)": 15, "73(3)": 2, "73(4)": 10}
    assert CLOCK.counted_from == "aware"
    assert "2024/1689" in CLOCK.source
    assert CLOCK.applies_from == date(2027, 12, 2)


@pytest.mark.parametrize(
    ("aware", "clause", "due", "days", "text"),
    [
        ("2026-11-10", "73-2", date(2026, 11, 25), 5, "due by the end of 2026-11-25, 5 days left."),
        ("2026-11-10", "73-4", date(2026, 11, 20), 0, "due by the end of 2026-11-20, the last day."),
        ("2026-11-10", "73-3", date(2026, 11, 12), -8, "due by the end of 2026-11-12, 8 days late."),
        ("2026-11-19T23:59", "73-3", date(2026, 11, 21), 1, "due by the end of 2026-11-21, 1 day left."),
        ("9999-12-30", "73-2", date.max, (date.max - TODAY).days, "due by the end of 9999-12-31, 2912119 days left."),
    ],
)
def test_that_days_count_from_the_day_after_aware(aware: str, clause: str, due: date, days: int, text: str) -> None:
    found = state(aware, clause)
    assert (found.due, found.days, found.is_late) == (due, days, days < 0)
    assert found.text.endswith(text)


def test_that_nothing_is_guessed() -> None:
    assert state(clause=None).text == (
        "EU AI Act, Article 73: nobody has said yet which clause applies, or that none does."
    )
    assert not state(clause=None).is_decided
    assert state(clause="").text == "EU AI Act, Article 73: does not apply, as a person decided."
    assert state("2026-11").due is None
    assert "aware is only known to the month" in state("2026-11").text
    assert "nobody has written down when you became aware" in state("").text
    assert "is not one of its file any more" in state(clause="73-9").text


def test_that_a_reported_incident_runs_no_more() -> None:
    in_time, late = state(reported_on="2026-11-25"), state(reported_on="2026-11-27")
    assert in_time.days is None
    assert in_time.text.endswith("reported on 2026-11-25, in time.")
    assert late.text.endswith("reported on 2026-11-27, 2 days late.")


def test_that_a_public_incident_is_reported_by_nobody_here() -> None:
    assert clock_states(with_fields("public"), [CLOCK], TODAY) == ()


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(CLOCK.clauses))
def test_that_what_is_left_is_the_days_until_it_is_due(aware: date, clause: Any) -> None:
    found = state(aware.isoformat(), clause.id)
    assert found.due == aware + timedelta(days=clause.days)
    assert found.days == (found.due - TODAY).days
