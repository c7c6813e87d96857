"""Leaving a review and coming back to the same place: the check, and the part of it that had the focus."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from workbench.desktop.reviews.evidence_cards import EvidenceCards
from workbench.desktop.reviews.model import ReviewModel


class Returning(QObject):
    """Notes where the review is while it is worked on, and gives the focus back later."""

    def __init__(self, tab: QWidget, model: ReviewModel, cards: EvidenceCards, parts: Mapping[str, QWidget]) -> None:
        super().__init__(tab)
        self._tab, self._model, self._cards, self._parts = tab, model, cards, parts
        model.check_changed.connect(self._on_check_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def go_to(self, part: str) -> None:
        """Give the focus to a part of the check; the check as a whole keeps it where there is no such part."""
        if part in self._parts:
            self._parts[part].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._cards.focus_use(part)

    @Slot(str)
    def after_preview(self, key: str) -> None:
        """Give the focus back to the card that was shown, or to the check when another one is shown now."""
        if key:
            self._cards.focus_use(key)
        else:
            self._tab.setFocus()

    def part(self) -> str:
        """Return the part that has the focus; empty where that is the check as a whole."""
        named = next((name for name, widget in self._parts.items() if widget.hasFocus()), "")
        return named or self._cards.focused()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and (new is self._tab or self._tab.isAncestorOf(new)):
            self._note(self.part())

    @Slot()
    def _on_check_changed(self) -> None:
        self._note("")

    def _note(self, part: str) -> None:
        if self._model.data is not None:
            self._model.left_at.note(self._model.data.key, self._model.check_id, part)
