"""The catalogue page in use."""

from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTextBrowser
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.desktop.incidents.examples import DRIFT
from tests.desktop.opened import settle
from tests.tasks.test_references import ATLAS
from workbench.catalogue.loader import builtin_catalogue
from workbench.catalogue.wording import title_of
from workbench.desktop.catalogue.page import CataloguePage
from workbench.desktop.kit.roles import Role
from workbench.desktop.shell.services import Services
from workbench.domain.catalogue import Category, FailureMode
from workbench.domain.deployment import Profile
from workbench.domain.model import Status
from workbench.domain.pack import Refused
from workbench.edits.deployments import AddDeployment
from workbench.edits.findings import AnswerCheck, SetControl
from workbench.edits.incidents import RecordIncident
from workbench.edits.reviews import StartReview
from workbench.tasks.importing import carry_out_by, plan
from workbench.tasks.quick_reference import Paper
from workbench.tasks.reading_files import read_files

EVERYTHING = 12 + 6 + len(builtin_catalogue().published)


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> CataloguePage:
    page = CataloguePage(services)
    qtbot.addWidget(page)
    page.resize(1200, 750)
    page.show()
    page.open_at("")
    settle(qtbot, services)
    return page


def texts(page: CataloguePage) -> str:
    return unescape("\n".join(label.text() for label in page.entry.widget().findChildren(QLabel)))


def listed(page: CataloguePage) -> list[str]:
    keys = [page.entries.index(row).data(Role.KEY) for row in range(page.entries.rowCount())]
    return [key for key in keys if key]


def test_that_the_first_mode_is_open(page: CataloguePage) -> None:
    assert page.current_key() == "M01"
    assert isinstance(page.entry.entry, FailureMode)


def test_that_every_entry_can_be_read(qtbot: QtBot, page: CataloguePage, services: Services) -> None:
    for key in listed(page):
        page.open_at(key)
        settle(qtbot, services)
        entry = page.entry.entry
        assert entry is not None
        assert (entry.name if isinstance(entry, FailureMode | Category) else title_of(entry)) in texts(page)
        if isinstance(entry, FailureMode):
            shown = texts(page)
            assert all(control.name in shown for control in entry.controls)
            assert entry.check.question in shown and entry.trigger in shown


def test_that_search_is_live_and_by_prefix(qtbot: QtBot, page: CataloguePage, services: Services) -> None:
    page.page_actions()["edit.find"]()
    qtbot.keyClicks(page.search, "waterm")
    qtbot.waitUntil(lambda: listed(page) == ["M05"])
    qtbot.keyClicks(page.search, "zz")
    qtbot.waitUntil(lambda: not listed(page))
    shown = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any("Nothing matches watermzz. Remove a filter or search everything." in text for text in shown)
    page._on_search_everything()
    assert len(listed(page)) == EVERYTHING


@pytest.mark.parametrize("text", ['"', "a OR", "NEAR(", "*", "<b>x</b>", "title:"])
def test_that_search_syntax_is_only_text(qtbot: QtBot, page: CataloguePage, services: Services, text: str) -> None:
    page.search.setText(text)
    page.search.searched.emit(text)
    settle(qtbot, services)
    assert page.search.text() == text


def test_that_facets_are_pressed_by_keyboard(qtbot: QtBot, page: CataloguePage) -> None:
    page.facet_list.setCurrentIndex(page.facets.index(1))
    qtbot.keyClick(page.facet_list, Qt.Key.Key_Space)
    assert listed(page) == ["M01", "M02", "M04", "M06"]
    qtbot.keyClick(page.facet_list, Qt.Key.Key_Space)
    assert len(listed(page)) == EVERYTHING


def test_that_an_entry_that_is_filtered_out_is_found_again(page: CataloguePage) -> None:
    page._on_toggled("severity", "HIGH")
    assert "M06" not in listed(page)
    page.open_at("injection_defense")
    assert page.current_key() == "M06"
    assert len(listed(page)) == EVERYTHING


def test_that_links_lead_to_modes_incidents_reviews_and_categories(
    qtbot: QtBot, page: CataloguePage, services: Services
) -> None:
    services.write(RecordIncident(DRIFT))
    services.write(AddDeployment("Support desk", "Ada", "4.1", Profile(agents=1)))
    version = services.with_session(lambda session: session.store.versions.all()[-1].id)
    services.write(StartReview(version, "twelve"))
    services.write(AnswerCheck("REV-1", "tool_contract_testing", Status.FAIL))
    page.open_at("M10")
    settle(qtbot, services)
    shown = texts(page)
    for link in (
        "workbench:incident/INC-2026-001",
        "workbench:review/REV-1.1/tool_contract_testing",
        "workbench:category/tool-api-drift",
        "workbench:mode/M11",
    ):
        assert f'href="{link}"' in shown
    gone: list[tuple[str, str]] = []
    page.navigate.connect(lambda place, argument: gone.append((place, argument)))
    page.entry.link_activated.emit("workbench:incident/INC-2026-001")
    page.entry.link_activated.emit("workbench:review/REV-1.1/tool_contract_testing")
    assert gone == [("incidents", "INC-2026-001"), ("reviews", "REV-1.1/tool_contract_testing")]


