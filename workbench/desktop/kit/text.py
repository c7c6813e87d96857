"""Text on a page: labels by type role, links, section heads, hairlines and margin notes."""

import html

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.fonts import line_height, role_font
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.kit.tips import tip


class Label(QLabel):
    """Text in a type role (`fonts.ROLES`) and a tone (`sheet.TONES`); plain unless `rich` is asked for.

    Rich text must come from us or through `workbench.text`: a `QLabel` would fetch images. A label that wraps has
    the line height of its role, and stands on the line of a plain label beside it: Qt puts all of the leading below
    the words, half of it is moved above them. A plain label that stands at the top of a row beside one that wraps is
    `tall`: as high as a line.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        rich: bool = False,
        selectable: bool = False,
        tall: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._said, self._is_rich = role, text, rich
        self._margins = (0, 0, 0, 0)
        self._is_tall = tall
        self.setTextFormat(Qt.TextFormat.RichText if rich or wrap else Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        super().setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def text(self) -> str:
        """What was set: the plain text, or the markup of a rich label."""
        return self._said

    def setText(self, text: str) -> None:
        """Show another text."""
        self._said = text
        super().setText(self._set_in_lines() if self.wordWrap() else text)

    def setWordWrap(self, on: bool) -> None:
        """Wrap, or no longer."""
        super().setWordWrap(on)
        self.setTextFormat(Qt.TextFormat.RichText if self._is_rich or on else Qt.TextFormat.PlainText)
        self.setContentsMargins(*self._margins)
        self.setText(self._said)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines; what was moved above them is not added."""
        height = super().heightForWidth(width)
        return height - self._above() if height > 0 else height

    def sizeHint(self) -> QSize:
        """Return the size of the lines."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(0, hint.height() - self._above()))

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the lines."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), max(0, hint.height() - self._above()))

    def setContentsMargins(self, left: int, top: int, right: int, bottom: int) -> None:  # type: ignore[override]
        """Leave room round the lines, in logical pixels."""
        self._margins = (left, top, right, bottom)
        super().setContentsMargins(left, top + self._above(), right, bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the room round the lines: Qt forgets it when a label gets a parent before it has any height."""
        super().resizeEvent(event)
        if self.contentsMargins().top() != self._margins[1] + self._above():
            self.setContentsMargins(*self._margins)

    def _above(self) -> int:
        """Return how far the words are moved down, in logical pixels."""
        if not self.wordWrap():
            return 0
        return max(0, round((line_height(self._role) - QFontMetricsF(self.font()).height()) / 2))

    def _set_in_lines(self) -> str:
        inner = semi_bold(self._said) if self._is_rich else html.escape(self._said).replace("\n", "<br>")
        share = 100 * line_height(self._role) / max(1.0, QFontMetricsF(self.font()).height())
        return f'<div style="line-height:{share:.0f}%">{inner}</div>' if inner else ""

    @Slot()
    def _on_look_changed(self) -> None:
        self.setFont(role_font(self._role))
        self.setContentsMargins(*self._margins)
        if self._is_tall:
            self.setMinimumHeight(line_height(self._role))
        super().setText("")  # the colour of links is fixed when a text is set
        self.setText(self._said)

    def set_tone(self, tone: str) -> None:
        """Give the text another colour token."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_role(self, role: str) -> None:
        """Give the text another type role."""
        self._role = role
        self._on_look_changed()


def semi_bold(markup: str) -> str:
    """Set `<b>` in the heaviest weight that we ship; Qt would smear a bolder one out of it."""
    return markup.replace("<b>", '<span style="font-weight:600">').replace("</b>", "</span>")


class ElidedLabel(Label):
    """One line that ends in an ellipsis where it does not fit; the whole text is in the tool tip."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(text, role, tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, shortened at the end."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(color(str(self.property("tone"))))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tool tip when some of it is hidden."""
        fits = QFontMetrics(self.font()).horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else tip(self.text()))
        super().resizeEvent(event)


class WholeLabel(Label):
    """One line that is there where the whole of it fits: what makes room before anything else does."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(text, role, tone, parent=parent)
        self.setMinimumWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all of the text or nothing."""
        if QFontMetrics(self.font()).horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the text as a tool tip where it is not shown."""
        super().resizeEvent(event)
        fits = QFontMetrics(self.font()).horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else tip(self.text()))


