"""The welcome page: try the example, make or open a workspace, verify a report."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.desktop.kit.app_mark import AppMark
from workbench.desktop.kit.drop_zone import DropZone
from workbench.desktop.kit.list_view import ListView
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.progress import ProgressCard
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import Hairline, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.kit.welcome_card import WelcomeCard
from workbench.desktop.shell.jobs import Job, Report
from workbench.desktop.shell.services import Services
from workbench.desktop.welcome.model import RecentModel, look_up
from workbench.tasks.settings import load_settings

WIDTH = 880
EXAMPLE_STRIP = ("pass", "pass", "pass", "warn", "pass", "fail", "warn", "fail", "pass")


class WelcomePage(Page):
    """Where a person begins."""

    title = "Welcome"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "window")
        self._services = services
        self._job: Job | None = None
        self.recent = RecentModel(self)
        self._cards = self._make_cards()
        self._recent_box = self._make_recent()
        self._zone = DropZone("Drop a signed report here to verify it. No workspace needed.", icon="shield-check")
        self._zone.files_dropped.connect(self._on_report_dropped)
        self._zone.chosen.connect(self._on_verify)
        self._progress_place = QVBoxLayout()
        self._build()
        services.open_failed.connect(self._on_open_failed)

    def open_at(self, argument: str) -> None:
        """Look the recent workspaces up and put the focus on the first card; `example` goes on to the example."""
        folders = load_settings().recent
        today = datetime.now(UTC).date()
        self._services.jobs.start(lambda report: look_up(folders, today), self._show_recent, self)
        self._cards[0].setFocus()
        if argument == "example":
            self.make_example()

    def closing(self) -> None:
        """Stop what was begun here."""
        self._services.jobs.cancel_of(self)

    def make_example(self) -> None:
        """Open the example workspace, making it first when it is not there yet."""
        if self._job is not None:
            return
        card = ProgressCard("Making the example", "a review, its evidence and a signed report")
        self._progress_place.addWidget(card)
        self._job = self._services.jobs.start(
            _make_example, self._on_example_made, self, verb="Making the example", on_progress=card.set_progress
        )
        card.cancelled.connect(self._job.cancel)
        self._job.finished.connect(card.deleteLater)
        self._job.finished.connect(self._on_example_ended)

    def _make_cards(self) -> tuple[WelcomeCard, WelcomeCard, WelcomeCard]:
        example = WelcomeCard(
            "flask-conical",
            "Try the example",
            "A finished review with evidence, twelve failure modes, the documented incidents and a signed report. "
            "Delete it in one step.",
            key="Enter",
            strip=EXAMPLE_STRIP,
        )
        new = WelcomeCard(
            "folder-plus",
            "New workspace",
            "An empty folder of your own. The catalogue and the default policy come with it.",
            key="Ctrl+Shift+N",
        )
        existing = WelcomeCard(
            "folder-open", "Open…", "A workspace on this computer or on a shared drive.", key="Ctrl+O"
        )
        example.activated.connect(self.make_example)
        new.activated.connect(self._on_new)
        existing.activated.connect(self._on_open)
        return example, new, existing

    def _make_recent(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        heading = SectionHeading("Recent")
        heading.setContentsMargins(0, 0, 0, px(8))
        column.addWidget(heading)
        column.addWidget(Hairline())
        self._recent_list = ListView("Recent workspaces", margin=8)
        surface(self._recent_list, "window")
        self._recent_list.setModel(self.recent)
        self._recent_list.opened.connect(self._on_recent_opened)
        self._recent_list.clicked.connect(self._on_recent_opened)
        column.addWidget(self._recent_list)
        box.hide()
        return box

    def _build(self) -> None:
        inner = QWidget()
        surface(inner, "window")
        column = QVBoxLayout(inner)
        column.setSpacing(px(32))
        column.setContentsMargins(px(24), px(48), px(24), px(24))
        column.addLayout(_title())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(17))
        self._grid.setVerticalSpacing(px(16))
        column.addLayout(self._grid)
        column.addLayout(self._progress_place)
        column.addWidget(self._recent_box)
        column.addWidget(self._zone)
        column.addStretch(1)
        foot = Label("Everything stays on this computer. No account, no network.", "body", "muted")
        column.addWidget(foot, 0, Qt.AlignmentFlag.AlignHCenter)
        self._inner = inner
        scroll = QScrollArea()
        scroll.setAccessibleName("Ways to begin")
        self._scroll = scroll
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle = QWidget()
        surface(middle, "window")
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner)
        row.addStretch(1)
        scroll.setWidget(middle)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards side by side or one below the other."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = min(self.width() - self._scroll.verticalScrollBar().sizeHint().width(), px(WIDTH + 48))
        self._inner.setFixedWidth(room)
        per_row = 3 if room >= px(WIDTH + 48) else 2 if room >= px(620) else 1
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // per_row, number % per_row, Qt.AlignmentFlag.AlignLeft)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column == per_row else 0)

    def _show_recent(self, rows: Any) -> None:
        self.recent.show(rows)
        self._recent_box.setVisible(bool(rows))
        self._recent_list.setFixedHeight(px(56) * len(rows) + 2)

    def _on_example_made(self, folder: Path) -> None:
        self._services.open_workspace(folder)

    @Slot()
    def _on_example_ended(self) -> None:
        self._job = None

    @Slot()
    def _on_new(self) -> None:
        self._services.prompter.choose_folder(self, "New workspace: choose an empty folder", self._create)

    def _create(self, folder: Path) -> None:
        self._services.create_workspace(folder)

    @Slot()
    def _on_open(self) -> None:
        self._services.prompter.choose_folder(self, "Open a workspace", self._services.open_workspace)

    @Slot(QModelIndex)
    def _on_recent_opened(self, index: QModelIndex) -> None:
        self._services.open_workspace(Path(str(index.data(Role.KEY))))

    @Slot(Exception)
    def _on_open_failed(self, error: Exception) -> None:
        self.open_at("")

    @Slot(list)
    def _on_report_dropped(self, files: list[Path]) -> None:
        self.navigate.emit("verify", str(files[0]))

    @Slot()
    def _on_verify(self) -> None:
        self._services.prompter.choose_files(self, "Verify a signed report", self._on_report_dropped)


def _title() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(px(16))
    row.addWidget(AppMark(48))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label("Workbench", "display"))
    words.addWidget(Label("Is this agent ready for production, and what would change the answer?", "lead", "secondary"))
    row.addLayout(words)
    row.addStretch(1)
    return row


def _make_example(report: Report) -> Path:
    from workbench.tasks.example_place import example_folder, open_or_make_example

    return open_or_make_example(example_folder(), report).workspace
