"""The overview: every deployment once, what blocks first, what lapses soon."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.theme import px
from workbench.desktop.overview.model import LapsesModel, StandingsModel, verdict_word, when
from workbench.desktop.overview.page import COLUMN_WIDTHS, OverviewPage
from workbench.desktop.shell.services import Services
from workbench.domain.deployment import Profile
from workbench.domain.model import Status
from workbench.edits.deployments import AddDeployment, SetProfile
from workbench.edits.findings import AnswerCheck
from workbench.edits.obligations import AddCondition
from workbench.edits.reviews import FreezeReview, StartReview
from workbench.edits.session import Session
from workbench.storage.overview import Overview, read_overview
from workbench.storage.workspace import Workspace


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = Workspace.create(tmp_path / "w")
    store = workspace.store(write=True)
    yield Session(store, "Ada", lambda: datetime.now(UTC))
    store.close()
    workspace.close()


def start(session: Session, name: str) -> str:
    session.do(AddDeployment(name, "Team", "1.0"))
    version = session.store.versions.all()[-1]
    session.do(StartReview(version.id, "nine"))
    return session.store.reviews.all()[-1].key


def look_at(session: Session, days: int = 0) -> Overview:
    return read_overview(session.store, datetime.now(UTC) + timedelta(days=days))


def test_that_an_unfinished_review_is_in_review_and_not_not_ready(session: Session) -> None:
    start(session, "Support")
    session.do(AddDeployment("Alone"))
    rows = {row.deployment: row for row in look_at(session).standings}
    assert verdict_word(rows["Support"]) == "In review"
    assert rows["Support"].gist == "9 of 9 unknown"
    assert verdict_word(rows["Alone"]) == "Not reviewed"


def test_that_a_draft_has_a_verdict_once_every_check_is_answered(session: Session) -> None:
    key = start(session, "Support")
    checks = [cell.check_id for cell in look_at(session).standings[0].strip]
    for check in checks:
        session.do(AnswerCheck(key, check, Status.FAIL if check == "cost_routing" else Status.WARN))
    row = look_at(session).standings[0]
    assert (verdict_word(row), row.gist, row.signoff) == ("Not ready", "1 failure blocks", "Not frozen yet")


def test_that_a_changed_profile_takes_a_deployment_out_of_its_verdict(session: Session) -> None:
    from workbench.domain.approval import Decision, DecisionWord
    from workbench.edits.signoff import RecordDecisions

    key = start(session, "Support")
    session.do(FreezeReview(key))
    review = session.store.reviews.all()[-1]
    decisions = tuple(
        Decision(
            role=role,
            decision=DecisionWord.APPROVE,
            name=role,
            email=None,
            comment="",
            at=datetime.now(UTC),
            fingerprint=role,
        )
        for role in ("review-lead", "security", "product-owner")
    )
    session.do(RecordDecisions(key, str(review.record_sha256), decisions))
    assert look_at(session).standings[0].signoff == "In force, 3 of 3 signed"
    session.do(SetProfile(review.version_id, Profile(model="another")))
    changed = look_at(session).standings[0]
    assert verdict_word(changed) == "Outdated"
    assert (changed.gist, changed.detail) == ("Changed since", "model: unknown → another")


def test_that_open_conditions_are_listed_until_they_are_far_away(session: Session) -> None:
    key = start(session, "Support")
    today = datetime.now(UTC).date()
    for days in (29, 31):
        due = today + timedelta(days=days)
        session.do(AddCondition(key, "cost_routing", f"in {days}", session.actor.id, due))
    assert [lapse.what for lapse in look_at(session).lapses] == ["in 29"]
    lapsed = look_at(session, days=30).lapses
    assert [(lapse.what, when(lapse)) for lapse in lapsed] == [
        ("in 29", ("lapsed 1 d", "fail")),
        ("in 31", ("1 day", "warn")),
    ]


def test_that_the_models_are_models(session: Session) -> None:
    standings, lapses = StandingsModel(), LapsesModel()
    for model in (standings, lapses):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    key = start(session, "Support")
    session.do(AddCondition(key, "cost_routing", "soon", session.actor.id, datetime.now(UTC).date()))
    overview = look_at(session)
    standings.show(overview.standings)
    lapses.show(overview.lapses)
    assert standings.index(0, 0).data() == "Support"
    assert standings.index(0, 2).data(Role.STRIP) == ["unknown"] * 9
    assert lapses.index(0, 0).data(Role.CHIP) == ("today", "warn")
    spoken = [standings.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(5)]
    assert all(spoken)


def test_that_what_blocks_stands_first(session: Session) -> None:
    start(session, "A draft")
    key = start(session, "Blocked")
    session.do(AnswerCheck(key, "cost_routing", Status.FAIL))
    session.do(FreezeReview(key))
    model = StandingsModel()
    model.show(look_at(session).standings)
    assert [model.row(row).deployment for row in range(2)] == ["Blocked", "A draft"]


@pytest.fixture
def services(qtbot: QtBot, tmp_path: Path) -> Iterator[Services]:
    made = Services(FakePrompter())
    with qtbot.waitSignal(made.workspace_opened):
        made.create_workspace(tmp_path / "window-workspace")
    yield made
    made.end()


def test_that_the_page_follows_edits_and_leads_to_the_review(qtbot: QtBot, services: Services) -> None:
    page = OverviewPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    asked: list[tuple[Any, ...]] = []
    page.navigate.connect(lambda *where: asked.append(where))
    page.open_at("")
    services.write(AddDeployment("Support desk agent", "Team", "4.1"))
    qtbot.waitUntil(lambda: page.standings.rowCount() == 1)
    version = services.with_session(lambda session: session.store.versions.all()[0])
    services.write(StartReview(version.id, "nine"))
    qtbot.waitUntil(lambda: page.standings.row(0).review == "REV-1.1")
    page.open_at("")
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    assert asked == [("reviews", "REV-1.1")]
    page.resize(720, 500)
    assert all(page._table.columnWidth(column) >= px(width) for column, width in enumerate(COLUMN_WIDTHS))


def test_that_a_page_that_nobody_sees_reads_when_somebody_comes_back(qtbot: QtBot, services: Services) -> None:
    page = OverviewPage(services)
    qtbot.addWidget(page)
    services.write(AddDeployment("Support desk agent", "Team", "4.1"))
    answered: list[None] = []
    services.fetch(lambda _store: None, answered.append, page)
    qtbot.waitUntil(lambda: bool(answered))
    assert page.standings.rowCount() == 0
    page.open_at("")
    qtbot.waitUntil(lambda: page.standings.rowCount() == 1)


def test_that_days_are_written_for_people() -> None:
    from workbench.desktop.welcome.model import _day

    today = date(2026, 11, 20)
    days = [date(2026, 11, 20), date(2026, 11, 19), date(2026, 3, 14), date(2025, 3, 14)]
    assert [_day(day, today) for day in days] == ["Today", "Yesterday", "14 Mar", "14 Mar 2025"]
