"""Beside a check: that a control which it relies on failed in an incident, each with a link."""

from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.markup import link
from workbench.desktop.kit.text import IconLabel, RichText
from workbench.desktop.kit.theme import px
from workbench.desktop.kit.tips import tip
from workbench.desktop.reviews.model import ReviewModel
from workbench.desktop.reviews.side_parts import clear
from workbench.storage.doubts import Doubt, read_doubts
from workbench.storage.store import Store

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class DoubtsPart(QWidget):
    """One quiet line for each control of the current check that failed somewhere."""

    link_activated = Signal(str)
    arrived = Signal()
    """What was read in the background is shown now."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self._read_for: object = None
        self._doubts: tuple[Doubt, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(4))
        services.changed.connect(self._on_changed)

    @property
    def of_check(self) -> tuple[Doubt, ...]:
        """What puts the current check in doubt."""
        return tuple(doubt for doubt in self._doubts if doubt.check_id == self._model.check_id)

    def refresh(self) -> None:
        """Show what is known of the current check, and read anew when the review is another or has changed."""
        data = self._model.data
        if data is not None and self._read_for != (data.key, data.seq):
            self._read_for = (data.key, data.seq)
            self._read(data.key)
        self._show()

    @Slot(object)
    def _on_changed(self, entities: frozenset[str]) -> None:
        """Forget which state was read: the review is read anew after every edit, and this after it."""
        self._read_for = None

    def _read(self, key: str) -> None:
        self._services.fetch(partial(_read, key=key), self._on_read, self, key="doubts")

    def _on_read(self, doubts: tuple[Doubt, ...]) -> None:
        if doubts != self._doubts:
            self._doubts = doubts
            self._show()
            self.arrived.emit()

    def _show(self) -> None:
        clear(self._rows)
        for doubt in self.of_check:
            self._rows.addWidget(self._row(doubt))
        self.setVisible(bool(self.of_check))

    def _row(self, doubt: Doubt) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        icon = QVBoxLayout()
        icon.addWidget(IconLabel("siren", "warn"))
        icon.addStretch(1)
        row.addLayout(icon)
        text = RichText(doubt_markup(doubt), "body", "secondary")
        text.setToolTip(tip(f"{doubt.name}: {doubt.how}. {doubt.incidents[0].title}"))
        text.link_activated.connect(self.link_activated)
        row.addWidget(text, 1)
        return widget


def doubt_markup(doubt: Doubt) -> str:
    """Say which control failed in which incidents, the newest first."""
    keys = ", ".join(link("incident", one.key, one.key) for one in doubt.incidents)
    rest = doubt.count - len(doubt.incidents)
    more = f" and {rest:,} more" if rest else ""
    where = "elsewhere" if all(one.is_elsewhere for one in doubt.incidents) else "here"
    return f"{keys}{more}: {escape(doubt.name)}, which this relies on, failed {where}."


def _read(store: Store, *, key: str) -> tuple[Doubt, ...]:
    return read_doubts(store, key, datetime.now(UTC))
