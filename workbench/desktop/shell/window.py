"""The main window: menu bar, rail, sheet, history and what is remembered between two starts.

Imports PySide6 and the standard library only (and our own modules that do the same): it is the first paint.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMainWindow, QMenuBar, QSplitter, QTableView, QWidget

from workbench.desktop.kit.app_mark import AppMark
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.theme import SCHEMES, Scheme, look, px
from workbench.desktop.shell.actions import ActionTable
from workbench.desktop.shell.history import History, Stop
from workbench.desktop.shell.places import Place, places
from workbench.desktop.shell.rail import Rail
from workbench.desktop.shell.sheet import Sheet

if TYPE_CHECKING:
    from workbench.desktop.kit.page import Page
    from workbench.desktop.shell.services import Services

WELCOME = "welcome"
SMALLEST = (800, 560)
NARROW_BELOW = 800
"""Width of the window, in logical pixels at 100 %, below which rail and corner show icons alone."""
TEXT_STEP = 10


class MainWindow(QMainWindow):
    """The frame. Pages appear once `attach` has given it services."""

    first_painted = Signal()
    """The frame was painted for the first time."""

    def __init__(self, settings: QSettings, found: dict[str, Place] | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._places = places() if found is None else found
        self._services: Services | None = None
        self._pages: dict[str, Page] = {}
        self._history = History()
        self._was_painted = self._is_settled = False
        self._make_page: Callable[[Place, Services], Page] | None = None
        self._build()
        self.actions_table = ActionTable(self, self._bar, self._places)
        self._restore()
        self.first_painted.connect(self.settle, Qt.ConnectionType.QueuedConnection)

    @property
    def places(self) -> dict[str, Place]:
        """All places by id."""
        return self._places

    @property
    def current(self) -> Stop | None:
        """Where the window is."""
        return self._history.present

    @property
    def visited(self) -> tuple[Stop, ...]:
        """Where the window has been, the latest first."""
        return self._history.visited

    def page(self, place_id: str) -> "Page | None":
        """The page of a place, if it was made."""
        return self._pages.get(place_id)

    @Slot()
    def settle(self) -> None:
        """Do what the first paint does not need: fill the menus and the corner, draw the icon; once."""
        if self._is_settled:
            return
        self._is_settled = True
        from workbench.desktop.kit.app_mark import app_icon
        from workbench.desktop.shell.corner import Corner
        from workbench.desktop.shell.dropping import Dropping

        self.setWindowIcon(app_icon())
        self._corner = Corner()
        self._top_row.addWidget(self._corner)
        self._fit_frame()
        self.actions_table.fill()
        self._bind_own_actions()
        Dropping(self)

    def _build(self) -> None:
        self.setWindowTitle("Workbench")
        self.setMinimumSize(*SMALLEST)
        self._bar = QMenuBar()
        self._bar.setNativeMenuBar(False)
        self.setMenuWidget(self._top())
        self._rail = Rail([place for place in self._places.values() if place.on_rail])
        self._rail.chosen.connect(self.go)
        self._sheet = Sheet()
        desk = QWidget()
        surface(desk, "window")
        columns = QHBoxLayout(desk)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self._rail)
        columns.addWidget(self._sheet, 1)
        self.setCentralWidget(desk)

    def _top(self) -> QWidget:
        """Return the strip above everything: mark, menus, and at the right what is kept and where."""
        top = QWidget()
        surface(top, "window")
        row = self._top_row = QHBoxLayout(top)
        row.addWidget(AppMark(16))
        row.addWidget(self._bar, 1)
        return top

    def _bind_own_actions(self) -> None:
        self.actions_table.bind(
            {
                "view.light": lambda: self.choose_scheme("light"),
                "view.dark": lambda: self.choose_scheme("dark"),
                "view.system": lambda: self.choose_scheme("system"),
                "view.larger": lambda: self.choose_text_size(look().text_size + TEXT_STEP),
                "view.smaller": lambda: self.choose_text_size(look().text_size - TEXT_STEP),
                "view.normal": lambda: self.choose_text_size(100),
                "view.full_screen": self.toggle_full_screen,
                "go.back": self.go_back,
                "go.forward": self.go_forward,
                "file.quit": self._quit,
            }
        )
        self.actions_table.check(f"view.{look().scheme}")
        self._show_history()

    def attach(self, services: "Services", make_page: "Callable[[Place, Services], Page]") -> None:
        """Give the window what its pages need; the actions that need it appear."""
        from workbench.desktop.shell.menu_handlers import MenuHandlers

        self.settle()
        self._services, self._make_page = services, make_page
        services.navigation_requested.connect(self.go)
        services.toast_requested.connect(self.show_toast)
        services.workspace_opened.connect(self._on_workspace_opened)
        services.workspace_closed.connect(self._on_workspace_closed)
        services.changed.connect(self._on_changed)
        services.undo_changed.connect(self._on_undo_changed)
        self._sheet.toast.undo_requested.connect(services.undo)
        self._menus = MenuHandlers(self, services)
        self._rail.search_pressed.connect(self._menus.search_everything)
        self._corner.actor_pressed.connect(self._on_actor_pressed)
        services.actor_changed.connect(self._on_actor_changed)
        self._on_undo_changed("", "")

    @Slot()
    def _on_actor_pressed(self) -> None:
        self.actions_table.trigger("edit.act_as")

    @Slot(str)
    def _on_actor_changed(self, name: str) -> None:
        self._corner.show_actor(name)

    @Slot(str)
    @Slot(str, str)
    def go(self, place_id: str, argument: str = "") -> None:
        """Go to a place, at what the argument names there, and remember where this was."""
        if place_id in self._places and self._show(Stop(place_id, argument)):
            self._history.visit(Stop(place_id, argument))
            self._show_history()
        else:
            self._rail.set_current(self.current.place if self.current else "")

    @Slot()
    def go_back(self) -> None:
        """Go back in the history."""
        if (stop := self._history.back()) is not None:
            self._show(stop)
            self._show_history()

    @Slot()
    def _on_left(self) -> None:
        """Go back to where the person was, or to where everybody begins."""
        if self._history.can_go_back:
            self.go_back()
            return
        has_workspace = self._has_workspace()
        self.go(next((place.id for place in self._places.values() if place.on_rail and has_workspace), WELCOME))

    def _has_workspace(self) -> bool:
        return self._services is not None and self._services.has_workspace

    @Slot()
    def go_forward(self) -> None:
        """Go forward in the history."""
        if (stop := self._history.forward()) is not None:
            self._show(stop)
            self._show_history()

    @Slot(str, bool, bool)
    def show_toast(self, text: str, undo: bool, stay: bool) -> None:
        """Show a toast over the sheet."""
        self._sheet.toast.show_text(text, undo=undo, stay=stay)

    def choose_scheme(self, scheme: Scheme) -> None:
        """Dress the window in another scheme and remember it."""
        look().set_scheme(scheme)
        self._settings.setValue("scheme", scheme)
        self.actions_table.check(f"view.{scheme}")

    def choose_text_size(self, per_cent: int) -> None:
        """Scale the text and remember it."""
        look().set_text_size(per_cent)
        self._settings.setValue("text_size", look().text_size)
        self._fit_frame()
        self._remake_pages()

    @Slot()
    def toggle_full_screen(self) -> None:
        """Fill the screen, or no longer."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _show(self, stop: Stop) -> bool:
        place = self._places[stop.place]
        page = self._page_of(place)
        if page is None:
            return False
        self._show_frame(framed=place.on_rail or (self._has_workspace() and place.id != WELCOME))
        self._rail.set_current(place.id)
        self._sheet.stack.setCurrentWidget(page)
        page.open_at(stop.argument)
        self.actions_table.set_page(page.page_actions())
        self._show_title(page)
        return True

    def _page_of(self, place: Place) -> "Page | None":
        if place.id in self._pages:
            return self._pages[place.id]
        if self._services is None or self._make_page is None:
            return None
        if place.needs_workspace and not self._services.has_workspace:
            return None
        page = self._make_page(place, self._services)
        page.navigate.connect(self.go)
        page.left.connect(self._on_left)
        page.actions_changed.connect(self._on_actions_changed)
        self._pages[place.id] = page
        self._sheet.stack.addWidget(page)
        self._restore_parts(page)
        return page

    def _show_frame(self, *, framed: bool) -> None:
        self._rail.setVisible(framed)
        self._sheet.set_framed(framed)

    def show_desk(self) -> None:
        """Show the frame of the welcome page before there is one."""
        self._show_frame(framed=False)

    def _show_title(self, page: "Page") -> None:
        services = self._services
        names = [page.title, services.workspace.info.name if services and services.has_workspace else "", "Workbench"]
        self.setWindowTitle(" – ".join(dict.fromkeys(name for name in names if name)))

    def _show_history(self) -> None:
        self.actions_table.set_enabled("go.back", self._history.can_go_back)
        self.actions_table.set_enabled("go.forward", self._history.can_go_forward)

    @Slot()
    def _on_actions_changed(self) -> None:
        page = self._pages.get(self.current.place) if self.current else None
        if page is not None and page is self.sender():
            self.actions_table.set_page(page.page_actions())

    @Slot()
    def _on_workspace_opened(self) -> None:
        assert self._services is not None
        self._drop_pages()
        info = self._services.workspace.info
        self._corner.show_workspace(info.name, is_example=info.is_example)
        self._corner.show_actor(self._services.actor.name)
        self._menus.follow_workspace()
        self._on_undo_changed("", "")  # the key works at once; what it would do is told after the first page
        rail = [place.id for place in self._places.values() if place.on_rail]
        if rail:
            self.go(rail[0])

    @Slot()
    def _on_workspace_closed(self) -> None:
        self._drop_pages()
        self._corner.clear()
        self._menus.follow_workspace()
        self.go(WELCOME)

    def _remake_pages(self) -> None:
        """Lay the pages out anew: their margins were measured at another text size."""
        stop = self.current
        self._forget_pages()
        if stop is not None:
            self._show(stop)

    def _drop_pages(self) -> None:
        self._forget_pages()
        self._history.clear()
        self.actions_table.set_page({})

    def _forget_pages(self) -> None:
        self._remember_parts()
        for page in self._pages.values():
            page.closing()
            self._sheet.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    @Slot(object)
    def _on_changed(self, _entities: object) -> None:
        from datetime import datetime

        self._corner.show_kept(datetime.now().astimezone())

    @Slot(str, str)
    def _on_undo_changed(self, undo: str, redo: str) -> None:
        # With nothing to undo the key says where undo stops: at a freeze, a decision or a purge.
        self.actions_table.set_enabled("edit.undo", self._has_workspace(), f"Undo: {undo}" if undo else "")
        self.actions_table.set_enabled("edit.redo", bool(redo), f"Redo: {redo}" if redo else "")

    def _restore(self) -> None:
        geometry = self._settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1280, 800)

    def _parts(self, page: QWidget) -> dict[str, QSplitter | QHeaderView]:
        """Return what of a page is remembered, by its key: named splitters, and the heads of named tables."""
        found: dict[str, QSplitter | QHeaderView] = {}
        for splitter in page.findChildren(QSplitter):
            if splitter.objectName():
                found[f"parts/{splitter.objectName()}"] = splitter
        for table in page.findChildren(QTableView):
            if table.objectName():
                found[f"parts/{table.objectName()}"] = table.horizontalHeader()
        return found

    def _restore_parts(self, page: QWidget) -> None:
        for key, part in self._parts(page).items():
            state = self._settings.value(key)
            if state is not None:
                part.restoreState(state)

    def _remember_parts(self) -> None:
        for page in self._pages.values():
            for key, part in self._parts(page).items():
                self._settings.setValue(key, part.saveState())

    def _fit_frame(self) -> None:
        is_narrow = self.width() * 100 < NARROW_BELOW * look().text_size
        self._rail.set_narrow(is_narrow)
        self._top_row.setContentsMargins(px(16 if is_narrow else 32), 0, 0, 0)
        self._top_row.setSpacing(px(16))
        if self._is_settled:
            self._corner.set_narrow(is_narrow)

    @Slot()
    def _quit(self) -> None:
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let rail and corner follow the width."""
        super().resizeEvent(event)
        self._fit_frame()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.first_painted.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The side buttons of a mouse go back and forward."""
        if event.button() == Qt.MouseButton.BackButton:
            self.go_back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.go_forward()
        else:
            super().mousePressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is half typed, remember the layout, let go of the workspace."""
        self._settings.setValue("geometry", self.saveGeometry())
        self._drop_pages()
        self._settings.sync()
        if self._services is not None:
            self._services.end()
        super().closeEvent(event)


def remembered_look(settings: QSettings) -> tuple[Scheme, int]:
    """Return the scheme and text size that were chosen last; what cannot be read counts as never chosen."""
    scheme = str(settings.value("scheme", "system"))
    size = str(settings.value("text_size", "100"))
    known: Scheme = next((name for name in SCHEMES if name == scheme), "system")
    return known, int(size) if size.isdigit() else 100
