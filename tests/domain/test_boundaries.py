"""Flipping one finding, one waiver or one date flips the verdict, exactly at its boundary."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.builders import IN_PLACE, NOW, condition, decide, fact, finding, waiver
from workbench.domain.evidence import Evidence, EvidenceUse, end_of, fact_of, proof_of
from workbench.domain.model import Proof, Severity, Status
from workbench.domain.review import Condition, Waiver
from workbench.domain.verdict import Word

HIGH = Severity.HIGH
SECOND = timedelta(seconds=1)
READY, WITH, NOT = Word.READY, Word.WITH_CONDITIONS, Word.NOT_READY
DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2091, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (Status.PASS, Status.WARN, (READY, WITH)),
        (Status.WARN, Status.FAIL, (WITH, NOT)),
        (Status.PASS, Status.FAIL, (READY, NOT)),
        (Status.PASS, Status.UNKNOWN, (READY, NOT)),
        (Status.WARN, Status.UNKNOWN, (WITH, NOT)),
        (Status.PASS, Status.NOT_APPLICABLE, (READY, NOT)),
    ],
)
def test_that_flipping_one_finding_flips_the_verdict_and_flipping_it_back_flips_it_back(
    before: Status, after: Status, words: tuple[Word, Word]
) -> None:
    for status, word in zip((before, after, before), (*words, words[0]), strict=True):
        assert decide(finding(status), facts=(fact(),)).word is word


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, WITH),
        ({"approved_by": None}, NOT),
        ({"approved_by": "bob"}, NOT),
        ({"approved_as": None}, NOT),
        ({"approved_as": "product-owner"}, NOT),
        ({"compensating_control": None}, NOT),
        ({"compensating_control": "another"}, NOT),
        ({"check": "another_check"}, NOT),
        ({"renewals": 2}, WITH),
        ({"renewals": 3}, NOT),
        ({"renewals": 3, "approved_as": "product-owner"}, WITH),
    ],
)
def test_that_flipping_one_thing_of_a_waiver_flips_the_verdict(change: dict[str, object], word: Word) -> None:
    whole = {"compensating_control": "a-control", "approved_as": "security", **change}
    proven = (fact(control_id="a-control"),)
    failed = finding(Status.FAIL, controls=IN_PLACE)
    assert decide(failed, facts=proven, waivers=(waiver(date(2026, 12, 1), **whole),)).word is word  # type: ignore[arg-type]  # values of any kind


@given(DAYS, st.integers(-3, 3))
def test_that_a_condition_holds_to_the_last_second_of_its_day_in_utc(due: date, seconds: int) -> None:
    now = end_of(due) + seconds * SECOND
    assert decide(finding(Status.WARN), conditions=(condition(due),), now=now).word is (WITH if seconds < 0 else NOT)


@given(DAYS, st.integers(-3, 3))
def test_that_a_waiver_holds_to_the_last_second_of_its_day_in_utc(expires: date, seconds: int) -> None:
    now = end_of(expires) + seconds * SECOND
    result = decide(finding(Status.FAIL), severity=HIGH, waivers=(waiver(expires),), now=now)
    assert result.word is (WITH if seconds < 0 else NOT)


@given(DAYS, st.integers(-3, 3))
def test_that_evidence_proves_to_the_last_second_of_its_day_in_utc(expires: date, seconds: int) -> None:
    evidence = Evidence(
        id="e", kind="file", name="n", sha256="a" * 64, attached_at=NOW, collector="p", subject_version="v",
        expires_on=expires,
    )  # fmt: skip
    use = EvidenceUse(
        id="u", review_id="r", key="E1", check_id="injection_defense", evidence_id="e", attached_by="ada",
        attached_at=NOW, confirmed_by="bob",
    )  # fmt: skip
    now = end_of(expires) + seconds * SECOND
    assert proof_of(use, evidence, intact=True, version_id="v", now=now) is (
        Proof.VERIFIED if seconds < 0 else Proof.STALE
    )
    facts = (fact_of(use, evidence, intact=True, version_id="v", now=now),)
    assert decide(finding(Status.PASS), facts=facts, now=now).word is (READY if seconds < 0 else NOT)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
@pytest.mark.parametrize(
    "due",
    [
        date(2026, 3, 8),  # New York goes to summer time
        date(2026, 3, 29),  # Berlin goes to summer time
        date(2026, 4, 5),  # Lord Howe leaves it, by half an hour
        date(2026, 10, 25),  # Berlin leaves it
        date(2026, 11, 1),  # New York leaves it
        date(2011, 12, 29),  # Apia had no 30 December
        date(2024, 2, 29),
    ],
)
def test_that_a_change_of_local_time_moves_no_boundary(zone: str, due: date) -> None:
    boundary = end_of(due)
    for seconds in range(-2, 3):
        local = (boundary + seconds * SECOND).astimezone(ZoneInfo(zone))
        word = decide(finding(Status.WARN), conditions=(condition(due),), now=local).word
        assert word is (WITH if seconds < 0 else NOT)


def test_that_an_hour_that_comes_twice_is_told_apart() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    second = first.replace(fold=1)
    assert second.timestamp() - first.timestamp() == 3600
    due = date(2026, 10, 24)
    assert decide(finding(Status.WARN), conditions=(condition(due),), now=first).word is NOT
    assert decide(finding(Status.WARN), conditions=(condition(due),), now=second).word is NOT


@given(st.lists(MOMENTS, min_size=1, max_size=6))
def test_that_a_clock_that_jumps_leaves_nothing_behind(moments: list[datetime]) -> None:
    due, expires = date(2030, 6, 1), date(2030, 8, 1)
    warned, failed = finding(Status.WARN), finding(Status.FAIL)
    for now in moments:  # the verdict is of the moment asked for, however the clock came to it
        on_time = decide(warned, conditions=(condition(due),), now=now).word
        waived = decide(failed, severity=HIGH, waivers=(waiver(expires),), now=now).word
        assert on_time is (WITH if now < end_of(due) else NOT)
        assert waived is (WITH if now < end_of(expires) else NOT)


def test_that_the_last_day_of_the_calendar_has_an_end_too() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert end_of(date.max) == last
    for now, word in ((NOW, WITH), (last - SECOND, WITH), (last, NOT)):
        assert decide(finding(Status.WARN), conditions=(condition(date.max),), now=now).word is word


@given(DAYS, MOMENTS)
def test_that_the_state_of_a_date_changes_once_and_never_back(due: date, now: datetime) -> None:
    later = now + timedelta(days=1)
    for row in (condition(due), waiver(due)):
        assert isinstance(row, Condition | Waiver)
        states = (row.state(now), row.state(later))
        assert states != ("lapsed", "open")
        assert states != ("lapsed", "live")
