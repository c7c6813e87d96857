"""Repeated runs of one input: how often the outcome was bad, and what that bounds."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.analysers.analyser import Analyser
from workbench.analysers.readers.reader import Reading
from workbench.domain.analysis import Analysis, Figure, InputRow, RunRecord
from workbench.domain.model import Status
from workbench.domain.statistics import (
    above_sentence,
    clean_runs_needed,
    lower_bound,
    percent_down,
    percent_plain,
    percent_up,
    rate_sentence,
    upper_bound,
)

VERSION = 1
MOST_ROWS = 200
"""Inputs that are kept in the analysis, the worst first; all of them are counted."""
FEWEST_NUMBERED = 10
"""Consecutive run numbers that a family `[case-0] … [case-9]` needs before it is read as runs of one input."""

_READS = (
    "Reads JUnit XML and pytest-json-report. Cannot see whether the test would notice a bad answer, other inputs, "
    "changes by the model's provider, cached answers, or runs of a different version."
)
_NUMBERED = re.compile(r"^(?P<base>.*\[(?:.*-)?)(?P<i>\d{1,7})-(?P<n>\d{1,7})\]$", re.DOTALL)
_LAST_NUMBER = re.compile(r"^(?P<base>.*\[.+)-(?P<i>\d{1,7})\]$", re.DOTALL)
_ORDER = {Status.FAIL: 0, Status.WARN: 1, Status.PASS: 2}


@dataclass(frozen=True)
class _Counted:
    """The valid runs of one input, before they are judged."""

    input: str
    runs: int
    bad: int
    repeated: bool
    """Whether the file shows more than one run, an outcome or not."""
    messages: tuple[str, ...]


def repeated_runs(reading: Reading, tolerance: float) -> Analysis:
    """Bound the rate of bad outcomes over repeated runs of one input, and propose by the worst input.

    Exact one-sided 95 % bounds (Clopper and Pearson, Biometrika 26, 1934). Pass when the upper bound is inside the
    tolerance, fail when the lower bound is outside it, otherwise warn. Inputs are never pooled: their runs differ in
    more than chance. A run that failed or broke is bad; a skipped one is no run. An input that ran once and passed
    says nothing about repetition and is left out; one that ran once and failed stays.
    """
    valid = [record for record in reading.records if record.outcome != "skipped"]
    counted = _count(reading.records)
    kept = [entry for entry in counted if entry.runs > 1 or entry.bad]
    notes = [*reading.notes, *_notes(reading.records, valid, counted, kept)]
    if not any(entry.repeated for entry in kept):
        return _no_evidence(reading, counted, notes, tolerance)
    rows = sorted((_judge(entry, tolerance) for entry in kept), key=_worst_first)
    status, sentence = _propose(rows, tolerance, reading.unfinished)
    if len(rows) > MOST_ROWS:
        notes.append(f"The {MOST_ROWS} worst of {len(rows):,} inputs are listed.")
    return Analysis(
        analyser=ANALYSER.id,
        version=VERSION,
        check=ANALYSER.check,
        status=status,
        sentence=sentence,
        figures=_figures(rows, tolerance),
        inputs=tuple(rows[:MOST_ROWS]),
        notes=tuple(notes),
        reads=_READS,
        tolerance=tolerance,
    )


def group_inputs(names: Iterable[str]) -> dict[str, str]:
    """Return for each case name the input that it is a run of.

    Two ways of numbering runs are known: `[3-50]`, run 3 of 50, as pytest-repeat writes it, where every case of the
    family names the same total; and `[refund-7]`, run 7 of input *refund*, where the numbers are consecutive from 0
    or 1 and at least ten. Any other case is an input of its own: `[alice]` and `[bob]` differ in more than chance.
    """
    distinct = list(dict.fromkeys(names))
    grouped = _of_total(distinct)
    return {name: grouped.get(name, name) for name in distinct} | _by_last_number(
        n for n in distinct if n not in grouped
    )


def _of_total(names: Iterable[str]) -> dict[str, str]:
    families: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for name in names:
        if match := _NUMBERED.match(name):
            families[match["base"]].append((name, int(match["i"]), int(match["n"])))
    grouped = {}
    for base, runs in families.items():
        totals = {total for _, _, total in runs}
        if len(totals) == 1 and all(1 <= run <= total and total > 1 for _, run, total in runs):
            grouped.update({name: _without_number(base) for name, _, _ in runs})
    return grouped


def _by_last_number(names: Iterable[str]) -> dict[str, str]:
    families: dict[str, dict[int, str]] = defaultdict(dict)
    for name in names:
        if match := _LAST_NUMBER.match(name):
            families[match["base"]][int(match["i"])] = name
    grouped = {}
    for base, runs in families.items():
        first, count = min(runs), len(runs)
        if first in (0, 1) and count >= FEWEST_NUMBERED and max(runs) == first + count - 1:
            grouped.update(dict.fromkeys(runs.values(), f"{base}]"))
    return grouped


def _without_number(base: str) -> str:
    return base[:-1] if base.endswith("[") else f"{base[:-1]}]"


def _count(records: Sequence[RunRecord]) -> list[_Counted]:
    inputs = group_inputs(record.input for record in records)
    runs: dict[str, list[RunRecord]] = defaultdict(list)
    for record in records:
        runs[inputs[record.input]].append(record)
    counted = (_counted(name, its_runs) for name, its_runs in runs.items())
    return [entry for entry in counted if entry.runs]


def _counted(name: str, records: list[RunRecord]) -> _Counted:
    valid = sum(record.outcome != "skipped" for record in records)
    bad = [record for record in records if record.outcome in ("failed", "error")]
    reasons = tuple(dict.fromkeys(record.message for record in bad if record.message))
    return _Counted(name, valid, len(bad), len(records) > 1, reasons[:3])


def _judge(entry: _Counted, tolerance: float) -> InputRow:
    lower, upper = lower_bound(entry.bad, entry.runs), upper_bound(entry.bad, entry.runs)
    status = Status.PASS if upper <= tolerance else Status.FAIL if lower > tolerance else Status.WARN
    more = clean_runs_needed(tolerance, entry.bad) - entry.runs if status is Status.WARN else 0
    return InputRow(
        input=entry.input,
        runs=entry.runs,
        bad=entry.bad,
        lower=lower,
        upper=upper,
        status=status,
        more_runs=more,
        messages=entry.messages,
    )


def _worst_first(row: InputRow) -> tuple[int, float, float, str]:
    return _ORDER[row.status], -row.upper, -row.lower, row.input


def _propose(rows: list[InputRow], tolerance: float, unfinished: str) -> tuple[Status, str]:
    worst, limit = rows[0], percent_plain(tolerance)
    head = f"Worst of {len(rows):,} inputs, {worst.input}: " if len(rows) > 1 else ""
    if worst.status is Status.FAIL:
        return worst.status, (
            f"{head}{above_sentence(worst.bad, worst.runs)}. The tolerance is {limit}. Once it is mended, "
            f"{clean_runs_needed(tolerance):,} new clean runs show it."
        )
    sentence = f"{head}{rate_sentence(worst.bad, worst.runs, tolerance)}."
    if worst.status is Status.WARN:
        total = worst.runs + worst.more_runs
        return worst.status, (
            f"{sentence} The tolerance of {limit} needs {total:,} runs without another failure: "
            f"{worst.more_runs:,} more clean runs would do."
        )
    if unfinished:
        return Status.WARN, f"{sentence} That is inside the tolerance of {limit}, but {unfinished}: run it to the end."
    return worst.status, f"{sentence} That is inside the tolerance of {limit}."


def _figures(rows: list[InputRow], tolerance: float) -> tuple[Figure, ...]:
    worst = rows[0]
    flipped = sum(0 < row.bad < row.runs for row in rows)
    runs, bad = sum(row.runs for row in rows), sum(row.bad for row in rows)
    needed = clean_runs_needed(tolerance)
    return (
        Figure(name="Inputs", value=len(rows), text=f"{len(rows):,}"),
        Figure(name="Runs", value=runs, text=f"{runs:,}"),
        Figure(name="Bad runs", value=bad, text=f"{bad:,}"),
        Figure(name="Inputs with both outcomes", value=flipped, text=f"{flipped:,} of {len(rows):,}"),
        Figure(
            name="Worst input, upper bound",
            value=worst.upper,
            text=f"{percent_up(worst.upper)}, one-sided 95 % upper bound, exact",
        ),
        Figure(
            name="Worst input, lower bound",
            value=worst.lower,
            text=f"{percent_down(worst.lower)}, one-sided 95 % lower bound, exact",
        ),
        Figure(
            name="Clean runs the tolerance needs",
            value=needed,
            text=f"{needed:,} runs of one input without a failure, for {percent_plain(tolerance)}",
        ),
        *([_still_to_add(worst)] if worst.status is Status.WARN else []),
    )


def _still_to_add(worst: InputRow) -> Figure:
    return Figure(
        name="Clean runs still to add", value=worst.more_runs, text=f"{worst.more_runs:,}, for the worst input"
    )


def _notes(
    records: Sequence[RunRecord], valid: Sequence[RunRecord], counted: list[_Counted], kept: list[_Counted]
) -> list[str]:
    notes = []
    if skipped := len(records) - len(valid):
        notes.append(f"Not counted, as skipped or without an outcome: {_many(skipped, 'run')}.")
    if errors := sum(record.outcome == "error" for record in valid):
        notes.append(f"Counted as bad: {_many(errors, 'run')} that broke outside the case itself.")
    if single := len(counted) - len(kept):
        notes.append(
            f"Left out: {_many(single, 'input')} with one run that passed; one run says nothing about repetition."
        )
    if len({record.input for record in valid}) > len(counted):
        notes.append("Cases that differ only in their run number are read as runs of one input.")
    if len(kept) > 1:
        notes.append("Each bound holds for its input alone; pooling the inputs would be too narrow.")
    return notes


def _no_evidence(reading: Reading, counted: list[_Counted], notes: list[str], tolerance: float) -> Analysis:
    if not reading.records:
        sentence = "No evidence: the file holds no runs."
    elif not counted:
        sentence = "No evidence: every run was skipped."
    else:
        sentence = (
            f"No evidence: nothing ran more than once ({_many(len(counted), 'input')}), so repetition was not tried."
        )
    return Analysis(
        analyser=ANALYSER.id,
        version=VERSION,
        check=ANALYSER.check,
        status=None,
        sentence=sentence,
        notes=tuple(notes),
        reads=_READS,
        tolerance=tolerance,
    )


def _many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


ANALYSER = Analyser("repeated-runs", check="determinism_testing", reads=("junit", "pytest-json"), analyse=repeated_runs)
