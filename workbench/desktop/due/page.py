"""The page of what is due: a table, with what closes a row at hand."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.due.model import DueModel
from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.page import Page, PageFoot
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import Hairline
from workbench.desktop.kit.theme import look, px
from workbench.desktop.overview.model import place_of
from workbench.desktop.reviews.after_freeze import start_revision
from workbench.desktop.reviews.credentials_dialog import CredentialsDialog, Question
from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.domain.credentials import CredentialsFound
from workbench.domain.errors import UserError
from workbench.edits.actions import ChangeAction
from workbench.edits.obligations import CloseCondition
from workbench.storage.due import Due, read_due
from workbench.storage.store import Store
from workbench.tasks.attach import Gathered, gather
from workbench.tasks.staging import Choice

SPANS = ((30, "Within 30 days"), (90, "Within 90 days"), (366, "Within a year"), (36_500, "Everything"))
COLUMN_WIDTHS = (112, 112, 320, 112, 184, 144)
WHAT = 2
ROOM_FOR_COUNTS = 680
NOTHING = (
    "Nothing lapses {span}. Conditions, waivers, expiring evidence, approvals, reviews and actions appear here by "
    "their day."
)


class DuePage(Page):
    """What lapses by itself, and what somebody has to do before."""

    title = "Due"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._found: tuple[Due, ...] = ()
        self.rows = DueModel(self)
        self.span = QComboBox()
        self.calendar = Button("Calendar…", icon="calendar")
        self.registers = Button("Registers", icon="book-open")
        self.close_row = Button("Attach closing evidence…", "primary", icon="paperclip")
        self.end_action = Button("Done", icon="check")
        self.drop_action = Button("Drop", "quiet")
        self.ask_again = Button("Ask again what changed", "primary", icon="refresh-cw")
        self.revise = Button("Revise", icon="rotate-ccw")
        self.table = TableView("What is due", row_height=56)
        self._build()
        self._connect()

    def open_at(self, argument: str) -> None:
        """Show the present state."""
        self._refresh()
        self.table.setFocus()

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Offer the export."""
        return {"file.export": self.choose_calendar}

    def _build(self) -> None:
        self._head = PageHead("Due")
        self._back = IconButton("arrow-left", "Back")
        self._head.add_first(self._back)
        self.span.setAccessibleName("How far ahead")
        self.span.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for days, words in SPANS:
            self.span.addItem(words, days)
        self._head.add_right(self.span)
        self._head.add_right(self.calendar)
        self._head.add_right(self.registers)
        self.table.setObjectName("due-list")
        self.table.setModel(self.rows)
        self._empty = EmptyState("calendar-clock", "", link="Look further ahead")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._foot = PageFoot()
        buttons = QHBoxLayout(self._foot)
        buttons.setContentsMargins(px(24), px(12), px(24), px(12))
        buttons.setSpacing(px(8))
        for button in (self.close_row, self.end_action, self.drop_action, self.ask_again, self.revise):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        body = QHBoxLayout()
        body.setContentsMargins(px(16), px(8), px(16), px(8))
        body.addWidget(self._stack)
        column.addLayout(body, 1)
        self._line = Hairline()
        column.addWidget(self._line)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self._back.clicked.connect(self.left)
        self.span.currentIndexChanged.connect(self._show)
        self.calendar.clicked.connect(self.choose_calendar)
        self.registers.clicked.connect(lambda: self.navigate.emit("registers", ""))
        self.close_row.clicked.connect(self.choose_evidence)
        self.end_action.clicked.connect(partial(self._end, "done"))
        self.drop_action.clicked.connect(partial(self._end, "dropped"))
        self.ask_again.clicked.connect(partial(self._revise, True))
        self.revise.clicked.connect(partial(self._revise, False))
        self.table.opened.connect(self._on_opened)
        self.table.selectionModel().currentRowChanged.connect(self._show_buttons)
        self._empty.link_pressed.connect(self._on_look_further)
        self._services.changed.connect(self._on_changed)
        look().changed.connect(self._fit)

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible():  # who comes back reads anew
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._services.fetch(_read, self._take, self, key="due")

    def _take(self, found: tuple[Due, ...]) -> None:
        self._found = found
        self._show()

    @Slot()
    def _show(self) -> None:
        current = self.table.currentIndex().row()
        shown = [due for due in self._found if due.days <= int(self.span.currentData())]
        self.rows.show(shown)
        lapsed = sum(due.has_lapsed for due in shown)
        counts = ((lapsed, "lapsed"), (len(shown) - lapsed, "ahead"))
        self._head.set_title("Due", ", ".join(f"{number} {word}" for number, word in counts if number))
        self._empty.set_sentence(NOTHING.format(span=self.span.currentText().lower()))
        self._stack.setCurrentIndex(0 if shown else 1)
        if shown:
            self.table.selectRow(min(max(current, 0), len(shown) - 1))
        self._show_buttons()
        self._fit()

    @property
    def current(self) -> Due | None:
        """The row that is chosen."""
        row = self.table.currentIndex().row()
        return self.rows.row(row) if 0 <= row < len(self.rows.rows) else None

    @Slot()
    def _show_buttons(self) -> None:
        kind = self.current.kind if self.current else ""
        for button, which in (
            (self.close_row, "condition"),
            (self.end_action, "action"),
            (self.drop_action, "action"),
            (self.revise, "review"),
        ):
            button.setVisible(kind == which)
        self.ask_again.setVisible(self.current is not None and self.current.is_outdated)
        self._foot.setVisible(kind in ("condition", "action", "review"))
        self._line.setVisible(kind in ("condition", "action", "review"))
        self.calendar.setEnabled(bool(self.rows.rows))

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        self.navigate.emit(*place_of(self.rows.row(index.row())))

    @Slot()
    def _on_look_further(self) -> None:
        self.span.setCurrentIndex(min(self.span.currentIndex() + 1, len(SPANS) - 1))

    def _end(self, state: str, _checked: bool = False) -> None:
        due = self.current
        if due is not None and due.kind == "action":
            self._services.attempt(ChangeAction(due.key, {"state": state}), f"{due.key} {state}")

    def _revise(self, is_delta: bool, _checked: bool = False) -> None:
        """Begin the review that is due, and go there."""
        due = self.current
        if due is None or due.kind != "review":
            return
        try:
            self.navigate.emit("reviews", start_revision(self._services, due.review, is_delta=is_delta))
        except UserError as error:
            self._services.refuse(str(error))

    @Slot()
    def choose_evidence(self) -> None:
        """Ask for the file that closes the condition that is chosen."""
        due = self.current
        if due is None or due.kind != "condition":
            return
        key = due.key

        def on_files(files: list[Path]) -> None:
            if files:
                self.close_with(key, files[0])

        self._services.prompter.choose_files(self, f"Close {key} with a file", on_files)

    def close_with(self, key: str, file: Path, credentials: Choice = "ask") -> None:
        """Copy a file into the workspace in the background and close a condition with it."""
        work = partial(_gather, self._services.workspace.folder, file, credentials)
        failed = partial(self._on_not_gathered, partial(self.close_with, key, file))
        self._services.jobs.start(work, partial(self._close, key), self, verb=f"Closing {key}", on_failed=failed)

    def _on_not_gathered(self, again: Callable[[Choice], None], error: Exception) -> None:
        if isinstance(error, CredentialsFound):
            CredentialsDialog(Question(error, again), self.window()).open()
        else:
            self._on_failed(error)

    def _close(self, key: str, gathered: Gathered) -> None:
        try:
            staged = gathered.pieces[0].staged
            if staged is not None:
                self._services.write(CloseCondition(key, staged))
                said = " ".join((f"{key} closed with {staged.name}.", *gathered.notices))
                self._services.toast(said.rstrip("."), undo=False)
        except UserError as error:
            self._services.refuse(str(error))
        finally:
            gathered.discard()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._services.refuse(str(error))
        else:
            self._services.failed.emit(error)

    @Slot()
    def choose_calendar(self) -> None:
        """Ask where to write what is shown as a calendar."""
        self._services.prompter.choose_target(self, "Write a calendar", "due.ics", self.write_calendar)

    def write_calendar(self, target: Path) -> None:
        """Write what is shown as a calendar, in the background."""
        workspace = self._services.workspace.info.id
        work = partial(_write, target, self.rows.rows, workspace)
        self._services.jobs.start(work, self._on_written, self, verb="Writing the calendar", on_failed=self._on_failed)

    def _on_written(self, path: Path) -> None:
        self._services.toast(f"Calendar written: {path.name}", undo=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what is due the width that is left."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self._head.context.setVisible(self.width() >= px(ROOM_FOR_COUNTS))
        self.table.share_width(COLUMN_WIDTHS, (WHAT,), self.width() - px(32))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)


def _read(store: Store) -> tuple[Due, ...]:
    return read_due(store, datetime.now(UTC))


def _gather(folder: Path, file: Path, credentials: Choice, report: Report) -> Gathered:
    return gather(folder, (file,), "", 1.0, credentials=credentials, on_progress=report, cancelled=report.is_cancelled)


def _write(target: Path, found: tuple[Due, ...], workspace: str, _report: Report) -> Path:
    from workbench.tasks.calendar_file import write_calendar

    return write_calendar(target, found, workspace, datetime.now(UTC))
