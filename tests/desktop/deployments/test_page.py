"""The page of a deployment: the card is kept as it is typed, and what runs can be said."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.opened import prompter, services, settle
from workbench.desktop.deployments.page import DeploymentPage
from workbench.desktop.deployments.reading import read_deployment
from workbench.desktop.deployments.running_dialog import NOTHING, RunningDialog
from workbench.desktop.kit.field_places import place_of
from workbench.desktop.shell.services import Services
from workbench.domain.deployment import Deployment, Effect, Profile, Stage, Tool
from workbench.edits.deployments import AddDeployment, AddVersion, SetProfile, find_deployment
from workbench.edits.incidents import RecordIncident
from workbench.edits.reviews import FreezeReview, ReviseReview, StartReview

__all__ = ["prompter", "services"]


def opened(qtbot: QtBot, services: Services) -> DeploymentPage:
    services.write(AddDeployment("Refund agent", "Payments", "1.0"))
    version = services.with_session(lambda session: session.store.versions.all()[0].id)
    services.write(StartReview(version))
    page = DeploymentPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    page.open_at("DEP-1")
    qtbot.waitUntil(lambda: page.view is not None)
    return page


def find_of(services: Services, label: str) -> str:
    return services.with_session(lambda session: session.store.versions.all("label = ?", label)[0].id)


def stored(services: Services) -> Deployment:
    return services.with_session(lambda session: find_deployment(session.store, "DEP-1"))


def test_that_a_field_of_the_card_is_kept_and_taken_back(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    page.card.fields["stop"].field.setPlainText("Flag agent.enabled off\nin the console")
    page.card.commit()
    assert stored(services).operations.stop == "Flag agent.enabled off\nin the console"
    assert stored(services).operations.roll_back == ""
    services.undo()
    settle(qtbot, services)
    assert stored(services).operations.stop == ""
    qtbot.waitUntil(lambda: page.card.fields["stop"].text() == "")


def test_that_what_is_half_typed_is_kept_when_the_page_closes(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    page.card.fields["on_call"].field.setPlainText("Ana Silva")
    page.closing()
    assert stored(services).operations.on_call == "Ana Silva"


def test_that_the_field_with_the_focus_shows_its_card_too(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    page.card.fields["on_call"].field.setPlainText("Ana Silva")
    page.closing()
    again = DeploymentPage(services)
    qtbot.addWidget(again)
    page.hide()
    with qtbot.waitActive(again):
        again.show()
        again.activateWindow()
    again.open_at("DEP-1")
    assert again.card.fields["on_call"].field.hasFocus()
    qtbot.waitUntil(lambda: again.view is not None)
    assert again.card.fields["on_call"].text() == "Ana Silva"


def test_that_versions_lead_to_their_reviews(qtbot: QtBot, services: Services, prompter: FakePrompter) -> None:
    page = opened(qtbot, services)
    assert page.view is not None
    [(version, [line])] = page.view.versions
    assert (version.label, line.full_key, line.said) == ("1.0", "REV-1.1", "In review; not frozen yet")
    services.write(StartReview(version.id, "nine"))
    services.write(FreezeReview("REV-2"))
    services.write(AddVersion("DEP-1", "1.1"))
    services.write(ReviseReview("REV-2"))
    services.write(FreezeReview("REV-2"))
    services.write(ReviseReview("REV-2", find_of(services, "1.1")))
    view = services.with_session(lambda session: read_deployment(session.store, "DEP-1", session.clock()))
    told = {version.label: [line.full_key for line in lines] for version, lines in view.versions}
    assert told == {"1.1": ["REV-2.3"], "1.0": ["REV-2.2", "REV-1.1"]}, "what stands of each version"


def test_that_what_runs_is_said_and_taken_away(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    assert page.view is not None
    dialog = RunningDialog(page.view)
    qtbot.addWidget(dialog)
    dialog.since.setText("2026-11-17")
    dialog.stage.setCurrentIndex(dialog.stage.findData(Stage.LIMITED.value))
    services.write(dialog.edit())
    qtbot.waitUntil(lambda: page.view is not None and page.view.running is not None)
    running = stored(services).running
    assert running is not None
    assert (running.stage, running.since.isoformat()) == (Stage.LIMITED, "2026-11-17")
    assert page.view.runs_without == f"{page.view.running.label} runs without an approval"
    again = RunningDialog(page.view)
    qtbot.addWidget(again)
    assert again.since.text() == "2026-11-17"
    again.version.setCurrentText(NOTHING)
    services.write(again.edit())
    assert stored(services).running is None


def test_that_a_card_that_is_gone_is_said(qtbot: QtBot, services: Services) -> None:
    page = DeploymentPage(services)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.left), qtbot.waitSignal(services.toast_requested) as said:
        page.open_at("DEP-9")
    assert "no deployment DEP-9" in said.args[0]


def test_that_vulnerabilities_stand_at_the_part_that_they_are_about(qtbot: QtBot, services: Services) -> None:
    affected = "PyPI langchain: introduced 0, fixed 0.0.247"
    for title, severity in (("Code execution by a prompt", "HIGH"), ("<b>Another</b>", None)):
        services.write(
            RecordIncident(
                {
                    "title": title,
                    "kind": "vulnerability",
                    "grade": "disclosed-vulnerability",
                    "severity": severity,
                    "facts": [{"label": "Affected", "value": affected, "source": "osv"}],
                }
            )
        )
    page = opened(qtbot, services)
    version = services.with_session(lambda session: session.store.versions.all()[0].id)
    services.write(SetProfile(version, Profile(tools=(Tool(name="LangChain SQL agent"),))))
    qtbot.waitUntil(lambda: bool(page.view and page.view.exposures))
    assert page.view is not None
    assert page.view.incident_count == 0
    shown = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "Vulnerabilities of its parts" in shown
    assert "LangChain SQL agent, high: PyPI langchain: introduced 0, fixed 0.0.247" in shown


def test_that_a_version_says_what_changed_since_the_one_before(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    refund = Tool(name="refund", effect=Effect.IRREVERSIBLE)
    services.write(AddVersion("DEP-1", "1.1", Profile(model="m-2", tools=(refund,))))
    told = "Changed since 1.0: model: unknown → m-2; new irreversible tool <b>refund</b>"
    qtbot.waitUntil(lambda: any(told in label.text() for label in page.findChildren(QLabel)))


def test_that_every_field_of_the_card_has_its_history(qtbot: QtBot, services: Services) -> None:
    page = opened(qtbot, services)
    entity = f"deployment/{stored(services).id}"
    places = [place_of(field.field) for field in page.card.fields.values()]
    assert [place.path for place in places if place] == [f"operations.{name}" for name in page.card.fields]
    assert {place.entity for place in places if place} == {entity}
    whole = place_of(page)
    assert whole is not None
    assert (whole.entity, whole.path) == (entity, "")
