"""Two reviews beside each other: what they were not judged alike by, their verdicts, and each check that differs."""

import html
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.banner import Notice, VerdictBadge
from workbench.desktop.kit.buttons import IconButton
from workbench.desktop.kit.chooser import Chooser
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import Hairline, IconLabel
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.compare_detail import CompareDetail
from workbench.desktop.reviews.compare_model import CompareModel, compare_rows
from workbench.desktop.reviews.table_page import TablePage
from workbench.desktop.reviews.wording import BANNERS
from workbench.domain.comparison import Comparison, Outcome
from workbench.domain.errors import UserError
from workbench.storage.comparison_view import predecessor_of, read_comparison
from workbench.storage.review_list import ReviewName, read_review_names
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

COLUMNS = (280, 104, 104, 84, 200)
NAME, DIFFERS = 0, 4
SIDE_WIDTH = 376
SIDE_FROM = 1000
"""Width of the page below which the detail stands under the table."""
COUNTS_FROM = 760
LOW = 480
"""Height of the page below which the table needs the room of the verdicts, and of the detail under it."""
SHOWN = ("Changes", "All")
ALONE = "There is only one review, so there is nothing to compare it with. A revision or a second review makes one."
SAME = "Nothing differs between the two reviews."
Found = tuple[tuple[ReviewName, ...], str, str, Comparison | None, str]
"""The reviews there are, the two keys, the comparison, and why there is none."""


def read(store: Store, before: str, after: str) -> Found:
    """Read two reviews beside each other; without a first one the best to compare with is chosen."""
    names = read_review_names(store)
    try:
        new = find_review(store, after)
        old = before or predecessor_of(store, new)
        if not old:
            return names, "", new.full_key, None, ALONE
        first = find_review(store, old).full_key
        return names, first, new.full_key, read_comparison(store, first, new.full_key, datetime.now(UTC)), ""
    except UserError as error:
        return names, before, after, None, str(error)


