"""What can be done with a frozen review: revise it, ask again what a change touches, revoke its approval."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.domain.errors import UserError
from workbench.edits.reviews import ReviseReview
from workbench.edits.signoff import REVOCABLE, RevokeApproval

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class AfterFreeze(QObject):
    """Makes the edits and asks what they need; `opened` with the full key of a review to show."""

    opened = Signal(str)

    def __init__(self, services: "Services", model: ReviewModel, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._model, self._owner = services, model, owner

    def can_revoke(self) -> bool:
        """Tell whether there is an approval that somebody may still rely on."""
        data = self._model.data
        approval = data.view.approval(data.now) if data else None
        return approval is not None and approval.state in REVOCABLE

    @Slot()
    def revise(self) -> None:
        """Open the next revision as a draft and show it; where there is one already, show that."""
        self._revise(is_delta=False)

    @Slot()
    def ask_again(self) -> None:
        """Open a delta review: only what changed since is asked again."""
        self._revise(is_delta=True)

    def _revise(self, *, is_delta: bool) -> None:
        data = self._model.data
        if data is None or not data.is_frozen:
            return
        if data.newest.full_key != data.key:
            self.opened.emit(data.newest.full_key)
            return
        said = f"{data.view.review.key} has a new revision"
        entry = self._model.write(ReviseReview(data.key, self._newer_version(data, is_delta), is_delta), said)
        if entry is not None:
            made = entry.made("review")[0]
            key = self._services.with_session(lambda session: session.store.reviews.get(made).full_key)
            self.opened.emit(key)

    def _newer_version(self, data: ReviewData, is_delta: bool) -> str | None:
        """Return the version that runs instead of the reviewed one: what changed is what a delta review is about."""
        running = data.view.deployment.running
        return running.version_id if is_delta and running and running.version_id > data.view.version.id else None

    @Slot()
    def ask_revoke(self) -> None:
        """Ask why the approval is taken back."""
        data = self._model.data
        if data is None:
            return
        dialog = TextDialog(
            f"Revoke the approval of {data.shown_key}",
            "The report and its signatures stay as they are; from now on nobody can rely on them. Undo stops here.",
            "Why it is revoked",
            primary="Revoke",
            parent=self._owner.window(),
        )
        key = data.key

        def submit() -> None:
            try:
                self._model.write_or_raise(RevokeApproval(key, dialog.text()))
            except UserError as error:
                dialog.show_error(str(error))
                return
            dialog.accept()
            self._services.toast("Approval revoked", undo=False)

        dialog.submitted.connect(submit)
        dialog.open()
