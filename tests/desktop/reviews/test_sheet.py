"""The grid of a profile: keys of a spreadsheet, one step to undo each, and nothing half done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from workbench.desktop.reviews.sheet_model import EDIT, SheetModel, tools_model
from workbench.desktop.reviews.sheet_part import KEYS, SheetPart
from workbench.desktop.reviews.sheet_table import SheetTable
from workbench.domain.deployment import Effect, ProposedValue, Tool

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
HINT = ProposedValue(field="effect", value=Effect.IRREVERSIBLE, source="MCP destructiveHint: true, in t.json")
Model = SheetModel[Tool]


@pytest.fixture
def model() -> Model:
    made = tools_model()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show((Tool(name="a", gate="Ada"), Tool(name="b", proposed=(HINT,)), Tool(name="c")))
    return made


@pytest.fixture
def table(qtbot: QtBot, model: Model) -> SheetTable:
    made = SheetTable("Tools", model)
    qtbot.addWidget(made)
    made.resize(1200, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def choose(table: SheetTable, *cells: tuple[int, int]) -> None:
    table.clearSelection()
    for row, column in cells:
        table.selectionModel().select(table.model().index(row, column), table.selectionModel().SelectionFlag.Select)
    index = table.model().index(*cells[0])
    table.selectionModel().setCurrentIndex(index, table.selectionModel().SelectionFlag.NoUpdate)


def test_that_a_tool_is_edited_in_place_and_unknown_stays_unknown(qtbot: QtBot) -> None:
    model = tools_model()
    with qtbot.waitSignal(model.edited):
        model.add()
    assert model.rows == (Tool(name="new tool 1"),)
    assert model.index(0, 1).data() == "Nobody knows"
    assert model.setData(model.index(0, 0), "refund", EDIT)
    assert model.setData(model.index(0, 1), "irreversible", EDIT)
    assert model.setData(model.index(0, 4), False, EDIT)
    assert model.rows == (Tool(name="refund", effect=Effect.IRREVERSIBLE, idempotent=False),)
    assert model.setData(model.index(0, 4), None, EDIT)
    assert model.rows[0].idempotent is None
    with qtbot.waitSignal(model.refused):
        assert not model.setData(model.index(0, 7), "soon", EDIT)
    model.remove(0)
    assert not model.rows


def test_that_a_hint_is_shown_as_a_question_with_its_source_and_counts_for_nothing(model: Model) -> None:
    cell = model.index(1, 1)
    assert cell.data() == "Irreversible?"
    spoken = cell.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Nobody knows. Proposed: Irreversible, by MCP destructiveHint: true, in t.json"
    assert model.rows[1].effect is None
    model.take_proposals([1])
    assert (model.rows[1].effect, model.rows[1].proposed) == (Effect.IRREVERSIBLE, ())


def test_that_a_persons_word_settles_what_was_proposed(model: Model) -> None:
    model.setData(model.index(1, 1), "Read")
    assert (model.rows[1].effect, model.rows[1].proposed) == (Effect.READ, ())


def test_that_a_block_is_copied_and_pasted_as_one_step(table: SheetTable, model: Model, qtbot: QtBot) -> None:
    choose(table, (0, 0), (0, 1), (0, 2))
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "a\t\tAda\n"
    QGuiApplication.clipboard().setText("x\tRead\ny\tIrreversible\r\nz\t\n")
    choose(table, (2, 0))
    with qtbot.waitSignals([model.edited]):
        qtbot.keyClick(table, Qt.Key.Key_V, CONTROL)
    assert [(tool.name, tool.effect) for tool in model.rows[2:]] == [
        ("x", Effect.READ),
        ("y", Effect.IRREVERSIBLE),
        ("z", None),
    ]


def test_that_a_block_pasted_into_an_editor_goes_into_the_grid_and_cut_leaves_unknown(
    table: SheetTable, model: Model, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("x\tRead\ny\tIrreversible\r\n")
    choose(table, (2, 0))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: [tool.name for tool in model.rows] == ["a", "b", "x", "y"])
    choose(table, (0, 2))
    qtbot.keyClick(table, Qt.Key.Key_X, CONTROL)
    assert (QGuiApplication.clipboard().text(), model.rows[0].gate) == ("Ada\n", None)


def test_that_rows_are_pasted_into_a_sheet_that_has_none(qtbot: QtBot) -> None:
    empty = tools_model()
    part = SheetPart("Tools", empty, lambda: None)
    qtbot.addWidget(part)
    part.show_value(None, editable=True)
    part.show()
    QGuiApplication.clipboard().setText("Tool\tEffect\nrefund\tIrreversible\nlook\tRead\n")
    part.paste_rows()
    assert [(tool.name, tool.effect) for tool in empty.rows] == [
        ("refund", Effect.IRREVERSIBLE),
        ("look", Effect.READ),
    ]
    assert part.table.isVisible()
    QGuiApplication.clipboard().setText("a\t" * 20)
    with qtbot.waitSignal(empty.refused) as refused:
        part.paste_rows()
    assert "it has 21 columns, and from “Tool” on there is room for 13" in refused.args[0]


def test_that_a_bad_block_is_refused_with_its_cells_and_nothing_is_done(
    table: SheetTable, model: Model, qtbot: QtBot
) -> None:
    before = model.rows
    QGuiApplication.clipboard().setText("x\tRead\ny\tsometimes\n")
    choose(table, (0, 0))
    with qtbot.waitSignal(model.refused) as refused:
        qtbot.keyClick(table, Qt.Key.Key_V, CONTROL)
    assert "Effect, row 2: “sometimes” is none of" in refused.args[0]
    assert "Nothing was changed" in refused.args[0]
    assert model.rows == before


def test_that_one_value_fills_what_is_chosen(table: SheetTable, model: Model, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("Irreversible")
    choose(table, (0, 1), (1, 1), (2, 1))
    qtbot.keyClick(table, Qt.Key.Key_V, CONTROL)
    assert {tool.effect for tool in model.rows} == {Effect.IRREVERSIBLE}
    assert model.rows[1].proposed == ()


def test_that_ctrl_d_fills_down_and_delete_makes_unknown(table: SheetTable, model: Model, qtbot: QtBot) -> None:
    choose(table, (0, 2), (1, 2), (2, 2))
    qtbot.keyClick(table, Qt.Key.Key_D, CONTROL)
    assert [tool.gate for tool in model.rows] == ["Ada"] * 3
    choose(table, (1, 2), (2, 2))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert [tool.gate for tool in model.rows] == ["Ada", None, None]


def test_that_a_name_cannot_be_deleted(table: SheetTable, model: Model, qtbot: QtBot) -> None:
    choose(table, (0, 2), (1, 0))
    with qtbot.waitSignal(model.refused):
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert model.rows[0].gate == "Ada"


def test_that_rows_are_added_duplicated_and_removed_by_key(table: SheetTable, model: Model, qtbot: QtBot) -> None:
    choose(table, (0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    assert [tool.name for tool in model.rows] == ["a", "new tool 1", "b", "c"]
    choose(table, (0, 0), (1, 1))
    qtbot.keyClick(table, Qt.Key.Key_D, CONTROL | SHIFT)
    assert [tool.name for tool in model.rows] == ["a", "new tool 1", "a copy", "new tool 1 copy", "b", "c"]
    choose(table, (1, 0), (2, 0), (3, 3))
    qtbot.keyClick(table, Qt.Key.Key_Delete, CONTROL)
    assert [tool.name for tool in model.rows] == ["a", "b", "c"]


def test_that_enter_goes_on_below_and_ctrl_enter_fills(table: SheetTable, model: Model, qtbot: QtBot) -> None:
    choose(table, (0, 6))
    table.edit(table.currentIndex())
    editor = table.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (model.rows[0].cap_per_day, table.currentIndex().row()) == ("5", 1))
    qtbot.waitUntil(lambda: table.viewport().findChild(QLineEdit) is None)
    choose(table, (0, 6), (1, 6), (2, 6))
    table.edit(table.currentIndex())
    editor = table.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "7")
    qtbot.keyClick(editor, Qt.Key.Key_Return, CONTROL)
    assert [tool.cap_per_day for tool in model.rows] == ["7"] * 3


def test_that_a_frozen_profile_cannot_be_pasted_into(table: SheetTable, model: Model, qtbot: QtBot) -> None:
    model.is_editable = False
    before = model.rows
    QGuiApplication.clipboard().setText("x")
    choose(table, (0, 0))
    for key in (Qt.Key.Key_V, Qt.Key.Key_D):
        qtbot.keyClick(table, key, CONTROL)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    qtbot.keyClick(table, Qt.Key.Key_Delete, CONTROL)
    assert model.rows == before


def test_that_the_part_offers_what_is_proposed(qtbot: QtBot, model: Model) -> None:
    part = SheetPart("Tools", model, lambda: None)
    qtbot.addWidget(part)
    part.show_value(model.rows, editable=True)
    part.show()
    assert part._take.text() == "Take over 1 proposed value"
    part._take.click()
    assert model.rows[1].effect is Effect.IRREVERSIBLE
    assert not part._take.isVisible()


def test_that_names_take_the_width_that_is_left_and_a_frozen_list_names_no_keys(qtbot: QtBot, model: Model) -> None:
    part = SheetPart("Tools", model, lambda: None)
    qtbot.addWidget(part)
    part.resize(700, 300)
    part.show_value(model.rows, editable=False)
    part.show()
    narrow = part.table.columnWidth(0)
    part.resize(2000, 300)
    qtbot.waitUntil(lambda: part.table.columnWidth(0) > narrow)
    assert not part._help.isVisible()
    part.show_value(model.rows, editable=True)
    assert part._help.text() == KEYS
    assert part._help.isVisible()
