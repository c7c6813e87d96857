"""Reviewing in the window: by keys, by typing, by dropping; and nothing of a frozen review."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from workbench.desktop.reviews.attach_dialog import AttachDialog
from workbench.desktop.reviews.checks_tab import Part
from workbench.desktop.reviews.dialogs import ConditionDialog, RatingDialog
from workbench.desktop.reviews.freeze_dialog import FreezeDialog
from workbench.desktop.reviews.new_review import NewReviewPage
from workbench.desktop.reviews.owner import OwnerDialog
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.reviews.signers_dialog import SignersDialog
from workbench.desktop.shell.field_history import FieldHistoryDialog
from workbench.desktop.shell.services import Services
from workbench.domain.deployment import Profile, Tool
from workbench.domain.model import Status
from workbench.domain.review import Finding, Rating, Score
from workbench.edits.deployments import SetProfile
from workbench.edits.findings import AnswerCheck
from workbench.edits.reviews import FreezeReview

CHECK = "injection_defense"
D = TypeVar("D", bound=QWidget)


def finding(services: Services, check: str = CHECK) -> Finding:
    """What is stored, whatever the page shows."""
    found = services.with_session(lambda session: session.store.findings.first("check_id = ?", check))
    assert found is not None
    return found


def freeze(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    services.write(FreezeReview("REV-1.1"))
    qtbot.waitUntil(lambda: bool(page.review.model.data and page.review.model.data.is_frozen))


def test_that_a_key_answers_the_check_and_space_goes_to_the_next(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    page.review.checks.setFocus()
    with qtbot.waitSignal(services.toast_requested) as toast:
        qtbot.keyClick(page.review.checks, Qt.Key.Key_F)
    assert toast.args == ["injection_defense: Fail", True, False]
    assert finding(services).status is Status.FAIL
    qtbot.waitUntil(lambda: page.review.checks.answer.picker.status() == "fail")
    qtbot.keyClick(page.review.checks, Qt.Key.Key_Space)
    assert page.review.model.check_id == "determinism_testing"
    qtbot.keyClick(page.review.checks, Qt.Key.Key_Left)
    assert page.review.model.check_id == CHECK


def test_that_what_is_typed_is_kept_after_a_rest_and_letters_there_answer_nothing(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    texts = page.review.checks.texts
    texts.rationale.field.setFocus()
    qtbot.keyClicks(texts.rationale.field, "pwfnu C")
    qtbot.waitUntil(lambda: finding(services).rationale == "pwfnu C", timeout=4000)
    assert finding(services).reviewer is None
    texts.summary.field.setFocus()
    qtbot.keyClicks(texts.summary.field, "up to the tools")
    page.review.model.step(1)
    qtbot.waitUntil(lambda: finding(services).summary == "up to the tools")
    assert texts.summary.field.text() == ""


def test_that_escape_leaves_a_text_field_so_that_letters_answer_again(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    for field in (page.review.checks.texts.rationale.field, page.review.checks.texts.summary.field):
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert page.review.checks.hasFocus()
    qtbot.keyClick(page.review.checks, Qt.Key.Key_W)
    assert finding(services).status is Status.WARN


def test_that_what_is_being_typed_survives_what_others_change(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    field = page.review.checks.texts.rationale.field
    field.setFocus()
    qtbot.keyClicks(field, "half a sen")
    services.write(AnswerCheck("REV-1.1", CHECK, Status.WARN))
    qtbot.waitUntil(lambda: page.review.checks.answer.picker.status() == "warn")
    assert field.toPlainText() == "half a sen"


def test_that_files_are_attached_by_dropping_and_an_empty_one_is_refused_in_a_sentence(
    qtbot: QtBot, page: ReviewsPage, services: Services, tmp_path: Path
) -> None:
    proof = tmp_path / "proof.json"
    proof.write_text('{"ok": true}', encoding="utf-8")
    evidence = page.review.checks.evidence
    drop(evidence.zone, proof)
    qtbot.waitUntil(lambda: evidence.count == 1, timeout=20_000)
    assert page.review.model.data is not None
    assert page.review.model.data.proof_of(CHECK).declared == 1
    empty = tmp_path / "empty.log"
    empty.touch()
    with qtbot.waitSignal(evidence.attaching.refused, timeout=20_000) as refused:
        drop(evidence.zone, empty)
    assert refused.args[0].startswith("empty.log is empty (0 bytes). Nothing was attached.")
    qtbot.waitUntil(lambda: not services.jobs.running(), timeout=20_000)
    assert evidence.count == 1
    menu = evidence.cards.make_menu("E1")
    assert "Confirm" in [action.text() for action in menu.actions()]
    menu.deleteLater()
    with qtbot.waitSignal(services.toast_requested) as toast:
        evidence.cards.confirm("E1")
    assert toast.args[0].startswith("You attached E1, so somebody else has to confirm it.")


def drop(zone: object, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, modifiers)
    zone.dropEvent(event)  # type: ignore[attr-defined]  # the drop zone of the page


def test_that_a_note_says_what_it_holds(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    evidence = page.review.checks.evidence
    evidence.ask()
    dialog = opened(AttachDialog)
    dialog.submitted.emit()
    assert dialog.isVisible()
    dialog._note.setPlainText("The prompt says to ignore instructions.\nSeen on Monday.")
    dialog.submitted.emit()
    qtbot.waitUntil(lambda: evidence.count == 1, timeout=20_000)
    data = page.review.model.data
    assert data is not None
    assert list(data.excerpts.values()) == ["The prompt says to ignore instructions."]


def opened(kind: type[D]) -> D:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible())


def test_that_a_condition_needs_a_text_and_makes_a_new_person_its_owner(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    page.review.checks.asker.ask_condition()
    dialog = opened(ConditionDialog)
    dialog.submitted.emit()
    assert dialog.isVisible()
    dialog._text.setPlainText("1,000 clean runs")
    dialog._owner.setEditText("Joy Okafor")
    dialog.submitted.emit()
    qtbot.waitUntil(lambda: page.review.checks.obligations.isVisible())
    data = page.review.model.data
    assert data is not None
    assert data.view.name_of(data.conditions_of(CHECK)[0].owner) == "Joy Okafor"
    row = data.conditions_of(CHECK)[0]
    menu = {action.text(): action for action in page.review.checks.obligations.make_menu(row, data).actions()}
    menu["Change…"].trigger()
    changed = opened(ConditionDialog)
    assert changed.text() == row.text
    changed._text.setPlainText("2,000 clean runs")
    changed.submitted.emit()
    qtbot.waitUntil(lambda: page.review.model.data.conditions_of(CHECK)[0].text == "2,000 clean runs")
    assert page.review.model.data.conditions_of(CHECK)[0].key == row.key
    menu["History…"].trigger()
    history = opened(FieldHistoryDialog)
    qtbot.waitUntil(lambda: any(each.new == "2,000 clean runs" for each in history.rows.rows))
    history.accept()


def test_that_who_signs_is_named_in_the_window_and_a_name_is_taken_back(qtbot: QtBot, page: ReviewsPage) -> None:
    page.review.page_actions()["review.signers"]()
    dialog = opened(SignersDialog)
    assert dialog.named() == {"review-lead": "", "security": "", "product-owner": ""}
    dialog.fields["security"].setEditText("Joy Okafor")
    dialog.submitted.emit()

    def signers() -> dict[str, str]:
        data = page.review.model.data
        assert data is not None
        return {role: data.view.name_of(person) for role, person in data.view.review.signers.items()}

    qtbot.waitUntil(lambda: signers() == {"security": "Joy Okafor"})
    page.review.page_actions()["review.signers"]()
    again = opened(SignersDialog)
    assert again.named()["security"] == "Joy Okafor"
    again.fields["security"].setEditText("")
    again.submitted.emit()
    qtbot.waitUntil(lambda: not signers())


def test_that_the_priority_of_a_rating_is_computed_while_it_is_given(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    page.review.checks.asker.ask_rating()
    dialog = opened(RatingDialog)
    boxes, priority = dialog._rows[0]
    for box, grade in zip(boxes, (9, 6, 7), strict=True):
        box.setValue(grade)
    assert priority.text() == "High"
    boxes[1].setValue(1)
    assert priority.text() == "Low"
    dialog.submitted.emit()
    qtbot.waitUntil(lambda: page.review.checks.rating.isVisible())
    assert finding(services).rating == Rating(before=Score(severity=9, occurrence=1, detection=7))


def test_that_a_frozen_review_can_only_be_read(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    freeze(qtbot, page, services)
    checks = page.review.checks
    qtbot.waitUntil(lambda: checks._notice.isVisible())
    checks.setFocus()
    qtbot.keyClick(checks, Qt.Key.Key_P)
    assert finding(services).reviewer is None
    assert checks.texts.summary.field.isReadOnly()
    assert checks.texts.rationale.field.isReadOnly()
    assert not checks.evidence.zone.isVisible()
    assert not checks.condition.isVisible()
    assert not page.review.freeze_button.isVisible()
    assert set(page.page_actions()) == {
        "go.operations",
        "review.compare",
        "review.matrix",
        "review.action",
        "review.new",
        "review.previous_check",
        "review.preview",
        "review.next_check",
        "review.delta",
        "review.dissent",
        "review.revise",
    }


def test_that_revising_opens_the_next_revision_as_a_draft(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    freeze(qtbot, page, services)
    page.review.after.revise()
    qtbot.waitUntil(lambda: bool(page.review.model.data and page.review.model.data.key == "REV-1.2"))
    assert page.review.model.data is not None
    assert not page.review.model.data.is_frozen


def test_that_a_revision_after_an_undone_one_is_shown_under_its_own_key(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    freeze(qtbot, page, services)
    page.review.after.revise()
    qtbot.waitUntil(lambda: bool(page.review.model.data and page.review.model.data.key == "REV-1.2"))
    services.undo()
    qtbot.waitUntil(lambda: page.listing.isVisible())
    page.open_at("REV-1.1")
    qtbot.waitUntil(lambda: bool(page.review.model.data and page.review.model.data.key == "REV-1.1"))
    page.review.after.revise()
    qtbot.waitUntil(lambda: bool(page.review.model.data and not page.review.model.data.is_frozen))
    assert page.review.model.data is not None
    assert page.review.model.data.key == "REV-1.3"


def test_that_a_link_to_a_check_that_is_not_asked_is_a_sentence(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    before = page.review.model.check_id
    with qtbot.waitSignal(services.toast_requested) as toast:
        page.open_at("REV-1.1/no_such_check\u202e")
    assert toast.args[0] == "REV-1.1 does not ask no_such_check⟨U+202E⟩."
    assert page.review.model.check_id == before


@pytest.mark.parametrize("argument", ["compare", "matrix", "REV-99", "REV-1.99/x"])
def test_that_a_link_to_no_review_is_a_sentence(
    qtbot: QtBot, page: ReviewsPage, services: Services, argument: str
) -> None:
    with qtbot.waitSignal(services.toast_requested) as toast:
        page.open_at(argument)
    assert toast.args[0].endswith(".")


def test_that_a_freeze_says_what_stands_in_its_way_and_else_what_it_does(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    services.write(AnswerCheck("REV-1.1", CHECK, Status.WARN))
    qtbot.waitUntil(lambda: bool(page.review.model.data and page.review.model.data.obstacles))
    page.review.ask_freeze()
    dialog = opened(FreezeDialog)
    assert dialog.windowTitle() == "REV-1 cannot be frozen yet"
    dialog.submitted.emit()
    services.write(AnswerCheck("REV-1.1", CHECK, Status.FAIL))
    qtbot.waitUntil(lambda: bool(page.review.model.data and not page.review.model.data.obstacles))
    page.review.ask_freeze()
    opened(FreezeDialog).submitted.emit()
    qtbot.waitUntil(lambda: bool(page.review.model.data and page.review.model.data.is_frozen))


def test_that_a_narrow_page_shows_one_part_at_a_time(qtbot: QtBot, page: ReviewsPage) -> None:
    checks = page.review.checks
    assert checks.evidence.isVisible()
    page.resize(720, 520)
    qtbot.waitUntil(lambda: not checks.evidence.isVisible())
    assert checks.answer.isVisible()
    assert not checks.controls.isVisible()
    checks._on_part_chosen(Part.EVIDENCE)
    assert checks.evidence.isVisible()
    assert not checks.answer.isVisible()


def test_that_space_on_a_control_changes_its_state(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    table = page.review.checks.controls.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert {key: state.state for key, state in finding(services).controls.items()} == {"structured-output": "in-place"}
    assert page.review.model.check_id == CHECK


def test_that_links_lead_to_the_places_that_know_more(qtbot: QtBot, page: ReviewsPage) -> None:
    asked: list[tuple[str, str]] = []
    page.review.navigate.disconnect(page.navigate)
    page.review.navigate.connect(lambda place, argument: asked.append((place, argument)))
    for link in ("mode:M06", "incident:INC-2026-001", "incidents:M06", "signoff:"):
        page.review.follow(link)
    assert asked == [
        ("catalogue", "M06"),
        ("incidents", "INC-2026-001"),
        ("incidents", "mode/M06"),
        ("signoff", "REV-1.1"),
    ]


def test_that_the_glance_opens_a_check(qtbot: QtBot, page: ReviewsPage) -> None:
    page.review.show_tab(1)
    table = page.review.glance.table
    table.setCurrentIndex(table.model().index(8, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.review.model.check_id == "cost_routing"
    assert page.review.checks.isVisible()


def test_that_a_value_of_the_profile_is_kept_and_the_rest_stays_unknown(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    page.review.show_tab(2)
    control = page.review.profile.form._controls["agents"]
    control.setFocus()
    qtbot.keyClicks(control, "2")
    qtbot.keyClick(control, Qt.Key.Key_Return)
    version = services.with_session(lambda session: session.store.versions.all()[0])
    assert version.profile.agents == 2
    assert version.profile.model is None
    page.review.profile.tools.model.add()
    version = services.with_session(lambda session: session.store.versions.all()[0])
    assert [tool.name for tool in version.profile.tools or ()] == ["new tool 1"]


def test_that_a_review_begins_with_a_new_deployment_and_nothing_is_lost_when_something_is_missing(
    qtbot: QtBot, services: Services, prompter: FakePrompter
) -> None:
    page = ReviewsPage(services)
    qtbot.addWidget(page)
    page.navigate.connect(lambda _place, argument: page.open_at(argument))
    page.resize(1200, 760)
    page.show()
    page.open_at("new")
    qtbot.waitUntil(lambda: page.form.deployment.count() == 1)
    page.form.version.setEditText("4.1")
    page.form.submit()
    page.form.name.setText("Support desk agent")
    page.form.submit()
    qtbot.waitUntil(lambda: page.review.model.data is not None)
    data = page.review.model.data
    assert data is not None
    assert (data.shown_key, data.view.checklist.id, data.view.version.label) == ("REV-1", "production", "4.1")
    assert data.view.version.profile.fine_tuned is None


@pytest.mark.parametrize("alike", [True, False])
def test_that_a_new_version_begins_with_what_is_known_of_the_newest_unless_that_is_not_wanted(
    qtbot: QtBot, services: Services, started: str, alike: bool
) -> None:
    before = services.with_session(lambda session: session.store.versions.all()[0])
    known = Profile(model="m-1", guardrails="a filter", tools=(Tool(name="refund"),))
    services.write(SetProfile(before.id, known))
    form = NewReviewPage(services)
    qtbot.addWidget(form)
    form.show()
    form.start("DEP-1")
    qtbot.waitUntil(lambda: form.version.count() == 1)
    assert not form.like.isVisible()
    form.version.setEditText("4.2")
    assert form.like.isVisible()
    form.like.setChecked(alike)
    with qtbot.waitSignal(form.started):
        form.submit()
    made = services.with_session(lambda session: session.store.versions.first("label = '4.2'"))
    assert made is not None
    assert made.profile == (known if alike else Profile())


def test_that_without_reviews_the_place_says_what_to_do(qtbot: QtBot, services: Services) -> None:
    page = ReviewsPage(services)
    qtbot.addWidget(page)
    page.show()
    page.open_at("")
    qtbot.waitUntil(lambda: page.listing._stack.currentIndex() == 1)
    page.listing._empty.button_pressed.emit()


def test_that_a_review_that_is_undone_leads_back_to_the_list(
    qtbot: QtBot, page: ReviewsPage, services: Services
) -> None:
    with qtbot.waitSignal(page.review.model.gone):
        services.undo()
    qtbot.waitUntil(lambda: page.listing.isVisible())


@pytest.mark.parametrize("argument", ["REV-1", "REV-1.1", "REV-1.1/cost_routing"])
def test_that_every_way_of_naming_a_review_opens_it(qtbot: QtBot, page: ReviewsPage, argument: str) -> None:
    page.open_at(argument)
    check = argument.partition("/")[2] or CHECK
    qtbot.waitUntil(lambda: page.review.model.data is not None and page.review.model.check_id == check)


def test_that_the_owner_of_a_finding_is_chosen_and_undone(qtbot: QtBot, page: ReviewsPage, services: Services) -> None:
    model, choice = page.review.model, page.review.checks.answer.owner
    person = services.actor
    action = next(action for action in choice.make_menu().actions() if action.data() == person.id)
    action.trigger()
    check = model.check_id
    qtbot.waitUntil(lambda: model.data is not None and model.data.finding(check).owner == person.id)
    assert choice.accessibleName() == f"Owner of the finding: {person.name}"
    services.undo()
    qtbot.waitUntil(lambda: model.data is not None and model.data.finding(check).owner is None)
    assert choice.accessibleName() == "Owner of the finding: Nobody yet"


def test_that_a_new_name_makes_a_new_person_the_owner(qtbot: QtBot, page: ReviewsPage) -> None:
    model = page.review.model
    page.review.checks.answer.owner.ask()
    dialog = page.window().findChild(OwnerDialog)
    assert dialog is not None
    dialog.primary.click()
    dialog.findChildren(QComboBox)[0].setEditText("Lena Brandt")
    dialog.primary.click()
    check = model.check_id
    qtbot.waitUntil(lambda: model.data is not None and model.data.view.name_of(model.data.finding(check).owner) != "")
    assert model.data is not None
    assert model.data.view.name_of(model.data.finding(check).owner) == "Lena Brandt"
