"""The verify page: a good, a changed and a foreign file, and an authority that nobody knows yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.fakes import FakePrompter
from tests.reports.signing.conftest import NOW, Board, board, signed, steps, unsigned
from workbench.desktop.kit.signer import SignerRow
from workbench.desktop.shell.services import Services
from workbench.desktop.verify.page import VerifyPage
from workbench.desktop.verify.wording import facts
from workbench.reports.signing.keys import default_trust_folder
from workbench.reports.signing.sign import dissent
from workbench.reports.signing.verification import Verification, Word

__all__ = ["board", "signed", "steps", "unsigned"]
SLOW = 30_000


@pytest.fixture
def services(qtbot: QtBot) -> Iterator[Services]:
    """Services without a workspace: verification needs none."""
    made = Services(FakePrompter())
    yield made
    made.end()


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> VerifyPage:
    made = VerifyPage(services)
    qtbot.addWidget(made)
    made.resize(900, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def authority(board: Board) -> Path:
    return board.folder / "authority" / "authority.pem"


@pytest.fixture
def file(signed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "REV-1.pdf"
    path.write_bytes(signed)
    return path


def verified(qtbot: QtBot, page: VerifyPage, file: Path) -> Verification:
    page.open_at(str(file))
    qtbot.waitUntil(lambda: page.judged is not None, timeout=SLOW)
    assert page.judged is not None
    return page.judged.verification


def trust(services: Services, file: Path) -> None:
    assert isinstance(services.prompter, FakePrompter)
    services.prompter.files = [file]


def test_that_an_unknown_authority_is_named_and_can_be_trusted_from_now_on(
    qtbot: QtBot, page: VerifyPage, services: Services, file: Path, authority: Path
) -> None:
    found = verified(qtbot, page, file)
    assert found.word is Word.DO_NOT_TRUST
    assert page._unknown.isVisible()
    assert "fingerprint" in found.reasons[0]
    trust(services, authority)
    page._on_trust_always()
    qtbot.waitUntil(lambda: page.judged is not None and page.judged.verification.is_valid, timeout=SLOW)
    assert not page._unknown.isVisible()
    assert [copy.read_bytes() for copy in default_trust_folder().iterdir()] == [authority.read_bytes()]
    rows = [row.accessibleName() for row in page.findChildren(SignerRow) if row.isVisible()]
    assert len(rows) == 3
    assert rows[0].startswith("Ada Žižek, Review lead, name proven, Reject, 20 Nov 2026, 14:31 UTC")


def test_that_trust_for_one_file_leaves_the_trust_folder_alone(
    qtbot: QtBot, page: VerifyPage, services: Services, file: Path, authority: Path
) -> None:
    verified(qtbot, page, file)
    trust(services, authority)
    page._on_trust_once()
    qtbot.waitUntil(lambda: page.judged is not None and page.judged.verification.is_valid, timeout=SLOW)
    assert not default_trust_folder().exists()
    assert page._card.accessibleName().startswith("Valid, unchanged. 3 signatures hold")
    assert "authority.pem" in page._card.accessibleName()


def test_that_a_file_that_is_no_certificate_is_refused_in_a_sentence(
    qtbot: QtBot, page: VerifyPage, services: Services, file: Path
) -> None:
    verified(qtbot, page, file)
    trust(services, file)
    with qtbot.waitSignal(services.toast_requested) as signal:
        page._on_trust_always()
    assert signal.args is not None
    assert "holds no readable certificate" in signal.args[0]


@pytest.mark.parametrize("change", ["a byte", "cut", "appended"])
def test_that_a_changed_file_is_not_trusted(
    qtbot: QtBot, page: VerifyPage, services: Services, file: Path, authority: Path, change: str
) -> None:
    body = bytearray(file.read_bytes())
    if change == "a byte":
        body[len(body) // 3] ^= 1
    changed = {"a byte": bytes(body), "cut": bytes(body[: len(body) // 2]), "appended": bytes(body) + b"junk"}[change]
    file.write_bytes(changed)
    page._trust = (authority,)
    found = verified(qtbot, page, file)
    assert found.word is Word.DO_NOT_TRUST
    assert page._card.property("card") == "fail"
    assert page._result.isVisible()


def test_that_a_foreign_file_is_named_as_such(qtbot: QtBot, page: VerifyPage, tmp_path: Path) -> None:
    foreign = tmp_path / "evil\u202efdp.pdf"
    foreign.write_bytes(b"%PDF-1.7 something else")
    found = verified(qtbot, page, foreign)
    assert found.word is Word.DO_NOT_TRUST
    assert not page._covered.isVisible()
    assert "\u202e" not in page._head.context.text()


def test_that_a_report_nobody_signed_is_told_without_alarm(
    qtbot: QtBot, page: VerifyPage, unsigned: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "REV-1.pdf"
    path.write_bytes(unsigned)
    found = verified(qtbot, page, path)
    assert [fact.text for fact in facts(found)] == ["Nobody has signed this report yet."]
    assert page._card.property("card") == "true"


def test_that_the_way_back_is_a_button_and_another_file_is_one_more_place(
    qtbot: QtBot, page: VerifyPage, services: Services, file: Path
) -> None:
    with qtbot.waitSignal(page.left):
        page._back.click()
    trust(services, file)
    with qtbot.waitSignal(page.navigate) as signal:
        page._on_choose()
    assert signal.args == ["verify", str(file)]


def test_that_nothing_is_left_of_a_page(qtbot: QtBot, services: Services, file: Path) -> None:
    QApplication.sendPostedEvents(None, 52)  # deferred deletions
    before = len(QApplication.allWidgets())
    made = VerifyPage(services)
    made.show()
    verified(qtbot, made, file)
    made.closing()
    made.deleteLater()
    qtbot.waitUntil(lambda: len(QApplication.allWidgets()) <= before, timeout=SLOW)


def test_that_a_dissent_stands_below_the_decisions_and_counts_for_no_role(
    qtbot: QtBot, page: VerifyPage, services: Services, board: Board, file: Path, authority: Path
) -> None:
    dissent(file, board.keys["security"], "The attack set is old", NOW)
    trust(services, authority)
    verified(qtbot, page, file)
    page._on_trust_once()
    qtbot.waitUntil(lambda: page.judged is not None and page.judged.verification.is_valid, timeout=SLOW)
    said = "Борис Иванов, Counts for no role, name proven, Dissent, 20 Nov 2026, 14:31 UTC, The attack set is old"
    qtbot.waitUntil(lambda: shown_rows(page)[3:] == [said])
    assert page._card.accessibleName().startswith("Valid, unchanged. 4 signatures hold")


def shown_rows(page: VerifyPage) -> list[str]:
    return [row.accessibleName() for row in page.findChildren(SignerRow) if row.isVisible()]
