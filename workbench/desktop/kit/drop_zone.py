"""Where files, links and pasted pictures are taken in."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.kit import icons
from workbench.desktop.kit.card import Pressable
from workbench.desktop.kit.fonts import body, name
from workbench.desktop.kit.text import IconLabel, Label
from workbench.desktop.kit.theme import color, look, px
from workbench.text import visible


class _Target(Pressable):
    """The dashed field itself."""

    def __init__(self, zone: "DropZone") -> None:
        super().__init__(zone)
        self._zone = zone
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self._zone.offered
        pen = QPen(color("accent"), 2) if over else QPen(color("border_strong"), 1.5, Qt.PenStyle.CustomDashLine)
        if not over:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(color("selected") if over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        text, icon, ink = (
            over or self._zone.text,
            "plus" if over else self._zone.icon,
            "accent" if over else "secondary",
        )
        painter.setFont(name() if over else body())
        width = painter.fontMetrics().horizontalAdvance(text)
        left = max(px(12), (self.width() - width - px(24)) // 2)
        painter.drawPixmap(left, (self.height() - px(16)) // 2, icons.pixmap(icon, ink, 16))
        painter.setPen(color(ink))
        painter.drawText(self.rect().adjusted(left + px(24), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._zone.paste()
        else:
            super().keyPressEvent(event)


class DropZone(QWidget):
    """A dashed field that takes files, links and pictures, dropped or pasted.

    `files_dropped(list[Path])`, `link_dropped(str)`, `image_pasted(QImage)`; `chosen` when it is pressed (open the
    file dialog). `refuse(sentence)` shows why something was not taken; the next try clears it.
    """

    files_dropped = Signal(list)
    link_dropped = Signal(str)
    image_pasted = Signal(QImage)
    chosen = Signal()

    def __init__(
        self,
        text: str = "Drop files here, or paste a picture",
        *,
        verb: str = "Attach",
        icon: str = "paperclip",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.text, self.icon, self._verb = text, icon, verb
        self.offered = ""
        """What would happen now ("Attach 3 files") while something is held over the field."""
        self.setAcceptDrops(True)
        self._target = _Target(self)
        self._target.setAccessibleName(text)
        self._target.activated.connect(self.chosen)
        self._refusal = Refusal()
        self.notice = Label("", "caption", "secondary", wrap=True)
        self.notice.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._target)
        column.addWidget(self._refusal)
        column.addWidget(self.notice)

    def refuse(self, sentence: str) -> None:
        """Say below the field why something was not taken; "" clears it, and what was told."""
        self._refusal.say(sentence)
        self.tell("")

    def tell(self, sentence: str) -> None:
        """Say below the field what is to be known of what was taken."""
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))

    @Slot()
    def paste(self) -> None:
        """Take what is on the clipboard: files, a picture or a link."""
        self._take(QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what would happen."""
        offered = self._offer(event.mimeData())
        if offered:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_offer(offered)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Back to rest."""
        self._show_offer("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped; it is always a copy, the original stays."""
        self._show_offer("")
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._take(event.mimeData())

    def _show_offer(self, offered: str) -> None:
        self.offered = offered
        self._target.update()

    def _offer(self, data: QMimeData) -> str:
        files = dropped_files(data)
        if files:
            return offer_of(self._verb, files)
        if _link(data):
            return f"{self._verb} link"
        return f"{self._verb} picture" if data.hasImage() else ""

    def _take(self, data: QMimeData) -> None:
        self.refuse("")
        files, link = dropped_files(data), _link(data)
        if files:
            self.files_dropped.emit(files)
        elif data.hasImage():
            self.image_pasted.emit(QImage(data.imageData()))
        elif link:
            self.link_dropped.emit(link)


class Refusal(QWidget):
    """A red sentence with its sign: what happened, what is safe, what to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Label("", "label", "fail", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(IconLabel("circle-x", "fail"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._sentence, 1)
        self.setVisible(False)

    def say(self, sentence: str) -> None:
        """Show a sentence; "" hides the row."""
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))


class DropVeil(QWidget):
    """Lies over a page that takes files anywhere, while some are held over it, and says what would happen."""

    def __init__(self, page: QWidget, verb: str) -> None:
        """The page itself accepts and takes them."""
        super().__init__(page)
        self._page, self._verb, self.offered = page, verb, ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come with what is dragged in, and go with it."""
        if isinstance(event, QDragEnterEvent) and (files := dropped_files(event.mimeData())):
            self.offered = offer_of(self._verb, files)
            self.setGeometry(self._page.rect())
            self.show()
            self.raise_()
        elif event.type() in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field of a drop zone, as large as the page."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = color("selected")
        field.setAlphaF(0.92)
        painter.setPen(QPen(color("accent"), 2))
        painter.setBrush(field)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(px(8), px(8), -px(8), -px(8)), 8, 8)
        painter.setFont(name())
        width = painter.fontMetrics().horizontalAdvance(self.offered)
        left = max(px(12), (self.width() - width - px(24)) // 2)
        # What lies behind does not run through the words.
        behind = QRectF(left - px(16), self.height() / 2 - px(20), width + px(56), px(40))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("selected"))
        painter.drawRoundedRect(behind, 8, 8)
        painter.drawPixmap(left, (self.height() - px(16)) // 2, icons.pixmap("plus", "accent", 16))
        painter.setPen(color("accent"))
        text = self.rect().adjusted(left + px(24), 0, 0, 0)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), self.offered)


def offer_of(verb: str, files: Sequence[Path]) -> str:
    """Return what would happen to files: "Attach 3 files", "Attach plan.pdf"."""
    return f"{verb} {len(files)} files" if len(files) > 1 else f"{verb} {visible(files[0].name)}"


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the files and folders of this machine that are dragged or pasted."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _link(data: QMimeData) -> str:
    urls = [url.toString() for url in data.urls() if url.scheme() in ("http", "https")]
    if urls:
        return urls[0]
    text = data.text().strip() if data.hasText() else ""
    return text if text.startswith(("https://", "http://")) and " " not in text and "\n" not in text else ""