class ComparePage(TablePage):
    """The comparison of two reviews; `navigate` with the argument that shows another pair."""

    def __init__(self, services: "Services", parent: QWidget | None = None) -> None:
        table = TableView("Checks of both reviews", row_height=56)
        super().__init__(services, PageHead("Compare"), table, SHOWN, "Which checks are shown", parent)
        self._before = ""
        self.found: Comparison | None = None
        self.rows = CompareModel(self)
        self.first, self.second = Chooser("The first review"), Chooser("The second review")
        self.swap = IconButton("refresh-cw", "Swap the two")
        self.flags = Notice("", "warn")
        self.flags.hide()
        self.dissents = Notice("", "pale", icon="message-square-warning")
        self.dissents.hide()
        self._verdicts = QWidget()
        self.old_badge, self.new_badge = VerdictBadge(), VerdictBadge()
        self.detail = CompareDetail()
        self._empty = EmptyState("git-compare", ALONE)
        self._build()
        self._connect()

    def _build(self) -> None:
        for widget in (self.first, self.swap, self.second):
            self.head.add_left(widget)
        self.head.add_right(self.shown)
        flow = FlowLayout(self._verdicts, 12)
        arrow = IconLabel("arrow-right")
        arrow.setFixedHeight(px(32))  # as high as the badges beside it
        for shown in (self.old_badge, arrow, self.new_badge):
            flow.addWidget(shown)
        self.table.setModel(self.rows)
        self.table.setObjectName("review-compare")
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(12))
        column.addWidget(self.flags)
        column.addWidget(self.dissents)
        column.addWidget(self._verdicts)
        column.addWidget(self.table, 1)
        both = QWidget()
        self._body = QHBoxLayout(both)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._line = Hairline(vertical=True)
        self._body.addWidget(work, 3)
        self._body.addWidget(self._line)
        self._body.addWidget(self.detail, 2)
        for page in (both, self._empty):
            self._stack.addWidget(page)
        self._lay_out()

    def _connect(self) -> None:
        self.first.key_chosen.connect(self._on_chosen)
        self.second.key_chosen.connect(self._on_chosen)
        self.swap.clicked.connect(self.swap_sides)
        self.table.opened.connect(self._on_opened)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.detail.opened.connect(self._open)

    def open(self, before: str, after: str) -> None:
        """Compare two reviews; without the first, the one that goes before the second."""
        self._before, self._key = before, after
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read both anew."""
        if self._key and self._services.has_workspace:
            work = partial(read, before=self._before, after=self._key)
            self._services.fetch(work, self._show, self, key="compare")

    @Slot()
    def swap_sides(self) -> None:
        """Let the first be the second."""
        if self.found is not None:
            self.navigate.emit("reviews", f"compare {self._key} {self._before}")

    def _show(self, found: Found) -> None:
        names, self._before, self._key, self.found, why = found
        items = [(name.full_key, name.name) for name in names]
        self.first.set_items(items, self._before)
        self.second.set_items(items, self._key)
        self._stack.setCurrentIndex(1 if self.found is None else 0)
        for widget in (self.first, self.swap, self.shown):
            widget.setVisible(len(names) > 1)
        if self.found is None:
            self._empty.set_sentence(why)
            return
        flags = "<br>".join(html.escape(flag.sentence) for flag in self.found.flags)
        self.flags.set_markup(f"<b>Not judged alike</b><br>{flags}")
        self.flags.setVisible(bool(flags))
        self._show_dissents(self.found)
        _show_outcome(self.old_badge, self.found.before)
        _show_outcome(self.new_badge, self.found.after)
        self._show_rows()

    def _show_dissents(self, found: Comparison) -> None:
        """Show who disagrees with one of the reviews as a whole; dissent from a finding stands in its row."""
        said = [f"{side.review}, {text}" for side in (found.before, found.after) for text in side.dissents]
        self.dissents.set_markup(f"<b>Dissent</b><br>{'<br>'.join(map(html.escape, said))}")
        self.dissents.setVisible(bool(said))

    @Slot()
    def _show_rows(self) -> None:
        if self.found is None:
            return
        rows = compare_rows(self.found, only_changes=self.shown.current() == 0)
        self._replace_rows(partial(self.rows.show, rows), len(rows))
        self._show_detail()
        self._fit()

    @Slot()
    def _on_current(self) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        number = self.table.currentIndex().row()
        if self.found is None or not 0 <= number < len(self.rows.rows):
            self.detail.say(SAME)
        else:
            self.detail.show_row(self.found, self.rows.row(number))

    @Slot()
    def _on_chosen(self) -> None:
        first, second = self.first.current_key(), self.second.current_key()
        self.navigate.emit("reviews", f"compare {first} {second}")

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        check = self.rows.row(index.row()).check
        if check is None or check.new is not None:
            self._open(self._key, str(index.data(Role.KEY)) if check else "")
        else:
            self._open(self._before, check.check_id)

    @Slot(str, str)
    def _open(self, key: str, check: str) -> None:
        self.navigate.emit("reviews", f"{key}/{check}".rstrip("/"))

    @Slot()
    def _fit(self) -> None:
        beside = self.width() >= px(SIDE_FROM)
        low = self.height() < px(LOW)
        self._verdicts.setHidden(low)
        self.detail.setHidden(low and not beside)
        roomy = self.found is not None and self.width() >= px(COUNTS_FROM)
        self._count_shown((len(self.found.changed), len(self.found.checks)) if self.found and roomy else None)
        ways = QHBoxLayout.Direction
        self._body.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._line.setVisible(beside)
        unbounded = 16_777_215  # QWIDGETSIZE_MAX, which PySide does not offer
        self.detail.setMinimumWidth(px(SIDE_WIDTH) if beside else 0)
        self.detail.setMaximumWidth(px(SIDE_WIDTH) if beside else unbounded)
        self.table.share_width(COLUMNS, (NAME, DIFFERS), self.width() - (px(SIDE_WIDTH) if beside else 0) - px(32))


def _show_outcome(badge: VerdictBadge, side: Outcome) -> None:
    verdict = "" if side.is_in_review else BANNERS[side.word]
    badge.set_verdict(verdict, f"{side.review}, {side.checklist}, {'frozen' if side.is_frozen else 'draft'}")
