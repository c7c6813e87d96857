"""Markdown from anybody as text on a page: selectable, as high as it is long, and it fetches nothing."""

from typing import Any

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QKeyEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from workbench.desktop.kit.fonts import line_height, role_font, section
from workbench.desktop.kit.style import RING_RADIUS
from workbench.desktop.kit.theme import color, look, px
from workbench.text import is_allowed_link, to_html

_MONO = "font-family: 'JetBrains Mono', 'Noto Sans Mono', 'DejaVu Sans Mono'"


def inline_markup(markdown: str) -> str:
    """Return Markdown of one paragraph as markup for `RichText`; HTML in it is shown as text, nothing is fetched."""
    rendered = to_html(markdown).strip().replace("<code>", f'<code style="{_MONO}">')
    rendered = rendered.replace("<strong>", "<b>").replace("</strong>", "</b>")
    if rendered.startswith("<p>") and rendered.count("<p>") == 1 and rendered.endswith("</p>"):
        return rendered.removeprefix("<p>").removesuffix("</p>")
    return rendered


def _heading_format() -> QTextCharFormat:
    small = QTextCharFormat()
    small.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    small.setFontWeight(section().weight())
    return small


class Prose(QTextBrowser):
    """Rendered Markdown; `link_activated(str)` when one of its allowed links is followed."""

    link_activated = Signal(str)

    def __init__(self, markdown: str = "", role: str = "prose", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._markdown = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty(RING_RADIUS, 4)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setUndoRedoEnabled(False)
        self.anchorClicked.connect(self._on_anchor_clicked)
        look().changed.connect(self._render)
        self.set_markdown(markdown)

    def set_markdown(self, markdown: str) -> None:
        """Show another text."""
        self._markdown = markdown
        self._render()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Load nothing, from nowhere."""
        return None

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take nothing that is dropped."""
        return False

    @Slot()
    def _render(self) -> None:
        document = self.document()
        document.setDefaultFont(role_font(self._role))
        document.setIndentWidth(px(20))
        # A mono letter is wider and higher: a size below, it keeps the line height.
        code = f"{_MONO}; font-size: {role_font(self._role).pixelSize() - px(1)}px"
        document.setDefaultStyleSheet(
            f"a {{ color: {color('accent').name()}; }} code, pre {{ {code}; }} strong, th {{ font-weight: 600; }}"
        )
        self._fill(self._markdown)
        self._space_lines()
        self.setAccessibleName(self.toPlainText())
        self._fit()

    def _fill(self, text: str) -> None:
        self.setHtml(to_html(text).strip())

    def _space_lines(self) -> None:
        """Give every block the line height of its role; a heading in strange text is no larger than ours."""
        cursor = QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            spacing = QTextBlockFormat()
            spacing.setLineHeight(line_height(self._role), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
            is_heading = block.blockFormat().headingLevel() > 0
            spacing.setTopMargin(px(14) if is_heading and block.position() else 0)
            close = is_heading or block.textList() is not None
            spacing.setBottomMargin(px(4 if close else 8) if block.next().isValid() else 0)
            cursor.mergeBlockFormat(spacing)
            if is_heading:
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                cursor.mergeCharFormat(_heading_format())
            block = block.next()

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        self.setFixedHeight(max(line_height(self._role), int(self.document().size().height()) + 2))

    def sizeHint(self) -> QSize:
        """As high as the text."""
        return QSize(px(320), self.height())

    def minimumSizeHint(self) -> QSize:
        """Narrow if it has to be."""
        return QSize(px(120), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the page."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys that scroll to the page."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        address = url.toString()
        if is_allowed_link(address):
            self.link_activated.emit(address)


class Log(Prose):
    """Plain lines of a log in mono, with their spaces; a line that is too long goes on below."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", "mono", parent)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.set_markdown(text)

    def _fill(self, text: str) -> None:
        self.setPlainText(text)

    def _space_lines(self) -> None:
        """Lines of a log stand as they are."""
