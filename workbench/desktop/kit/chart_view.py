"""Charts on screen: the same laid-out primitives as on paper, with cells that take the focus, and the table beside."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from workbench.charts.layout import lay_out
from workbench.charts.palette import load_palette
from workbench.charts.scene import Dot, Item, Path, Plot, Rect, Scene, Stroke, Target, Text
from workbench.charts.spec import ChartSpec, Table
from workbench.charts.svg import described
from workbench.desktop.kit import fonts
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.card import Card
from workbench.desktop.kit.style import NO_RING
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import color, look, px
from workbench.desktop.kit.tips import tip

Index = QModelIndex | QPersistentModelIndex
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_HEIGHT = 380


def paint_scene(painter: QPainter, scene: Scene) -> None:
    """Draw every primitive of a scene, in order."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    for item in scene.items:
        _PAINTERS[type(item)](painter, item)


def _paint_rect(painter: QPainter, item: Rect) -> None:
    _use(painter, item.stroke, item.fill)
    painter.drawRoundedRect(QRectF(item.x, item.y, item.width, item.height), item.radius, item.radius)


def _paint_path(painter: QPainter, item: Path) -> None:
    _use(painter, item.stroke, item.fill)
    points = QPolygonF([QPointF(x, y) for x, y in item.points])
    if item.closed:
        painter.drawPolygon(points)
    else:
        painter.drawPolyline(points)


def _paint_dot(painter: QPainter, item: Dot) -> None:
    _use(painter, item.stroke, item.fill)
    painter.drawEllipse(QPointF(item.x, item.y), item.radius, item.radius)


def _paint_text(painter: QPainter, item: Text) -> None:
    font = fonts.mono() if item.mono else fonts.body()
    font.setPixelSize(max(1, round(item.size)))
    font.setWeight(QFont.Weight(item.weight))
    # Qt kerns and sets tabular figures, so the end of a line is where Qt's own measure puts it.
    wide = QFontMetricsF(font).horizontalAdvance(item.text)
    left = item.x - {"start": 0.0, "middle": wide / 2, "end": wide}[item.anchor]
    painter.setFont(font)
    painter.setPen(QColor(item.fill))
    painter.drawText(QPointF(left, item.y), item.text)


