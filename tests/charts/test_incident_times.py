"""Incidents along time, by quarter where that is known and by year where the time is long."""

from workbench.charts.incident_times import build_incident_times
from workbench.domain.incident_filter import TimeCount


def built(*counts):
    return build_incident_times([TimeCount(when=w, origin=o, severity=s, count=n) for w, o, s, n in counts])


def test_that_quarters_without_an_incident_stand_between_and_an_unknown_quarter_apart():
    spec = built(("2025-Q3", "own", "LOW", 1), ("2026-Q1", "own", "LOW", 2), ("2026-?", "own", "LOW", 1))
    assert [(band.label, band.note) for band in spec.x.bands] == [
        ("Q3", "2025"),
        ("Q4", "2025"),
        ("No quarter", "2026"),
        ("Q1", "2026"),
    ]
    assert [mark.text for mark in spec.marks()] == ["1", "", "1", "2"]
    assert [bool(mark.key) for mark in spec.marks()] == [True, False, True, True]


def test_that_a_long_time_is_shown_by_the_latest_years():
    spec = built(*((f"{1990 + n}-Q1", "public", "", 1) for n in range(30)))
    assert [spec.x.bands[0].label, spec.x.bands[-1].label] == ["2004", "2019"]
    assert "14 before 2004" in spec.caption


def test_that_one_wrong_date_does_not_hide_all_others():
    spec = built(("2025-Q1", "public", "", 4), ("2026-Q1", "public", "", 9), ("2099-Q1", "public", "", 1))
    assert [band.label for band in spec.x.bands] == ["2025", "2026", "2099"]
    assert spec.title == "2026 has the most: 9 of 14 incidents"
    assert "years without any are left out" in spec.caption


def test_that_our_own_stand_above_public_ones_and_the_severest_on_top():
    spec = built(("2026-Q1", "public", "HIGH", 1), ("2026-Q1", "own", "LOW", 5), ("2026-Q1", "own", "CRITICAL", 1))
    rows = [(band.label, band.note) for band in reversed(spec.y.bands)]
    assert rows == [("Critical", "our own"), ("Low", "our own"), ("High", "public")]
    fullest = max(spec.marks(), key=lambda mark: mark.level)
    assert (fullest.text, fullest.level, fullest.key) == ("5", 3, "2026-Q1|own|LOW")
    assert fullest.said == "Q1 2026, low, our own: 5 incidents"


def test_that_the_title_says_where_most_are_and_claims_no_order_that_is_not_there():
    assert built(("2026-Q1", "own", "", 3), ("2026-Q2", "own", "", 1)).title == "Q1 2026 has the most: 3 of 4 incidents"
    level = built(("2026-Q1", "own", "", 2), ("2026-Q2", "own", "", 2))
    assert level.title == "No quarter stands out: the fullest have 2 incidents each"
    assert built(("", "own", "", 2)).title == built().title == "No incident here has a date"
    assert "2 without a date" in built(("", "own", "", 2)).caption


def test_that_the_table_holds_every_cell_with_an_incident():
    spec = built(("2026-Q1", "own", "HIGH", 3), ("2025-Q4", "public", "", 1))
    assert spec.rows == (("Q4 2025", "Public", "No severity", "1"), ("Q1 2026", "Our own", "High", "3"))
