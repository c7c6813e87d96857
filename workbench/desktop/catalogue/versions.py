"""The versions of an entry: what each changed, by whom and when, and how the team's text stands to the built-in one."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.catalogue.comparison import compare
from workbench.catalogue.layers import builtin_text
from workbench.catalogue.loader import PACKS, pack_text
from workbench.desktop.catalogue.diff_view import DiffView
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.list_detail import ListDetail
from workbench.desktop.kit.list_view import ListView
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, Cells, ListRows
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.services import Services
from workbench.domain.pack import Origin
from workbench.domain.when import when_text
from workbench.edits import registered
from workbench.edits.catalogue import own_path
from workbench.storage.pack_history import known_text, versions_of
from workbench.storage.store import Store

LIST_WIDTH = 288
NARROW = 640
"""Below this width the list stands over the comparison."""


@dataclass(frozen=True)
class Compared:
    """One row: two texts and what stands over them."""

    title: str
    caption: str
    before: str
    after: str


def read_versions(store: Store, key: str) -> tuple[Compared, ...]:
    """Read what can be compared of an entry, the newest first; after the team's versions the built-in text."""
    catalogue = store.catalogue
    origin = catalogue.origin(key)
    versions = versions_of(store, own_path(store, origin))
    builtin = builtin_text(origin.file)
    rows = [*_with_builtin(store, origin, builtin)]
    for place, version in enumerate(versions):
        older = versions[place + 1].text if place + 1 < len(versions) else (builtin or "")
        said = registered.said(version.kind) + (", taken back" if version.is_undo else "")
        caption = f"{version.by} · {when_text(version.at.strftime('%Y-%m-%dT%H:%MZ'))} · {version.sha256[:8]}"
        rows.append(Compared(said, caption, older, version.text))
    if builtin is not None:
        rows.append(Compared("Built in", "as it comes with the workbench", builtin, builtin))
    return tuple(rows)


def _with_builtin(store: Store, origin: Origin, builtin: str | None) -> list[Compared]:
    if not origin.builtin or builtin is None:
        return []
    ours = pack_text(store.folder / PACKS, origin.path) or ""
    rows = [Compared("Ours beside the built-in", "what we say otherwise now", builtin, ours)]
    if origin.is_behind:
        before = known_text(store, origin.overrides)
        caption = "since ours was written" if before is not None else "what it was before is not known here"
        rows.append(Compared("The built-in has changed", caption, builtin if before is None else before, builtin))
    return rows


class VersionsModel(ListRows[Compared]):
    """The versions as a list."""

    def cells(self, row: Compared) -> Cells:
        """Return what the delegate paints."""
        return {DISPLAY: row.title, Role.CAPTION: row.caption, Role.KEY: f"{row.title}{row.caption}"}


class VersionsView(QWidget):
    """The list of versions, and the chosen one compared with the one before it."""

    left = Signal(str)
    """Back to the entry of a key."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._key = ""
        self._rows: tuple[Compared, ...] = ()
        self.head = PageHead("Versions")
        self._back = Button("Back to the entry", icon="arrow-left")
        self.head.add_right(self._back)
        self.model = VersionsModel(self)
        self.list = ListView("Versions")
        self.list.setModel(self.model)
        self.diff = DiffView("What changed")
        self._splitter = ListDetail("catalogue-versions", self.list, self.diff, LIST_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._splitter, 1)
        self._back.clicked.connect(self._on_back)
        self.list.moved.connect(self._on_moved)
        services.catalogue_changed.connect(self._read)

    def open(self, key: str) -> None:
        """Show the versions of an entry."""
        self._key = key
        self.head.set_title("Versions", "", key.rpartition("/")[2])
        self._read()

    @Slot()
    def _read(self) -> None:
        if self._key:
            self._services.fetch(partial(read_versions, key=self._key), self._on_read, self, key="versions")

    def _on_read(self, rows: tuple[Compared, ...]) -> None:
        self._rows = rows
        self.model.show(rows)
        if rows:
            self.list.setCurrentIndex(self.model.index(0))
            self._show(0)
            self.list.setFocus()

    @Slot(QModelIndex)
    def _on_moved(self, index: QModelIndex) -> None:
        self._show(index.row())

    def _show(self, number: int) -> None:
        if not 0 <= number < len(self._rows):
            return
        row = self._rows[number]
        if row.before == row.after:
            self.diff.show_text(row.after)
        else:
            self.diff.show_lines(compare(row.before, row.after))

    @Slot()
    def _on_back(self) -> None:
        self.left.emit(self._key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the comparison where there is room."""
        super().resizeEvent(event)
        self._splitter.set_beside(self.width() >= px(NARROW))
