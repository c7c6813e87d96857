"""Sharing one incident without names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.incidents.examples import fields
from tests.desktop.opened import settle
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.incidents.sharing import ShareDialog, Sharing
from workbench.desktop.shell.services import Services
from workbench.edits.deployments import AddDeployment
from workbench.edits.incidents import RecordIncident


@pytest.fixture
def dialog(qtbot: QtBot, services: Services) -> Iterator[ShareDialog]:
    services.write(AddDeployment("Refund agent", "Ada Lovelace", "1.0"))
    text = "The refund agent paid € 4,812 twice. Ada called Zeus; see https://wiki.example.org/x."
    services.write(RecordIncident(fields("Refund agent paid twice", summary=text)))
    page = IncidentsPage(services)
    qtbot.addWidget(page)
    page.show()
    page.open_at("")
    settle(qtbot, services)
    page.selected.share()
    settle(qtbot, services)
    yield page.selected.findChild(Sharing).dialog
    page.close()  # held until here: a page that nobody holds is collected with its dialogs


def test_that_what_others_read_is_shown_with_what_was_replaced(dialog: ShareDialog) -> None:
    text = dialog.text.toPlainText()
    assert "The [system 1] paid [thousands of €] twice. [person 1] called Zeus; see [address]" in text
    assert "Refund agent → [system 1]" in dialog.replaced.toPlainText()
    dialog.reject()


def test_that_what_the_workspace_does_not_know_can_be_replaced_too(
    qtbot: QtBot, services: Services, dialog: ShareDialog
) -> None:
    dialog.also_field.setText("zeus, ")
    assert not dialog.primary.isEnabled()
    qtbot.waitUntil(dialog.primary.isEnabled)
    assert "Zeus" not in dialog.text.toPlainText()
    dialog.reject()


def test_that_what_was_previewed_is_written(
    qtbot: QtBot, services: Services, prompter: FakePrompter, dialog: ShareDialog, tmp_path: Path
) -> None:
    dialog._formats._choices[1].click()
    qtbot.waitUntil(dialog.primary.isEnabled)
    text = dialog.text.toPlainText()
    assert text.startswith("schema_version")
    prompter.target = tmp_path / "shared.yaml"
    dialog.primary.click()
    qtbot.waitUntil(prompter.target.exists)
    qtbot.waitUntil(lambda: not services.jobs.running())
    assert prompter.target.read_text() == text
    assert not any(name in text for name in ("Ada", "Refund agent", "4,812", "wiki"))
