"""The lists of a profile as tables that are edited in place: tools, retrieval sources, services."""

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import ValidationError
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, Index
from workbench.domain.deployment import RetrievalSource, Service, Tool
from workbench.domain.model import Model

M = TypeVar("M", bound=Model)
EDIT = int(Qt.ItemDataRole.EditRole)
UNKNOWN = "Nobody knows"
YES_NO: tuple[tuple[str, Any], ...] = (("Yes", True), ("No", False))
EFFECTS = (("Read", "read"), ("Reversible write", "reversible"), ("Irreversible", "irreversible"))


@dataclass(frozen=True)
class SheetColumn:
    """One field of a row."""

    field: str
    head: str
    kind: Literal["line", "number", "choice"] = "line"
    choices: tuple[tuple[str, Any], ...] = ()


TOOL_COLUMNS = (
    SheetColumn("name", "Tool"),
    SheetColumn("effect", "Effect", "choice", EFFECTS),
    SheetColumn("gate", "Gate"),
    SheetColumn("reversed_by", "Reversed by"),
    SheetColumn("idempotent", "Idempotent", "choice", YES_NO),
    SheetColumn("cap_per_action", "Cap per action"),
    SheetColumn("cap_per_day", "Cap per day"),
    SheetColumn("timeout_seconds", "Time-out, s", "number"),
    SheetColumn("retry", "Retry"),
    SheetColumn("schema_checked", "Schema checked", "choice", YES_NO),
    SheetColumn("dry_run", "Dry run", "choice", YES_NO),
    SheetColumn("api_version", "API version"),
    SheetColumn("owner", "Owner"),
)
SOURCE_COLUMNS = (SheetColumn("name", "Retrieval source"), SheetColumn("trusted", "Trusted", "choice", YES_NO))
SERVICE_COLUMNS = (SheetColumn("name", "External service"), SheetColumn("limit", "Limit"))


class SheetModel(QAbstractTableModel, Generic[M]):
    """Rows of frozen models; a value that cannot be is refused with its reason."""

    edited = Signal()
    """The person changed, added or removed a row."""
    refused = Signal(str)

    def __init__(
        self, row_type: type[M], columns: tuple[SheetColumn, ...], new_name: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._type, self._columns, self._new_name = row_type, columns, new_name
        self._rows: list[M] = []
        self.is_editable = True

    @property
    def rows(self) -> tuple[M, ...]:
        """The rows as they stand."""
        return tuple(self._rows)

    @property
    def columns(self) -> tuple[SheetColumn, ...]:
        """What the columns are."""
        return self._columns

    def show(self, rows: tuple[M, ...]) -> None:
        """Replace every row, unless they are the same."""
        if rows != self.rows:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()

    def add(self) -> int:
        """Add a row with a name of its own and return its number."""
        names = {str(row.model_dump()["name"]) for row in self._rows}
        number = next(n for n in range(1, len(names) + 2) if f"{self._new_name} {n}" not in names)
        place = len(self._rows)
        self.beginInsertRows(QModelIndex(), place, place)
        self._rows.append(self._type.model_validate({"name": f"{self._new_name} {number}"}))
        self.endInsertRows()
        self.edited.emit()
        return place

    def remove(self, place: int) -> None:
        """Take a row away."""
        if 0 <= place < len(self._rows):
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._rows[place]
            self.endRemoveRows()
            self.edited.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many fields a row has."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return the heads."""
        if orientation == Qt.Orientation.Horizontal and role == DISPLAY and section < len(self._columns):
            return self._columns[section].head
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited while the profile can."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_editable and index.isValid() else flags

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what a cell shows, or its raw value for the editor."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        value = getattr(self._rows[index.row()], column.field)
        if role in (DISPLAY, int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.ToolTipRole)):
            return _shown(column, value)
        if role == EDIT:
            return value
        if role == Role.MUTED:
            return value is None
        if role == Role.MONO:
            return column.field == "name" and self._type is Tool
        return None

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        """Change one value; empty is unknown."""
        if role != EDIT or not index.isValid() or not self.is_editable:
            return False
        column, row = self._columns[index.column()], self._rows[index.row()]
        typed = (value.strip() or None) if isinstance(value, str) else value
        try:
            fresh = self._type.model_validate({**row.model_dump(), column.field: typed})
        except ValidationError as error:
            self.refused.emit(f"{column.head}: {error.errors()[0]['msg']}. Nothing was changed. Correct it.")
            return False
        if fresh != row:
            self._rows[index.row()] = fresh
            self.dataChanged.emit(index, index)
            self.edited.emit()
        return True


def _shown(column: SheetColumn, value: Any) -> str:
    if value is None:
        return UNKNOWN
    for text, choice in column.choices:
        if value == choice:
            return text
    return f"{value:g}" if isinstance(value, float) else str(value)


def tools_model(parent: QObject | None = None) -> SheetModel[Tool]:
    """Return the tool sheet."""
    return SheetModel(Tool, TOOL_COLUMNS, "new tool", parent)


def sources_model(parent: QObject | None = None) -> SheetModel[RetrievalSource]:
    """Return the retrieval sources."""
    return SheetModel(RetrievalSource, SOURCE_COLUMNS, "new source", parent)


def services_model(parent: QObject | None = None) -> SheetModel[Service]:
    """Return the external services."""
    return SheetModel(Service, SERVICE_COLUMNS, "new service", parent)
