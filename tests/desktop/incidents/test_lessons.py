"""What an incident says beyond itself: reviews in doubt with the reasons, and how often it came up."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.incidents.examples import DRIFT, fields
from tests.desktop.opened import settle
from tests.desktop.workspaces import make_rich, opened
from workbench.desktop.incidents.lessons import by_mode_markup, gist_markup, reasons_markup, so_far_markup
from workbench.desktop.incidents.page import IncidentsPage
from workbench.desktop.incidents.recall_part import RecallPart
from workbench.domain.incident import ControlOutcome, ModeRole
from workbench.domain.recall import Tie
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.learned import SoFar, read_so_far
from workbench.storage.recall_view import InDoubt, RecallView

FAILED = (ControlOutcome(control="structured-output", outcome="failed"),)
M10 = (ModeRole(mode="M10", role="cause"),)


def row(number: int, *, alone: bool = False, kind: str = "failed") -> InDoubt:
    tie = Tie(
        kind=kind,  # type: ignore[arg-type]  # one of the literals
        review=f"REV-{number}.1",
        check_id="injection_defense",
        subject="filter",
        said="relies on <b>it</b>",
        nothing_else=alone,
    )
    return InDoubt(
        review=f"REV-{number}.1", deployment="A & B", version="1", is_frozen=True, signoff="Rejected", ties=(tie,)
    )


def recalled(*rows: InDoubt, controls: tuple[ControlOutcome, ...] = FAILED) -> RecallView:
    return RecallView(incident="INC-1", title="", controls=controls, names={}, reviews=rows, by_mode=())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), ""),
        ((row(1),), "<b>One review relies on the control that failed.</b> Other controls with verified proof stand"),
        ((row(1, alone=True), row(2)), "<b>Two reviews rely on the control that failed.</b> <a href="),
        (tuple(row(n, alone=True) for n in range(1, 15)), "<b>14 reviews rely on the control that failed.</b> 14 of"),
        ((row(1, kind="absent"),), "<b>One review lacks what was missing here.</b>"),
        ((row(1, kind="tool"),), ""),
    ],
)
def test_that_the_gist_counts_who_relies_and_names_who_has_nothing_else(rows: tuple[InDoubt, ...], said: str) -> None:
    assert gist_markup(recalled(*rows)).startswith(said)
    assert bool(gist_markup(recalled(*rows))) is bool(said)


def test_that_reasons_are_links_to_the_check_and_nothing_of_them_is_markup() -> None:
    assert reasons_markup(row(3)) == (
        '<a href="workbench:review/REV-3.1/injection_defense">injection_defense</a> relies on &lt;b&gt;it&lt;/b&gt;'
    )


def test_that_many_reviews_of_one_mode_are_not_all_named() -> None:
    view = recalled().model_copy(update={"by_mode": tuple(row(n, kind="mode") for n in range(20))})
    assert by_mode_markup(view).endswith("; 8 more")


@pytest.mark.parametrize(
    ("count", "is_own", "said"),
    [
        (1, True, ""),
        (3, True, "Third incident of our own with "),
        (11, True, "11th incident of our own with "),
        (22, True, "22nd incident of our own with "),
        (0, False, ""),
        (1, False, "One incident of our own with "),
        (13, False, "13 incidents of our own with "),
    ],
)
def test_that_how_often_it_came_up_is_said_once_there_is_more_than_one(count: int, is_own: bool, said: str) -> None:
    one = SoFar(field="mode", value="M10", kind="incident", year="2026", count=count, is_own=is_own)
    markup = so_far_markup([one], {"M10": "Tool API drift"})
    assert markup.startswith(said)
    assert bool(markup) is bool(said)
    assert not said or '<a href="workbench:incidents/mode/M10">M10 Tool API drift</a>' in markup


def test_that_only_what_came_before_in_the_same_year_and_kind_counts(session: Session) -> None:
    rows = (
        fields("Last year", "2025-12", modes=M10),
        fields("First", "2026-01", modes=M10),
        fields("Nearly", "2026-02", modes=M10, kind="near-miss"),
        fields("Later", "2026-09", modes=M10),
        fields("Second", "2026-03", modes=M10, category="tool-api-drift"),
        DRIFT,
    )
    session.do_all([RecordIncident(one) for one in rows])
    found = session.store.incidents.all()
    counts = {one.title: [so_far.count for so_far in read_so_far(session.store, one)] for one in found}
    assert counts == {
        "Last year": [1],
        "First": [1],
        "Nearly": [1],
        "Later": [3],
        "Second": [2, 1],
        DRIFT["title"]: [3, 1],
    }


def test_that_the_page_says_which_reviews_are_in_doubt_and_leads_to_the_check(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, make_rich(tmp_path), tmp_path) as services:
        services.write(RecordIncident(fields("A reply carried a link", "2026-12", controls=FAILED)))
        page = IncidentsPage(services)
        qtbot.addWidget(page)
        page.resize(1200, 750)
        page.show()
        page.open_at("")
        settle(qtbot, services)
        said = texts(page)
        assert "One review relies on the control that failed." in said
        assert "Reviews this puts in doubt" in said
        [part] = page.detail.findChildren(RecallPart)
        with qtbot.waitSignal(page.navigate) as gone:
            part.link_activated.emit("workbench:review/REV-1.1/injection_defense")
        assert gone.args == ["reviews", "REV-1.1/injection_defense"]
        page.open_at("INC-2026-001")
        settle(qtbot, services)
        assert "relies on the control that failed" not in texts(page)
        page.close()


def texts(page: IncidentsPage) -> str:
    return "\n".join(label.text() for label in page.detail.widget().findChildren(QLabel))
