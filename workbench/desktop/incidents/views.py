"""The two views of the incidents: their list, and the patterns in them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.incidents.patterns_pane import PatternsPane
from workbench.desktop.kit.tabs import Tabs
from workbench.desktop.shell.services import Services

PATTERNS = "patterns"
LIST = "list"


class Views(QStackedWidget):
    """The list, made of `parts` below one another, or the patterns, which are counted when they are first asked for."""

    chosen = Signal(str)
    """A person chose `list` or `patterns`, or what to narrow the list to: `mode/M06`."""
    list_shown = Signal(bool)

    def __init__(self, services: Services, parts: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.patterns: PatternsPane | None = None
        self.tabs = Tabs(["List", "Patterns"], "View of the incidents")
        self.tabs.current_changed.connect(self._on_tab_chosen)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in parts:
            column.addWidget(part)
        column.setStretch(len(parts) - 1, 1)
        self.addWidget(body)

    def show_view(self, view: str) -> bool:
        """Show the patterns, or else the list; say whether it is the patterns."""
        is_patterns = view == PATTERNS
        self.tabs.set_current(int(is_patterns))
        if is_patterns and self.patterns is None:
            self.patterns = PatternsPane(self._services)
            self.patterns.list_wanted.connect(self.chosen)
            self.addWidget(self.patterns)
        self.setCurrentIndex(int(is_patterns))
        self.list_shown.emit(not is_patterns)
        if is_patterns and self.patterns is not None:
            self.patterns.begin()
        return is_patterns

    @Slot(int)
    def _on_tab_chosen(self, index: int) -> None:
        self.chosen.emit(PATTERNS if index else LIST)
