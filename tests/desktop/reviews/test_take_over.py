"""A draft says that the catalogue has changed since, and takes the changes over when a person wants it."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.catalogue.test_own_pack import OWN
from tests.desktop.opened import settle
from tests.edits.test_catalogue import RETRY_CAP
from workbench.desktop.reviews.review_page import ReviewPage
from workbench.desktop.reviews.take_over import TakeOverDialog
from workbench.desktop.shell.services import Services
from workbench.edits.catalogue import AddEntry, WriteControl
from workbench.edits.deployments import AddDeployment
from workbench.edits.reviews import StartReview


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> ReviewPage:
    services.write(AddDeployment("Support desk agent", "Team", "4.1"))
    version = services.with_session(lambda session: session.store.versions.all()[0].id)
    services.write(StartReview(version, "twelve"))
    page = ReviewPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 750)
    page.show()
    page.open("REV-1")
    settle(qtbot, services)
    return page


def test_that_a_draft_offers_what_has_changed_and_takes_it_over(
    qtbot: QtBot, services: Services, page: ReviewPage
) -> None:
    assert not page.take_over.isVisible()
    services.write_all([WriteControl(RETRY_CAP), AddEntry(OWN)])
    settle(qtbot, services)
    qtbot.waitUntil(page.take_over.isVisible)
    assert page.model.data is not None
    assert "retry_idempotency" not in page.model.data.view.findings
    page.take_over.ask()
    dialog = page.window().findChild(TakeOverDialog)
    assert isinstance(dialog, TakeOverDialog)
    assert any("M13 Silent retry is asked too" in label.text() for label in dialog.findChildren(QLabel))
    dialog.submitted.emit()
    settle(qtbot, services)
    qtbot.waitUntil(lambda: not page.take_over.isVisible())
    assert "retry_idempotency" in page.model.data.view.findings
    services.undo()
    settle(qtbot, services)
    qtbot.waitUntil(page.take_over.isVisible)
