"""The report on screen: small pages at the left, one page at a time, and the keys to leaf through it."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.style import NO_RING, surface
from workbench.desktop.kit.text import Hairline, Label
from workbench.desktop.kit.theme import color, px
from workbench.desktop.signoff.pictures import Pictures
from workbench.desktop.signoff.thumbnails import A4, Thumbnails

MARGIN = 16
BROAD = 560
"""Below this width the small pages go."""
STEP = 64
"""Widths are rounded up to it, so that a splitter that moves does not ask for a picture at each pixel."""


class _Sheet(QWidget):
    """One page, as paper: light in both schemes."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self.page = 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(area, Qt.GlobalColor.white)
        wanted = -(-round(self.width() * self.devicePixelRatioF()) // STEP) * STEP
        picture = self._pictures.picture(self.page, wanted) or self._pictures.any_width(self.page)
        if picture is not None:
            painter.drawPixmap(area, picture, QRectF(picture.rect()))
        painter.setPen(QPen(color("border_strong"), 1))
        painter.drawRect(area)


class _Desk(QScrollArea):
    """Where the page lies; keys and wheel leaf through the report."""

    turned = Signal(int)
    """By how many pages; a large number means the end."""
    resized = Signal()

    def __init__(self, sheet: _Sheet, name: str) -> None:
        super().__init__()
        middle = QWidget()
        surface(middle, "window")
        column = QVBoxLayout(middle)
        column.setContentsMargins(px(MARGIN), px(MARGIN), px(MARGIN), px(MARGIN))
        column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignCenter)
        self.setWidget(middle)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(NO_RING, True)
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_PageDown: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Space: 1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Home: -(10**6),
            Qt.Key.Key_End: 10**6,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turned.emit(step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page; at its end turn it."""
        bar, down = self.verticalScrollBar(), event.angleDelta().y()
        if down < 0 and bar.value() == bar.maximum():
            self.turned.emit(1)
        elif down > 0 and bar.value() == bar.minimum():
            self.turned.emit(-1)
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class PreviewPane(QWidget):
    """A PDF, one page at a time; `name` is what a screen reader calls a page of it."""

    def __init__(self, pictures: Pictures, name: str = "Page of the report", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._fits_page = True
        self.page = 1
        self._thumbnails = Thumbnails(pictures)
        self._thumbnails.page_chosen.connect(self.show_page)
        self._sheet = _Sheet(pictures)
        self._desk = _Desk(self._sheet, name)
        self._desk.turned.connect(self._on_turned)
        self._desk.resized.connect(self._fit)
        self._build()
        pictures.arrived.connect(self._on_arrived)

    def focus_page(self) -> None:
        """Give the page the focus; a focus proxy would keep Tab from everything else in here."""
        self._desk.setFocus()

    def show_file(self, file: Path | None) -> None:
        """Show a file from its first page; the same file stays where it is."""
        self._pictures.set_file(file)
        if self._pictures.pages == 0:
            self.page = 1
        self._thumbnails.pages_model.set_ratio(self.devicePixelRatioF())
        self._show()

    @Slot(int)
    def show_page(self, page: int) -> None:
        """Show one page, from 1."""
        wanted = max(1, min(page, self._pictures.pages or 1))
        if wanted != self.page:
            self.page = wanted
            self._desk.verticalScrollBar().setValue(0)
            self._show()

    def minimumSizeHint(self) -> QSize:
        """A page that can still be recognised."""
        return QSize(px(280), px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The small pages go where there is no room for them."""
        super().resizeEvent(event)
        self._small.setVisible(self.width() >= px(BROAD))

    def _build(self) -> None:
        self._back, self._on = IconButton("chevron-left", "Previous page"), IconButton("chevron-right", "Next page")
        self._back.clicked.connect(self._on_back)
        self._on.clicked.connect(self._on_forward)
        self._where = Label("", "body")
        self._zoom = Button("Fit width", "quiet", icon="maximize")
        self._zoom.clicked.connect(self._on_zoom)
        bar = QWidget()
        surface(bar, "surface")
        bar.setFixedHeight(px(48))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(12))
        for widget in (self._back, self._where, self._on):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._zoom)
        working = QVBoxLayout()
        working.setSpacing(0)
        working.addWidget(bar)
        working.addWidget(Hairline())
        working.addWidget(self._desk, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self._make_small())
        columns.addLayout(working, 1)

    def _make_small(self) -> QWidget:
        self._small = QWidget()
        surface(self._small, "sunken")
        row = QHBoxLayout(self._small)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._thumbnails)
        row.addWidget(Hairline(vertical=True))
        return self._small

    def _show(self) -> None:
        pages = self._pictures.pages
        self._where.setText(f"{self.page} of {pages}" if pages else "")
        self._back.setEnabled(self.page > 1)
        self._on.setEnabled(self.page < pages)
        self._sheet.page = self.page
        self._desk.setAccessibleDescription(f"Page {self.page} of {pages}")
        self._thumbnails.show_page(self.page)
        self._fit()
        self._sheet.update()

    @Slot()
    def _fit(self) -> None:
        picture = self._pictures.any_width(self.page)
        ratio = picture.height() / picture.width() if picture is not None and picture.width() else A4
        room = self._desk.viewport().size() - QSize(2 * px(MARGIN), 2 * px(MARGIN))
        width = min(room.width(), int(room.height() / ratio)) if self._fits_page else room.width()
        width = max(width, px(160))
        self._sheet.setFixedSize(width, round(width * ratio))

    @Slot()
    def _on_arrived(self) -> None:
        self.page = min(self.page, max(1, self._pictures.pages))
        self._show()

    @Slot(int)
    def _on_turned(self, by: int) -> None:
        self.show_page(self.page + by)

    @Slot()
    def _on_back(self) -> None:
        self.show_page(self.page - 1)

    @Slot()
    def _on_forward(self) -> None:
        self.show_page(self.page + 1)

    @Slot()
    def _on_zoom(self) -> None:
        self._fits_page = not self._fits_page
        self._zoom.setText("Fit width" if self._fits_page else "Fit page")
        self._fit()
