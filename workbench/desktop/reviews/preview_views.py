"""How the preview shows each kind of evidence: a picture, text, Markdown, a table; nothing in any of them runs."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPixmap, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QSizePolicy, QWidget

from workbench.desktop.kit.fonts import body, mono
from workbench.desktop.kit.style import NO_RING, surface
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.theme import look, px

Index = QModelIndex | QPersistentModelIndex
WIDEST_COLUMN = 320
_NO_INDEX = QModelIndex()


class TextView(QPlainTextEdit):
    """Text in mono that can be read, selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", True)
        self.setAccessibleName("Text of the evidence")
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Load nothing, from nowhere."""
        return None

    def _on_look_changed(self) -> None:
        self.setFont(mono())
        self.document().setDocumentMargin(px(6))


class _Canvas(QWidget):
    """One picture, as wide as there is room and no wider than it is."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QPixmap()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return not self.picture.isNull()

    def heightForWidth(self, width: int) -> int:
        if self.picture.isNull():
            return 0
        shown = min(width, self.picture.width())
        return max(1, round(shown * self.picture.height() / self.picture.width()))

    def sizeHint(self) -> QSize:
        return QSize(px(240), self.heightForWidth(px(240)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = min(self.width(), self.picture.width())
        painter.drawPixmap(QRect((self.width() - width) // 2, 0, width, self.heightForWidth(width)), self.picture)


class PictureView(QScrollArea):
    """A picture that is scrolled through where it is higher than the room for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Picture")
        self._canvas = _Canvas()
        surface(self._canvas, "window")
        self.setWidget(self._canvas)

    def show_picture(self, png: bytes, name: str) -> None:
        """Show a PNG from its top."""
        self._canvas.picture = QPixmap()
        self._canvas.picture.loadFromData(png)
        self.setAccessibleDescription(name)
        self._canvas.updateGeometry()
        self._canvas.update()
        self.verticalScrollBar().setValue(0)

    @property
    def picture(self) -> QPixmap:
        """What is shown."""
        return self._canvas.picture

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll with the keys for it, and leave all others to the panel."""
        bar = self.verticalScrollBar()
        steps = {Qt.Key.Key_Up: -px(40), Qt.Key.Key_Down: px(40)}
        steps |= {Qt.Key.Key_PageUp: -bar.pageStep(), Qt.Key.Key_PageDown: bar.pageStep()}
        steps |= {Qt.Key.Key_Home: -bar.maximum(), Qt.Key.Key_End: bar.maximum()}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
        else:
            bar.setValue(bar.value() + step)


class RowsModel(QAbstractTableModel):
    """Rows of a table as text; the first are the heads."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Show other rows, all of one width."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """All but the heads."""
        return 0 if parent.isValid() else max(0, len(self._rows) - 1)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """As many as there are heads."""
        return 0 if parent.isValid() or not self._rows else len(self._rows[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._rows[index.row() + 1][index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The head of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and self._rows:
            return self._rows[0][section]
        return None


class RowsView(TableView):
    """A table with columns as wide as what they hold, within reason."""

    def __init__(self) -> None:
        super().__init__("Table of the evidence")
        self.rows = RowsModel()
        self.setModel(self.rows)
        self.setProperty(NO_RING, True)

    def show_rows(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Show other rows."""
        self.rows.show(rows)
        metrics = QFontMetrics(body())
        for column in range(self.rows.columnCount()):
            widest = max((metrics.horizontalAdvance(row[column]) for row in rows[:60]), default=0)
            self.setColumnWidth(column, min(widest + px(24), px(WIDEST_COLUMN)))
        self.scrollToTop()
