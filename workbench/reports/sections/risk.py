"""Risk: the matrix of the rated modes and the Pareto of incident causes, each with its numbers and its scales."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from workbench.charts.matrix import build_matrix
from workbench.charts.pareto import CategoryCount, build_pareto
from workbench.charts.spec import ChartSpec
from workbench.charts.svg import render_svg
from workbench.domain.catalogue import FailureMode
from workbench.domain.priority import LEVEL_WORDS, action_priority
from workbench.domain.record import Record
from workbench.domain.review import Rating, Score
from workbench.domain.risk import Rated, matrix
from workbench.reports.input import ReportInput
from workbench.reports.section import Section

WIDTH, MATRIX_HEIGHT, PARETO_HEIGHT = 627.0, 360.0, 330.0
"""CSS pixels; 627 are the 166 mm between the margins."""


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return both charts with their tables, the ratings and the scales."""
    record = report_input.record
    return {
        "matrix": _chart(_matrix(record), MATRIX_HEIGHT),
        "pareto": _chart(_pareto(record), PARETO_HEIGHT),
        "ratings": [_rating(record, mode.check.id) for mode in _modes(record)],
        "scales": record.scales,
    }


def _matrix(record: Record) -> ChartSpec:
    rated = [(record.mode_of(row.check_id).id, row.rating) for row in record.findings if row.rating]
    ratings = [_rated(mode_id, rating.now or rating.before) for mode_id, rating in rated]
    modes = _modes(record)
    risk = matrix(record.scales, ratings, [mode.id for mode in modes])
    return build_matrix(risk, {mode.id: mode.name for mode in modes})


def _modes(record: Record) -> list[FailureMode]:
    """Return what can be rated: operations are no failure modes."""
    return [topic for topic in record.modes if isinstance(topic, FailureMode)]


def _rated(mode_id: str, score: Score) -> Rated:
    return Rated(mode_id=mode_id, severity=score.severity, occurrence=score.occurrence)


def _pareto(record: Record) -> ChartSpec:
    counts = [
        CategoryCount(
            id=row.id,
            name=row.name,
            own=record.incident_counts.get(row.id, 0),
            share=row.share,
            n_at_least=row.n_at_least,
        )
        for row in record.categories
    ]
    return build_pareto(counts)


def _chart(spec: ChartSpec, height: float) -> Mapping[str, Any]:
    drawn = Markup(render_svg(spec, WIDTH, height))
    return {"title": spec.title, "caption": spec.caption, "svg": drawn, "table": spec.table()}


def _rating(record: Record, check_id: str) -> Mapping[str, Any]:
    finding = record.finding(check_id)
    rating: Rating | None = finding.rating if finding else None
    return {
        "mode": record.mode_of(check_id).id,
        "check": check_id,
        "before": _scored(rating.before) if rating else ("Not rated", ""),
        "now": _scored(rating.now) if rating and rating.now else ("Not rated", ""),
    }


def _scored(score: Score) -> tuple[str, str]:
    found = action_priority(score.severity, score.occurrence, score.detection)
    return f"{score.severity}, {score.occurrence}, {score.detection}", f"{LEVEL_WORDS[found.level]} ({found.row})"


SECTION = Section("risk", "Risk", 40, build)
