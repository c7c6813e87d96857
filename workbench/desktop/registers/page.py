"""The page of the registers: a table for a kind and a period, and its workbook."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, QModelIndex, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.moments import day
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.tabs import Switch
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import look, px
from workbench.desktop.registers.model import RegisterModel
from workbench.desktop.reviews.dialogs import day_of
from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.domain.registers import KINDS, Period, Register, RegisterKind
from workbench.storage.registers_view import read_register
from workbench.storage.store import Store

COLUMNS = (136, 320, 184, 240)
WHAT, MORE = 1, 3
NOTHING = "No {kind} {period}. Choose another period; days are UTC, and the first and the last belong to it."


class RegistersPage(Page):
    """Opens at a kind: `approvals`, `waivers`, `conditions`, `decisions`."""

    title = "Registers"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.found: Register | None = None
        self.rows = RegisterModel(self)
        self._head = PageHead("Registers")
        self._back = IconButton("arrow-left", "Back")
        self.kinds = Switch([kind.capitalize() for kind in KINDS], "Which register")
        today = datetime.now(UTC).date()
        self.first = DayField(today.replace(month=1, day=1), "The first day")
        self.last = DayField(today, "The last day")
        self.export_button = Button("Export…", icon="file-down")
        self.table = TableView("Register", row_height=56)
        self._empty = EmptyState("book-open", "")
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def open_at(self, argument: str) -> None:
        """Show a register, or the one that was shown."""
        if argument in KINDS:
            self.kinds.set_current(KINDS.index(argument))
        self._refresh()
        self.table.setFocus()

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Offer the export."""
        return {"file.export": self.choose_target}

    def _build(self) -> None:
        self._head.add_first(self._back)
        self._head.add_right(self.export_button)
        choices = QWidget()
        flow = FlowLayout(choices, 12)
        flow.addWidget(self.kinds)
        period = QWidget()
        row = QHBoxLayout(period)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for word, field in (("From", self.first), ("to", self.last)):
            row.addWidget(Label(word, "label", "secondary"))
            row.addWidget(field)
        flow.addWidget(period)
        self.table.setObjectName("register")
        self.table.setModel(self.rows)
        for page in (self.table, self._empty):
            self._stack.addWidget(page)
        body = QVBoxLayout()
        body.setContentsMargins(px(16), px(12), px(16), px(8))
        body.setSpacing(px(12))
        choices.setContentsMargins(px(8), 0, px(8), 0)
        body.addWidget(choices)
        body.addWidget(self._stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addLayout(body, 1)

    def _connect(self) -> None:
        self._back.clicked.connect(self.left)
        self.kinds.current_changed.connect(self._on_kind)
        self.first.dateChanged.connect(self._refresh)
        self.last.dateChanged.connect(self._refresh)
        self.export_button.clicked.connect(self.choose_target)
        self.table.opened.connect(self._on_opened)
        self._services.changed.connect(self._on_changed)
        look().changed.connect(self._fit)

    @property
    def kind(self) -> RegisterKind:
        """The register that is chosen."""
        return KINDS[max(0, self.kinds.current())]

    @property
    def period(self) -> Period:
        """The days that are chosen."""
        return Period(first=day_of(self.first), last=day_of(self.last))

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible():  # who comes back reads anew
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self._services.has_workspace:
            work = partial(_read, kind=self.kind, period=self.period)
            self._services.fetch(work, self._show, self, key="register")

    def _show(self, found: Register) -> None:
        self.found = found
        current = max(0, self.table.currentIndex().row())
        self.rows.show_kind(found.kind, found.rows)
        kind = found.kind.removesuffix("s") if len(found.rows) == 1 else found.kind
        counted = f"{len(found.rows)} {kind} {_in_words(found.period)}"
        self._head.set_title("Registers", counted if found.rows else "")
        self._empty.set_sentence(NOTHING.format(kind=found.kind, period=_in_words(found.period)))
        self._stack.setCurrentIndex(0 if found.rows else 1)
        self.export_button.setEnabled(bool(found.rows))
        if found.rows:
            self.table.selectRow(min(current, len(found.rows) - 1))
        self._fit()

    @Slot()
    def _on_kind(self) -> None:
        self.navigate.emit("registers", self.kind)

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row())
        self.navigate.emit("reviews", f"{row.review}/{row.check_id}".rstrip("/"))

    @Slot()
    def choose_target(self) -> None:
        """Ask where to write what is shown as a workbook."""
        if self.found is not None and self.found.rows:
            name = f"{self.found.kind}.xlsx"
            self._services.prompter.choose_target(self, f"Export the {self.found.kind}", name, self.export_to)

    def export_to(self, target: Path) -> None:
        """Write what is shown as a workbook, in the background."""
        if self.found is not None:
            named = target if target.suffix else target.with_suffix(".xlsx")
            work = partial(_write, named, self.found)
            said = f"Writing the {self.found.kind}"
            self._services.jobs.start(work, self._on_written, self, verb=said, on_failed=self._on_failed)

    def _on_written(self, path: Path) -> None:
        self._services.toast(f"Written: {path.name}", undo=False)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._services.refuse(str(error))
        else:
            self._services.failed.emit(error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the texts the width that is left."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self._head.context.setVisible(self.width() >= px(640))
        self.table.share_width(COLUMNS, (WHAT, MORE), self.width() - px(32))


class DayField(QDateEdit):
    """A day; Tab leaves it, and the arrows go between day, month and year."""

    def __init__(self, value: date, name: str) -> None:
        super().__init__(QDate(value.year, value.month, value.day))
        self.setCalendarPopup(True)
        self.setFixedHeight(px(32))
        self.setDisplayFormat("d MMM yyyy")
        self.setAccessibleName(name)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt would stay and go to the month first."""
        return QWidget.focusNextPrevChild(self, forward)


def _in_words(period: Period) -> str:
    """Return a period as the window writes days: `from 1 Jan 2026 to 31 Mar 2026`."""
    return f"from {day(period.first)} to {day(period.last)}" if period.first and period.last else period.words


def _read(store: Store, kind: RegisterKind, period: Period) -> Register:
    return read_register(store, kind, period, datetime.now(UTC))


def _write(target: Path, found: Register, _report: Report) -> Path:
    from workbench.interchange.register_sheet import write_register
    from workbench.tasks.export import replace_file

    return replace_file(target, write_register(found))
