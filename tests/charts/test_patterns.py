"""The chart of patterns says what leads only where that is established."""

from workbench.charts.patterns import build_patterns
from workbench.domain.patterns import RULE, Tally, in_order

OURS = "incidents of our own"


def build(*counts, subject="category", share=None):
    n = sum(counts)
    tallies = [Tally(id=f"c{i}", name=f"Cause {i}", count=c, n=n, share=share, n_at_least=50 if share else None)
               for i, c in enumerate(counts)]  # fmt: skip
    return build_patterns(in_order(tallies), subject=subject, whose=OURS)


def test_that_a_small_n_has_the_most_and_no_lead():
    assert build(4, 3, 2).title == "Cause 0 has the most, 4 of 9, but n is too small to rank it first"


def test_that_a_clear_lead_is_said():
    assert build(80, 10).title == "Cause 0 leads, with 80 of 90"


def test_that_level_ones_have_no_order():
    assert build(2, 2, 2, 1).title == "Cause 0 and 2 more are level at 2 of 7: no order"


def test_that_the_rule_of_ranking_and_what_differs_stand_below():
    spec = build(60, 2, share=22)
    assert [note.text for note in spec.notes] == [
        RULE,
        "Beyond the published interval: Cause 0 (more), Cause 1 (less).",
    ]
    assert spec.notes[0].text == RULE


def test_that_without_incidents_only_published_shares_are_drawn():
    spec = build(0, 0, share=22)
    assert [series.form for series in spec.series] == ["diamonds"]
    assert spec.title == "No incidents of our own by category yet: only the published shares are known"
    assert spec.rows[0][1:4] == ("0", "No data", "No data")


def test_that_an_empty_list_draws_nothing_and_says_so():
    spec = build_patterns([], subject="failure mode", whose=OURS)
    assert spec.title == "No incidents of our own by failure mode yet"
    assert spec.marks() == []


def test_that_modes_are_named_by_id_below_and_in_full_in_the_table():
    spec = build_patterns([Tally(id="M10", name="Tool API drift", count=3, n=4)], subject="failure mode", whose=OURS)
    assert spec.x.bands[0].label == "M10"
    assert spec.rows[0] == ("M10 Tool API drift", "3", "75.0 %", "19.4–99.4 %", "Not reported", "Not reported")


def test_that_every_row_is_in_the_table_when_not_every_bar_is_drawn():
    spec = build(*range(20, 0, -1))
    assert len(spec.rows) == 20
    assert len(spec.x.bands) == 12
