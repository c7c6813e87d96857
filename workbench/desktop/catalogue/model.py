"""The catalogue's lists as item models: the entries, and the facets beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.catalogue.wording import KINDS, PHASES, kind_heading, named_source, sources_of, title_of
from workbench.desktop.catalogue.shelf import CATEGORY_KEY, CLASS, PUBLISHED_KEY, SEVERITY, TITLES, Shelf, Value
from workbench.desktop.kit.item_painting import spoken
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.tips import tip
from workbench.domain.catalogue import Catalogue, Category, FailureMode, Figure, Practice, PublishedEntry
from workbench.domain.pack import Origin
from workbench.domain.reference import Mitigation, Technique

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
CLASSES_SHOWN = 6
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True)
class Head:
    """The head of a group of rows."""

    text: str


class EntriesModel(QAbstractListModel):
    """The modes that the shelf lets through, then its categories, then what was published, by kind."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Head | FailureMode | Category | PublishedEntry] = []
        self._catalogue = Catalogue(version=0, modes=(), categories=(), checklists=())

    def show(self, shelf: Shelf) -> None:
        """Show what a shelf lets through."""
        modes, categories, published = shelf.modes(), shelf.categories(), shelf.published()
        self.beginResetModel()
        self._catalogue = shelf.catalogue
        self._rows = [*modes, *([Head("Post-mortem categories")] if categories else []), *categories]
        for word, kind in KINDS.items():
            if of_kind := [entry for entry in published if isinstance(entry, kind)]:
                self._rows += [Head(kind_heading(word)), *of_kind]
        self.endResetModel()

    def first(self) -> str:
        """The key of the first entry; "" when there is none."""
        return next((_key(row) for row in self._rows if not isinstance(row, Head)), "")

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Entries and the head between them."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A head can be neither selected nor stepped on."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], Head):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Head):
            return {DISPLAY: row.text, SPOKEN: row.text, Role.HEADING: True}.get(role)
        if role == SPOKEN:
            return spoken(index)
        if role == Role.KEY:
            return _key(row)
        if isinstance(row, FailureMode):
            return _mode_cells(row, self._catalogue.origin(row.id)).get(role)
        return (_category_cells(row) if isinstance(row, Category) else _published_cells(row)).get(role)


def _key(row: FailureMode | Category | PublishedEntry) -> str:
    if isinstance(row, FailureMode):
        return row.id
    return f"{CATEGORY_KEY if isinstance(row, Category) else PUBLISHED_KEY}{row.id}"


def _mode_cells(mode: FailureMode, origin: Origin) -> dict[int, Any]:
    set_by_us = ", severity set by us" if mode.severity_source == "set by us" else ""
    return {
        DISPLAY: mode.name,
        int(Qt.ItemDataRole.ToolTipRole): tip(mode.name),
        Role.ID: mode.id,
        Role.CAPTION: f"{_standing(origin)}{mode.mode_class}{set_by_us}",
        Role.SEVERITY: mode.severity.value,
    }


def _standing(origin: Origin) -> str:
    """Return what is to be known of an entry before anything else; nothing of a built-in one."""
    if origin.deprecated:
        return "Deprecated · "
    return "Ours · " if origin.is_own else ""


def _category_cells(category: Category) -> dict[int, Any]:
    of = f"of at least {category.n_at_least} post-mortems" if category.n_at_least else "Share not reported"
    return {
        DISPLAY: category.name,
        int(Qt.ItemDataRole.ToolTipRole): tip(category.name),
        Role.ID: f"{category.share:>2} %" if category.n_at_least else "–",
        Role.CAPTION: of,
    }


def _published_cells(entry: PublishedEntry) -> dict[int, Any]:
    sources = ", ".join(named_source(source) for source in sources_of(entry))
    caption = PHASES[entry.phase] if isinstance(entry, Practice) else sources
    caption = f"{entry.id} · {sources}" if isinstance(entry, Technique | Mitigation) else caption
    return {
        DISPLAY: title_of(entry),
        int(Qt.ItemDataRole.ToolTipRole): tip(title_of(entry)),
        Role.CAPTION: f"{entry.measure} · {sources}" if isinstance(entry, Figure) else caption,
    }


@dataclass(frozen=True)
class More:
    """The row that shows the values that are left out."""

    facet: str
    count: int


class FacetsModel(QAbstractListModel):
    """Every facet with its values and counts; `toggled` is told which value a person pressed."""

    def __init__(self, toggled: Callable[[str, str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._toggled = toggled
        self._rows: list[Head | Value | More] = []
        self._shelf: Shelf | None = None
        self._is_long = False

    def show(self, shelf: Shelf) -> None:
        """Show the counts of a shelf; rows that stay keep their place and the focus."""
        self._shelf = shelf
        rows = self._make_rows(shelf)
        if [_identity(row) for row in rows] == [_identity(row) for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def press(self, index: Index) -> None:
        """Switch a value on or off, or show the values that were left out."""
        row = self._rows[index.row()] if index.isValid() else None
        if isinstance(row, Value):
            self._toggled(row.facet, row.id)
        elif isinstance(row, More) and self._shelf:
            self._is_long = True
            self.show(self._shelf)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Heads and values."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Values can be stepped on and pressed; nothing is selected here."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], Head):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what the delegate paints."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Head):
            return {DISPLAY: row.text, SPOKEN: row.text, Role.HEADING: True}.get(role)
        if isinstance(row, More):
            text = f"{row.count} more"
            return {DISPLAY: text, SPOKEN: text, Role.LINK: True}.get(role)
        return _value_cells(row).get(role)

    def _make_rows(self, shelf: Shelf) -> list[Head | Value | More]:
        rows: list[Head | Value | More] = []
        for facet, title in TITLES.items():
            values = shelf.values(facet)
            if not values:
                continue
            rows.append(Head(title))
            left_out = [one for one in values[CLASSES_SHOWN:] if not one.is_on] if facet == CLASS else []
            if self._is_long or not left_out:
                rows += values
            else:
                rows += [one for one in values if one not in left_out]
                rows.append(More(facet, len(left_out)))
        return rows


def _identity(row: Head | Value | More) -> object:
    return (row.facet, row.id) if isinstance(row, Value) else row


def _value_cells(value: Value) -> dict[int, Any]:
    state = Qt.CheckState.Checked if value.is_on else Qt.CheckState.Unchecked
    return {
        DISPLAY: value.words,
        SPOKEN: f"{value.words}, {value.count}",
        int(Qt.ItemDataRole.ToolTipRole): tip(value.words),
        int(Qt.ItemDataRole.CheckStateRole): state,
        Role.KEY: f"{value.facet}/{value.id}",
        Role.NOTE: str(value.count),
        Role.SEVERITY: value.id if value.facet == SEVERITY else None,
    }
