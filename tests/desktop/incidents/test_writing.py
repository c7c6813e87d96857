"""Writing about an incident in the window: the filled text, copied or saved; and what its phases lack."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.opened import prompter, services
from workbench.desktop.incidents.phases_part import PhasesPart
from workbench.desktop.incidents.writing import Writing
from workbench.desktop.shell.services import Services
from workbench.domain.incident import Incident
from workbench.edits.incidents import RecordIncident

__all__ = ["prompter", "services"]


def recorded(services: Services) -> Incident:
    services.write(RecordIncident({"title": "The agent refunded twice", "origin": "own"}))
    return services.with_session(lambda session: session.store.incidents.all()[0])


def test_that_a_text_is_shown_copied_and_saved(
    qtbot: QtBot, services: Services, prompter: FakePrompter, tmp_path: Path
) -> None:
    incident = recorded(services)
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    writing = Writing(services, owner)
    menu = QMenu(owner)
    writing.add_to(menu, incident.key)
    texts = menu.actions()[0].menu()
    assert isinstance(texts, QMenu)
    assert [action.text() for action in texts.actions()][-1] == "Post-mortem…"
    texts.actions()[-1].trigger()
    qtbot.waitUntil(lambda: writing.dialog is not None)
    dialog = writing.dialog
    assert dialog is not None
    assert "[not known: root cause]" in dialog.field.toPlainText()
    prompter.target = tmp_path / "text.md"
    dialog._on_save()
    qtbot.waitUntil((tmp_path / "text.md").is_file)
    qtbot.waitUntil(lambda: not services.jobs.running())
    dialog.primary.click()
    assert QGuiApplication.clipboard().text().startswith("# Post-mortem")


def test_that_a_template_without_an_end_is_stopped_and_the_window_says_where(qtbot: QtBot, services: Services) -> None:
    incident = recorded(services)
    own = services.workspace.folder / "templates" / "incident" / "status-update.md"
    own.parent.mkdir(parents=True)
    own.write_text("a\n{% for i in range(99999) %}{{ 'x' * 400 }}{% endfor %}", encoding="utf-8")
    owner = QWidget()
    qtbot.addWidget(owner)
    writing = Writing(services, owner)
    with qtbot.waitSignal(services.failed, timeout=30_000) as said:
        writing.write(incident.key, "status-update")
    assert f"{own}, line 2" in str(said.args[0])
    assert writing.dialog is None


def test_that_the_detail_says_what_each_phase_lacks(qtbot: QtBot, services: Services) -> None:
    incident = recorded(services)
    part = PhasesPart(incident)
    qtbot.addWidget(part)
    said = "\n".join(label.text() for label in part.findChildren(QLabel))
    for phase in ("Detection", "Triage", "Resolution", "Post-incident"):
        assert phase in said
    assert "Nobody has written down how it was noticed." in said
    public = PhasesPart(incident.model_copy(update={"origin": "public"}))
    qtbot.addWidget(public)
    assert public.is_empty
