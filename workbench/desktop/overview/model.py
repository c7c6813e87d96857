"""The overview's tables: where every deployment stands, and what lapses soon."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.tips import tip
from workbench.domain.verdict import VERDICT_WORDS, Word
from workbench.storage.overview import Lapse, Standing

Index = QModelIndex | QPersistentModelIndex
SIGNS = {Word.NOT_READY: "fail", Word.WITH_CONDITIONS: "warn", Word.READY: "pass"}
ORDER = {Word.NOT_READY: 0, Word.WITH_CONDITIONS: 1, Word.READY: 2, None: 3}
IN_REVIEW = "In review"
HEADS = ("Deployment", "Verdict", "Checks", "Why, and who signed", "Proof")
SOON_DAYS = 14


def verdict_word(standing: Standing) -> str:
    """Say where a deployment stands; an unfinished review is *in review* and not *not ready*."""
    if standing.word is not None:
        return VERDICT_WORDS[standing.word]
    if not standing.review:
        return "Not reviewed"
    return IN_REVIEW if standing.is_draft else "Outdated"


class StandingsModel(QAbstractTableModel):
    """One row per deployment: what blocks first, then by name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Standing] = []

    def show(self, standings: tuple[Standing, ...]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self._rows = sorted(standings, key=lambda row: (ORDER[row.word], row.deployment.casefold()))
        self.endResetModel()

    def standing(self, row: int) -> Standing:
        """Return the deployment of a row."""
        return self._rows[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """One row per deployment."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """One column per head."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the heads."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a delegate paints."""
        if not index.isValid():
            return None
        standing = self._rows[index.row()]
        if role == Role.KEY:
            return standing.review or standing.deployment_key
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(standing, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(_spoken(standing, index.column()))
        return _CELLS[index.column()](standing).get(role)


Cells = dict[int, Any]
DISPLAY = int(Qt.ItemDataRole.DisplayRole)


def _deployment(standing: Standing) -> Cells:
    about = [standing.version, standing.review, standing.checklist]
    return {DISPLAY: standing.deployment, Role.CAPTION: " · ".join(part for part in about if part), Role.STRONG: True}


def _verdict(standing: Standing) -> Cells:
    word = verdict_word(standing)
    if standing.word is None:
        return {DISPLAY: word, Role.MUTED: True}
    return {Role.STATUS: SIGNS[standing.word], Role.WORD: word}


def _strip(standing: Standing) -> Cells:
    return {Role.STRIP: [cell.status.value for cell in standing.strip]}


def _why(standing: Standing) -> Cells:
    return {DISPLAY: standing.gist, Role.CAPTION: standing.signoff}


def _proof(standing: Standing) -> Cells:
    if not standing.review:
        return {}
    return {Role.PROOF: (standing.proof.declared, standing.proof.verified, standing.proof.stale)}


_CELLS: tuple[Callable[[Standing], Cells], ...] = (_deployment, _verdict, _strip, _why, _proof)


def _spoken(standing: Standing, column: int) -> str:
    proof = standing.proof
    words = (
        _about(standing),
        verdict_word(standing),
        ", ".join(f"{cell.check_id} {cell.status.value}" for cell in standing.strip),
        f"{standing.gist}{standing.detail and ': '}{standing.detail}. {standing.signoff}",
        f"{proof.declared} declared, {proof.verified} verified, {proof.stale} stale",
    )
    return words[column]


def _about(standing: Standing) -> str:
    parts = [
        f"{standing.deployment}, version {standing.version or 'unknown'}",
        f"owned by {standing.owner or 'nobody yet'}",
        f"asks for {standing.stage} use" if standing.stage else "does not say which use it asks for",
        f"{standing.review} on checklist {standing.checklist}" if standing.review else "not reviewed yet",
    ]
    return "; ".join(parts)


class LapsesModel(QAbstractListModel):
    """What lapses within thirty days or has lapsed, the earliest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Lapse, ...] = ()

    def show(self, lapses: tuple[Lapse, ...]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self._rows = lapses
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """One row per lapse."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the delegate paints."""
        if not index.isValid():
            return None
        lapse = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return lapse.what
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{lapse.what} ({lapse.kind} of {lapse.review})")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{lapse.what}, {lapse.kind}, {when(lapse)[0]}, {lapse.on:%d %b %Y}, {lapse.deployment}"
        values: Cells = {
            Role.KEY: f"{lapse.review}/{lapse.check_id}",
            Role.CAPTION: f"{lapse.on.day} {lapse.on:%b}, {lapse.deployment}",
            Role.CHIP: when(lapse),
        }
        return values.get(role)


def when(lapse: Lapse) -> tuple[str, str]:
    """Say how long it lasts, with the tone of its chip."""
    if lapse.days < 0:
        return f"lapsed {-lapse.days} d", "fail"
    if lapse.days == 0:
        return "today", "warn"
    return f"{lapse.days} day{'s' if lapse.days != 1 else ''}", "warn" if lapse.days <= SOON_DAYS else "plain"
