"""The action priority as a table, and the two charts of a review as specifications."""

from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.charts.matrix import build_matrix
from workbench.charts.pareto import CategoryCount, build_pareto
from workbench.charts.spec import ChartSpec
from workbench.desktop.kit.roles import Role
from workbench.domain.evidence import ProofCounts
from workbench.domain.priority import LEVEL_WORDS, Level
from workbench.domain.review import Condition, Score
from workbench.storage.risk_view import RatedMode, RiskView

Index = QModelIndex | QPersistentModelIndex
Cells = dict[int, Any]
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
HEADS = ("Failure mode", "S", "O", "D", "Before controls", "S", "O", "D", "Now", "Proof", "Next")
SPOKEN_HEADS = (
    "Failure mode",
    *("Severity before controls", "Occurrence before controls", "Detection before controls", "Before controls"),
    *("Severity now", "Occurrence now", "Detection now", "Now", "Proof", "Next"),
)
FIGURES = (1, 2, 3, 5, 6, 7)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class RiskRole(IntEnum):
    """What the table of the risk page paints beyond `kit.roles`."""

    LEVEL = int(Qt.ItemDataRole.UserRole) + 101
    """`H`, `M` or `L`: a square, filled, half filled or hollow, with its word."""


class PriorityModel(QAbstractTableModel):
    """One row per rated failure mode, most urgent first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RatedMode, ...] = ()
        self._people: dict[str, str] = {}
        self._today = date.min

    def show(self, view: RiskView, today: date) -> None:
        """Replace every row."""
        self.beginResetModel()
        self._rows, self._people, self._today = view.rated, view.people, today
        self.endResetModel()

    def mode(self, row: int) -> RatedMode:
        """Return the failure mode of a row."""
        return self._rows[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """One row per rated mode."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """One column per head."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return the heads; the letters are said in full."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == ALIGNMENT and section in FIGURES:
            return _RIGHT
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return SPOKEN_HEADS[section]
        return HEADS[section] if role == DISPLAY else None

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Role.KEY:
            return row.check_id
        cells = self._cells(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{SPOKEN_HEADS[index.column()]}: {_spoken(cells)}"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (0, len(HEADS) - 1):
            return cells.get(DISPLAY)
        return cells.get(role)

    def _cells(self, row: RatedMode, column: int) -> Cells:
        if column == 0:
            return {Role.ID: row.mode_id, DISPLAY: row.name}
        if column in FIGURES:
            return _figure(row.before if column < 4 else row.now, (column - 1) % 4)
        if column == 4:
            return _level(row.before_level)
        if column == 8:
            return {DISPLAY: "Not rated again", Role.MUTED: True} if row.now is None else _level(row.level)
        return _proof(row.proof) if column == 9 else _next(row, self._people, self._today)


def _figure(score: Score | None, which: int) -> Cells:
    if score is None:
        return {DISPLAY: "–", ALIGNMENT: _RIGHT, Role.MUTED: True}
    values = score.severity, score.occurrence, score.detection
    return {DISPLAY: str(values[which]), ALIGNMENT: _RIGHT}


def _level(level: Level) -> Cells:
    return {RiskRole.LEVEL: level.value, Role.WORD: LEVEL_WORDS[level]}


def _proof(proof: ProofCounts) -> Cells:
    return {Role.PROOF: (proof.declared, proof.verified, proof.stale)}


def _next(row: RatedMode, people: dict[str, str], today: date) -> Cells:
    """Say what comes next: the open conditions, or that none is needed, or that nobody has seen to it."""
    if row.conditions:
        return {DISPLAY: "; ".join(_condition(condition, people, today) for condition in row.conditions)}
    if row.level is Level.LOW:
        return {DISPLAY: "None needed", Role.MUTED: True}
    return {DISPLAY: "No action yet"}


def _condition(condition: Condition, people: dict[str, str], today: date) -> str:
    day = f"{condition.due.day} {condition.due:%b}" + (
        "" if condition.due.year == today.year else f" {condition.due:%Y}"
    )
    return f"{condition.text}, {people[condition.owner]}, {f'lapsed {day}' if condition.due < today else day}"


def _spoken(cells: Cells) -> str:
    proof = cells.get(Role.PROOF)
    if proof:
        return f"{proof[0]} declared, {proof[1]} verified, {proof[2]} stale"
    parts = (cells.get(Role.ID), cells.get(DISPLAY), cells.get(Role.WORD))
    return " ".join(str(part) for part in parts if part)


def matrix_spec(view: RiskView) -> ChartSpec:
    """Return the matrix: *now* where a mode was rated again, else before controls."""
    return build_matrix(view.matrix, view.names)


def pareto_spec(view: RiskView) -> ChartSpec:
    """Return the causes of own incidents beside the published shares."""
    return build_pareto(
        [
            CategoryCount(
                id=count.category.id,
                name=count.category.name,
                own=count.own,
                share=count.category.share,
                n_at_least=count.category.n_at_least,
            )
            for count in view.own
        ]
    )
