"""Banners: the verdict with its reasons, and a notice on a coloured field."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.kit.card import CardKind
from workbench.desktop.kit.marks import VERDICT_STATUS
from workbench.desktop.kit.signs import StatusSign
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import IconLabel, Label, RichText
from workbench.desktop.kit.theme import px

VERDICT_WORDS = {"ready": "Ready", "ready_with_conditions": "Ready with conditions", "not_ready": "Not ready"}


class VerdictBanner(QWidget):
    """Sign, the verdict's word, what remains of time at the right, and the reasons in order.

    `verdict` is `ready`, `ready_with_conditions` or `not_ready`. Reasons are our own markup (`<b>`, `<a href>`,
    escaped values); more than one is numbered. `link_activated(href)` when a link in them is followed.
    """

    link_activated = Signal(str)

    def __init__(self, verdict: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._sign = StatusSign("unknown", bare=True, size=24)
        self._word = Label("", "heading")
        self._time = Label("", "name")
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(px(8))
        head = QHBoxLayout()
        head.addWidget(self._word, 1)
        head.addWidget(self._time)
        texts = QVBoxLayout()
        texts.setSpacing(px(4))
        texts.addLayout(head)
        texts.addLayout(self._reasons)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(14), px(16), px(14))
        row.setSpacing(px(12))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        if verdict:
            self.set_verdict(verdict)

    def set_verdict(self, verdict: str, reasons: Sequence[str] = (), time_left: str = "", word: str = "") -> None:
        """Show a verdict; `word` replaces its usual word ("In review" with verdict `unknown`)."""
        status = VERDICT_STATUS.get(verdict, "unknown")
        shown = word or VERDICT_WORDS.get(verdict, "In review")
        self.setProperty("card", status)
        self.setAccessibleName(f"Verdict: {shown}")
        self.style().unpolish(self)
        self.style().polish(self)
        self._sign.set(status, shown)
        self._word.setText(shown)
        self._word.set_tone(status)
        self._time.setText(time_left)
        self._show_reasons(reasons)

    def _show_reasons(self, reasons: Sequence[str]) -> None:
        while (item := self._reasons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, reason in enumerate(reasons, 1):
            self._reasons.addWidget(self._reason(f"{number}" if len(reasons) > 1 else "", reason))

    def _reason(self, number: str, markup: str) -> QWidget:
        text = RichText(markup)
        text.link_activated.connect(self.link_activated)
        if not number:
            return text
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(Label(number, "body", "secondary", tall=True), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        return line


class VerdictBadge(QWidget):
    """The verdict in a page head: sign, word and a short reason on its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign = StatusSign("unknown", bare=True)
        self._word = Label("", "section")
        self._note = Label("", "body", "secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(12), px(6))
        row.setSpacing(px(8))
        for widget in (self._sign, self._word, self._note):
            row.addWidget(widget)
        self.setFixedHeight(px(32))

    def set_verdict(self, verdict: str, note: str = "", word: str = "") -> None:
        """Show a verdict and why in two or three words ("2 failures block")."""
        status = VERDICT_STATUS.get(verdict, "unknown")
        shown = word or VERDICT_WORDS.get(verdict, "In review")
        self.setProperty("card", status)
        self.style().unpolish(self)
        self.style().polish(self)
        self._sign.set(status, shown)
        self._word.setText(shown)
        self._word.set_tone(status)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(f"Verdict: {shown}. {note}".strip())


class Notice(QWidget):
    """A sentence on a coloured field with an icon; the markup is as in the reasons of a verdict."""

    link_activated = Signal(str)

    def __init__(
        self, markup: str, kind: CardKind = "warn", *, icon: str = "triangle-alert", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        tint = kind if kind in ("warn", "fail", "pass", "unknown") else "secondary"
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(12), px(12), px(12), px(12))
        self._row.setSpacing(px(10))
        self._row.addWidget(IconLabel(icon, tint), 0, Qt.AlignmentFlag.AlignTop)
        self._text = RichText(markup)
        self._text.link_activated.connect(self.link_activated)
        self._row.addWidget(self._text, 1)

    def set_markup(self, markup: str) -> None:
        """Show another sentence."""
        self._text.setText(markup)

    def as_band(self) -> None:
        """Stand between the head of a page and its body, from edge to edge, with all in the middle of its height."""
        self.setProperty("card", "")
        surface(self, "sunken")
        self._row.setContentsMargins(px(24), px(8), px(24), px(8))
        for place in range(self._row.count()):
            item = self._row.itemAt(place)
            if item is not None:
                item.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def add_right(self, widget: QWidget) -> None:
        """Put a link or button at the right end."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
