"""What can be done with a frozen review: revise it, ask again what a change touches, revoke its approval."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.model import ReviewModel
from workbench.domain.errors import UserError
from workbench.edits.reviews import ReviseReview
from workbench.edits.signoff import REVOCABLE, RevokeApproval
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

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
        try:
            self.opened.emit(start_revision(self._services, data.key, is_delta=is_delta))
        except UserError as error:
            self._services.refuse(str(error))

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


def start_revision(services: "Services", key: str, *, is_delta: bool) -> str:
    """Open the next revision of a frozen review and return its full key; a UserError says why not.

    A delta review asks again what changed: it is of the version that runs where that is newer than the reviewed one.
    """
    version = services.with_session(lambda session: _newer_version(session.store, key)) if is_delta else None
    made = services.write(ReviseReview(key, version, is_delta)).made("review")[0]
    revision = services.with_session(lambda session: session.store.reviews.get(made).full_key)
    services.toast(f"{key.partition('.')[0]} has a new revision")
    return revision


def _newer_version(store: Store, key: str) -> str | None:
    reviewed = store.versions.get(find_review(store, key).version_id)
    running = store.deployments.get(reviewed.deployment_id).running
    return running.version_id if running and running.version_id > reviewed.id else None
