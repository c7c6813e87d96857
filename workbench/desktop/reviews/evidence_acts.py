"""What can be done with a piece of evidence that asks for something first: other checks, and why it still holds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from workbench.desktop.kit.text import Label
from workbench.desktop.reviews.dialogs import AskDialog, TextDialog
from workbench.desktop.reviews.model import ReviewData, ReviewModel, Use
from workbench.desktop.reviews.wording import shown_name
from workbench.domain.errors import UserError
from workbench.domain.model import Proof
from workbench.edits.evidence_uses import JustifyEvidence, LinkEvidence

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class ChecksDialog(AskDialog):
    """The checks that a piece of evidence can be used for as well."""

    def __init__(self, use: Use, checks: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        purpose = (
            f"{shown_name(use)} stays one piece. Each use of it says something else, so each waits to be confirmed."
        )
        super().__init__(f"Use {use.use.key} for other checks", purpose, primary="Use it", parent=parent)
        self.boxes = {check: QCheckBox(f"{check}, {title}") for check, title in checks}
        for box in self.boxes.values():
            box.toggled.connect(self._count)
            self.body.addWidget(box)
        if checks:
            self.boxes[checks[0][0]].setFocus()
        else:
            self.body.addWidget(Label("Every check of the review uses it already.", "body", "muted", wrap=True))
        self._count()

    def chosen(self) -> tuple[str, ...]:
        """The checks that were chosen."""
        return tuple(check for check, box in self.boxes.items() if box.isChecked())

    @Slot()
    def _count(self) -> None:
        self.primary.setEnabled(bool(self.chosen()))


def other_checks(data: ReviewData, use: Use) -> list[tuple[str, str]]:
    """Return the checks that do not use a piece yet, each with the title of what it asks about."""
    there = {
        each.check_id
        for each in data.view.uses
        if each.evidence_id == use.evidence.id
        or (use.evidence.sha256 and data.view.evidence[each.evidence_id].sha256 == use.evidence.sha256)
    }
    return [(check, data.mode(check).name) for check in data.view.findings if check not in there]


def ask_checks(model: ReviewModel, services: "Services", use: Use, owner: QWidget) -> None:
    """Ask for which other checks a piece is used, and use it."""
    data = model.data
    if data is None:
        return
    key = data.key
    dialog = ChecksDialog(use, other_checks(data, use), owner.window())

    def submit() -> None:
        try:
            model.write_or_raise(LinkEvidence(key, use.use.key, dialog.chosen()))
        except UserError as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        services.toast(f"{use.use.key} used for {', '.join(dialog.chosen())}")

    dialog.submitted.connect(submit)
    dialog.open()


def may_hold_still(use: Use) -> bool:
    """Tell whether somebody can write why a piece still holds: only what was proof has become stale."""
    return use.fact.proof is Proof.STALE


def ask_holds(model: ReviewModel, services: "Services", use: Use, owner: QWidget) -> None:
    """Ask why stale evidence still holds for this version, and keep the reason."""
    data = model.data
    if data is None:
        return
    key = data.key
    dialog = TextDialog(
        f"{use.use.key} still holds",
        f"{shown_name(use)} is stale: it has expired, or is about another version. With a reason, your name and the "
        "day it counts as verified for this version.",
        "Why it still holds",
        primary="Keep the reason",
        text=use.use.holds.text if use.use.holds else "",
        parent=owner.window(),
    )

    def submit() -> None:
        try:
            model.write_or_raise(JustifyEvidence(key, use.use.key, dialog.text()))
        except UserError as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        services.toast(f"Written why {use.use.key} still holds")

    dialog.submitted.connect(submit)
    dialog.open()
