"""Tables: a view with quiet heads and hairlines, and the delegate that paints cells from `roles.Role`."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workbench.desktop.kit import icons, marks
from workbench.desktop.kit.chips import chip_size, paint_chip
from workbench.desktop.kit.fonts import body, label, label_regular, mono, name
from workbench.desktop.kit.item_painting import (
    Index,
    paint_background,
    paint_bottom_line,
    paint_inner_ring,
    paint_text,
    shows_focus,
    shows_focus_of,
    text_of,
)
from workbench.desktop.kit.moved_in import MovedInView
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.signs import paint_proof_counts
from workbench.desktop.kit.style import NO_RING
from workbench.desktop.kit.theme import look, px

PADDING = 8


class TableDelegate(QStyledItemDelegate):
    """Cells of 32 px (or what the view says): a mark with its word, counts, a strip, a chip, or text.

    Figures stand right (`TextAlignmentRole` of the model). With two lines the id or the caption is the other line.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for what the cell shows, for `resizeColumnsToContents`."""
        metrics = QFontMetrics(name())
        width = metrics.horizontalAdvance(text_of(index))
        if status := index.data(Role.STATUS):
            width += px(22) + metrics.horizontalAdvance(text_of(index, Role.WORD) or marks.STATUS_WORDS[status])
        if severity := index.data(Role.SEVERITY):
            width += px(22) + metrics.horizontalAdvance(marks.SEVERITY_WORDS[severity])
        if index.data(Role.PROOF):
            width += px(120)
        if strip := index.data(Role.STRIP):
            width += px(15) * len(strip)
        if chip := index.data(Role.CHIP):
            width += chip_size(str(chip[0])).width()
        if identity := text_of(index, Role.ID):
            taken = QFontMetrics(mono()).horizontalAdvance(identity)
            width = max(width, taken) if _is_tall(option.rect) else width + taken + px(8)
        return QSize(width + px(2 * PADDING) + 2, px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = option.widget
        hovered = isinstance(view, TableView) and view.hovered_row() == index.row()
        paint_background(painter, option, index, hover=hovered)
        rect: QRect = option.rect
        paint_bottom_line(painter, rect)
        area = QRectF(rect).adjusted(px(PADDING), 0, -px(PADDING), 0)
        self._paint_content(painter, area, index)
        if isinstance(view, TableView) and view.selects_rows():
            self._paint_row_ring(painter, view, rect, index)
        elif shows_focus(option, index):
            paint_inner_ring(painter, rect)
        painter.restore()

    def _paint_row_ring(self, painter: QPainter, view: "TableView", rect: QRect, index: Index) -> None:
        """Paint the part of the ring around the current row that lies in this cell."""
        current = view.currentIndex()
        if current.row() != index.row() or not shows_focus_of(view):
            return
        shown = [column for column in range(view.model().columnCount()) if not view.isColumnHidden(column)]
        ring = QRect(rect)
        ring.setLeft(view.columnViewportPosition(shown[0]))
        ring.setRight(view.columnViewportPosition(shown[-1]) + view.columnWidth(shown[-1]) - 1)
        painter.setClipRect(rect)
        paint_inner_ring(painter, ring)

    def _paint_content(self, painter: QPainter, area: QRectF, index: Index) -> None:
        side, middle = px(16), area.center().y()
        if status := index.data(Role.STATUS):
            marks.paint_status(painter, QRectF(area.left(), middle - side / 2, side, side), status)
            word = text_of(index, Role.WORD) or marks.STATUS_WORDS[status]
            paint_text(painter, area.adjusted(px(22), 0, 0, 0), word, name(), marks.status_word_token(status))
        elif severity := index.data(Role.SEVERITY):
            marks.paint_severity(painter, QRectF(area.left(), middle - side / 2, side, side), severity)
            word = marks.SEVERITY_WORDS[severity]
            paint_text(painter, area.adjusted(px(22), 0, 0, 0), word, label(), "text")
        elif proof := index.data(Role.PROOF):
            paint_proof_counts(painter, area, proof)
        elif strip := index.data(Role.STRIP):
            marks.paint_strip(painter, area, list(strip), px(12), px(3))
        elif chip := index.data(Role.CHIP):
            box = QRect(int(area.left()), int(middle) - px(10), chip_size(str(chip[0])).width(), px(20))
            paint_chip(painter, box, str(chip[0]), str(chip[1]))
        else:
            self._paint_text(painter, area, index)

    def _paint_text(self, painter: QPainter, area: QRectF, index: Index) -> None:
        if icon := text_of(index, Role.ICON):
            painter.drawPixmap(int(area.left()), int(area.center().y() - px(8)), icons.pixmap(icon))
            area = area.adjusted(px(24), 0, 0, 0)
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        right = bool(alignment is not None and int(alignment) & int(Qt.AlignmentFlag.AlignRight))
        token = "muted" if index.data(Role.MUTED) else "accent" if index.data(Role.LINK) else "text"
        identity, second = text_of(index, Role.ID), text_of(index, Role.CAPTION)
        if _is_tall(area) and (identity or second):
            upper = QRectF(area.left(), area.center().y() - px(19), area.width(), px(19))
            lower = QRectF(area.left(), area.center().y(), area.width(), px(19))
            if identity:
                paint_text(painter, upper, identity, mono(), "secondary")
                paint_text(painter, lower, text_of(index), self._font(index), token)
            else:
                paint_text(painter, upper, text_of(index), self._font(index), token)
                paint_text(painter, lower, second, label_regular(), "muted")
            return
        if identity:
            area = area.adjusted(paint_text(painter, area, identity, mono(), "secondary") + px(8), 0, 0, 0)
        paint_text(painter, area, text_of(index), self._font(index), token, right=right)

    def _font(self, index: Index) -> QFont:
        if index.data(Role.MONO):
            return mono()
        return name() if index.data(Role.STRONG) else body()


def _is_tall(area: QRect | QRectF) -> bool:
    return area.height() >= px(44)


class TableView(MovedInView, QTableView):
    """A table without zebra or grid; `opened(QModelIndex)` on Enter or a double click.

    `label` is what a screen reader calls it; `row_height` is 32, or 56 for two lines. Column widths are remembered
    by the window when the view has an `objectName`.
    """

    def __init__(self, label: str, *, row_height: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self._hovered = -1
        self._shared: tuple[tuple[int, ...], frozenset[int], int] | None = None
        self.verticalScrollBar().rangeChanged.connect(self._share)
        self.setAccessibleName(label)
        self.setProperty(NO_RING, True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(TableDelegate(self))
        self._build_heads()
        self._begin_moving()
        look().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _build_heads(self) -> None:
        heads, sides = self.horizontalHeader(), self.verticalHeader()
        sides.hide()
        sides.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setAccessibleName(f"{self.accessibleName()}: columns")
        heads.setStretchLastSection(True)

    def _on_look_changed(self) -> None:
        self.horizontalHeader().setFont(label())
        self.verticalHeader().setMinimumSectionSize(px(24))
        self.verticalHeader().setDefaultSectionSize(px(self._row_height))

    def share_width(self, widths: Sequence[int], growing: Collection[int], room: int) -> None:
        """Give each column its width, in pixels at 100 %, and what is left of `room` to the columns that grow.

        `room` is in logical pixels; a scroll bar takes its part of it. Where it does not suffice the table scrolls
        sideways.
        """
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setStretchLastSection(False)
        self._shared = (tuple(widths), frozenset(growing), room)
        self._share()

    def _share(self) -> None:
        if self._shared is None:
            return
        widths, growing, room = self._shared
        bar = self.verticalScrollBar()
        room -= bar.sizeHint().width() if bar.maximum() > 0 else 0
        more = max(0, room - sum(map(px, widths))) // len(growing)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, px(width) + (more if column in growing else 0))

    def fitting_height(self) -> int:
        """Return the height that shows every row without scrolling, in logical pixels."""
        rows = self.model().rowCount() if self.model() is not None else 0
        return self.horizontalHeader().sizeHint().height() + rows * px(self._row_height) + 2

    def selects_rows(self) -> bool:
        """Whether a row is one thing, or each of its cells."""
        return self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows

    def hovered_row(self) -> int:
        """The row under the mouse, -1 for none."""
        return self._hovered

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the row under the mouse."""
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        """No row is under the mouse."""
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()
