"""Every action of the window in one table: menus, shortcuts and tool tips are made from it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.shell.places import Place

Handler = Callable[[], None]
MENUS = ("File", "Edit", "View", "Go", "Review", "Help")


@dataclass(frozen=True)
class Action:
    """One entry of the table. It shows in its menu only while something handles it: there are no dead entries."""

    id: str
    text: str
    """With … when it asks for more."""
    menu: str
    icon: str = ""
    shortcut: str = ""
    """A plain letter acts only while no text field has the focus (`kit.keys.KeyGuard`)."""
    choice: str = ""
    """Actions with the same choice exclude one another and show which holds."""
    separated: bool = False
    """A line stands above it."""


ACTIONS = (
    Action("file.new", "New workspace…", "File", "folder-plus", "Ctrl+Shift+N"),
    Action("file.open", "Open workspace…", "File", "folder-open", "Ctrl+O"),
    Action("file.example", "Try the example", "File", "flask-conical"),
    Action("file.delete_example", "Delete the example…", "File", "trash-2"),
    Action("file.verify", "Verify a signed report…", "File", "shield-check"),
    Action("file.import", "Import incidents…", "File", "import", separated=True),
    Action("file.import_folder", "Import a folder of incidents…", "File", "folder"),
    Action("file.export", "Export…", "File", "file-down", separated=True),
    Action("file.close", "Close workspace", "File", "folder-x", separated=True),
    Action("file.quit", "Quit", "File", "log-out", "Ctrl+Q"),
    Action("edit.undo", "Undo", "Edit", "undo-2", "Ctrl+Z"),
    Action("edit.redo", "Redo", "Edit", "redo-2", "Ctrl+Shift+Z"),
    Action("edit.field_history", "History of the field…", "Edit", "history", "Alt+H"),
    Action("edit.act_as", "Act as…", "Edit", "user", separated=True),
    Action("edit.find", "Find", "Edit", "search", "Ctrl+F", separated=True),
    Action("edit.new_incident", "New incident…", "Edit", "siren", "Ctrl+I", separated=True),
    Action("incidents.clocks", "Clocks to report incidents by…", "Edit", "clock"),
    Action("catalogue.new", "New failure mode…", "Edit", "plus", "N", separated=True),
    Action("catalogue.edit", "Edit the entry…", "Edit", "pencil", "E"),
    Action("catalogue.history", "Versions of the entry", "Edit", "history", "Ctrl+Shift+H"),
    Action("catalogue.deprecate", "Deprecate the entry…", "Edit", "circle-x"),
    Action("catalogue.read_again", "Read the packs again", "Edit", "refresh-cw"),
    Action("view.light", "Light", "View", "sun", choice="scheme"),
    Action("view.dark", "Dark", "View", "moon", choice="scheme"),
    Action("view.system", "Follow the system", "View", "monitor", choice="scheme"),
    Action("view.larger", "Larger text", "View", "zoom-in", "Ctrl++", separated=True),
    Action("view.smaller", "Smaller text", "View", "minus", "Ctrl+-"),
    Action("view.normal", "Normal text", "View", "text-cursor-input", "Ctrl+0"),
    Action("view.full_screen", "Full screen", "View", "maximize", "F11", separated=True),
    Action("go.back", "Back", "Go", "arrow-left", "Alt+Left"),
    Action("go.forward", "Forward", "Go", "arrow-right", "Alt+Right"),
    Action("go.operations", "Operations card", "Go", "life-buoy", "Ctrl+Shift+O", separated=True),
    Action("go.anywhere", "Search everything…", "Go", "search", "Ctrl+K", separated=True),
    Action("go.commands", "Run a command…", "Go", "command", "Ctrl+Shift+P"),
    Action("go.due", "Due", "Go", "calendar-clock", "Ctrl+Shift+D"),
    Action("go.registers", "Registers", "Go", "book-open", "Ctrl+Shift+R"),
    Action("review.new", "New review…", "Review", "plus", "Ctrl+N"),
    Action("review.previous_check", "Previous check", "Review", "chevron-left", "Ctrl+Up", separated=True),
    Action("review.next_check", "Next check", "Review", "chevron-right", "Ctrl+Down"),
    Action("review.attach", "Attach evidence…", "Review", "paperclip", "E", separated=True),
    Action("review.preview", "Show the evidence", "Review", "eye", "V"),
    Action("review.action", "Action…", "Review", "list-todo", "A"),
    Action("review.waiver", "Waiver…", "Review", "hourglass"),
    Action("review.condition", "Condition…", "Review", "calendar-clock", "C"),
    Action("review.rate", "Rate the risk…", "Review", "chart-scatter"),
    Action("review.dissent", "Dissent…", "Review", "message-square-warning"),
    Action("review.signers", "Who signs…", "Review", "users", separated=True),
    Action("review.freeze", "Freeze…", "Review", "snowflake"),
    Action("review.revise", "Revise", "Review", "rotate-ccw"),
    Action("review.delta", "Ask again what changed", "Review", "refresh-cw"),
    Action("review.revoke", "Revoke the approval…", "Review", "circle-x"),
    Action("review.carry", "Carry forward from another review…", "Review", "copy"),
    Action("review.compare", "Compare with another review", "Review", "git-compare", "Ctrl+Shift+C"),
    Action("review.matrix", "Trace matrix", "Review", "table-2", "Ctrl+Shift+M"),
    Action("review.report", "Write the report…", "Review", "file-text"),
    Action("review.sign", "Sign…", "Review", "signature"),
    Action("review.ledger", "Export the ledger…", "Review", "file-down"),
    Action("help.keys", "Keys", "Help", "keyboard", "F1"),
    Action("help.log", "Show the log", "Help", "file-text"),
    Action("help.about", "About", "Help", "info"),
)


class ActionTable(QObject):
    """The actions as Qt knows them, with the handlers of the window and of the page that is current."""

    def __init__(self, window: QWidget, bar: QMenuBar, places: Mapping[str, Place]) -> None:
        super().__init__(window)
        self._window, self._bar = window, bar
        self._table = {action.id: action for action in ACTIONS}
        self._table |= {f"go.{place.id}": _going(place) for place in places.values() if place.on_rail}
        self._own: dict[str, Handler] = {}
        self._page: dict[str, Handler] = {}
        self._disabled: set[str] = set()
        self._groups: dict[str, QActionGroup] = {}
        self._menus = {name: bar.addMenu(name) for name in MENUS}
        for name, menu in self._menus.items():
            menu.aboutToShow.connect(partial(self._draw_icons, name))
        self._actions: dict[str, QAction] = {}

    def fill(self) -> None:
        """Make the actions: not before the first paint, which shows the menus' names only."""
        self._actions = {action.id: self._make(action) for action in self._table.values()}
        self._refresh(self._actions)

    def __getitem__(self, action_id: str) -> QAction:
        """The Qt action of an id."""
        return self._actions[action_id]

    @property
    def table(self) -> Mapping[str, Action]:
        """All actions by id."""
        return self._table

    def offered(self) -> "list[tuple[Action, str]]":
        """Return what can be done now, each with what its menu entry says."""
        return [
            (self._table[action_id], action.text())
            for action_id, action in self._actions.items()
            if action.isVisible() and action.isEnabled()
        ]

    def bind(self, handlers: Mapping[str, Handler]) -> None:
        """Let the window handle actions; an unknown id is a KeyError."""
        for action_id in handlers:
            self._table[action_id]
        self._own |= handlers
        self._refresh(handlers)

    def unbind(self, action_id: str) -> None:
        """The window handles an action no more."""
        self._own.pop(action_id, None)
        self._refresh((action_id,))

    def set_page(self, handlers: Mapping[str, Handler]) -> None:
        """Let the current page handle actions; they go when another page is current."""
        for action_id in handlers:
            self._table[action_id]
        concerned = {*self._page, *handlers}
        self._page = dict(handlers)
        self._refresh(concerned)

    def set_enabled(self, action_id: str, enabled: bool, text: str = "") -> None:
        """Enable or disable an action; `text` replaces what its entry says ("Undo: a condition added")."""
        (self._disabled.discard if enabled else self._disabled.add)(action_id)
        self._actions[action_id].setText(text or self._table[action_id].text)
        self._refresh((action_id,))

    def check(self, action_id: str) -> None:
        """Mark the choice that holds."""
        self._actions[action_id].setChecked(True)

    def _refresh(self, concerned: Collection[str]) -> None:
        """Show which of these actions are handled now, and no more."""
        if not self._actions:
            return
        for action_id in concerned:
            handled, action = action_id in self._page or action_id in self._own, self._actions[action_id]
            action.setVisible(handled)
            action.setEnabled(handled and action_id not in self._disabled)
        for menu in {self._menus[self._table[action_id].menu] for action_id in concerned}:
            shown = [action for action in menu.actions() if action.isVisible() and not action.isSeparator()]
            menu.menuAction().setVisible(bool(shown))

    def trigger(self, action_id: str) -> None:
        """Do what an action says: the page goes before the window."""
        handler = self._page.get(action_id) or self._own.get(action_id)
        if handler is not None and action_id not in self._disabled:
            handler()

    def _make(self, entry: Action) -> QAction:
        menu: QMenu = self._menus[entry.menu]
        if entry.separated:
            menu.addSeparator()
        action = QAction(entry.text, self._window)
        action.setObjectName(entry.id)
        if entry.shortcut:
            action.setShortcut(QKeySequence(entry.shortcut))
        if entry.choice:
            action.setCheckable(True)
            self._groups.setdefault(entry.choice, QActionGroup(self)).addAction(action)
        action.triggered.connect(lambda _checked=False, action_id=entry.id: self.trigger(action_id))
        menu.addAction(action)
        return action

    def _draw_icons(self, menu: str) -> None:
        """Draw the icons of a menu that is about to show: in the colours of now, and none at the start."""
        for action_id, action in self._actions.items():
            entry = self._table[action_id]
            if entry.menu == menu and entry.icon:
                action.setIcon(icons.icon(entry.icon))


def _going(place: Place) -> Action:
    return Action(f"go.{place.id}", place.title, "Go", place.icon, place.key)
