"""The risk matrix: which failure modes stand where, and which nobody has rated."""

from collections.abc import Mapping
from typing import Any

from workbench.charts.spec import Band, Bands, Chart, ChartSpec, Mark, Note, Series
from workbench.domain.risk import Rated, RiskCell, RiskMatrix, Scales, matrix

HIGHEST = 3
"""The darkest level of the grid."""


def build_matrix(risk: RiskMatrix, names: Mapping[str, str] | None = None) -> ChartSpec:
    """Return the matrix as a chart; `names` gives the name of each mode id.

    A cell orders the discussion. Modes that share one have no order among them, so the table sorts them by id.
    """
    names = names or {}
    rated = sum(len(cell.mode_ids) for cell in risk.cells)
    scales = risk.scales
    caption = f"{_many(rated, 'mode')} rated, {len(risk.not_assessed)} not; scales {scales.id} {scales.version}."
    return ChartSpec(
        id="matrix",
        title=_finding(risk),
        caption=f"{caption} Modes in one cell have no order among them.",
        x=Bands(title="Severity", bands=tuple(Band(label=b.name, note=b.anchor) for b in scales.severity)),
        y=Bands(title="Occurrence", bands=tuple(Band(label=b.name, note=b.anchor) for b in scales.occurrence)),
        series=(Series(form="cells", marks=tuple(_mark(cell, scales) for cell in risk.cells)),),
        notes=_not_assessed(risk),
        head=("Mode", "Name", "Occurrence", "Severity", "Level"),
        rows=tuple(_rows(risk, names)),
        figures=(4,),
    )


def _finding(risk: RiskMatrix) -> str:
    worst = max((cell.level for cell in risk.cells if cell.mode_ids), default=None)
    if worst is None:
        return "No mode is rated yet"
    ids = sorted(mode_id for cell in risk.cells if cell.level == worst for mode_id in cell.mode_ids)
    stand = "stands" if len(ids) == 1 else "stand"
    where = "at the darkest level" if worst == HIGHEST else f"highest, at level {worst} of {HIGHEST}"
    return f"{_listed(ids)} {stand} {where}"


def _mark(cell: RiskCell, scales: Scales) -> Mark:
    count = len(cell.mode_ids)
    place = f"{scales.occurrence[cell.row].name}, {scales.severity[cell.column].name.lower()}"
    standing = f"{_many(count, 'mode')}, {', '.join(cell.mode_ids)}" if count else "no mode"
    return Mark(
        x=cell.column,
        y=cell.row,
        level=cell.level,
        text=str(count) if count else "",
        ids=cell.mode_ids,
        key=" ".join(cell.mode_ids),
        said=f"{place}, level {cell.level} of {HIGHEST}: {standing}",
    )


def _not_assessed(risk: RiskMatrix) -> tuple[Note, ...]:
    if not risk.not_assessed:
        return ()
    return (Note(text=f"Not assessed: {' '.join(risk.not_assessed)}", hatched=True),)


def _rows(risk: RiskMatrix, names: Mapping[str, str]) -> list[tuple[str, ...]]:
    occurrence, severity = risk.scales.occurrence, risk.scales.severity
    cells = sorted(risk.cells, key=lambda cell: (-cell.level, -cell.column, -cell.row))
    placed = [
        (mode_id, names.get(mode_id, ""), occurrence[cell.row].name, severity[cell.column].name, str(cell.level))
        for cell in cells
        for mode_id in cell.mode_ids
    ]
    return placed + [(mode_id, names.get(mode_id, ""), *["Not assessed"] * 3) for mode_id in risk.not_assessed]


def _listed(ids: list[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{', '.join(ids[:-1])} and {ids[-1]}"


def _many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def _sample() -> dict[str, Any]:
    bands = [{"name": f"Band {n}", "anchor": "what it means", "lowest": n, "highest": n + 1} for n in range(1, 11, 2)]
    levels = [[min(3, (row + column) // 2) for column in range(5)] for row in range(5)]
    scales = Scales.model_validate(
        {"id": "sample", "version": 1, "occurrence": bands, "severity": bands, "levels": levels}
    )
    places = (("M01", 8, 3), ("M02", 8, 3), ("M04", 9, 3), ("M06", 9, 6), ("M07", 8, 5), ("M08", 7, 6))
    ratings = [Rated(mode_id=mode_id, severity=s, occurrence=o) for mode_id, s, o in places]
    return {"risk": matrix(scales, ratings, ["M01", "M03", "M05"]), "names": {"M06": "Adversarial prompt injection"}}


CHART = Chart(id="matrix", name="Risk matrix", build=build_matrix, sample=_sample)
