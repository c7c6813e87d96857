"""The cards of the evidence of one check, and what can be done with each."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from workbench.desktop.kit.evidence import EvidenceCard
from workbench.desktop.kit.field_places import FieldPlace
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.evidence_acts import ask_checks, ask_holds, may_hold_still
from workbench.desktop.reviews.evidence_wording import caption_of, facts_of, kind_of, title_of
from workbench.desktop.reviews.history_offers import file_offer
from workbench.desktop.reviews.model import ReviewData, ReviewModel, Use
from workbench.desktop.reviews.wording import days_ago, shown_name
from workbench.desktop.shell.field_histories import open_history
from workbench.domain.errors import UserError
from workbench.edits.evidence import AnswerContradiction, ConfirmEvidence, RemoveUse

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class EvidenceCards(QWidget):
    """A card for each use: Enter, Space or a click shows what it holds, the menu key what can be done with it."""

    preview_wanted = Signal(str)
    """Key of the use."""
    revision_wanted = Signal(object)
    """The `Use` of which there is a newer file."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self._shown: tuple[Use, ...] = ()
        self._cards: dict[str, EvidenceCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))

    @property
    def shown(self) -> tuple[Use, ...]:
        """The uses that have a card."""
        return self._shown

    def show_uses(self, uses: tuple[Use, ...], data: ReviewData) -> None:
        """Show a card for each use; what is shown already stays, with its focus."""
        if uses == self._shown and set(self._cards) == {use.use.key for use in uses}:
            return
        self._shown = uses
        focused = self.focused()
        for card in self._cards.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = {}
        for use in self._shown:
            card = self._card(use, data)
            self._column.addWidget(card)
            self._cards[use.use.key] = card
        if focused in self._cards:
            self._cards[focused].setFocus()

    def _card(self, use: Use, data: ReviewData) -> EvidenceCard:
        card = EvidenceCard(
            title_of(use, data),
            caption_of(use, data),
            kind=kind_of(use),
            proof=use.fact.proof.value,
            age=days_ago(use.evidence.captured_on or use.evidence.attached_at.date(), data.today),
            contradicts=use.use.contradicts,
            damaged=use.fact.damaged,
        )
        card.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        card.activated.connect(partial(self.preview_wanted.emit, use.use.key))
        card.customContextMenuRequested.connect(partial(self._pop_up, use.use.key))
        return card

    def card(self, key: str) -> EvidenceCard:
        """Return the card of a use; a KeyError says that there is none."""
        return self._cards[key]

    def focused(self) -> str:
        """Return the key of the use whose card has the focus; empty when none has."""
        return next((key for key, card in self._cards.items() if card.hasFocus()), "")

    def focus_use(self, key: str) -> None:
        """Put the focus on a card."""
        if key in self._cards:
            self._cards[key].setFocus(Qt.FocusReason.TabFocusReason)

    def _pop_up(self, key: str, _place: QPoint | None = None) -> None:
        card = self._cards.get(key)
        if card is not None:
            self.make_menu(key).popup(card.mapToGlobal(QPoint(px(12), card.height())))

    def make_menu(self, key: str) -> QMenu:
        """Return the menu of one piece: what is known of it, and what can be done with it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        data = self._model.data
        use = next((row for row in self._shown if row.use.key == key), None)
        if data is None or use is None:
            return menu
        for line in facts_of(use, data):
            menu.addAction(line).setEnabled(False)
        menu.addSeparator()
        if not use.fact.purged:
            menu.addAction("Preview", partial(self.preview_wanted.emit, key))
        if not data.is_frozen:
            self._add_edits(menu, use)
        place = FieldPlace(f"evidence_use/{use.use.id}", "", use.use.key)
        menu.addAction("History…", partial(open_history, self._services, place, self))
        if use.evidence.sha256 and not use.fact.purged:
            menu.addAction("Purge the file…", partial(self.ask_purge, use))
        if use.evidence.kind == "link":
            menu.addAction("Copy the address", lambda: QGuiApplication.clipboard().setText(use.evidence.url or ""))
        elif not use.fact.purged:
            menu.addAction("Open containing folder", partial(self._open_folder, use))
        return menu

    def _add_edits(self, menu: QMenu, use: Use) -> None:
        if use.use.confirmed_by is None:
            menu.addAction("Confirm", partial(self.confirm, use.use.key))
        if use.use.contradicts:
            menu.addAction("Answer the contradiction…", partial(self._answer, use))
        if may_hold_still(use):
            menu.addAction("It still holds…", partial(ask_holds, self._model, self._services, use, self))
        if use.evidence.kind == "file":
            menu.addAction("Attach a newer revision…", partial(self.revision_wanted.emit, use))
        if not use.fact.purged:
            menu.addAction("Use for other checks…", partial(ask_checks, self._model, self._services, use, self))
        menu.addAction("Remove", partial(self.remove, use.use.key))

    def ask_purge(self, use: Use) -> None:
        """Ask for the reason, and erase the file."""
        from workbench.desktop.shell.purge_dialog import PurgeDialog

        data = self._model.data
        if data is not None:
            offer = file_offer(data.key, use.use.key)
            PurgeDialog(self._services, shown_name(use), offer.make, is_file=True, parent=self.window()).open()

    def confirm(self, key: str) -> None:
        """Say that a piece is what it claims to be."""
        if self._model.data is not None:
            self._model.write(ConfirmEvidence(self._model.data.key, (key,)), f"{key} confirmed")

    def remove(self, key: str) -> None:
        """Take a piece away from the finding."""
        if self._model.data is not None:
            self._model.write(RemoveUse(self._model.data.key, key), f"{key} removed")

    def _answer(self, use: Use) -> None:
        dialog = TextDialog(
            f"Answer {use.use.key}",
            f"{shown_name(use)} contradicts the claim that the check is met.",
            "Why the finding holds all the same",
            primary="Keep the answer",
            text=use.use.answer.text if use.use.answer else "",
            parent=self.window(),
        )
        dialog.submitted.connect(lambda: self._on_answered(dialog, use.use.key))
        dialog.open()

    def _on_answered(self, dialog: TextDialog, key: str) -> None:
        if self._model.data is None:
            return
        try:
            self._model.write_or_raise(AnswerContradiction(self._model.data.key, key, dialog.text()))
        except UserError as error:
            dialog.show_error(str(error))
        else:
            dialog.accept()
            self._services.toast("Contradiction answered")

    def _open_folder(self, use: Use) -> None:
        path = self._services.workspace.folder / "evidence" / (use.evidence.sha256 or "")[:2]
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._services.refuse(f"No program opens folders here. The file lies in {path}. Open it by hand.")
