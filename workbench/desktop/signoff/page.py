"""The sign-off page: the report as it will be signed, who has signed it, and signing it."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.chooser import Chooser
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.tabs import Switch
from workbench.desktop.kit.text import Hairline
from workbench.desktop.kit.theme import look, px
from workbench.desktop.reviews.dissent_dialogs import ask_answer
from workbench.desktop.shell.services import Services
from workbench.desktop.signoff.column import SignersColumn, rows
from workbench.desktop.signoff.pictures import Pictures, Stamp, stamp_of
from workbench.desktop.signoff.preview_pane import PreviewPane
from workbench.desktop.signoff.reading import Frozen, SignoffView, read_signoff
from workbench.desktop.signoff.report_acts import ReportActs
from workbench.desktop.signoff.signing import Taken
from workbench.desktop.signoff.signing_act import Signing, example_authority
from workbench.desktop.signoff.unwritten import Unwritten
from workbench.desktop.verify.judging import Judged, judge
from workbench.desktop.verify.wording import EXAMPLE_AUTHORITY
from workbench.domain.dissent import StandingDissent
from workbench.domain.record import RequiredRole
from workbench.reports.signing.keys import KeyEntry
from workbench.text import visible

COLUMN_WIDTH = 416
SIDE_BY_SIDE = 920
"""Below this width report and signers take turns."""
ALL_BUTTONS = 760
"""Below this width only the primary button stays; the rest is in the menus."""


class SignoffPage(Page):
    """Who stands behind the answer of one frozen review."""

    title = "Sign-off"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._wanted = ""
        self._is_arriving = False
        self._view: SignoffView | None = None
        self.judged: Judged | None = None
        self._judged_stamp: Stamp | None = None
        self.signing = Signing(services, self)
        self.signing.taken.connect(self._on_taken)
        self.signing.ended.connect(self._refresh)
        self.setAcceptDrops(True)
        self._pictures = Pictures(services, self)
        self._build_head()
        self._build_body()
        self.acts = ReportActs(services, self, self._column, self._unwritten)
        self.acts.taken.connect(self._on_taken)
        self.acts.written.connect(self._refresh)
        self._export.clicked.connect(self.acts.export)
        self._pictures.failed.connect(self.acts.fail)
        services.changed.connect(self._refresh)
        look().changed.connect(self._fit)

    def open_at(self, argument: str) -> None:
        """Show the review that the argument names, else the one shown last, else the newest frozen one."""
        self._wanted = argument or self._wanted
        self._is_arriving = True
        self._refresh()

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Return what can be done with the review that is shown."""
        frozen = self._frozen()
        if frozen is None:
            return {}
        if not self._has_report():
            return {"review.report": self.acts.write_report, "review.ledger": self.acts.export_ledger}
        actions: dict[str, Callable[[], None]] = {
            "file.export": self.acts.export,
            "review.dissent": self.dissent,
            "review.ledger": self.acts.export_ledger,
        }
        return actions | ({"review.sign": self.sign} if self._missing() else {})

    def closing(self) -> None:
        """Stop what was begun here."""
        self._pictures.close()
        self._services.jobs.cancel_of(self)

    @property
    def column(self) -> SignersColumn:
        """The column of the signers."""
        return self._column

    def _frozen(self) -> Frozen | None:
        return self._view.frozen if self._view else None

    def _has_report(self) -> bool:
        """Say whether what lies there is the report of this record: somebody may have put another file in its place."""
        frozen = self._frozen()
        return bool(frozen and frozen.has_report and (self.judged is None or self._is_of(frozen, self.judged)))

    def _is_of(self, frozen: Frozen, judged: Judged) -> bool:
        return judged.verification.digest == frozen.digest

    def _missing(self) -> tuple[RequiredRole, ...]:
        """Return the roles that have not signed."""
        frozen = self._frozen()
        return tuple(row.role for row in rows(frozen, self.judged) if not row.is_signed) if frozen else ()

    def _build_head(self) -> None:
        self._head = PageHead("Sign-off")
        self._chooser = Chooser("Review")
        self._chooser.key_chosen.connect(self._on_review_chosen)
        self._head.add_left(self._chooser)
        self._verify = Button("Verify a file…", icon="shield-check")
        self._verify.clicked.connect(self._on_verify)
        self._export = Button("Export…", icon="file-down")
        self._sign = Button("Sign…", "primary", icon="signature")
        self._sign.clicked.connect(self.sign)
        for button in (self._verify, self._export, self._sign):
            self._head.add_right(button)

    def _build_body(self) -> None:
        self._pane = PreviewPane(self._pictures)
        self._unwritten = Unwritten()
        self._left = QStackedWidget()
        self._left.addWidget(self._pane)
        self._left.addWidget(self._unwritten)
        self._column = SignersColumn()
        self._column.dissent_pressed.connect(self.dissent)
        self._column.answer_pressed.connect(self._on_answer)
        self._column.trust_pressed.connect(self._on_look_closer)
        self._turns = Switch(["Report", "Signers"])
        self._turns.current_changed.connect(self._fit)
        self._divider = Hairline(vertical=True)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(self._divider)
        row.addWidget(self._column)
        self._stack = QStackedWidget()
        self._stack.addWidget(body)
        self._stack.addWidget(self._make_empty())
        self._stack.addWidget(self._make_draft())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        self._switch_row = QWidget()
        switch = QHBoxLayout(self._switch_row)
        switch.setContentsMargins(px(16), px(8), px(16), px(8))
        switch.addWidget(self._turns, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addWidget(self._switch_row)
        outer.addWidget(self._stack, 1)

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            "signature",
            "Nothing to sign yet. Answer the checks of a review and freeze it; its report is signed here.",
            button="Open the reviews",
            button_icon="clipboard-check",
        )
        empty.button_pressed.connect(self._on_reviews)
        return empty

    def _make_draft(self) -> EmptyState:
        self._draft = EmptyState("snowflake", "", button="Open the review", button_icon="clipboard-check")
        self._draft.button_pressed.connect(self._on_reviews)
        return self._draft

    @Slot()
    def _refresh(self) -> None:
        self._services.fetch(partial(read_signoff, wanted=self._wanted), self._show, self, key="signoff")

    def _show(self, view: SignoffView) -> None:
        self._view = view
        self.acts.show(view)
        self._chooser.setVisible(bool(view.names))
        if view.shown is not None:
            self._chooser.set_items([(name.key, name.name) for name in view.names], view.shown.key)
        if view.frozen is None:
            self._show_unfrozen(view)
        else:
            self._show_frozen(view.frozen)
        self._fit()
        self.actions_changed.emit()

    def _show_unfrozen(self, view: SignoffView) -> None:
        self._pane.show_file(None)
        self._stack.setCurrentIndex(1 if view.shown is None else 2)
        if view.shown is not None:
            self._draft.set_sentence(
                f"{view.shown.key} is a draft. It has to be frozen before anybody can sign it: the freeze pins what "
                "every signature covers."
            )

    def _show_frozen(self, frozen: Frozen) -> None:
        self._stack.setCurrentIndex(0)
        stamp = stamp_of(frozen.report)
        if stamp != self._judged_stamp or (self.judged is not None and self.judged.file != frozen.report):
            self.judged, self._judged_stamp = None, stamp
            if frozen.has_report:
                self._judge(frozen.report)
        self._show_report(frozen)
        self._show_column(frozen)

    def _show_report(self, frozen: Frozen) -> None:
        has_report = self._has_report()
        self._left.setCurrentIndex(0 if has_report else 1)
        self._unwritten.show_review(
            self._chooser.current_key(), in_the_way=frozen.report.name if frozen.has_report else ""
        )
        self._pane.show_file(frozen.report if has_report else None)
        if self._is_arriving:
            self._is_arriving = False
            self._focus_first(has_report)

    def _focus_first(self, has_report: bool) -> None:
        """Put the focus on what the page is about, unless the person has left meanwhile."""
        if self.isVisible():
            (self._pane.focus_page if has_report else self._unwritten.setFocus)()

    def _judge(self, report: Path) -> None:
        work = partial(judge, report, example_authority(self._services.workspace))
        self._services.jobs.start(work, self._on_judged, self, verb="Verifying", on_failed=self.acts.fail)

    def _on_judged(self, judged: Judged) -> None:
        frozen = self._frozen()
        if frozen is not None and judged.file == frozen.report:
            self.judged = judged
            self._show_report(frozen)
            self._show_column(frozen)
            self._fit()
            self.actions_changed.emit()

    def _show_column(self, frozen: Frozen) -> None:
        own = EXAMPLE_AUTHORITY if example_authority(self._services.workspace) else ""
        self._column.show_signoff(frozen, self.judged, own)
        mine = self._my_key()
        self._sign.setText(f"Sign as {visible(mine.person)}…" if mine else "Sign…")

    def _my_key(self) -> KeyEntry | None:
        actor = self._services.actor
        keys = self._view.keys if self._view else ()
        return next((key for key in keys if key.person == actor.name or key.email == actor.email), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let report and signers stand side by side or take turns."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    @Slot(int)
    def _fit(self, _turn: int = 0) -> None:
        wide, has_body = self.width() >= px(SIDE_BY_SIDE), self._stack.currentIndex() == 0
        self._switch_row.setVisible(has_body and not wide)
        shows_signers = self._turns.current() == 1
        self._left.setVisible(wide or not shows_signers)
        self._column.setVisible(wide or shows_signers)
        self._divider.setVisible(wide)
        side = px(COLUMN_WIDTH)
        self._column.setMinimumWidth(side if wide else 0)
        self._column.setMaximumWidth(side if wide else 16_777_215)
        expanding = QSizePolicy.Policy.Fixed if wide else QSizePolicy.Policy.Expanding
        self._column.setSizePolicy(expanding, QSizePolicy.Policy.Expanding)
        roomy = self.width() >= px(ALL_BUTTONS)
        has_report = self._has_report()
        self._verify.setVisible(roomy)
        self._export.setVisible(roomy and has_report)
        self._sign.setVisible(has_report and bool(self._missing()))

    @Slot(str)
    def _on_review_chosen(self, key: str) -> None:
        self.navigate.emit("signoff", key)

    @Slot()
    def _on_reviews(self) -> None:
        shown = self._view.shown if self._view else None
        self.navigate.emit("reviews", shown.full_key if shown else "")

    @Slot()
    def sign(self) -> None:
        """Open the dialog in which a person signs."""
        frozen, view, missing = self._frozen(), self._view, self._missing()
        if frozen is not None and view is not None and self._has_report() and missing:
            self.signing.open(frozen.report, frozen.word, missing, view.keys)

    @Slot()
    def dissent(self) -> None:
        """Open the dialog to sign a dissent, which everybody can, also when all roles have signed."""
        frozen, view = self._frozen(), self._view
        if frozen is not None and view is not None and self._has_report():
            self.signing.open(frozen.report, frozen.word, self._missing(), view.keys, is_dissent=True)

    @Slot(object)
    def _on_taken(self, taken: Taken) -> None:
        name, verification = visible(taken.judged.file.name), taken.judged.verification
        if taken.review:
            self._services.toast(f"{name}: {verification.count}, collected", undo=False)
            self._wanted = taken.review
        else:
            self._services.refuse(f"{name} was not collected: {verification.reasons[0]} Nothing was changed.")
            self.navigate.emit("verify", str(taken.judged.file))
        self._refresh()

    @Slot()
    def _on_verify(self) -> None:
        self._services.prompter.choose_files(self, "Verify a signed report", self._verify_first)

    def _verify_first(self, files: list[Path]) -> None:
        self.navigate.emit("verify", str(files[0]))

    @Slot()
    def _on_look_closer(self) -> None:
        frozen = self._frozen()
        if frozen is not None:
            self.navigate.emit("verify", str(frozen.report))

    @Slot(object)
    def _on_answer(self, dissent: StandingDissent) -> None:
        shown = self._view.shown if self._view else None
        if shown is not None:
            ask_answer(self._services, self._services.write, shown.full_key, dissent, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """The whole page takes a returned file, once there is a report to compare it with."""
        if self._frozen() is not None:
            self._column.zone.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """The whole page takes a returned file."""
        self._column.zone.dropEvent(event)
