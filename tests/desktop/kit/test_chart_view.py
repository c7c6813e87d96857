"""The card paints what the layout says, moves the focus with the keys, and shows the same numbers as a table."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester

from workbench.charts.palette import load_palette
from workbench.charts.registered import registered_charts
from workbench.charts.scene import Dot, Rect
from workbench.charts.svg import render_svg
from workbench.desktop.kit.chart_view import ChartCard, TableModel
from workbench.desktop.kit.fonts import load_fonts

SPECS = {name: chart.build(**chart.sample()) for name, chart in registered_charts().items()}
every_chart = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


@pytest.fixture
def shown(qtbot):
    load_fonts()
    cards = []

    def show(spec):
        card = ChartCard(spec)
        cards.append(card)
        qtbot.addWidget(card)
        card.resize(640, 520)
        with qtbot.waitExposed(card):
            card.show()
        card.canvas.setFocus()
        return card

    yield show
    cards.clear()


def card_with_matrix(shown):
    return shown(SPECS["matrix"])


@every_chart
def test_that_every_mark_is_painted_where_the_layout_puts_it(shown, spec):
    canvas = shown(spec).canvas
    canvas.clearFocus()
    picture = canvas.grab().toImage()
    boxes = [item for item in canvas.scene.items if isinstance(item, Rect) and item.fill and item.width > 20]
    boxes = [box for box in boxes if box.height > 12]
    assert boxes
    for box in boxes:
        corner = picture.pixelColor(round(box.x + box.width - 5), round(box.y + box.height - 3))
        assert corner == QColor(box.fill)
    for dot in (item for item in canvas.scene.items if isinstance(item, Dot)):
        assert picture.pixelColor(round(dot.x), round(dot.y)).lightness() > 200


@every_chart
def test_that_screen_and_paper_share_one_layout(shown, spec):
    canvas = shown(spec).canvas
    svg = render_svg(spec, canvas.width(), canvas.height())
    for item in canvas.scene.items:
        if isinstance(item, Rect):
            assert f'x="{item.x:.2f}" y="{item.y:.2f}" width="{item.width:.2f}" height="{item.height:.2f}"' in svg


@every_chart
def test_that_the_table_shows_every_row_of_the_specification(shown, qtbot, spec):
    card = shown(spec)
    card.show_table(True)
    assert card.shows_table
    model = card.table.model()
    rows = [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]
    assert tuple(rows) == spec.rows
    heads = [model.headerData(section, Qt.Orientation.Horizontal) for section in range(model.columnCount())]
    assert tuple(heads) == spec.head


def test_that_the_table_model_keeps_the_rules_of_qt(qtbot):
    model = TableModel(SPECS["pareto"].table())
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_table(SPECS["matrix"].table())
    assert model.rowCount() == len(SPECS["matrix"].rows)


def test_that_arrow_keys_move_and_enter_opens_the_cell(shown, qtbot):
    canvas = card_with_matrix(shown).canvas
    start = canvas.focused
    assert start.key
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert (canvas.focused.row, canvas.focused.column) == (start.row - 1, start.column)
    assert canvas.accessibleDescription() == canvas.focused.said
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    with qtbot.waitSignal(canvas.cell_activated) as opened:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert opened.args == [start.key]


def test_that_the_focus_stops_at_the_edge_and_an_empty_cell_opens_nothing(shown, qtbot):
    canvas = card_with_matrix(shown).canvas
    for _ in range(9):
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
        qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert (canvas.focused.row, canvas.focused.column) == (0, 0)
    with qtbot.assertNotEmitted(canvas.cell_activated):
        qtbot.keyClick(canvas, Qt.Key.Key_Return)


def test_that_a_click_opens_the_column_of_the_pareto(shown, qtbot):
    card = shown(SPECS["pareto"])
    area = card.canvas.scene.targets[1].area
    with qtbot.waitSignal(card.cell_activated) as opened:
        qtbot.mouseClick(
            card.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(area.x + 10), round(area.y + area.height / 2))
        )
    assert opened.args == ["tool-api-drift"]


def test_that_the_ring_is_painted_only_with_the_focus(shown, qtbot):
    canvas = card_with_matrix(shown).canvas
    with_ring = canvas.grab().toImage()
    canvas.clearFocus()
    assert canvas.grab().toImage() != with_ring


@every_chart
def test_that_a_screen_reader_hears_the_finding_and_the_numbers(shown, spec):
    card = shown(spec)
    assert card.accessibleName() == card.canvas.accessibleName() == spec.title
    assert spec.rows[0][0] in card.accessibleDescription()
    assert card.table.accessibleName() == f"{spec.title}, as a table"


def test_that_another_specification_replaces_picture_and_table(shown):
    card = card_with_matrix(shown)
    card.set_spec(SPECS["pareto"])
    assert card.canvas.accessibleName() == SPECS["pareto"].title
    assert card.model.rowCount() == len(SPECS["pareto"].rows)
    assert load_palette().own in {item.fill for item in card.canvas.scene.items if isinstance(item, Rect)}
