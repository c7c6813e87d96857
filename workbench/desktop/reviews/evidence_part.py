"""The evidence of one check: its cards, and the field that takes more."""

import html
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.chips import KeyChip
from workbench.desktop.kit.drop_zone import DropZone
from workbench.desktop.kit.empty import ErrorCard
from workbench.desktop.kit.progress import ProgressCard
from workbench.desktop.kit.signs import ProofCounts
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.attach_dialog import AttachDialog
from workbench.desktop.reviews.attaching import Attaching, Attachment
from workbench.desktop.reviews.credentials_dialog import CredentialsDialog, Question
from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.evidence_cards import EvidenceCards
from workbench.desktop.reviews.model import ReviewModel, Use
from workbench.desktop.reviews.wording import shown_name
from workbench.domain.catalogue import Operation
from workbench.domain.errors import UserError
from workbench.edits.evidence import About
from workbench.tasks.attach import Note, Source, source_of

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class EvidencePart(QWidget):
    """Heading with three counts, a card for each use, progress, and the drop zone."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self.attaching = Attaching(services, model, self)
        self._of = ""
        self.cards = EvidenceCards(services, model)
        self._counts = ProofCounts()
        self._attach = Button("Attach…", "link")
        self._attach.clicked.connect(lambda: self.ask())
        self._key = KeyChip("E")
        self._damage = ErrorCard()
        self._damage.hide()
        self._progress: ProgressCard | None = None
        self._wanted = Label("", "body", "secondary", wrap=True)
        self.zone = DropZone()
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(Label("Evidence", "section"))
        head.addWidget(self._counts)
        head.addStretch(1)
        head.addWidget(self._attach)
        head.addWidget(self._key)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self._column.addLayout(head)
        self._column.addWidget(self._damage)
        self._column.addWidget(self.cards)
        self._column.addWidget(self._wanted)
        self._column.addWidget(self.zone)

    def _connect(self) -> None:
        self.zone.files_dropped.connect(self.attach_files)
        self.zone.link_dropped.connect(self._on_link_dropped)
        self.zone.image_pasted.connect(self._on_image_pasted)
        self.zone.chosen.connect(self._on_zone_pressed)
        self.attaching.started.connect(self._on_started)
        self.attaching.progressed.connect(self._on_progressed)
        self.attaching.ended.connect(self._on_ended)
        self.attaching.refused.connect(self.zone.refuse)
        self.attaching.told.connect(self.zone.tell)
        self.cards.revision_wanted.connect(self.ask_revision)
        self.attaching.asked.connect(self._on_credentials_found)

    @property
    def count(self) -> int:
        """How many uses the check has."""
        return len(self.cards.shown)

    def refresh(self) -> None:
        """Show the evidence of the current check."""
        data, check = self._model.data, self._model.check_id
        if data is None:
            return
        uses, counts = data.uses_of(check), data.proof_of(check)
        self._counts.set((counts.declared, counts.verified, counts.stale))
        for widget in (self._attach, self._key, self.zone):
            widget.setVisible(not data.is_frozen)
        topic = data.mode(check)
        wanted = topic.proof if isinstance(topic, Operation) and not data.is_frozen else ()
        self._wanted.setText("\n".join(["What counts as proof:", *(f"– {line}" for line in wanted)]))
        self._wanted.setVisible(bool(wanted))
        if self._of != f"{data.key} {check}":
            self._of = f"{data.key} {check}"
            self.zone.refuse("")
        self.cards.show_uses(uses, data)
        self.cards.setVisible(bool(uses))
        self._show_damage(uses)

    def _show_damage(self, uses: tuple[Use, ...]) -> None:
        damaged = [html.escape(shown_name(use)) for use in uses if use.fact.damaged]
        self._damage.setVisible(bool(damaged))
        if damaged:
            have = "has" if len(damaged) == 1 else "have"
            self._damage.set_markup(
                f"<b>{', '.join(damaged)} {have} changed on disk, or went.</b> The finding and its other evidence are "
                "untouched. Put the file back, or attach the original again; a freeze waits for it."
            )

    def ask(self, control: str = "") -> None:
        """Ask what is attached, and what it is about."""
        data, check = self._model.data, self._model.check_id
        if data is None or data.is_frozen:
            return
        purpose = "Files are copied into the workspace. They count as declared until another person confirms them."
        self._open(f"Attach evidence to {check}", purpose, check, About(control=control or None))

    def ask_revision(self, use: Use) -> None:
        """Ask for a newer revision of a piece: another use beside the old one, which keeps what it has."""
        purpose = f"It replaces {shown_name(use)} from now on, as a use of its own that somebody has to confirm."
        about = About(control=use.use.control_id, contradicts=use.use.contradicts, revises=use.use.key)
        self._open(f"Newer revision of {use.use.key}", purpose, use.use.check_id, about)

    def _open(self, title: str, purpose: str, check: str, about: About) -> None:
        data = self._model.data
        if data is None:
            return
        dialog = AttachDialog(title, purpose, data.mode(check).controls, about, self.window())
        dialog.choose.clicked.connect(
            lambda: self._services.prompter.choose_files(dialog, "Attach evidence", dialog.set_files)
        )
        dialog.submitted.connect(lambda: self._on_asked(dialog, check))
        dialog.open()

    def _on_asked(self, dialog: AttachDialog, check: str) -> None:
        try:
            sources, about = dialog.sources(), dialog.about()
        except (UserError, ValueError) as error:
            dialog.show_error(str(error))
            return
        dialog.accept()
        self._attach_sources(sources, about, check)

    @Slot(list)
    def attach_files(self, files: list[Path]) -> None:
        """Attach files as they are."""
        self._attach_sources(list(files))

    def attach_note(self, text: str) -> None:
        """Attach a text that somebody wrote or pasted."""
        self._attach_sources([Note(text)])

    def _attach_sources(self, sources: list[Source], about: About | None = None, check: str = "") -> None:
        data = self._model.data
        if data is not None and not data.is_frozen:
            self.zone.refuse("")
            check = check or self._model.check_id
            self.attaching.attach(Attachment(data.key, check, tuple(sources), about or About()))

    @Slot(str)
    def _on_link_dropped(self, address: str) -> None:
        try:
            self._attach_sources([source_of(address)])
        except UserError as error:
            self.zone.refuse(str(error))

    @Slot(QImage)
    def _on_image_pasted(self, picture: QImage) -> None:
        data = self._model.data
        if data is not None and not data.is_frozen:
            self.attaching.attach_picture(data.key, self._model.check_id, picture)

    @Slot()
    def _on_zone_pressed(self) -> None:
        self._services.prompter.choose_files(self, "Attach evidence", self.attach_files)

    @Slot()
    def paste(self) -> None:
        """Take what is on the clipboard: files, a picture, a link, or a text as a note."""
        data, clipboard = self._model.data, QGuiApplication.clipboard().mimeData()
        if data is None or data.is_frozen:
            return
        text = clipboard.text().strip() if clipboard.hasText() and not clipboard.hasUrls() else ""
        if text and not clipboard.hasImage() and not text.startswith(("https://", "http://")):
            self._ask_note(text)
        else:
            self.zone.paste()

    def _ask_note(self, text: str) -> None:
        purpose = "The text is kept as a note. It stays declared: a note proves nothing by itself."
        dialog = TextDialog("Attach a note", purpose, "Note", primary="Attach", text=text, parent=self.window())
        dialog.submitted.connect(lambda: self._on_note_written(dialog))
        dialog.open()

    def _on_note_written(self, dialog: TextDialog) -> None:
        if dialog.text():
            dialog.accept()
            self.attach_note(dialog.text())
        else:
            dialog.show_error("The note is empty. Write what you know and where from.", dialog.asked)

    @Slot(object)
    def _on_credentials_found(self, question: Question) -> None:
        CredentialsDialog(question, self.window()).open()

    @Slot(str)
    def _on_started(self, verb: str) -> None:
        self._on_ended()
        self._progress = ProgressCard(verb)
        self._progress.cancelled.connect(self.attaching.cancel)
        self._column.insertWidget(self._column.count() - 1, self._progress)

    @Slot(float, str)
    def _on_progressed(self, fraction: float, doing: str) -> None:
        if self._progress is not None:
            self._progress.set_progress(fraction, doing)

    @Slot()
    def _on_ended(self) -> None:
        if self._progress is not None:
            self._progress.hide()
            self._progress.deleteLater()
            self._progress = None