def test_that_a_mode_says_what_others_call_it_and_what_was_published_about_it(
    qtbot: QtBot, page: CataloguePage, services: Services
) -> None:
    page.open_at("M06")
    settle(qtbot, services)
    shown = texts(page)
    assert "LLM01:2025 Prompt Injection, same" in shown
    assert "No counterpart" in shown, "MAST has no security modes, and the gap is shown"
    assert 'href="workbench:published/poisoning-success"' in shown
    prose = [browser.toPlainText() for browser in page.entry.findChildren(QTextBrowser)]
    assert any("A handful is enough among millions." in text for text in prose)


def test_that_a_figure_stands_with_its_source_and_what_contradicts_it(
    qtbot: QtBot, page: CataloguePage, services: Services
) -> None:
    page.open_at("published/copilot-cvss-told")
    settle(qtbot, services)
    shown = texts(page)
    assert "9.6 CVSS" in shown and "7.8 CVSS" in shown
    assert 'href="workbench:published/copilot-cvss-record"' in shown
    assert "Secondary text without a named author; primaries not read." in shown
    assert 'href="workbench:mode/M06"' in shown
    gone: list[tuple[str, str]] = []
    page.navigate.connect(lambda place, argument: gone.append((place, argument)))
    page.entry.link_activated.emit("workbench:published/copilot-cvss-record")
    assert gone == [("catalogue", "published/copilot-cvss-record")]


def test_that_figures_are_found_by_what_they_say(qtbot: QtBot, page: CataloguePage, services: Services) -> None:
    page.search.setText("five documents")
    page.search.searched.emit("five documents")
    qtbot.waitUntil(lambda: "published/poisoning-success" in listed(page) and len(listed(page)) < 10)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_that_the_quick_reference_is_written_where_it_is_wanted(
    qtbot: QtBot, page: CataloguePage, services: Services, prompter: FakePrompter, tmp_path: Path, paper: Paper
) -> None:
    prompter.target = tmp_path / "wall.pdf"
    with qtbot.waitSignal(services.toast_requested, timeout=30_000) as said:
        page.quick_reference.choose_place(paper)
    assert said.args == ["Quick reference written: wall.pdf", False, False]
    assert prompter.target.read_bytes().startswith(b"%PDF")


def test_that_controls_say_how_many_reviews_have_them_in_place(
    qtbot: QtBot, page: CataloguePage, services: Services
) -> None:
    services.write(AddDeployment("Support desk", "Ada", "4.1"))
    version = services.with_session(lambda session: session.store.versions.all()[-1].id)
    services.write(StartReview(version, "twelve"))
    services.write(SetControl("REV-1", "injection_defense", "untrusted-content", "in-place"))
    page.open_at("M06")
    settle(qtbot, services)
    counts = {key: label.text() for key, label in page.entry._counts.items()}
    assert len(counts) == 8
    assert counts.pop("untrusted-content") == "1 review"
    assert set(counts.values()) == {"no review"}


def test_that_a_mode_without_a_share_says_so(qtbot: QtBot, page: CataloguePage, services: Services) -> None:
    page.open_at("M07")
    settle(qtbot, services)
    assert "Not reported" in texts(page)
    page.open_at("M06")
    settle(qtbot, services)
    assert "12 % of at least 50 post-mortems, not a random sample" in texts(page)
    assert "AI author" in texts(page)


def test_that_refused_files_are_shown_and_the_rest_can_be_read(qtbot: QtBot, services: Services) -> None:
    refused = (Refused(file="failure-modes/M13.md", line=4, reason="`id` is missing"),)
    broken = builtin_catalogue().model_copy(update={"refused": refused})
    services._catalogue = broken
    page = CataloguePage(services)
    qtbot.addWidget(page)
    shown = "\n".join(label.text() for label in page.findChildren(QLabel))
    assert "failure-modes/M13.md, line 4: `id` is missing" in shown
    settle(qtbot, services)


@pytest.mark.parametrize(("width", "facets", "across"), [(1200, True, True), (720, False, True), (500, False, False)])
def test_that_the_page_folds_in_the_order_of_the_design(
    page: CataloguePage, width: int, facets: bool, across: bool
) -> None:
    page.setMinimumWidth(0)
    page.resize(width, 560)
    assert page.facet_list.isVisible() is facets
    assert page.facet_bar.isVisible() is not facets
    assert (page._splitter.orientation() == Qt.Orientation.Horizontal) is across


def test_that_a_mode_leads_to_the_imported_entry_of_a_framework_and_back(
    qtbot: QtBot, page: CataloguePage, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "ATLAS.yaml"
    path.write_text(ATLAS.format(version="5.6.0", name="LLM Prompt Injection"), encoding="utf-8")
    with read_files([path]) as readings:
        made = services.with_session(lambda session: plan(session.store, readings))
        carry_out_by(services.with_session, made)
    qtbot.waitUntil(lambda: "published/AML.T0051" in listed(page), timeout=20_000)
    page.open_at("M06")
    settle(qtbot, services)
    assert '<a href="workbench:published/AML.T0051">AML.T0051</a>:5.6.0 LLM Prompt Injection, same' in texts(page)
    page.open_at("published/AML.T0051")
    settle(qtbot, services)
    assert "workbench:mode/M06" in texts(page)
    assert '<a href="workbench:published/AML.M0020">AML.M0020</a> Guardrails: Filter prompts.' in texts(page)
    prose = " ".join(browser.toPlainText() for browser in page.entry.findChildren(QTextBrowser))
    assert "See x. <b>x</b>" in prose
