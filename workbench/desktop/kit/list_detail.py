"""A list beside what it leads to; where there is no room beside it, the list stands over it."""

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from workbench.desktop.kit.list_view import ListView
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.theme import px

REST_MS = 350
"""How long a row is looked at before it becomes a stop in the history."""
OVER = 2 / 5
"""What the list takes of the height where it stands over the detail."""


class ListDetail(QSplitter):
    """Two panes; `rested(key)` when a row has been looked at for a while.

    `name` is under which the window remembers the panes; `list_width` in logical pixels at 100 %.
    """

    rested = Signal(str)

    def __init__(self, name: str, view: ListView, detail: QWidget, list_width: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._list, self._list_width = view, list_width
        view.setMinimumSize(px(160), px(96))
        self.setObjectName(name)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(view)
        self.addWidget(detail)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self._remembered: QByteArray | bytes | bytearray | memoryview | None = None
        self._is_chosen = False
        self.splitterMoved.connect(self._on_moved)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rested)

    def current_key(self) -> str:
        """The key of the row that is selected; "" for none."""
        return str(self._list.currentIndex().data(Role.KEY) or "")

    def look_at_row(self) -> None:
        """Begin to look at the current row."""
        self._rest.start()

    def set_beside(self, beside: bool) -> None:
        """Put the list beside the detail, or over it."""
        orientation = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.orientation() != orientation:
            self.setOrientation(orientation)
            self._is_chosen = False
            self._divide()

    def _divide(self) -> None:
        """Share out the room, as a person did before or else as we would, until a person does."""
        beside = self.orientation() == Qt.Orientation.Horizontal
        if self._remembered is not None and self._restore(self._remembered):
            self._is_chosen = True
        if not self._is_chosen:
            whole = self.width() if beside else self.height()
            first = px(self._list_width) if beside else round(whole * OVER)
            self.setSizes([first, max(1, whole - first)])

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        """Remember how a person divided the panes: it holds where they lie in the same direction."""
        self._remembered = state
        return True

    def _restore(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        orientation = self.orientation()
        done = super().restoreState(state) and self.orientation() == orientation
        self.setOrientation(orientation)
        if done:
            self._remembered = None
        return done

    @Slot(int, int)
    def _on_moved(self, _place: int, _index: int) -> None:
        self._is_chosen = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room."""
        super().resizeEvent(event)
        self._divide()

    @Slot()
    def _on_rested(self) -> None:
        if self.isVisible() and (key := self.current_key()):
            self.rested.emit(key)
