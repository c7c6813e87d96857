"""The whole review at a glance: counts, table, result, and beside it the verdict with its reasons."""

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from workbench.desktop.kit.banner import Notice, VerdictBanner
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.chips import Chip
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.moments import day
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.signs import ProofCounts, StatusSign
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import ElidedLabel, Hairline, IconLabel, Label, RichText, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.reviews.column import Column, column_of
from workbench.desktop.reviews.dissents_part import DissentsPart
from workbench.desktop.reviews.fix_sets import FixSets
from workbench.desktop.reviews.glance_model import GlanceModel, glance_rows
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.desktop.reviews.policy_dialog import ask_policy
from workbench.desktop.reviews.remarks_part import RemarksPart
from workbench.desktop.reviews.side_parts import clear
from workbench.desktop.reviews.signers_dialog import ask_signers
from workbench.desktop.reviews.wording import (
    BANNERS,
    is_in_review,
    obligation_state,
    reason_markup,
    until,
    verdict_note,
    verdict_word,
)
from workbench.domain.model import Proof, Status
from workbench.domain.policy import Cell
from workbench.domain.review import Condition, Waiver
from workbench.domain.verdict import VERDICT_WORDS

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

SIDE_WIDTH = 376
SIDE_FROM = 1000
"""Width of the page below which the verdict stands above the table."""
WIDE_FROM = 1560
"""From this width on the verdict has what the table leaves."""
WORKING_WIDTH = 1000
COLUMNS = (88, 0, 84, 112, 54, 106)
STATUS, FINDING, AGE, OWNER = 0, 1, 4, 5
WORDS = {Status.PASS: "pass", Status.WARN: "warn", Status.FAIL: "fail", Status.NOT_APPLICABLE: "n.a."}


