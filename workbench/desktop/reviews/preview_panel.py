"""What a piece of evidence holds, beside the check: read in the worker, one piece after the other; Escape closes it."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.prose import Prose
from workbench.desktop.kit.scrolled import Scrolled
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import ElidedLabel, Hairline, Label
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.evidence_cards import EvidenceCards
from workbench.desktop.reviews.evidence_wording import caption_of, title_of
from workbench.desktop.reviews.model import ReviewModel, Use
from workbench.desktop.reviews.preview_views import PictureView, RowsView, TextView
from workbench.desktop.reviews.wording import shown_name
from workbench.desktop.shell.links import ask_outside
from workbench.desktop.signoff.pictures import Pictures
from workbench.desktop.signoff.preview_pane import PreviewPane
from workbench.domain.errors import UserError
from workbench.tasks.evidence_preview import EvidencePreview, preview_evidence

if TYPE_CHECKING:
    from workbench.desktop.shell.jobs import Report
    from workbench.desktop.shell.services import Services

DAMAGED = (
    "The file has changed on disk or is gone, so it is not shown: it proves nothing. Put it back, or attach the "
    "original again."
)
PURGED = "The file was purged: it must not be kept. Its name and its SHA-256 stay, and it proves nothing."
LINK = "A link is kept and never fetched: {}"


class PreviewPanel(QWidget):
    """One piece of evidence of the current check."""

    closed = Signal(str)
    """Key of the use that was shown; empty when another check is shown now."""

    def __init__(
        self, services: "Services", model: ReviewModel, cards: EvidenceCards, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._model, self._cards = services, model, cards
        self._key = ""
        self._content: tuple[str, bool] = ("", False)
        """Evidence id and damage of what is shown."""
        self._generation = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.setAccessibleName("Preview of the evidence")
        surface(self, "surface")
        self._make_head()
        self._make_views()
        self._notes = Label("", "caption", "muted", wrap=True)
        self._notes.setContentsMargins(px(16), px(4), px(16), px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(Hairline())
        inset = QVBoxLayout()
        inset.setContentsMargins(px(4), px(4), px(4), px(4))  # for the ring of the focus
        inset.addWidget(self.stack)
        column.addLayout(inset, 1)
        column.addWidget(self._notes)
        self._add_key("Escape", self.close_preview)
        self._add_key("Ctrl+Return", self._on_confirm)
        self._add_key("Ctrl+PgUp", partial(self.step, -1))
        self._add_key("Ctrl+PgDown", partial(self.step, 1))
        model.changed.connect(self._on_review_changed)
        model.check_changed.connect(self._on_check_changed)

    def _add_key(self, key: str, slot: Callable[[], None]) -> None:
        """Let a key act while anything in here has the focus, whatever that would do with it."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    def _make_head(self) -> None:
        self._title, self._caption = ElidedLabel("", "name"), ElidedLabel("", "caption", "secondary")
        self._back = IconButton("chevron-left", "Previous evidence, Ctrl+PgUp")
        self._on = IconButton("chevron-right", "Next evidence, Ctrl+PgDown")
        self._where = Label("", "body", "muted")
        self.confirm = Button("Confirm", "small", key="Ctrl+Return")
        self._menu = IconButton("ellipsis", "What can be done with it")
        self.outside = IconButton("external-link", "Open with another program…")
        self._shut = IconButton("x", "Close the preview, Esc")
        self._back.clicked.connect(partial(self.step, -1))
        self._on.clicked.connect(partial(self.step, 1))
        self.confirm.clicked.connect(self._on_confirm)
        self._menu.clicked.connect(self._on_menu)
        self.outside.clicked.connect(self.ask_open)
        self._shut.clicked.connect(self.close_preview)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._title)
        texts.addWidget(self._caption)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(px(16), px(8), px(12), px(8))
        row.setSpacing(px(4))
        row.addLayout(texts, 1)
        for widget in (self.confirm, self._back, self._where, self._on, self._menu, self.outside, self._shut):
            row.addWidget(widget)

    def _make_views(self) -> None:
        self.text, self.picture, self.table = TextView(), PictureView(), RowsView()
        self.prose = Prose()
        self.prose.link_activated.connect(self._on_link)
        self._page = Scrolled("Text of the evidence")
        self._page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = self._page.begin(widest=720, margin=16)
        column.addWidget(self.prose)
        self._page.end(column)
        self._pictures = Pictures(self._services, self)
        self._pictures.failed.connect(self._on_pages_failed)
        self.pages = PreviewPane(self._pictures, "Page of the evidence")
        self.nothing = EmptyState("file-question-mark", "")
        self.nothing.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.stack = QStackedWidget()
        for view in (self.nothing, self.text, self._page, self.table, self.picture, self.pages):
            self.stack.addWidget(view)

    @property
    def is_open(self) -> bool:
        """Whether it shows something."""
        return bool(self._key)

    def show_use(self, key: str) -> None:
        """Show one piece; an unknown key shows nothing."""
        use = self._use(key)
        if use is None:
            return
        self._key = key
        self._refresh_head(use)
        self._show_content(use)

    def step(self, by: int) -> None:
        """Show the piece that many places on; nothing happens past either end."""
        keys = [use.use.key for use in self._uses()]
        place = keys.index(self._key) + by if self._key in keys else -1
        if 0 <= place < len(keys):
            self.show_use(keys[place])

    @Slot()
    def close_preview(self) -> None:
        """Close it; whoever opened it gives the focus back to the card."""
        self._close_as(self._key)

    @Slot()
    def _on_check_changed(self) -> None:
        self._close_as("")

    def _close_as(self, key: str) -> None:
        if self._key:
            self._key, self._content = "", ("", False)
            self._generation += 1
            self._services.jobs.cancel_of(self)
            self._pictures.close()
            self.closed.emit(key)

    def focus_content(self) -> None:
        """Give the focus to what is shown."""
        shown = self.stack.currentWidget()
        if shown is self.pages:
            self.pages.focus_page()
        elif shown is not None:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _use(self, key: str) -> Use | None:
        return next((use for use in self._uses() if use.use.key == key), None)

    def _uses(self) -> tuple[Use, ...]:
        data = self._model.data
        return data.uses_of(self._model.check_id) if data is not None else ()

    def _refresh_head(self, use: Use) -> None:
        data = self._model.data
        if data is None:
            return
        keys = [shown.use.key for shown in self._uses()]
        place = keys.index(use.use.key)
        self._title.setText(title_of(use, data))
        self._caption.setText(" · ".join([use.use.key, use.fact.proof.value, caption_of(use, data)]))
        self._where.setText(f"{place + 1} of {len(keys)}")
        self._back.setEnabled(place > 0)
        self._on.setEnabled(place + 1 < len(keys))
        several = len(keys) > 1
        for widget in (self._back, self._where, self._on):
            widget.setVisible(several)
        self.confirm.setVisible(not data.is_frozen and use.use.confirmed_by is None)
        self.outside.setEnabled(use.evidence.kind != "link" and not use.fact.damaged and not use.fact.purged)

    @Slot()
    def _on_review_changed(self) -> None:
        if not self._key:
            return
        use = self._use(self._key)
        if use is None:
            self.close_preview()
            return
        self._refresh_head(use)
        self._show_content(use)

    def _show_content(self, use: Use) -> None:
        row = use.evidence
        content = (row.id, use.fact.damaged or use.fact.purged)
        if content == self._content:
            return
        self._content = content
        self._generation += 1
        self._services.jobs.cancel_of(self)
        if row.kind == "link" or row.sha256 is None:
            self._say(LINK.format(shown_name(use)))
        elif use.fact.purged:
            self._say(PURGED)
        elif use.fact.damaged:
            self._say(DAMAGED)
        else:
            self._say("Reading the evidence …")
            path = self._services.workspace.folder / "evidence" / row.sha256[:2] / row.sha256
            self._services.jobs.start(
                partial(_read, path, row.media_type, row.name),
                partial(self._take, self._generation, path),
                self,
                verb="Reading the evidence",
                on_failed=partial(self._fail, self._generation),
            )

    def _take(self, generation: int, path: Path, found: EvidencePreview) -> None:
        if generation != self._generation:
            return
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        if found.kind == "none":
            self._say(found.text)
        elif found.kind == "pages":
            self.stack.setCurrentWidget(self.pages)
            self.pages.show_file(path)
        elif found.kind == "picture":
            self.picture.show_picture(found.picture, self._title.text())
            self.stack.setCurrentWidget(self.picture)
        elif found.kind == "table":
            self.table.show_rows(found.rows)
            self.stack.setCurrentWidget(self.table)
        elif found.kind == "markdown":
            self.prose.set_markdown(found.text)
            self.stack.setCurrentWidget(self._page)
        else:
            self.text.setPlainText(found.text)
            self.stack.setCurrentWidget(self.text)
        self._notes.setText(f"Shown: {'; '.join(found.notes)}" if found.notes else "")
        self._notes.setVisible(bool(found.notes))
        if had_focus:
            self.focus_content()

    def _say(self, sentence: str) -> None:
        self.nothing.set_sentence(sentence)
        self.nothing.setAccessibleName(sentence)
        self.stack.setCurrentWidget(self.nothing)
        self._notes.hide()

    def _fail(self, generation: int, error: Exception) -> None:
        if generation == self._generation:
            self._on_pages_failed(error)

    @Slot(Exception)
    def _on_pages_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._say(str(error))
        else:
            self._services.failed.emit(error)

    @Slot()
    def _on_confirm(self) -> None:
        if self.confirm.isVisible():
            self._cards.confirm(self._key)

    @Slot()
    def _on_menu(self) -> None:
        self._cards.make_menu(self._key).popup(self._menu.mapToGlobal(self._menu.rect().bottomLeft()))

    @Slot(str)
    def _on_link(self, address: str) -> None:
        ask_outside(self, self._services.prompter, address)

    @Slot()
    def ask_open(self) -> None:
        """Warn, then hand a copy to the program that the system has for it."""
        use = self._use(self._key)
        if use is None or use.evidence.sha256 is None:
            return
        self._services.prompter.ask(
            self,
            "Open outside the workbench",
            f"{shown_name(use)} came from outside and may be made to harm the program that opens it. The workbench "
            "shows it without running anything; another program may not. It gets a copy that it cannot write to.",
            confirm="Open a copy",
            on_yes=partial(self._open, use),
        )

    def _open(self, use: Use) -> None:
        from workbench.tasks.open_copy import copy_for_program

        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="workbench-open-", ignore_cleanup_errors=True)
        work = partial(
            copy_for_program,
            self._services.workspace.folder,
            use.evidence.sha256 or "",
            use.evidence.media_type,
            shown_name(use),
            Path(self._folder.name),
        )
        self._services.jobs.start(
            lambda _report: work(), self._on_copied, self._cards, verb="Copying", on_failed=self._on_not_copied
        )

    def _on_copied(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._services.refuse(f"No program opens such files here. The copy lies in {path}. Open it by hand.")

    def _on_not_copied(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._services.refuse(str(error))
        else:
            self._services.failed.emit(error)


def _read(path: Path, media_type: str, name: str, report: "Report") -> EvidencePreview:
    return preview_evidence(path, media_type, name, cancelled=report.is_cancelled)
