"""Eleven tools come from a manifest and are completed by keyboard in the grid."""

import json
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tests.journeys.conftest import Start
from tests.journeys.person import Person
from tests.journeys.ways import make_workspace, settle, start_review
from workbench.desktop.reviews.sheet_table import SheetTable
from workbench.domain.deployment import Effect, Tool
from workbench.storage.store import Store

READS = ("find_order", "find_customer", "list_orders", "read_policy", "search_cases")
WRITES = ("add_note", "tag_case")
FINAL = ("refund", "cancel_order", "send_letter", "delete_account")


def write_manifest(folder: Path) -> Path:
    """Write the answer of a server with eleven tools."""
    hints = [
        *((name, {"readOnlyHint": True}) for name in READS),
        *((name, {"destructiveHint": False, "idempotentHint": False}) for name in WRITES),
        *((name, {"destructiveHint": True}) for name in FINAL),
    ]
    tools = [{"name": name, "inputSchema": {"type": "object"}, "annotations": hint} for name, hint in hints]
    file = folder / "tools-list.json"
    file.write_text(json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"tools": tools}}), encoding="utf-8")
    return file


def kept(folder: Path) -> tuple[Tool, ...]:
    """Return the tools as the workspace has them."""
    store = Store(folder)
    try:
        return store.versions.all()[0].profile.tools or ()
    finally:
        store.close()


def walk_to_the_grid(person: Person) -> SheetTable:
    """Press Tab until the grid of the tools has the focus."""
    for _press in range(60):
        person.press("Tab")
        focused = QApplication.focusWidget()
        if isinstance(focused, SheetTable) and focused.accessibleName() == "Tools":
            return focused
    raise AssertionError("Tab does not lead to the grid")


def choose_column(person: Person, grid: SheetTable, column: int, first: int, last: int) -> None:
    """Go to a cell with the arrows and choose down to another row."""
    settle(person)
    person.wait(grid.hasFocus, "The grid has lost the focus.")
    person.press("Ctrl+Home")
    person.press(*["Right"] * column, *["Down"] * first, *["Shift+Down"] * (last - first))
    assert len(grid.chosen()) == last - first + 1


def test_that_eleven_tools_from_a_manifest_are_completed_by_keyboard(
    person: Person, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "reviews"
    start()
    make_workspace(person, folder)
    start_review(person, "Refund agent")
    person.click("Profile")
    person.see("Nobody knows yet", "Fill from a file")
    person.click("Fill from a file")
    person.give_path(write_manifest(tmp_path))
    person.see("11 new, 0 changed, 0 the same tools.")
    person.press("Return")
    person.see("Profile filled from a file", "Irreversible?")
    assert {tool.effect for tool in kept(folder)} == {None}, "a hint is no fact"
    settle(person)

    grid = walk_to_the_grid(person)
    choose_column(person, grid, 1, 0, 10)
    person.press("Ctrl+Shift+Return")
    person.wait(
        lambda: [tool.effect for tool in kept(folder)].count(Effect.IRREVERSIBLE) == 4, "Nothing is taken over."
    )

    choose_column(person, grid, 2, 7, 10)
    person.press("F2")
    person.type_text("team lead")
    person.press("Ctrl+Return")
    person.wait(
        lambda: [tool.gate for tool in kept(folder)] == [None] * 7 + ["team lead"] * 4, "The gates are not filled."
    )

    choose_column(person, grid, 6, 7, 7)
    QGuiApplication.clipboard().setText("50\n5\n20\n1\n")
    person.press("Ctrl+V")
    caps = [None] * 7 + ["50", "5", "20", "1"]
    person.wait(lambda: [tool.cap_per_day for tool in kept(folder)] == caps, "The caps are not pasted.")

    choose_column(person, grid, 4, 7, 7)
    person.press("F2", "Y", "Return")
    person.wait(lambda: kept(folder)[7].idempotent is True, "The choice is not taken.")
    choose_column(person, grid, 4, 7, 10)
    person.press("Ctrl+D")
    person.wait(lambda: all(tool.idempotent for tool in kept(folder)[7:]), "It is not filled down.")

    QGuiApplication.clipboard().setText("\t".join(["x"] * 20))
    person.press("Ctrl+Home", "Ctrl+V")
    person.see("This cannot be pasted: it has 20 columns, and from “Tool” on there is room for 13")
    before = kept(folder)
    person.press("Ctrl+Z")
    person.wait(lambda: kept(folder)[8].idempotent is None, "One step is not taken back.")
    person.press("Ctrl+Shift+Z")
    person.wait(lambda: kept(folder) == before, "The step is not made again.")
    assert [tool.name for tool in before] == [*READS, *WRITES, *FINAL]
