"""The editor of the catalogue in use: what it shows is what is kept, and what is wrong stands at its field."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.catalogue.test_own_pack import CATEGORY, OWN
from tests.desktop.opened import settle
from tests.edits.test_catalogue import M13, RETRY_CAP
from workbench.catalogue.layers import builtin_text
from workbench.catalogue.writing import with_field
from workbench.desktop.catalogue.editing import field_of, slug_of
from workbench.desktop.catalogue.entry_actions import DeprecateDialog
from workbench.desktop.catalogue.form import RowsField
from workbench.desktop.catalogue.new_control import NewControlDialog
from workbench.desktop.catalogue.page import CataloguePage
from workbench.desktop.catalogue.versions import VersionsModel, read_versions
from workbench.desktop.shell.services import Services
from workbench.domain.journal import digest
from workbench.edits.catalogue import AddEntry, EditEntry, WriteControl
from workbench.storage.store import Store


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> CataloguePage:
    services.write_all([WriteControl(RETRY_CAP), AddEntry(OWN)])
    page = CataloguePage(services)
    qtbot.addWidget(page)
    page.navigate.connect(lambda _place, argument: page.open_at(argument))
    page.resize(1200, 750)
    page.show()
    page.open_at("M13")
    settle(qtbot, services)
    return page


def edit(qtbot: QtBot, services: Services, page: CataloguePage, key: str) -> None:
    page.open_at(f"edit/{key}")
    settle(qtbot, services)
    qtbot.waitUntil(lambda: any(group.field(("name",)) for group in page.editor._groups))


def control(page: CataloguePage, *path: str) -> QLineEdit | QPlainTextEdit | QComboBox:
    for group in page.editor._groups:
        field = group.field(path)
        if field is not None:
            found = field.control
            assert isinstance(found, QLineEdit | QPlainTextEdit | QComboBox)
            return found
    raise AssertionError(f"no field {path}")


def type_into(page: CataloguePage, text: str, *path: str) -> None:
    field = control(page, *path)
    if isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    elif isinstance(field, QLineEdit):
        field.setText(text)
        field.textEdited.emit(text)


def shown(page: CataloguePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def lies(services: Services, path: str = M13) -> Path:
    return services.workspace.folder / "packs" / path


def checked(qtbot: QtBot, services: Services, page: CataloguePage) -> None:
    qtbot.waitUntil(lambda: not page.editor._rest.isActive())
    settle(qtbot, services)


def test_that_a_changed_field_is_kept_in_the_file_and_undo_brings_it_back(
    qtbot: QtBot, services: Services, page: CataloguePage
) -> None:
    edit(qtbot, services, page, "M13")
    type_into(page, "Loud retry", "name")
    type_into(page, "Whoever asks twice, pays twice.", "lead")
    qtbot.mouseClick(page.editor._keep, Qt.MouseButton.LeftButton)
    settle(qtbot, services)
    assert "name: Loud retry" in lies(services).read_text()
    assert page.current_key() == "M13"
    assert "Loud retry" in shown(page)
    services.undo()
    settle(qtbot, services)
    qtbot.waitUntil(lambda: "Silent retry" in shown(page))
    assert lies(services).read_text() == OWN


def test_that_the_form_says_what_the_file_says_and_nothing_is_lost_by_keeping_it(
    qtbot: QtBot, services: Services, page: CataloguePage
) -> None:
    before = services.catalogue.mode("M06")
    edit(qtbot, services, page, "M06")
    assert "stands in place of the built-in one" in shown(page)
    qtbot.mouseClick(page.editor._keep, Qt.MouseButton.LeftButton)
    settle(qtbot, services)
    qtbot.waitUntil(lambda: services.catalogue.origin("M06").is_own)
    assert services.catalogue.mode("M06") == before


def test_that_what_is_wrong_stands_at_its_field_and_nothing_is_written(
    qtbot: QtBot, services: Services, page: CataloguePage
) -> None:
    edit(qtbot, services, page, "M13")
    type_into(page, "", "trigger")
    checked(qtbot, services, page)
    assert "Trigger is missing." in shown(page)
    qtbot.mouseClick(page.editor._keep, Qt.MouseButton.LeftButton)
    settle(qtbot, services)
    assert page._places.currentWidget() is page.editor
    assert "Trigger is missing." in shown(page)
    at = page.editor.focusWidget()
    assert at is not None
    assert at.accessibleDescription() == "Trigger is missing.", "nobody is led to what is wrong"
    assert lies(services).read_text() == OWN
    type_into(page, "It looks as if it failed", "trigger")
    checked(qtbot, services, page)
    assert "is missing" not in shown(page)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("check", "criteria", "warns"), "", "It is a warning when is missing."),
        (("check", "question"), "", "Question is missing."),
        (("slug",), "prompt-injection", "The slug prompt-injection is already in"),
        (("mechanism",), "", "Nothing is written under `## How it happens`"),
        (("log_sample",), "", "A log sample between ``` lines is missing."),
        (("root_cause",), "## Odd heading", "`## Odd heading` is not one of"),
    ],
)
def test_that_every_kind_of_fault_finds_its_field(
    qtbot: QtBot, services: Services, page: CataloguePage, path: tuple[str, ...], value: str, says: str
) -> None:
    edit(qtbot, services, page, "M13")
    type_into(page, value, *path)
    checked(qtbot, services, page)
    assert says in shown(page)


def test_that_half_typed_changes_are_still_there_when_one_comes_back(
    qtbot: QtBot, services: Services, page: CataloguePage
) -> None:
    edit(qtbot, services, page, "M13")
    type_into(page, "Half", "name")
    page.open_at("M01")
    settle(qtbot, services)
    edit(qtbot, services, page, "M13")
    field = control(page, "name")
    assert isinstance(field, QLineEdit)
    assert field.text() == "Half"
    qtbot.mouseClick(page.editor._cancel, Qt.MouseButton.LeftButton)
    settle(qtbot, services)
    assert lies(services).read_text() == OWN
    assert page.current_key() == "M13"


def test_that_a_new_mode_has_the_next_id_and_a_slug_of_its_name(
    qtbot: QtBot, services: Services, page: CataloguePage
) -> None:
    page.page_actions()["catalogue.new"]()
    settle(qtbot, services)
    settle(qtbot, services)
    for path, text in {
        ("name",): "Lost update",
        ("class",): "Operational",
        ("lead",): "One write hides another.",
        ("trigger",): "Two agents write at once",
        ("primary_fix",): "A version on every write",
        ("mechanism",): "Nobody looks.",
        ("log_sample",): "PUT /order 200",
        ("root_cause",): "No version.",
        ("check", "id"): "lost_update",
        ("check", "question"): "Can a write hide another?",
        ("check", "because"): "several agents write",
        ("check", "criteria", "passes"): "No.",
        ("check", "criteria", "warns"): "Seldom.",
        ("check", "criteria", "fails"): "Yes.",
    }.items():
        type_into(page, text, *path)
    assert page.editor._controls is not None
    page.editor._controls._choice.setCurrentIndex(page.editor._controls._choice.findData("retry-cap"))
    page.editor._controls._choice.activated.emit(1)
    rows = page.editor._sub_modes
    assert isinstance(rows, RowsField)
    rows._add.click()
    name = rows._rows[0][1].field(("name",))
    assert name is not None and isinstance(name.control, QLineEdit)
    name.control.setText("Lost delete")
    checked(qtbot, services, page)
    qtbot.mouseClick(page.editor._keep, Qt.MouseButton.LeftButton)
    settle(qtbot, services)
    qtbot.waitUntil(lambda: any(mode.id == "M14" for mode in services.catalogue.modes))
    mode = services.catalogue.mode("M14")
    assert (mode.slug, mode.sub_modes[0].id, mode.sub_modes[0].slug) == ("lost-update", "M14.1", "lost-delete")
    assert [one.id for one in mode.controls] == ["retry-cap"]
    qtbot.waitUntil(lambda: page.current_key() == "M14")


def test_that_a_text_that_somebody_else_changed_meanwhile_is_not_written_over(
    qtbot: QtBot, services: Services, page: CataloguePage
) -> None:
    edit(qtbot, services, page, "M13")
    type_into(page, "Loud retry", "name")
    lies(services).write_text(OWN.replace("Silent retry", "Their retry"))
    qtbot.mouseClick(page.editor._keep, Qt.MouseButton.LeftButton)
    settle(qtbot, services)
    assert "was changed since you began" in shown(page)
    assert "Their retry" in lies(services).read_text()


def test_that_a_category_is_edited_and_added(qtbot: QtBot, services: Services, page: CataloguePage) -> None:
    page.open_at("new/category")
    qtbot.waitUntil(lambda: any(group.field(("id",)) for group in page.editor._groups))
    type_into(page, "double-booking", "id")
    type_into(page, "Double booking", "name")
    type_into(page, "A customer pays twice", "impact")
    type_into(page, "M13", "modes")
    type_into(page, CATEGORY.partition("---\n\n")[2], "prose")
    checked(qtbot, services, page)
    qtbot.mouseClick(page.editor._keep, Qt.MouseButton.LeftButton)
    settle(qtbot, services)
    qtbot.waitUntil(lambda: page.current_key() == "category/double-booking")
    qtbot.waitUntil(lambda: "Share not reported" in shown(page))


def test_that_a_new_control_can_be_chosen_at_once(qtbot: QtBot, services: Services, page: CataloguePage) -> None:
    edit(qtbot, services, page, "M13")
    page.editor._on_new_control()
    dialog = page.window().findChild(NewControlDialog)
    assert isinstance(dialog, NewControlDialog)
    dialog.submitted.emit()
    assert any("Say in a line" in label.text() for label in dialog.findChildren(QLabel))
    dialog._name.setText("Idempotency key on writes")
    dialog.submitted.emit()
    settle(qtbot, services)
    assert page.editor._controls is not None
    assert page.editor._controls.ids()[-1] == "idempotency-key-on-writes"
    qtbot.waitUntil(lambda: "idempotency-key-on-writes" in services.catalogue.controls())


def test_that_deprecating_asks_why_and_can_be_taken_back(qtbot: QtBot, services: Services, page: CataloguePage) -> None:
    page.page_actions()["catalogue.deprecate"]()
    dialog = page.window().findChild(DeprecateDialog)
    assert isinstance(dialog, DeprecateDialog)
    dialog.submitted.emit()
    assert services.catalogue.origin("M13").deprecated == ""
    dialog._reason.setText("Part of M01 now")
    dialog.submitted.emit()
    settle(qtbot, services)
    qtbot.waitUntil(lambda: "Part of M01 now" in shown(page))
    assert "catalogue.deprecate" not in page.page_actions()
    services.undo()
    settle(qtbot, services)
    qtbot.waitUntil(lambda: services.catalogue.origin("M13").deprecated == "")


def test_that_a_change_of_the_built_in_entry_is_shown_until_ours_is_kept(
    qtbot: QtBot, services: Services, page: CataloguePage
) -> None:
    text = (builtin_text("failure-modes/M06.md") or "").replace("severity: CRITICAL", "severity: HIGH")
    services.write(EditEntry("M06", with_field(text, "overrides", "a" * 64), None))
    page.open_at("M06")
    settle(qtbot, services)
    qtbot.waitUntil(lambda: "The built-in entry has changed" in shown(page))
    page.entry.kept.emit()
    settle(qtbot, services)
    qtbot.waitUntil(lambda: "The built-in entry has changed" not in shown(page))


def test_that_versions_are_compared_with_the_one_before(qtbot: QtBot, services: Services, page: CataloguePage) -> None:
    services.write(EditEntry("M13", OWN.replace("Silent retry", "Loud retry"), digest(OWN.encode())))
    page.page_actions()["catalogue.history"]()
    settle(qtbot, services)
    assert page.versions.model.rowCount() == 2
    text = page.versions.diff.toPlainText()
    assert "- name: Silent retry\n+ name: Loud retry" in text
    page.versions.list.setCurrentIndex(page.versions.model.index(1))
    assert "+ id: M13" in page.versions.diff.toPlainText()
    page.versions._back.click()
    assert page.current_key() == "M13"


def test_that_the_list_of_versions_is_a_sound_model(services: Services) -> None:
    services.write_all([WriteControl(RETRY_CAP), AddEntry(OWN)])
    model = VersionsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    store = Store(services.workspace.folder)
    model.show(read_versions(store, "M13"))
    model.show(read_versions(store, "M06"))
    store.close()
    assert tester.model() is model
    assert [model.index(row).data() for row in range(model.rowCount())] == ["Built in"]


def test_that_what_an_editor_wrote_outside_is_shown_and_refused_files_are_listed(
    qtbot: QtBot, services: Services, page: CataloguePage
) -> None:
    lies(services).write_text(OWN.replace("Silent retry", "Their retry"))
    lies(services, "team/failure-modes/M14.md").write_text("nonsense")
    page.page_actions()["catalogue.read_again"]()
    settle(qtbot, services)
    qtbot.waitUntil(lambda: "Their retry" in shown(page))
    assert "team/failure-modes/M14.md, line 1: does not begin with" in shown(page)
    lies(services, "team/failure-modes/M14.md").unlink()
    page.open_at("M13")
    settle(qtbot, services)
    qtbot.waitUntil(lambda: not page.refusals.isVisible())


def test_that_own_modes_are_a_facet_and_marked_in_the_list(page: CataloguePage) -> None:
    page._on_toggled("origin", "own")
    captions = [page.entries.index(row).data(page_role()) for row in range(page.entries.rowCount())]
    assert captions == ["Ours · Operational, severity set by us"]


def page_role() -> int:
    from workbench.desktop.kit.roles import Role

    return int(Role.CAPTION)


def test_that_the_file_is_opened_from_the_margin(
    page: CataloguePage, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    page.entry.link_activated.emit("workbench:file/entry")
    assert opened == [str(lies(services))]


@pytest.mark.parametrize(
    ("line", "reason", "field"),
    [
        (1, "`trigger` is missing", ("trigger",)),
        (1, "`check.criteria.warns` is missing", ("check", "criteria", "warns")),
        (5, "`sub_modes.0.id`: string should match", ("sub_modes",)),
        (12, "there is no control `x` in controls.yaml", ("controls",)),
        (34, "a log sample between ``` lines is missing", ("log_sample",)),
        (23, "the heading `## Root cause` is missing", ("root_cause",)),
    ],
)
def test_that_a_refusal_is_about_a_field(line: int, reason: str, field: tuple[str, ...]) -> None:
    assert field_of(OWN, line, reason) == field


def test_that_a_slug_is_made_of_a_name() -> None:
    assert slug_of("  Über: Retry (twice) ") == "ber-retry-twice"
