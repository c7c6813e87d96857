"""The workspaces opened last."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.tips import tip
from workbench.domain.errors import UserError
from workbench.domain.model import Model
from workbench.storage.store import Store
from workbench.storage.workspace import DATABASE

Index = QModelIndex | QPersistentModelIndex


class Recent(Model):
    """One workspace that was opened before."""

    folder: str
    name: str
    is_there: bool
    deployments: int
    used: str
    """`Today`, `Yesterday`, `14 Mar`."""


def look_up(folders: Iterable[str], today: date) -> tuple[Recent, ...]:
    """Read name and size of each workspace; one that is gone or cannot be read is listed all the same."""
    return tuple(_look_up(Path(folder), today) for folder in folders)


def _look_up(folder: Path, today: date) -> Recent:
    database = folder / DATABASE
    if not database.is_file():
        return Recent(folder=str(folder), name=folder.name, is_there=False, deployments=0, used="")
    used = datetime.fromtimestamp(database.stat().st_mtime, UTC).date()
    name, number = _name_and_size(folder)
    return Recent(folder=str(folder), name=name, is_there=True, deployments=number, used=_day(used, today))


def _name_and_size(folder: Path) -> tuple[str, int]:
    try:
        store = Store(folder)
        try:
            return store.info.name, len(store.deployments.all())
        finally:
            store.close()
    except (UserError, sqlite3.Error):
        return folder.name, 0


def _day(day: date, today: date) -> str:
    days = (today - day).days
    if days < 2:
        return "Yesterday" if days == 1 else "Today"
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"


class RecentModel(QAbstractListModel):
    """One row per workspace, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Recent, ...] = ()

    def show(self, rows: tuple[Recent, ...]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """One row per workspace."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        many = f"{row.deployments} deployment{'s' if row.deployments != 1 else ''}"
        size = many if row.is_there else "not found"
        values: dict[int, Any] = {
            int(Qt.ItemDataRole.DisplayRole): row.name,
            int(Qt.ItemDataRole.ToolTipRole): tip(row.folder),
            int(Qt.ItemDataRole.AccessibleTextRole): f"{row.name}, {row.folder}, {size}, {row.used}",
            Role.KEY: row.folder,
            Role.CAPTION: row.folder if row.is_there else f"{row.folder} is not there now",
            Role.NOTE2: size,
            Role.NOTE: row.used,
            Role.ICON: "folder" if row.is_there else "folder-x",
            Role.MUTED: not row.is_there,
        }
        return values.get(int(role))
