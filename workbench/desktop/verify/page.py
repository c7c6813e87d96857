"""The verify page: one file, one of three words, and why; no workspace is needed."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button, button_row
from workbench.desktop.kit.dissent_row import DissentRow
from workbench.desktop.kit.drop_zone import DropVeil, DropZone
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.progress import ProgressCard
from workbench.desktop.kit.signer import SignerRow
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import Hairline, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.jobs import Job
from workbench.desktop.shell.services import Services
from workbench.desktop.verify.card import DigestCard, VerificationCard, clear
from workbench.desktop.verify.judging import Judged, fingerprints, judge, trust_from_now_on
from workbench.desktop.verify.wording import DECISION_ROWS, answers_of, role_words, signed_at
from workbench.domain.dissent import StandingDissent
from workbench.domain.errors import UserError
from workbench.storage.review_view import dissents_from
from workbench.text import visible

WIDTH = 720
UNKNOWN = (
    "<b>The authority behind a signature is unknown here.</b> Compare its fingerprint with one that you got from "
    "somebody you know, not from this file. Then choose the certificate file of that authority."
)


class VerifyPage(Page):
    """Judges a signed report from the file alone."""

    title = "Verify"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._file: Path | None = None
        self._trust: tuple[Path, ...] = ()
        self._job: Job | None = None
        self.judged: Judged | None = None
        self.setAcceptDrops(True)
        self.veil = DropVeil(self, "Verify")
        self._build_head()
        self._build_result()
        self._build_body()

    def open_at(self, argument: str) -> None:
        """Verify the file that the argument names; without one, wait for a file."""
        if argument:
            self._trust = ()
            self.verify(Path(argument))
        elif self._file is None:
            self._zone.setFocus()

    def closing(self) -> None:
        """Stop what was begun here."""
        self._services.jobs.cancel_of(self)

    def verify(self, file: Path) -> None:
        """Verify a file; what was shown before goes."""
        self._services.jobs.cancel_of(self)
        self._file, self.judged = file, None
        self._head.set_title("Verify", visible(file.name))
        self._result.hide()
        self._zone.refuse("")
        self._progress.show()
        self._progress.set_progress(-1, visible(file.name))
        self._job = self._services.jobs.start(
            partial(judge, file, self._trust),
            self._show,
            self,
            verb="Verifying",
            on_failed=self._on_failed,
        )

    def _build_head(self) -> None:
        self._head = PageHead("Verify")
        another = Button("Verify a file…", icon="shield-check")
        another.clicked.connect(self._on_choose)
        self._back = Button("Back", icon="arrow-left", key="Alt ←")
        self._back.clicked.connect(self.left)
        self._head.add_right(another)
        self._head.add_right(self._back)

    def _build_result(self) -> None:
        self._result = QWidget()
        self._card = VerificationCard()
        self._unknown = self._make_unknown()
        self._count = SectionHeading("Decisions")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._dissents = QVBoxLayout()
        self._dissents.setSpacing(0)
        self._digest = DigestCard()
        self._covered = QWidget()
        covered = QVBoxLayout(self._covered)
        covered.setContentsMargins(0, 0, 0, 0)
        covered.setSpacing(px(8))
        covered.addWidget(SectionHeading("What the signatures cover"))
        covered.addWidget(self._digest)
        covered.addWidget(
            Label(
                "SHA-256 of the record inside the file: record.json as embedded.", "label_regular", "muted", wrap=True
            )
        )
        column = QVBoxLayout(self._result)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        for widget in (self._card, self._unknown, self._count):
            column.addWidget(widget)
        signed = QVBoxLayout()
        signed.setSpacing(0)
        signed.addLayout(self._rows)
        signed.addLayout(self._dissents)
        column.addLayout(signed)
        column.addWidget(self._covered)
        self._result.hide()

    def _make_unknown(self) -> QWidget:
        box = QWidget()
        once, always = Button("Trust for this file…"), Button("Trust this authority…")
        once.clicked.connect(self._on_trust_once)
        always.clicked.connect(self._on_trust_always)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(Notice(UNKNOWN, "pale", icon="shield-alert"))
        column.addWidget(button_row(once, always))
        return box

    def _build_body(self) -> None:
        self._progress = ProgressCard("Verifying")
        self._progress.cancelled.connect(self._on_cancelled)
        self._progress.hide()
        self._zone = DropZone("Drop a signed report here, or choose one", verb="Verify", icon="shield-check")
        self._zone.files_dropped.connect(self._on_files)
        self._zone.chosen.connect(self._on_choose)
        inner = QWidget()
        surface(inner, "surface")
        inner.setMaximumWidth(px(WIDTH + 48))
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(24), px(24), px(24))
        column.setSpacing(px(16))
        for widget in (self._progress, self._result, self._zone):
            column.addWidget(widget)
        column.addWidget(
            Label("Judged from the file alone. No workspace and no network is needed.", "body", "muted", wrap=True)
        )
        column.addStretch(1)
        middle = QWidget()
        surface(middle, "surface")
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName("Verification")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(middle)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(scroll, 1)

    def _show(self, judged: Judged) -> None:
        self.judged = judged
        verification = judged.verification
        self._progress.hide()
        named = " and ".join(visible(file.name) for file in self._trust)
        once = f"The names are proven by the authority in {named}, which you trust for this file" if named else ""
        self._card.show_judged(judged, once)
        self._unknown.setVisible(judged.is_authority_unknown)
        self._count.set_note(verification.count if verification.required else "No record could be read")
        clear(self._rows)
        for decision in verification.decisions:
            self._rows.addWidget(Hairline())
            self._rows.addWidget(
                SignerRow(
                    visible(decision.name),
                    f"{role_words(decision.role)}, {'name proven' if decision.identity_proven else 'name claimed'}",
                    decision=DECISION_ROWS[decision.decision],
                    when=signed_at(decision),
                    comment=visible(decision.comment),
                )
            )
        self._show_dissents(())
        if verification.dissents and self._services.has_workspace:
            self._services.fetch(
                partial(dissents_from, digest=verification.digest), self._show_dissents, self, key="dissents"
            )
        self._digest.show_digest(verification.digest)
        self._covered.setVisible(bool(verification.digest))
        self._result.show()

    def _show_dissents(self, known: tuple[StandingDissent, ...]) -> None:
        """Show the dissents of the file; what was answered stands in the ledger of the workspace, if it is the one."""
        clear(self._dissents)
        for signed in self.judged.verification.dissents if self.judged else ():
            answered = (row for row in known if (row.fingerprint, row.text) == (signed.fingerprint, signed.text))
            standing = next(answered, None)
            self._dissents.addWidget(Hairline())
            self._dissents.addWidget(
                DissentRow(
                    visible(signed.name),
                    f"Counts for no role, {'name proven' if signed.identity_proven else 'name claimed'}",
                    visible(signed.text),
                    when=signed_at(signed),
                    answers=answers_of(standing) if standing else (),
                )
            )

    def _on_failed(self, error: Exception) -> None:
        self._progress.hide()
        if not isinstance(error, UserError):
            self._services.failed.emit(error)
            return
        self._zone.refuse(str(error))

    @Slot()
    def _on_cancelled(self) -> None:
        self._progress.hide()
        self._services.jobs.cancel_of(self)

    @Slot()
    def _on_choose(self) -> None:
        self._services.prompter.choose_files(self, "Verify a signed report", self._on_files)

    def _on_files(self, files: list[Path]) -> None:
        self.navigate.emit("verify", str(files[0]))

    @Slot()
    def _on_trust_once(self) -> None:
        self._services.prompter.choose_files(self, "The certificate of the authority", self._trust_once)

    def _trust_once(self, files: list[Path]) -> None:
        self._trust = tuple(files)
        if self._file is not None:
            self.verify(self._file)

    @Slot()
    def _on_trust_always(self) -> None:
        self._services.prompter.choose_files(self, "The certificate of the authority", self._ask_for_trust)

    def _ask_for_trust(self, files: list[Path]) -> None:
        try:
            marks = fingerprints(files[0])
        except UserError as error:
            self._services.refuse(str(error))
            return
        self._services.prompter.ask(
            self,
            "Trust this authority?",
            "Every signature whose key it issued will be trusted from now on. It has the fingerprint\n"
            + "\n".join(marks)
            + "\nCompare it with one that you got from somebody you know.",
            confirm="Trust it",
            on_yes=partial(self._trust_always, files[0]),
        )

    def _trust_always(self, file: Path) -> None:
        try:
            trust_from_now_on(file)
        except UserError as error:
            self._services.refuse(str(error))
            return
        self._services.toast(f"{visible(file.name)} is trusted from now on", undo=False)
        if self._file is not None:
            self.verify(self._file)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """The whole page takes a file."""
        self._zone.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """The whole page takes a file."""
        self._zone.dropEvent(event)
