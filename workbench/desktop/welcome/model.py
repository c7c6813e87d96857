"""The workspaces opened last."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, TOOL_TIP, Cells, ListRows
from workbench.domain.errors import UserError
from workbench.domain.model import Model
from workbench.storage.store import Store
from workbench.storage.workspace import DATABASE


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


class RecentModel(ListRows[Recent]):
    """One row per workspace, the newest first."""

    def cells(self, row: Recent) -> Cells:
        """Return what one row shows."""
        many = f"{row.deployments} deployment{'s' if row.deployments != 1 else ''}"
        size = many if row.is_there else "not found"
        return {
            DISPLAY: row.name,
            TOOL_TIP: row.folder,
            SPOKEN: f"{row.name}, {row.folder}, {size}, {row.used}",
            Role.KEY: row.folder,
            Role.CAPTION: row.folder if row.is_there else f"{row.folder} is not there now",
            Role.NOTE2: size,
            Role.NOTE: row.used,
            Role.ICON: "folder" if row.is_there else "folder-x",
            Role.MUTED: not row.is_there,
        }
