"""Times between milestones: never more precise than what is known, never negative, never invented."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.elapsed import Elapsed, elapsed_times
from workbench.domain.incident import Incident

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PRECISIONS = {4: "year", 7: "month", 10: "day", 16: "minute"}


def stone(name: str, at: str, zone: str = "") -> dict[str, object]:
    precision = "quarter" if "Q" in at else PRECISIONS[len(at)]
    return {"name": name, "at": at, "precision": precision, "zone": zone}


def incident(*stones: dict[str, object], origin: str = "own") -> Incident:
    fields = {"id": "1", "key": "INC-2026-001", "title": "It broke", "recorded_by": "p", "recorded_at": NOW}
    return Incident.model_validate({**fields, "milestones": stones, "origin": origin})


def detect(began: str, detected: str, zones: tuple[str, str] = ("", "")) -> Elapsed:
    return elapsed_times(incident(stone("began", began, zones[0]), stone("detected", detected, zones[1])))[0]


@pytest.mark.parametrize(
    ("began", "detected", "text"),
    [
        ("2026-02-17T08:00", "2026-02-17T14:00", "6 h"),
        ("2026-02-17T08:00", "2026-02-17T08:00", "less than a minute"),
        ("2026-02-17T08:00", "2026-02-17T08:45", "45 min"),
        ("2026-02-17T08:00", "2026-02-17T10:30", "2 h 30 min"),
        ("2026-02-17T08:00", "2026-02-19T12:05", "2 days 4 h"),
        ("2026-02-10", "2026-02-13", "2 to 3 days"),
        ("2026-02-10T14:02", "2026-02-13", "2 to 3 days"),
        ("2026-02-10T00:00", "2026-02-13", "3 days"),
        ("2026-02-10", "2026-02-13T09:00", "2 to 3 days"),
        ("2026-02-10", "2026-02-10", "less than a day"),
        ("2026-02-10", "2026-02-11", "less than 2 days"),
        ("2026-02", "2026-02-11", "not known: began is only known to the month"),
        ("2026-Q1", "2026-02-11", "not known: began is only known to the quarter"),
        ("2026-02-11", "2027", "not known: detected is only known to the year"),
        ("2026-02-12", "2026-02-10", "a contradiction: detected (2026-02-10) lies before began (2026-02-12)"),
        ("2026-03", "2026-01", "a contradiction: detected (2026-01) lies before began (2026-03)"),
        ("2026-02-10T14:02", "2026-02-10T14:01", "a contradiction: detected (2026-02-10T14:01) lies before began "),
    ],
)
def test_that_a_time_is_as_precise_as_its_less_precise_end(began: str, detected: str, text: str) -> None:
    found = detect(began, detected)
    assert found.text.startswith(text)
    assert found.is_contradiction is text.startswith("a contradiction")


def test_that_days_of_different_zones_are_neither_a_contradiction_nor_too_precise() -> None:
    assert detect("2026-02-12", "2026-02-11").is_contradiction
    assert detect("2026-02-12", "2026-02-11", ("NZDT", "")).text == "less than 2 days"
    assert detect("2026-02-10", "2026-02-13", ("NZDT", "NZDT")).text == "2 to 3 days"
    assert detect("2026-02-10", "2026-02-13", ("NZDT", "")).text == "less than 6 days"


@pytest.mark.parametrize(
    ("began", "detected"), [("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31"), ("0001-01-01", "9999-12-31")]
)
def test_that_the_ends_of_the_calendar_are_days_too(began: str, detected: str) -> None:
    assert not detect(began, detected, ("Europe/Berlin", "Asia/Tokyo")).is_contradiction


def test_that_an_offset_in_the_date_counts() -> None:
    began = {"name": "began", "at": "2026-02-17T14:00+02:00", "precision": "minute"}
    assert elapsed_times(incident(began, stone("detected", "2026-02-17T13:00")))[0].text == "1 h"


@pytest.mark.parametrize(
    ("stones", "origin", "text"),
    [
        ((), "own", "not known: began is not recorded; detected is not recorded"),
        ((), "public", "not known: began is not published; detected is not published"),
        (
            ({"name": "detected", "note": "after 6 h"},),
            "public",
            "not known: began is not published; detected is known without a date (after 6 h)",
        ),
        (
            (stone("began", "2026-02-01"), {"name": "detected", "at": "soon", "precision": "day"}),
            "own",
            "not known: detected has no date that can be read",
        ),
        (
            (stone("began", "2026-02-01"), {"name": "detected", "at": "2026-02-02"}),
            "own",
            "not known: detected has no date that can be read",
        ),
    ],
)
def test_that_what_is_not_given_stays_unknown(stones: tuple[dict[str, object], ...], origin: str, text: str) -> None:
    found = elapsed_times(incident(*stones, origin=origin))[0]
    assert (found.text, found.least_minutes, found.most_minutes) == (text, None, None)


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0))
CUTS = st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@given(MOMENTS, st.integers(0, 10**6), CUTS, CUTS)
def test_that_the_true_time_lies_within_what_is_said(first: datetime, minutes: int, one: str, other: str) -> None:
    found = detect(first.strftime(one), (first + timedelta(minutes=minutes)).strftime(other))
    assert not found.is_contradiction
    if found.least_minutes is None or found.most_minutes is None:
        assert found.text.startswith("not known: ")
        assert "%d" not in one or "%d" not in other
    else:
        assert found.least_minutes <= minutes <= found.most_minutes
        assert (found.least_minutes == found.most_minutes) is (one == other == "%Y-%m-%dT%H:%M")


@given(MOMENTS, MOMENTS, CUTS, CUTS)
def test_that_no_time_is_negative_and_a_contradiction_has_no_figure(
    first: datetime, last: datetime, one: str, other: str
) -> None:
    found = detect(first.strftime(one), last.strftime(other))
    if found.is_contradiction:
        assert last < first
        assert found.least_minutes is found.most_minutes is None
    elif found.least_minutes is not None:
        assert found.least_minutes >= 0
        assert "-" not in found.text
