"""Incidents along time: own and public apart, by severity, a column for each quarter or year."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from workbench.charts.spec import Band, Bands, Chart, ChartSpec, Mark, Note, Series
from workbench.domain.incident_filter import TimeCount
from workbench.domain.model import Severity

QUARTERS = 12
"""So many columns at most; a longer time is shown by years."""
YEARS = 16
ORIGINS = (("own", "our own"), ("public", "public"))
SEVERITIES = (*(severity.value for severity in Severity), "")
STEPS = (1, 2, 5)
"""Incidents from which a cell is a shade darker."""


class _Row(NamedTuple):
    origin: str
    severity: str


def build_incident_times(counts: Sequence[TimeCount]) -> ChartSpec:
    """Return the chart: the latest columns, our own above public ones, the severest on top; empty rows are left out.

    Where the years spread too wide, so are the years without an incident: one wrong date would hide all others.

    The key of a cell is its column, origin and severity, parted by `|`.
    """
    dated = [each for each in counts if each.when]
    by_quarter = len(_columns(dated, by_quarter=True)) <= QUARTERS
    columns = _columns(dated, by_quarter=by_quarter)
    if len(columns) > YEARS:
        held = {each.when[:4] for each in dated}
        columns = [column for column in columns if column in held][-YEARS:]
    rows = _rows(dated)
    cells = Counter[tuple[str, _Row]]()
    for each in dated:
        cells[_column(each.when, by_quarter=by_quarter), _Row(each.origin, each.severity)] += each.count
    marks = [
        _mark(x, y, column, row, cells[column, row]) for y, row in enumerate(rows) for x, column in enumerate(columns)
    ]
    return ChartSpec(
        id="incident-times",
        title=_finding(cells, columns, by_quarter=by_quarter),
        caption=_caption(counts, columns),
        x=Bands(bands=tuple(_band(column) for column in columns) or (Band(label="No date"),)),
        y=Bands(bands=tuple(_row_band(row) for row in rows) or (Band(label="No incident"),)),
        series=(Series(form="cells", marks=tuple(marks)),),
        notes=(Note(text="The stronger the shade, the more: 1, 2 to 4, 5 or more. A cell opens its incidents."),),
        head=("When", "Whose", "Severity", "Incidents"),
        rows=tuple(
            (said_when(column), dict(ORIGINS)[row.origin].capitalize(), _severity(row), str(cells[column, row]))
            for column in columns
            for row in reversed(rows)
            if cells[column, row]
        ),
        figures=(3,),
    )


def said_when(column: str) -> str:
    """Return a column in words: `Q1 2026`, `2026, quarter not known`, `2026`."""
    year, _, part = column.partition("-")
    return f"{part} {year}" if part.startswith("Q") else f"{year}, quarter not known" if part else year


def _column(when: str, *, by_quarter: bool) -> str:
    return when if by_quarter else when[:4]


def _columns(dated: Sequence[TimeCount], *, by_quarter: bool) -> list[str]:
    """Return every column from the first to the last, those between without an incident as well."""
    years = [int(each.when[:4]) for each in dated]
    if not years:
        return []
    spread = range(min(years), max(years) + 1)
    if not by_quarter:
        return [f"{year:04}" for year in spread]
    known = {each.when for each in dated}
    quarters = sorted(when for when in known if "Q" in when)
    first, last = (quarters[0], quarters[-1]) if quarters else ("", "")
    every = [f"{year:04}-{part}" for year in spread for part in ("?", "Q1", "Q2", "Q3", "Q4")]
    return [when for when in every if when in known or ("Q" in when and first <= when <= last)]


def _rows(dated: Sequence[TimeCount]) -> list[_Row]:
    known = {_Row(each.origin, each.severity) for each in dated}
    return [row for origin, _ in reversed(ORIGINS) for severity in reversed(SEVERITIES)
            if (row := _Row(origin, severity)) in known]  # fmt: skip


def _band(column: str) -> Band:
    year, _, part = column.partition("-")
    if not part:
        return Band(label=year)
    return Band(label=part if part != "?" else "No quarter", note=year)


def _row_band(row: _Row) -> Band:
    return Band(label=_severity(row), note=dict(ORIGINS)[row.origin])


def _severity(row: _Row) -> str:
    return row.severity.capitalize() or "No severity"


def _mark(x: int, y: int, column: str, row: _Row, count: int) -> Mark:
    number = f"{_many(count)}" if count else "none"
    return Mark(
        x=x,
        y=y,
        level=sum(count >= step for step in STEPS),
        text=f"{count:,}" if count else "",
        key=f"{column}|{row.origin}|{row.severity}" if count else "",
        said=f"{said_when(column)}, {_severity(row).lower()}, {dict(ORIGINS)[row.origin]}: {number}",
    )


def _finding(cells: Counter[tuple[str, _Row]], columns: Sequence[str], *, by_quarter: bool) -> str:
    totals = Counter[str]()
    for (column, _), count in cells.items():
        totals[column] += count
    shown = [(totals[column], column) for column in columns if totals[column]]
    if not shown:
        return "No incident here has a date"
    most, column = max(shown)
    if len([count for count, _ in shown if count == most]) > 1:
        return f"No {'quarter' if by_quarter else 'year'} stands out: the fullest have {_many(most)} each"
    return f"{said_when(column)} has the most: {most:,} of {_many(sum(totals.values()))}"


def _caption(counts: Sequence[TimeCount], columns: Sequence[str]) -> str:
    n = sum(each.count for each in counts)
    undated = sum(each.count for each in counts if not each.when)
    earlier = sum(each.count for each in counts if each.when and columns and each.when[:4] < columns[0][:4])
    parts = [f"n = {n:,}, as the list is filtered"]
    parts += [f"{undated:,} without a date"] if undated else []
    parts += [f"{earlier:,} before {columns[0][:4]}"] if earlier else []
    has_gap = columns and len(columns[0]) == 4 and int(columns[-1]) - int(columns[0]) >= len(columns)
    parts += ["years without any are left out"] if has_gap else []
    return "; ".join(parts) + ". When they happened, not when they were recorded."


def _many(count: int) -> str:
    return "1 incident" if count == 1 else f"{count:,} incidents"


def _sample() -> dict[str, Any]:
    known = (
        ("2025-Q3", "public", "CRITICAL", 2), ("2025-Q4", "public", "HIGH", 1), ("2026-?", "own", "", 1),
        ("2026-Q1", "own", "HIGH", 6), ("2026-Q2", "own", "LOW", 3), ("", "own", "LOW", 1),
    )  # fmt: skip
    return {"counts": [TimeCount(when=w, origin=o, severity=s, count=n) for w, o, s, n in known]}


CHART = Chart(id="incident-times", name="Incidents along time", build=build_incident_times, sample=_sample)
