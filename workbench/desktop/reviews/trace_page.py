"""The trace matrix of a review: which control of which failure mode is proven by what, and where nothing does."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.page import PageFoot
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.signs import proof_legend
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import ElidedLabel, Hairline
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dialogs import TextDialog
from workbench.desktop.reviews.table_page import TablePage
from workbench.desktop.reviews.trace_model import TraceModel, accepted_text
from workbench.desktop.shell.jobs import Report
from workbench.domain.errors import UserError
from workbench.domain.trace import TraceMatrix, TraceRow
from workbench.edits.holes import AcceptHole, ReopenHole
from workbench.storage.review_view import read_review
from workbench.storage.store import Store
from workbench.storage.trace_view import trace_of

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

COLUMNS = (300, 120, 128, 200, 168)
WHAT, EVIDENCE = 0, 3
WIDE_FROM = 640
SHOWN = ("Holes", "All")
REMEDY = ". Attach some to the control, or accept the hole."
NONE = "No holes: every control that is claimed has evidence of its own, and every check that is asked has a control."
Found = tuple[TraceMatrix | None, bool, str]
"""The matrix, whether the review is frozen, and why there is none."""


def read(store: Store, key: str) -> Found:
    """Read the matrix of a review."""
    try:
        view = read_review(store, key)
    except UserError as error:
        return None, True, str(error)
    return trace_of(view, datetime.now(UTC)), view.record is not None, ""


class TracePage(TablePage):
    """The matrix with a filter for holes, which can be accepted with a reason while the review is a draft."""

    def __init__(self, services: "Services", parent: QWidget | None = None) -> None:
        head, table = PageHead("Trace matrix", stacked=True), TableView("Trace matrix", row_height=56)
        super().__init__(services, head, table, SHOWN, "Which rows are shown", parent)
        self._is_frozen = True
        self.found: TraceMatrix | None = None
        self.rows = TraceModel(self)
        self.export_button = Button("Export…", icon="file-down")
        self._empty = EmptyState("circle-check", NONE, link="Show all")
        self._said = ElidedLabel("", "body", "secondary")
        self.accept_button = Button("Accept the hole…")
        self.reopen_button = Button("Open it again", icon="rotate-ccw")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.head.add_right(self.shown)
        self.head.add_right(self.export_button)
        self.table.setModel(self.rows)
        self.table.setObjectName("review-trace")
        working = QWidget()
        column = QVBoxLayout(working)
        column.setContentsMargins(px(16), px(8), px(16), px(8))
        column.setSpacing(px(8))
        column.addWidget(self.table, 1)
        self._legend = proof_legend()
        self._legend.setContentsMargins(px(8), 0, px(8), 0)
        column.addWidget(self._legend)
        for page in (working, self._empty):
            self._stack.addWidget(page)
        self._foot = PageFoot()
        buttons = QHBoxLayout(self._foot)
        buttons.setContentsMargins(px(24), px(12), px(24), px(12))
        buttons.setSpacing(px(12))
        buttons.addWidget(self.accept_button)
        buttons.addWidget(self.reopen_button)
        buttons.addWidget(self._said, 1)
        self._line = Hairline()
        self._lay_out(self._line, self._foot)

    def _connect(self) -> None:
        self.export_button.clicked.connect(self.choose_target)
        self.table.opened.connect(self._on_opened)
        self.table.selectionModel().currentRowChanged.connect(self._show_foot)
        self._empty.link_pressed.connect(self._on_show_all)
        self.accept_button.clicked.connect(self.ask_accept)
        self.reopen_button.clicked.connect(self.reopen)

    def open(self, key: str) -> None:
        """Show the matrix of a review."""
        self._key = key
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read it anew."""
        if self._key and self._services.has_workspace:
            self._services.fetch(partial(read, key=self._key), self._show, self, key="trace")

    @property
    def current(self) -> TraceRow | None:
        """The row that is chosen."""
        number = self.table.currentIndex().row()
        return self.rows.row(number) if 0 <= number < len(self.rows.rows) else None

    def _show(self, found: Found) -> None:
        self.found, self._is_frozen, why = found
        if self.found is None:
            self.rows.show(())
            self._empty.set_sentence(why)
            self._stack.setCurrentIndex(1)
        else:
            parts = (self.found.review, f"{self.found.deployment} {self.found.version}", self.found.checklist)
            self.head.set_title("Trace matrix", " · ".join(parts))
        self._show_rows()

    @Slot()
    def _show_rows(self) -> None:
        if self.found is not None:
            only_holes = self.shown.current() == 0
            rows = self.found.holes if only_holes else self.found.rows
            self._replace_rows(partial(self.rows.show, rows), len(rows))
            self._empty.set_sentence(NONE)
            self._stack.setCurrentIndex(0 if rows else 1)
        self._fit()
        self._show_foot()

    @Slot()
    def _show_foot(self) -> None:
        row = self.current
        said = (accepted_text(row) or row.said) if row is not None and row.hole else ""
        self._said.setText(said)
        if row is not None and row.is_open and row.control_id is not None and not self._is_frozen:
            self._said.setText(said + REMEDY)
        can_change = row is not None and bool(row.hole) and not self._is_frozen
        self.accept_button.setVisible(can_change and row is not None and row.accepted is None)
        self.reopen_button.setVisible(can_change and row is not None and row.accepted is not None)
        for part in (self._foot, self._line):
            part.setVisible(bool(said))

    @Slot()
    def ask_accept(self) -> None:
        """Ask why the hole that is chosen may stay open."""
        row = self.current
        if row is None or not row.is_open or self._is_frozen:
            return
        place = row.control or row.check_id
        purpose = "The freeze pins the reason, and the report prints it. It counts only while there is a hole."
        label = "Why it may stay open"
        dialog = TextDialog(f"Accept the hole: {place}", purpose, label, primary="Accept", parent=self.window())
        key, check, control = self._key, row.check_id, row.control_id

        def submit() -> None:
            try:
                self._services.write(AcceptHole(key, check, control, dialog.text()))
            except UserError as error:
                dialog.show_error(str(error))
                return
            dialog.accept()
            self._services.toast("Hole accepted")

        dialog.submitted.connect(submit)
        dialog.open()

    @Slot()
    def reopen(self) -> None:
        """Take the acceptance of the hole that is chosen back."""
        row = self.current
        if row is not None:
            self._services.attempt(ReopenHole(self._key, row.check_id, row.control_id), "Hole opened again")

    @Slot()
    def choose_target(self) -> None:
        """Ask where to write what is shown as a workbook."""
        if self.found is not None:
            name = f"{self.found.review}-trace.xlsx"
            self._services.prompter.choose_target(self, "Export the trace matrix", name, self.export_to)

    def export_to(self, target: Path) -> None:
        """Write what is shown as a workbook, in the background."""
        named = target if target.suffix else target.with_suffix(".xlsx")
        work = partial(_write, named, self.rows.rows)
        said = "Writing the trace matrix"
        self._services.jobs.start(work, self._on_written, self, verb=said, on_failed=self._on_failed)

    def _on_written(self, path: Path) -> None:
        self._services.toast(f"Trace matrix written: {path.name}", undo=False)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._services.refuse(str(error))
        else:
            self._services.failed.emit(error)

    @Slot()
    def _on_show_all(self) -> None:
        self.shown.set_current(1)
        self._show_rows()

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        self.navigate.emit("reviews", f"{self._key}/{self.rows.row(index.row()).check_id}")

    @Slot()
    def _fit(self) -> None:
        roomy = self.width() >= px(WIDE_FROM)
        self._count_shown((len(self.found.holes), len(self.found.rows)) if self.found and roomy else None)
        self._legend.setVisible(roomy)
        self.table.share_width(COLUMNS, (WHAT, EVIDENCE), self.width() - px(32))


def _write(target: Path, rows: tuple[TraceRow, ...], _report: Report) -> Path:
    from workbench.interchange.trace_sheet import write_trace
    from workbench.tasks.export import replace_file

    return replace_file(target, write_trace(rows))