def _use(painter: QPainter, stroke: Stroke | None, fill: str | None) -> None:
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    if stroke is None:
        painter.setPen(Qt.PenStyle.NoPen)
        return
    pen = QPen(QColor(stroke.colour), stroke.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if stroke.dashed:
        pen.setDashPattern([3 / stroke.width, 3 / stroke.width])
    painter.setPen(pen)


_PAINTERS: dict[type[Item], Callable[[QPainter, Any], None]] = {
    Rect: _paint_rect,
    Path: _paint_path,
    Dot: _paint_dot,
    Text: _paint_text,
}


class TableModel(QAbstractTableModel):
    """The numbers of a chart as rows."""

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table

    def set_table(self, table: Table) -> None:
        """Show other numbers."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, never changed
        """One row per mode or category."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, never changed
        """One column per kind of number."""
        return 0 if parent.isValid() else len(self._table.head)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, and where it stands."""
        if role == Qt.ItemDataRole.DisplayRole and index.isValid():
            return self._table.rows[index.row()][index.column()]
        return self._alignment(index.column(), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The head of a column, above its cells."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        return self._table.head[section] if role == Qt.ItemDataRole.DisplayRole else self._alignment(section, role)

    def _alignment(self, column: int, role: int) -> int | None:
        if role != Qt.ItemDataRole.TextAlignmentRole or column not in self._table.figures:
            return None
        return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ChartCanvas(QWidget):
    """The picture: paints a specification and moves the focus between its cells.

    Arrow keys move, Enter and Space and a click activate; what has the focus is said as the description.
    """

    cell_activated = Signal(str)
    """The key of the mark: ids parted by spaces in the matrix, a category id in the Pareto."""

    def __init__(self, spec: ChartSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self._scene = Scene(0, 0, Plot(0, 0, 0, 0))
        self._focused = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(NO_RING, True)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look().changed.connect(self._arrange)
        self.set_spec(spec)

    @property
    def scene(self) -> Scene:
        """What is painted now."""
        return self._scene

    @property
    def focused(self) -> Target | None:
        """The cell that has the focus, or would have it."""
        targets = self._scene.targets
        return targets[min(self._focused, len(targets) - 1)] if targets else None

    def set_spec(self, spec: ChartSpec) -> None:
        """Draw another chart; the focus goes to the first cell, from the top left, that can be opened."""
        self._spec = spec
        self.setAccessibleName(spec.title)
        self._arrange()
        keyed = [(target.row, target.column, i) for i, target in enumerate(self._scene.targets) if target.key]
        self._move_to(min(keyed)[2] if keyed else 0)

    def sizeHint(self) -> QSize:
        """A height in which five rows of cells hold two lines of ids each."""
        return QSize(px(480), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Below this, labels would be cut to nothing."""
        return QSize(px(400), px(300))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scene, then the ring round the focused cell."""
        painter = QPainter(self)
        paint_scene(painter, self._scene)
        target = self.focused
        if self.hasFocus() and target is not None:
            area = target.area
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("surface"), 4))
            ring = QRectF(area.x, area.y, area.width, area.height).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, 4, 4)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(ring, 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the size."""
        self._arrange()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between cells, or open one."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._step(*step):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._activate()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the cell under the mouse the focus and open it."""
        index = self._at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self._move_to(index)
            self._activate()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a cell says, and whether it opens."""
        index = self._at(event.position())
        target = None if index is None else self._scene.targets[index]
        self.setToolTip(tip(target.said if target else ""))
        opens = target is not None and bool(target.key)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    @Slot()
    def _arrange(self) -> None:
        palette, scale = load_palette(look().theme.id), look().text_size / 100
        self._scene = lay_out(self._spec, max(1, self.width()), max(1, self.height()), palette, scale)
        self.updateGeometry()
        self.update()

    def _step(self, down: int, right: int) -> bool:
        """Move to the neighbour; False at the edge, so that the key stays free for whoever is around."""
        here = self.focused
        if here is None:
            return False
        wanted = (here.row + down, here.column + right)
        for index, target in enumerate(self._scene.targets):
            if (target.row, target.column) == wanted:
                self._move_to(index)
                return True
        return False

    def _move_to(self, index: int) -> None:
        self._focused = index
        target = self.focused
        self.setAccessibleDescription(target.said if target else described(self._spec))
        self.update()

    def _activate(self) -> None:
        target = self.focused
        if target is not None and target.key:
            self.cell_activated.emit(target.key)

    def _at(self, point: QPointF) -> int | None:
        for index, target in enumerate(self._scene.targets):
            area = target.area
            if QRectF(area.x, area.y, area.width, area.height).contains(point):
                return index
        return None


class ChartCard(Card):
    """A chart with its finding, its caption and *View as table*."""

    cell_activated = Signal(str)
    """The key of the mark that was opened: mode ids parted by spaces, or a category id."""

    def __init__(self, spec: ChartSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.canvas = ChartCanvas(spec)
        self.model = TableModel(spec.table(), self)
        self.table = TableView(f"{spec.title}, as a table")
        self._title = Label(role="section", wrap=True)
        self._caption = Label(role="label_regular", tone="secondary", wrap=True)
        self._toggle = Button("View as table", "quiet", icon="table-2")
        self._build()
        self.canvas.cell_activated.connect(self.cell_activated)
        self._toggle.clicked.connect(self._on_toggled)
        self.set_spec(spec)

    def set_spec(self, spec: ChartSpec) -> None:
        """Show another chart; whether picture or table stays."""
        self._title.setText(spec.title)
        self._caption.setText(spec.caption)
        self.canvas.set_spec(spec)
        self.model.set_table(spec.table())
        self.table.setAccessibleName(f"{spec.title}, as a table")
        self.table.resizeColumnsToContents()
        self.setAccessibleName(spec.title)
        self.setAccessibleDescription(described(spec))

    @property
    def shows_table(self) -> bool:
        """Whether the numbers are shown instead of the picture."""
        return self._stack.currentWidget() is self.table

    def show_table(self, shown: bool) -> None:
        """Show the numbers, or the picture."""
        self._stack.setCurrentWidget(self.table if shown else self.canvas)
        self._toggle.setText("View as chart" if shown else "View as table")

    def _build(self) -> None:
        self.table.setModel(self.model)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        words = QVBoxLayout()
        words.setContentsMargins(0, px(4), 0, 0)  # the title stands beside the button, which is higher
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._caption)
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addLayout(words, 1)
        head.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedLayout()
        self.column.addLayout(head)
        self.column.addLayout(self._stack, 1)  # before it is filled: it shows its first widget, which then has a parent
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.table)

    @Slot()
    def _on_toggled(self) -> None:
        self.show_table(not self.shows_table)
        (self.table if self.shows_table else self.canvas).setFocus()
