"""What can be said of a piece of evidence in the window: its days and place, a newer revision, other checks."""

from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.desktop.reviews.test_page import CHECK, drop, opened
from workbench.desktop.reviews.attach_dialog import AttachDialog
from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.evidence_acts import ChecksDialog, ask_holds
from workbench.desktop.reviews.evidence_wording import facts_of
from workbench.desktop.reviews.model import Use
from workbench.desktop.reviews.page import ReviewsPage
from workbench.desktop.shell.services import Services
from workbench.domain.model import Proof


def entries(page: ReviewsPage, key: str) -> dict[str, object]:
    """Return what the menu of a piece offers, by its words."""
    return {action.text(): action.trigger for action in page.review.checks.evidence.cards.make_menu(key).actions()}


def use_of(page: ReviewsPage, key: str) -> Use:
    data = page.review.model.data
    assert data is not None
    return next(use for use in data.uses_of(CHECK) if use.use.key == key)


def attach(qtbot: QtBot, page: ReviewsPage, file: Path) -> None:
    evidence = page.review.checks.evidence
    file.write_text(f"{file.name}: 40 of 40 runs held\n", encoding="utf-8")
    before = evidence.count
    drop(evidence.zone, file)
    qtbot.waitUntil(lambda: evidence.count == before + 1, timeout=20_000)


def test_that_days_place_and_side_are_asked_and_told_and_impossible_days_are_refused(
    qtbot: QtBot, page: ReviewsPage, tmp_path: Path
) -> None:
    file = tmp_path / "runs.txt"
    file.write_text("40 of 40 runs held\n", encoding="utf-8")
    evidence = page.review.checks.evidence
    evidence.ask()
    dialog = opened(AttachDialog)
    dialog.set_files([file])
    dialog._captured.setText("2026-10-20")
    dialog._from.setText("2026-10-19")
    dialog._to.setText("2026-10-12")
    dialog._made_in.setText("staging")
    dialog.submitted.emit()
    assert "before it begins on 2026-10-19" in dialog._refusal.accessibleName()
    dialog._from.setText("2026-10-05")
    dialog.submitted.emit()
    qtbot.waitUntil(lambda: evidence.count == 1, timeout=20_000)
    row = use_of(page, "E1").evidence
    assert (row.captured_on, row.period_from, row.period_to) == (date(2026, 10, 20), date(2026, 10, 5), row.period_to)
    assert page.review.model.data is not None
    told = facts_of(use_of(page, "E1"), page.review.model.data)
    assert {
        "E1: runs.txt, supports the claim",
        "Captured on 20 Oct 2026",
        "Made in staging",
        "About version 4.1",
    } <= set(told)
    assert "Observed from 5 Oct 2026 until 12 Oct 2026" in told


def test_that_a_piece_has_newer_revisions_and_other_checks(qtbot: QtBot, page: ReviewsPage, tmp_path: Path) -> None:
    attach(qtbot, page, tmp_path / "old.txt")
    page.review.checks.evidence.ask_revision(use_of(page, "E1"))
    dialog = opened(AttachDialog)
    dialog.submitted.emit()
    assert dialog.isVisible()
    (tmp_path / "new.txt").write_text("998 of 998 runs held\n", encoding="utf-8")
    dialog.set_files([tmp_path / "new.txt"])
    dialog.submitted.emit()
    qtbot.waitUntil(lambda: page.review.checks.evidence.count == 2, timeout=20_000)
    assert use_of(page, "E2").evidence.revises == use_of(page, "E1").evidence.id
    assert page.review.model.data is not None
    assert any(
        line.startswith("Newer revision of old.txt") for line in facts_of(use_of(page, "E2"), page.review.model.data)
    )
    assert "Attach a newer revision…" in entries(page, "E2")
    entries(page, "E1")["Use for other checks…"]()  # type: ignore[operator]  # an action of the menu
    checks = opened(ChecksDialog)
    assert CHECK not in checks.boxes
    assert not checks.primary.isEnabled()
    checks.boxes["cost_routing"].setChecked(True)
    checks.boxes["determinism_testing"].setChecked(True)
    checks.submitted.emit()
    qtbot.waitUntil(lambda: page.review.model.data is not None and len(page.review.model.data.view.uses) == 4)
    assert page.review.model.data is not None
    assert [use.evidence_id for use in page.review.model.data.view.uses].count(use_of(page, "E1").evidence.id) == 3


def test_that_a_reviewer_writes_why_stale_evidence_still_holds(
    qtbot: QtBot, page: ReviewsPage, services: Services, tmp_path: Path
) -> None:
    attach(qtbot, page, tmp_path / "runs.txt")
    assert "It still holds…" not in entries(page, "E1")
    ask_holds(page.review.model, services, use_of(page, "E1"), page)
    dialog = opened(TextDialog)
    dialog._field.setPlainText("Only the prompt changed.")
    dialog.submitted.emit()
    assert "You attached E1, so somebody else has to say why" in dialog._refusal.accessibleName()
    dialog.reject()
    page.review.checks.evidence.ask_revision(use_of(page, "E1"))
    asked = opened(AttachDialog)
    (tmp_path / "expired.txt").write_text("old\n", encoding="utf-8")
    asked.set_files([tmp_path / "expired.txt"])
    asked._expires.setText("2020-01-01")
    asked.submitted.emit()
    qtbot.waitUntil(lambda: page.review.checks.evidence.count == 2, timeout=20_000)
    services.act_as("Ben Ode")
    page.review.checks.evidence.cards.confirm("E2")
    qtbot.waitUntil(lambda: use_of(page, "E2").fact.proof is Proof.STALE)
    entries(page, "E2")["It still holds…"]()  # type: ignore[operator]  # an action of the menu
    dialog = opened(TextDialog)
    dialog._field.setPlainText("Only the prompt changed.")
    dialog.submitted.emit()
    qtbot.waitUntil(lambda: use_of(page, "E2").fact.proof is Proof.VERIFIED)
    assert page.review.model.data is not None
    assert "Still holds, says Ben Ode: “Only the prompt changed.”" in facts_of(
        use_of(page, "E2"), page.review.model.data
    )
