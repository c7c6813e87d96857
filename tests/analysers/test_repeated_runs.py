"""Runs of one input are bounded together, inputs never are, and the worst one decides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysers.readers.reader import Reading
from workbench.analysers.repeated_runs import MOST_ROWS, group_inputs, repeated_runs
from workbench.domain.analysis import Analysis, RunRecord
from workbench.domain.model import Status


def runs(name, passed, failed=0, skipped=0):
    outcomes = ["passed"] * passed + ["failed"] * failed + ["skipped"] * skipped
    total = len(outcomes)
    return [RunRecord(input=f"{name}[{i}-{total}]", outcome=outcome) for i, outcome in enumerate(outcomes, 1)]


def analysed(*records, tolerance=0.003, unfinished=""):
    return repeated_runs(Reading(tuple(record for group in records for record in group), (), unfinished), tolerance)


def test_that_fifty_clean_runs_are_a_warning_that_says_what_would_do():
    found = analysed(runs("refund", 50))
    assert found.status is Status.WARN
    assert found.sentence == (
        "0 of 50 failed; with 95 % confidence the rate on this input is below 5.8 % (one-sided, exact), if runs are "
        "independent and nothing changed. The tolerance of 0.3 % needs 998 runs without another failure: 948 more "
        "clean runs would do."
    )
    assert found.inputs[0].more_runs == 948


@pytest.mark.parametrize(("clean", "status"), [(997, Status.WARN), (998, Status.PASS)])
def test_that_the_pass_begins_with_the_run_that_the_tolerance_needs(clean, status):
    assert analysed(runs("refund", clean)).status is status


def test_that_a_lower_bound_outside_the_tolerance_fails():
    found = analysed(runs("refund", 46, 4))
    assert found.status is Status.FAIL
    assert "above" in found.sentence
    assert "998 new clean runs" in found.sentence


def test_that_an_input_that_fails_is_the_headline_before_one_with_a_wider_bound():
    found = analysed(runs("large", 900, 100), runs("small", 5))
    assert found.inputs[0].input == "large"
    assert found.status is Status.FAIL
    assert found.sentence.startswith("Worst of 2 inputs, large: 100 of 1,000 failed")


def test_that_inputs_are_never_pooled():
    found = analysed(*[runs(f"case_{n}", 50) for n in range(40)])
    assert found.status is Status.WARN
    assert {(row.runs, row.more_runs) for row in found.inputs} == {(50, 948)}


def test_that_skipped_runs_do_not_count():
    found = analysed(runs("refund", 50, skipped=3))
    assert found.inputs[0].runs == 50
    assert "Not counted, as skipped or without an outcome: 3 runs." in found.notes


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ([], "the file holds no runs"),
        (runs("refund", 0, skipped=4), "every run was skipped"),
        (
            [RunRecord(input="a", outcome="passed"), RunRecord(input="b", outcome="failed")],
            "nothing ran more than once",
        ),
    ],
)
def test_that_a_file_that_cannot_answer_is_no_evidence(records, reason):
    found = analysed(records)
    assert found.status is None
    assert reason in found.sentence


def test_that_an_input_that_ran_once_does_not_hide_the_repeated_one():
    found = analysed(runs("refund", 998), [RunRecord(input="smoke", outcome="passed")])
    assert found.status is Status.PASS
    assert any("1 input with one run" in note for note in found.notes)


def test_that_an_unfinished_run_is_never_a_pass():
    found = analysed(runs("refund", 998), unfinished="the test run was interrupted (exit status 2)")
    assert found.status is Status.WARN
    assert "interrupted" in found.sentence


def test_that_errors_count_as_bad_and_reasons_are_kept():
    broken = [RunRecord(input="refund", outcome="error", message="no session")] * 2
    found = analysed(broken, [RunRecord(input="refund", outcome="passed")])
    assert (found.inputs[0].bad, found.inputs[0].messages) == (2, ("no session",))


def test_that_only_the_worst_inputs_are_listed_but_all_are_counted():
    found = analysed(*[runs(f"case_{n}", 2) for n in range(MOST_ROWS + 5)])
    assert len(found.inputs) == MOST_ROWS
    assert found.figures[0].value == MOST_ROWS + 5


@pytest.mark.parametrize(
    ("names", "inputs"),
    [
        (["t[1-3]", "t[2-3]"], ["t", "t"]),
        (["t[refund-1-3]", "t[refund-3-3]"], ["t[refund]", "t[refund]"]),
        (["t[1-2]", "t[2-3]"], ["t[1-2]", "t[2-3]"]),
        (["t[0-3]", "t[1-3]"], ["t[0-3]", "t[1-3]"]),
        ([f"t[refund-{n}]" for n in range(10)], ["t[refund]"] * 10),
        ([f"t[{a}-{n}]" for a in range(2) for n in range(10)], ["t[0]"] * 10 + ["t[1]"] * 10),
        (["t[alice-1]", "t[alice-2]"], ["t[alice-1]", "t[alice-2]"]),
        (["t[0]", "t[1]", "t"], ["t[0]", "t[1]", "t"]),
    ],
)
def test_that_only_run_numbers_make_cases_one_input(names, inputs):
    grouped = group_inputs(names)
    assert [grouped[name] for name in names] == inputs


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("abc"), st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 9))),
    st.floats(0.0005, 0.5),
)
def test_that_every_run_is_counted_once_and_the_json_gives_the_same_back(counts, tolerance):
    found = analysed(*[runs(name, *count) for name, count in counts.items()], tolerance=tolerance)
    for row in found.inputs:
        passed, failed, _ = counts[row.input.partition("[")[0]]
        assert (row.runs, row.bad) == (passed + failed, failed)
        assert (row.status is Status.PASS) == (row.upper <= tolerance)
    assert Analysis.from_json(found.to_json()) == found
