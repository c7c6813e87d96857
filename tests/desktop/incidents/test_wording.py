"""How the facts of an incident are worded."""

from datetime import UTC, datetime

import pytest

from tests.desktop.incidents.examples import DRIFT, HOSTILE, INJECTION, fields
from workbench.catalogue.loader import builtin_catalogue
from workbench.desktop.incidents.facts import DISAGREE, as_markdown, facts_by_label, source_markup
from workbench.desktop.incidents.wording import caution, mark, phases, timeline
from workbench.domain.incident import Incident
from workbench.domain.when import when_text


def incident(**more: object) -> Incident:
    made = {**fields("Title"), **more}
    return Incident.model_validate(
        {"id": "1", "key": "INC-2026-001", "recorded_by": "p", "recorded_at": datetime(2026, 11, 21, tzinfo=UTC)} | made
    )


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2026", "2026"),
        ("2026-Q1", "Q1 2026"),
        ("2026-02", "Feb 2026"),
        ("2026-11-07", "7 Nov 2026"),
        ("2026-11-07T09:05", "7 Nov 2026, 09:05"),
    ],
)
def test_that_a_date_is_no_more_precise_than_its_source(at: str, text: str) -> None:
    assert when_text(at) == text


def test_that_a_day_needs_no_year_below_the_head_of_its_year() -> None:
    assert when_text("2026-11-07T09:05", with_year=False) == "7 Nov"
    assert when_text("2026-02", with_year=False) == "Feb 2026"


def test_that_a_silent_source_leaves_a_phase_unpublished() -> None:
    public = phases(incident(origin="public", milestones=({"name": "detected", "note": "after 6 h"},)))
    assert [(phase.text, phase.is_reached) for phase in public[:2]] == [("after 6 h", True), ("not published", False)]


def test_that_our_own_phases_are_open_or_were_not_recorded() -> None:
    own = phases(incident(milestones=({"name": "contained", "at": "2026-11-17", "precision": "day"},)))
    assert [phase.text for phase in own] == ["not recorded", "not recorded", "17 Nov 2026", "open", "open"]


def test_that_a_relative_timeline_says_so() -> None:
    moments = ({"when": "0:00", "title": "Change"}, {"when": "+6:00", "title": "Detected", "is_milestone": True})
    note, shown = timeline(incident(origin="public", timeline=moments))
    assert note == "relative; the exact dates were not published"
    assert len(shown) == 2


def test_that_what_is_no_incident_is_marked() -> None:
    assert mark("incident", "confirmed") == "" == caution("incident", "confirmed")
    assert mark("incident", "hypothetical") == "Hypothetical"
    assert mark("exercise", "confirmed") == "Exercise"
    assert "nothing is claimed" in caution("incident", "hypothetical")
    assert "on purpose" in caution("exercise", "confirmed")


def test_that_sources_that_contradict_each_other_stand_side_by_side() -> None:
    shown = facts_by_label(builtin_catalogue(), incident(facts=INJECTION["facts"]))["CVSS"]
    assert shown.index("9.6") < shown.index("7.8") < shown.index(DISAGREE)
    agreeing = ({"label": "n", "value": "3", "source": "a"}, {"label": "n", "value": "3", "source": "b"})
    assert DISAGREE not in facts_by_label(builtin_catalogue(), incident(facts=agreeing))["n"]


def test_that_source_2_carries_its_badge() -> None:
    for cited in ("source 2", "source 2: Production Agent Post-Mortems"):
        assert "AI author" in source_markup(builtin_catalogue(), cited)[1]
    assert source_markup(builtin_catalogue(), HOSTILE)[0].startswith("&lt;b&gt;")


def test_that_an_incident_can_be_pasted_as_markdown() -> None:
    text = as_markdown(builtin_catalogue(), incident(**DRIFT))
    assert text.startswith("# A renamed field spoils 40 % of transactions\n\n**INC-2026-001**, confirmed, high,")
    assert "- M10, cause" in text
