"""What the comparison and the trace matrix have alike: the way back, a switch that counts, a table, the fitting."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import IconButton
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.tabs import Switch
from workbench.desktop.kit.theme import look, px

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class TablePage(QWidget):
    """A table of a review with a head; `navigate` with the place and the argument that it leads to.

    A page builds `_stack` from its own parts, shows its rows in `_show_rows` and shares the width in `_fit`.
    """

    navigate = Signal(str, str)

    def __init__(
        self,
        services: "Services",
        head: PageHead,
        table: TableView,
        shown: tuple[str, str],
        which: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._words = shown
        self._key = ""
        """The review that the way back leads to."""
        self.head, self.table = head, table
        self._back = IconButton("arrow-left", "Back to the review")
        self.shown = Switch(shown, which)
        self._stack = QStackedWidget()
        self.head.add_first(self._back)
        self._back.clicked.connect(self._on_back)
        self.shown.current_changed.connect(self._show_rows)
        look().changed.connect(self._on_look_changed)

    def _lay_out(self, *below: QWidget) -> None:
        """Put the head, the pages of the stack and what stands below them on the page."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        for part in (self.head, self._stack, *below):
            outer.addWidget(part, 1 if part is self._stack else 0)

    def _replace_rows(self, show: Callable[[], None], number: int) -> None:
        """Show so many other rows; the row that was selected stays selected, or the last of fewer."""
        current = max(0, self.table.currentIndex().row())
        show()
        if number:
            self.table.selectRow(min(current, number - 1))

    def _count_shown(self, counts: tuple[int, int] | None) -> None:
        """Say in the switch how many there are; None where there is no room for that."""
        for place, word in enumerate(self._words):
            self.shown.set_text(place, f"{word} {counts[place]}" if counts else word)
        self.shown.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """The table scrolls sideways where it has to."""
        return QSize(px(320), px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _on_look_changed(self) -> None:
        # Not `_fit` itself: Qt would not let go of a slot that a page overrides when the page is deleted.
        self._fit()

    @Slot()
    def _on_back(self) -> None:
        self.navigate.emit("reviews", self._key)

    @Slot()
    def _show_rows(self) -> None:
        raise NotImplementedError

    @Slot()
    def _fit(self) -> None:
        raise NotImplementedError
