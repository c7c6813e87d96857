"""Which commands a text means, and the list as Qt sees it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from workbench.desktop.kit.roles import Role
from workbench.desktop.palette.entries import Entry, Group, commands, first_commands
from workbench.desktop.palette.model import PaletteModel
from workbench.desktop.shell.actions import ACTIONS

OFFERED = [(action, action.text) for action in ACTIONS]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("new inc", "edit.new_incident"),
        ("dark", "view.dark"),
        ("view dark", "view.dark"),
        ("verfy", "file.verify"),
        ("fulscreen", "view.full_screen"),
        ("undo", "edit.undo"),
    ],
)
def test_that_a_command_is_found_by_its_words_and_by_what_resembles_them(text: str, first: str) -> None:
    assert commands(OFFERED, text, 5)[0].action == first


@pytest.mark.parametrize("text", ["", "*", '"', "NEAR(", "xqzj", "sev:severe", "-new"])
def test_that_any_text_is_answered(text: str) -> None:
    assert len(commands(OFFERED, text, 5)) <= 5


def test_that_filters_alone_mean_no_command() -> None:
    assert not commands(OFFERED, "sev:critical mode:M06", 5)
    assert commands(OFFERED, "sev:critical undo", 5)


def test_that_every_command_is_listed_but_the_palette_itself() -> None:
    listed = {entry.action for entry in commands(OFFERED, "", 1000)}
    assert listed == {action.id for action in ACTIONS} - {"go.anywhere", "go.commands"}
    assert {entry.action for entry in first_commands(OFFERED)} <= listed


def test_that_the_match_is_marked() -> None:
    [entry] = commands(OFFERED, "new incid", 1)
    assert [entry.text[start : start + length] for start, length in entry.matches] == ["New", "incid"]


def test_that_the_list_is_a_sound_model_whose_heads_cannot_be_chosen() -> None:
    model = PaletteModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    entries = (Entry("one", ((0, 1),), note="M01", place="a"), Entry("two", place="b", excerpt="\ue000t\ue001wo"))
    model.show_groups([Group("First", entries[:1]), Group("Second", entries[1:])])
    model.show_groups([Group("Second", entries[1:])])
    model.show_groups([])
    assert model.next_entry(-1, 1) == -1
    model.show_groups([Group("First", entries[:1]), Group("Second", entries[1:])])
    assert [bool(model.flags(model.index(row)) & Qt.ItemFlag.ItemIsSelectable) for row in range(4)] == [
        False,
        True,
        False,
        True,
    ]
    assert [model.next_entry(row, 1) for row in (-1, 1, 3)] == [1, 3, 1]
    assert model.next_entry(1, -1) == 3
    assert model.row_of(entries[1].key) == 3
    assert model.index(3).data(Qt.ItemDataRole.AccessibleTextRole) == "two, two"
    assert model.index(0).data(Role.HEADING)
    del tester
