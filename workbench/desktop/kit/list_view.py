"""Lists of records: a view and the delegate that paints its rows from `roles.Role`."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.desktop.kit import icons, marks
from workbench.desktop.kit.chips import chip_size, paint_chip
from workbench.desktop.kit.fonts import body, caption, label, mono, name
from workbench.desktop.kit.item_painting import (
    ACCENT_BAR,
    Index,
    is_on,
    paint_background,
    paint_bottom_line,
    paint_inner_ring,
    paint_text,
    shows_focus,
    text_of,
)
from workbench.desktop.kit.moved_in import MovedInView
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.style import NO_RING
from workbench.desktop.kit.theme import color, look, px

GAP = 8


class ListDelegate(QStyledItemDelegate):
    """Rows of one or two lines.

    `id_column` > 0: the mono id stands left in a column of that width (catalogue); 0: it opens the second line
    (incidents). `height` is 56 for two lines, 64 for incidents, 28 dense, 36 in the palette.
    """

    def __init__(self, parent: QWidget, *, height: int = 56, id_column: int = 40, margin: int = 16) -> None:
        super().__init__(parent)
        self._height, self._id_column, self._margin = height, id_column, margin

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The row height; group heads are 32."""
        return QSize(px(200), px(32 if index.data(Role.HEADING) else self._height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(Role.HEADING):
            self._paint_heading(painter, option, index)
        else:
            self._paint_row(painter, option, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        painter.fillRect(rect, color("sunken"))
        area = QRectF(rect).adjusted(px(self._margin), 0, -self._right_margin(option.widget), 0)
        paint_text(painter, area, text_of(index), label(), "secondary")
        paint_text(painter, area, text_of(index, Role.NOTE), label(), "secondary", right=True)
        paint_bottom_line(painter, rect)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        paint_background(painter, option, index, hover=is_on(option, QStyle.StateFlag.State_MouseOver))
        rect: QRect = option.rect
        if is_on(option, QStyle.StateFlag.State_Selected):
            painter.fillRect(rect.left(), rect.top(), ACCENT_BAR, rect.height(), color("accent"))
        paint_bottom_line(painter, rect)
        area = QRectF(rect).adjusted(px(self._margin), 0, -self._right_margin(option.widget), 0)
        area.setLeft(self._paint_lead(painter, area, index))
        if self._has_second_line(index):
            middle, half = area.center().y(), px(20)
            first = QRectF(area.left(), middle - half, area.width(), half)
            second = QRectF(area.left(), middle - px(1), area.width(), half)
        else:
            first, second = area, QRectF()
        self._paint_first(painter, first, index)
        if not second.isNull():
            self._paint_second(painter, second, index)
        if shows_focus(option, index):
            paint_inner_ring(painter, rect)

    def _right_margin(self, view: QWidget | None) -> int:
        """Return what the scroll bar leaves of the margin, so that the rows keep their right edge."""
        bar = view.width() - view.viewport().width() if isinstance(view, QAbstractItemView) else 0
        return max(px(4), px(self._margin) - bar)

    def _has_second_line(self, index: Index) -> bool:
        second = text_of(index, Role.CAPTION) or text_of(index, Role.NOTE) or index.data(Role.STRIP)
        return self._height >= 44 and bool(second or (not self._id_column and index.data(Role.ID)))

    def _paint_lead(self, painter: QPainter, area: QRectF, index: Index) -> float:
        """Paint icon, sign and id column; return where the text starts."""
        left, side = area.left(), px(16)
        two = self._has_second_line(index)
        line = QRectF(left, area.center().y() - (px(20) if two else px(10)), area.width(), px(20))
        if icon := text_of(index, Role.ICON):
            painter.drawPixmap(int(left), int(line.center().y() - side / 2), icons.pixmap(icon))
            left += side + px(GAP)
        if status := index.data(Role.STATUS):
            marks.paint_status(painter, QRectF(left, line.center().y() - side / 2, side, side), status)
            left += side + px(GAP)
        if self._id_column and (text := text_of(index, Role.ID)):
            line.moveLeft(left)
            taken = paint_text(painter, line, text, mono(), "secondary", elide=False)
            left += max(px(self._id_column), taken + px(GAP))
        return left

    def _paint_first(self, painter: QPainter, line: QRectF, index: Index) -> None:
        right = line.right()
        if severity := index.data(Role.SEVERITY):
            side = px(14)
            marks.paint_severity(painter, QRectF(right - side, line.center().y() - side / 2, side, side), severity)
            right -= side + px(GAP)
        if chip := index.data(Role.CHIP):
            size = chip_size(str(chip[0]))
            box = QRect(int(right - size.width()), int(line.center().y() - size.height() / 2), size.width(), px(20))
            paint_chip(painter, box, str(chip[0]), str(chip[1]))
            right -= size.width() + px(GAP)
        if note := self._first_line_note(index):
            width = QFontMetrics(label()).horizontalAdvance(note) + 2
            area = QRectF(right - width, line.top(), width, line.height())
            paint_text(painter, area, note, label(), "muted", right=True, elide=False)
            right -= width + px(GAP)
        token = "muted" if index.data(Role.MUTED) else "text"
        font = name() if self._height >= 44 else body()
        area = QRectF(line.left(), line.top(), right - line.left(), line.height())
        paint_text(painter, area, text_of(index), font, token)

    def _first_line_note(self, index: Index) -> str:
        return "" if self._has_second_line(index) else text_of(index, Role.NOTE)

    def _paint_second(self, painter: QPainter, line: QRectF, index: Index) -> None:
        left, right = line.left(), line.right()
        for role in (Role.NOTE, Role.NOTE2):
            if note := text_of(index, role):
                width = QFontMetrics(label()).horizontalAdvance(note) + 2
                area = QRectF(right - width, line.top(), width, line.height())
                paint_text(painter, area, note, caption(), "muted", right=True, elide=False)
                right -= max(width, px(64)) + px(GAP)
        if not self._id_column and (text := text_of(index, Role.ID)):
            area = QRectF(left, line.top(), right - left, line.height())
            left += paint_text(painter, area, text, mono(), "secondary", elide=False) + px(GAP)
        area = QRectF(left, line.top(), right - left, line.height())
        if strip := index.data(Role.STRIP):
            marks.paint_strip(painter, area, list(strip), px(12), px(3))
        else:
            paint_text(painter, area, text_of(index, Role.CAPTION), caption(), "muted")


class ListView(MovedInView, QListView):
    """A list with our rows; `opened(QModelIndex)` on Enter or a double click, `moved(QModelIndex)` on each move.

    `label` is what a screen reader calls it.
    """

    def __init__(
        self, label: str, *, height: int = 56, id_column: int = 40, margin: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setProperty(NO_RING, True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(ListDelegate(self, height=height, id_column=id_column, margin=margin))
        self._begin_moving()
        look().changed.connect(self.scheduleDelayedItemsLayout)

    def select_key(self, key: str) -> bool:
        """Make the row with `Role.KEY` current; say whether there is one."""
        model = self.model()
        if model is None or not model.rowCount():
            return False
        found = model.match(model.index(0, 0), Role.KEY, key, 1, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchWrap)
        if found:
            self.setCurrentIndex(found[0])
        return bool(found)