class RichText(Label):
    """Text with bold words and links (our own markup); links take the keyboard focus."""

    link_activated = Signal(str)
    """The `href` of the link that was followed."""
    _is_running = True

    def __init__(self, markup: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(markup, role, tone, wrap=True, rich=True, parent=parent)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        if "<a " not in markup:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.linkActivated.connect(self.link_activated)

    def in_list(self) -> "RichText":
        """Stand in a row or a margin, where links need no underline to be told from running text; return this."""
        self._is_running = False
        self.setText(self.text())
        return self

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        if not self._is_running:
            shown = self._set_in_lines() if self.wordWrap() else self._said
            QLabel.setText(self, shown.replace("<a href", '<a style="text-decoration: none" href'))


class IconLabel(QLabel):
    """An icon that follows theme and text size; decoration, the words beside it say what it means.

    A small one is as high as a line, so that it stands in the middle of the first line beside it.
    """

    def __init__(self, icon: str, role: str = "secondary", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._role, self._size = icon, role, size
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def set_icon(self, icon: str, role: str = "secondary") -> None:
        """Show another icon or tint."""
        self._icon, self._role = icon, role
        self._on_look_changed()

    @Slot()
    def _on_look_changed(self) -> None:
        self.setPixmap(icons.pixmap(self._icon, self._role, self._size))
        self.setMinimumHeight(max(px(self._size), line_height("body")))


class Hairline(QFrame):
    """A line of one pixel in `border`; `vertical` stands between columns."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", "v" if vertical else "h")
        self.setFrameShape(QFrame.Shape.NoFrame)


class SectionHeading(QWidget):
    """A section head: bold title, muted note beside it, and whatever is added stands right."""

    def __init__(self, title: str, note: str = "", *, line: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, "section")
        self._note = Label(note, "body", "muted")
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, px(4))
        self._row.setSpacing(px(8))
        self._row.addWidget(self._title)
        self._row.addWidget(self._note)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        if line:
            self._title.setMinimumHeight(px(24))  # as high as with a link at its right, so that two of them are even
            column.addWidget(Hairline())

    def set_note(self, note: str) -> None:
        """Show another note beside the title."""
        self._note.setText(note)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget (link, counts) at the right end."""
        self._row.addWidget(widget)


class KeyValueList(QWidget):
    """Margin notes: hairline, muted label, value below; or label beside value in `columns`."""

    link_activated = Signal(str)

    def __init__(self, *, columns: bool = False, label_width: int = 112, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._label_width = label_width
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(8))

    def clear(self) -> None:
        """Take all rows away."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, label: str, value: str | QWidget, *, mono: bool = False) -> None:
        """Add one row; a string is our own markup (links emit `link_activated`), a widget stands as it is."""
        self._rows.addWidget(Hairline())
        row = QWidget()
        layout = QHBoxLayout(row) if self._columns else QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(2))
        name = Label(label, "body" if self._columns else "label_regular", "muted", wrap=self._columns)
        if self._columns:
            name.setFixedWidth(px(self._label_width))
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(name)
        layout.addWidget(self._value(value, mono), 1)
        self._rows.addWidget(row)

    def _value(self, value: str | QWidget, mono: bool) -> QWidget:
        if isinstance(value, QWidget):
            return value
        role = "mono" if mono else "body" if self._columns else "label_regular"
        text = RichText(value, role).in_list()
        text.setAlignment(Qt.AlignmentFlag.AlignTop)  # beside a label of two lines it stands by the first
        text.link_activated.connect(self.link_activated)
        return text