class GlanceTab(QWidget):
    """All checks in one table and the verdict that follows from them."""

    link_followed = Signal(str)
    """`check:…`, `use:…`, `rule:…`, `signoff:`."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self.rows = GlanceModel(self)
        self.table = TableView("Checks and findings", row_height=56)
        self.table.setModel(self.rows)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.banner = VerdictBanner()
        self._frozen = Notice("", "unknown", icon="snowflake")
        self._proof = ProofCounts(words=True)
        self._result = Label("", "mono", "secondary", wrap=True, selectable=True)
        self._policy = Label("", "caption", "muted", wrap=True)
        self._choose = Button("Choose another…", "link")
        self._choose.setAccessibleName("Choose another policy")
        self._signers = Button("Who signs…", "link")
        self.fix_sets = FixSets()
        self._obligations = QWidget()
        self._hints = QWidget()
        self.remarks = RemarksPart()
        self.dissents = DissentsPart(services, model, of_check=False)
        self._sign = Button("Go to sign-off", "primary", icon="signature")
        self._compare = Button("", icon="git-compare")
        self._trace = Button("Trace matrix", icon="table-2")
        self._build()
        self._connect()

    def _build(self) -> None:
        counts = QWidget()
        self._counts = FlowLayout(counts, 16)
        head = QHBoxLayout()
        head.setContentsMargins(px(8), 0, px(8), 0)
        head.addWidget(counts, 1)
        head.addWidget(self._proof, 0, Qt.AlignmentFlag.AlignTop)
        self._above = QVBoxLayout()
        self._work = Column("Checks and findings", (16, 16, 16, 16))
        column = QVBoxLayout()
        column.setSpacing(px(12))
        column.addLayout(self._above)
        column.addLayout(head)
        column.addWidget(self.table)
        policy = QHBoxLayout()
        policy.setContentsMargins(px(8), 0, px(8), 0)
        policy.addWidget(self._policy, 1)
        policy.addWidget(self._signers, 0, Qt.AlignmentFlag.AlignTop)
        policy.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignTop)
        self._result.setContentsMargins(px(8), 0, px(8), 0)
        column.addWidget(self._result)
        column.addLayout(policy)
        column.addStretch(1)
        self._work.row.addLayout(column, 1)
        self._verdict = QWidget()
        inner = QVBoxLayout(self._verdict)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(px(16))
        ways = QWidget()
        sign = FlowLayout(ways, 8)
        for button in (self._compare, self._trace, self._sign):
            sign.addWidget(button)
        found = (self.banner, self._frozen, self.fix_sets, self._obligations, self._hints, self.dissents, self.remarks)
        inner.addLayout(column_of(*found, gap=16))
        inner.addWidget(ways)
        self._side = Column("Verdict", (16, 16, 24, 16), "sunken")
        self._side_column = QVBoxLayout()
        self._side_column.addWidget(self._verdict)
        self._side_column.addStretch(1)
        self._side.row.addLayout(self._side_column)
        self._divider = Hairline(vertical=True)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._work, 1)
        body.addWidget(self._divider)
        body.addWidget(self._side)
        for part in (self._obligations, self._hints):
            rows = QVBoxLayout(part)
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setSpacing(px(8))

    def _connect(self) -> None:
        self._model.changed.connect(self.refresh)
        self.table.opened.connect(self._on_opened)
        self.banner.link_activated.connect(self._on_link)
        self.fix_sets.step_followed.connect(lambda check: self.link_followed.emit(f"check:{check}"))
        self.remarks.link_followed.connect(self.link_followed)
        self._signers.clicked.connect(lambda: ask_signers(self._model, self._services, self))
        self._choose.clicked.connect(lambda: ask_policy(self._model, self._services, self))
        self._sign.clicked.connect(lambda: self.link_followed.emit("signoff:"))
        self._compare.clicked.connect(lambda: self.link_followed.emit("compare:"))
        self._trace.clicked.connect(lambda: self.link_followed.emit("matrix:"))
        look().changed.connect(self._fit)

    @Slot()
    def refresh(self) -> None:
        """Show the review as it is now."""
        data = self._model.data
        if data is None:
            return
        self.rows.show(glance_rows(data))
        self._show_counts(data)
        self._result.setText(data.verdict.result)
        policy = data.view.policy
        version = data.view.record.catalogue_version if data.view.record else self._services.catalogue.version
        blocks = "a failed check blocks when its mode is critical or high"
        parts = [f"Policy {policy.id} {policy.version}", f"catalogue {version}"]
        parts += [blocks] if _fail_blocks_from_high(data) else []
        self._policy.setText(" · ".join(parts))
        self._choose.setVisible(not data.is_frozen)
        self._signers.setVisible(not data.is_frozen and bool(policy.roles))
        self._show_verdict(data)
        self.fix_sets.show_data(data)
        self._show_obligations(data)
        self._show_hints(data)
        self.dissents.refresh()
        self.remarks.show_data(data)
        self._fit()

    def _show_counts(self, data: ReviewData) -> None:
        while (item := self._counts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        statuses = [line.status for line in data.verdict.lines]
        for status in Status:
            if status in statuses:
                word = f"{statuses.count(status)} {WORDS.get(status, 'unknown')}"
                self._counts.addWidget(StatusSign(status.value, word=word))
        counts = data.proof_of()
        self._proof.set((counts.declared, counts.verified, counts.stale))

    def _show_verdict(self, data: ReviewData) -> None:
        if is_in_review(data):
            sentence = f"{html.escape(verdict_note(data))}. Unknown never counts as a pass; the verdict follows."
            self.banner.set_verdict("unknown", [sentence], word="In review")
        else:
            decisive = data.verdict.of_effect("blocks") or data.verdict.of_effect("condition")
            reasons = [reason_markup(reason, data) for reason in decisive]
            self.banner.set_verdict(BANNERS[data.verdict.word], reasons or ["Nothing blocks and nothing is open."])
        frozen = data.view.as_frozen
        differs = frozen is not None and (frozen.word, frozen.result) != (data.verdict.word, data.verdict.result)
        self._frozen.setVisible(differs)
        if frozen is not None and differs:
            when = day(frozen.as_of.date())
            self._frozen.set_markup(
                f"<b>As frozen on {when}: {VERDICT_WORDS[frozen.word]}</b>, which the report says and people sign: "
                f"{html.escape(frozen.result)}. Today: {verdict_word(data.verdict)}."
            )
        self._sign.setVisible(frozen is not None)
        self._compare.setText(f"Compare with {data.predecessor}")
        self._compare.updateGeometry()
        self._compare.setVisible(bool(data.predecessor))

    def _show_obligations(self, data: ReviewData) -> None:
        column = self._obligations.layout()
        assert isinstance(column, QVBoxLayout)
        clear(column)
        conditions, waivers = data.conditions_of(), data.waivers_of()
        self._obligations.setVisible(bool(conditions or waivers))
        column.addWidget(SectionHeading("Conditions and waivers", line=True))
        for condition in sorted(conditions, key=lambda row: row.due):
            column.addWidget(self._obligation(condition, data))
        for waiver in sorted(waivers, key=lambda row: row.expires_on):
            column.addWidget(self._obligation(waiver, data))

    def _obligation(self, row: Condition | Waiver, data: ReviewData) -> QWidget:
        is_condition = isinstance(row, Condition)
        text = row.text if isinstance(row, Condition) else row.reason
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, px(4))
        column.setSpacing(px(2))
        first = QHBoxLayout()
        first.setSpacing(px(8))
        first.addWidget(IconLabel("calendar-clock" if is_condition else "hourglass"), 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(Label(text, "body", wrap=True), 1)
        first.addWidget(Chip(*obligation_state(row, data)), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        caption = f"{row.key} · {row.check_id} · {data.view.name_of(row.owner)} · {until(row, data.today)}"
        column.addWidget(ElidedLabel(caption, "caption", "muted"))
        return line

    def _show_hints(self, data: ReviewData) -> None:
        column = self._hints.layout()
        assert isinstance(column, QVBoxLayout)
        clear(column)
        self._hints.setVisible(bool(data.obstacles))
        column.addWidget(SectionHeading("Before it can be frozen", line=True))
        for sentence in data.obstacles:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(px(8))
            row.addWidget(IconLabel("circle-alert"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(RichText(html.escape(sentence), "body", "secondary"), 1)
            column.addWidget(line)

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        self.link_followed.emit(f"check:{index.data(Role.KEY)}")

    @Slot(str)
    def _on_link(self, link: str) -> None:
        kind, _, check = link.partition(":")
        if kind == "rule" and self._model.data is not None:
            self._services.prompter.notice(self, "The rule", rule_text(self._model.data, check))
        else:
            self.link_followed.emit(link)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the verdict beside the table, or above it."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(px(320), px(200))

    @Slot()
    def _fit(self) -> None:
        beside = self.width() >= px(SIDE_FROM)
        self._side.setVisible(beside)
        self._divider.setVisible(beside)
        wide = self.width() >= px(WIDE_FROM)
        self._work.setMaximumWidth(px(WORKING_WIDTH) if wide else 16_777_215)
        self._side.setMinimumWidth(px(SIDE_WIDTH))
        self._side.setMaximumWidth(16_777_215 if wide else px(SIDE_WIDTH))
        if beside and self._side_column.indexOf(self._verdict) < 0:
            self._side_column.insertWidget(0, self._verdict)
        elif not beside and self._above.indexOf(self._verdict) < 0:
            self._above.addWidget(self._verdict)
        self._fit_table(self.width() - (px(SIDE_WIDTH) if beside else 0) - px(48))

    def _fit_table(self, room: int) -> None:
        heads = self.table.horizontalHeader()
        heads.setStretchLastSection(False)
        for column, width in enumerate(COLUMNS):
            if column == FINDING:
                heads.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                self.table.setColumnWidth(column, px(width))
        self.table.setColumnWidth(STATUS, max(px(COLUMNS[STATUS]), self.table.sizeHintForColumn(STATUS)))
        self.table.setColumnHidden(OWNER, room < px(680))
        self.table.setColumnHidden(AGE, room < px(600))
        self.table.setColumnHidden(2, room < px(520))
        self.table.setColumnHidden(3, room < px(440))
        self.table.setFixedHeight(self.table.fitting_height())


def _fail_blocks_from_high(data: ReviewData) -> bool:
    from workbench.domain.model import Severity

    policy = data.policy
    blocking = [policy.cell(Status.FAIL, severity, proven=True).is_blocking for severity in Severity]
    return blocking == [True, True, False, False]


def rule_text(data: ReviewData, check_id: str) -> str:
    """Say what the policy makes of a check as it is, and of every other answer to it."""
    policy, mode = data.policy, data.mode(check_id)
    lines = [f"Policy {policy.name} {policy.version}, for a {mode.severity.value.lower()} mode ({mode.id}):", ""]
    for status, name in ((Status.FAIL, "Fail"), (Status.UNKNOWN, "Unknown"), (Status.WARN, "Warn")):
        lines.append(f"{name}: {_effect(policy.cell(status, mode.severity, proven=True))}")
    lines.append(f"Pass, {Proof.VERIFIED.value}: {_effect(policy.cell(Status.PASS, mode.severity, proven=True))}")
    lines.append(f"Pass, not verified: {_effect(policy.cell(Status.PASS, mode.severity, proven=False))}")
    return "\n".join(lines)


def _effect(cell: Cell) -> str:
    return "no effect" if cell is Cell.NOTHING else cell.value
