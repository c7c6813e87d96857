"""The head of a page: title, context, tabs, search, at most one primary button."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.style import surface
from workbench.desktop.kit.tabs import Tabs
from workbench.desktop.kit.text import Hairline, Label, WholeLabel
from workbench.desktop.kit.theme import look, px


class PageHead(QWidget):
    """56 px: title with a muted context beside it, or (`stacked`) an id beside it and the context below.

    `add_first` puts the way up before it, `add_tabs` puts tabs in the middle, `add_right` puts search and buttons at
    the right end, in order.
    """

    def __init__(self, title: str, context: str = "", *, stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "surface")
        self.title = Label(title, "page_title")
        self.mono = Label("", "mono", "secondary")
        self.context: Label = Label(context, "caption", "muted") if stacked else WholeLabel(context, "body", "muted")
        # A widget and not a bare layout, whose maximum height would be that of its buttons.
        strip = QWidget()
        self._row = QHBoxLayout(strip)
        self._row.setContentsMargins(px(24), 0, px(24), 0)
        self._row.setSpacing(px(12))
        self._row.addWidget(self._titles(stacked))
        self._row.addStretch(1)
        self._left = 1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip, 1)
        column.addWidget(Hairline())
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _titles(self, stacked: bool) -> QWidget:
        titles = QWidget()
        first = QHBoxLayout()
        first.setSpacing(px(8 if stacked else 12))
        first.addWidget(self.title)
        first.addWidget(self.mono)
        self.mono.setVisible(False)
        if stacked:
            column = QVBoxLayout(titles)
            column.setContentsMargins(0, px(6), px(12), px(6))
            column.setSpacing(0)
            column.addLayout(first)
            column.addWidget(self.context)
            first.addStretch(1)
        else:
            titles.setLayout(first)
            first.setContentsMargins(0, 0, 0, 0)
            first.addWidget(self.context)
        return titles

    def set_title(self, title: str, context: str = "", mono: str = "") -> None:
        """Show another title, context and id."""
        self.title.setText(title)
        self.context.setText(context)
        self.context.setVisible(bool(context))
        self.mono.setText(mono)
        self.mono.setVisible(bool(mono))

    def add_first(self, widget: QWidget) -> None:
        """Put a widget (the way up) before the titles."""
        self._row.insertWidget(0, widget)
        self._left += 1

    def add_left(self, widget: QWidget) -> None:
        """Put a widget (back and forward, a chooser) after the titles."""
        self._row.insertWidget(self._left, widget)
        self._left += 1

    def add_tabs(self, tabs: Tabs) -> None:
        """Put tabs after the titles."""
        self.add_left(tabs)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget at the right end, after those that are there."""
        self._row.addWidget(widget)

    def _on_look_changed(self) -> None:
        self.setFixedHeight(px(56) + 1)
