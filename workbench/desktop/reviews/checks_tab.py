"""The checks of a review, one at a time: strip, finding, and beside it what it rests on."""

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.keys import page_key
from workbench.desktop.kit.page import PageFoot
from workbench.desktop.kit.strip import ReadinessStrip, StripCell
from workbench.desktop.kit.style import NO_RING, surface
from workbench.desktop.kit.tabs import Tabs
from workbench.desktop.kit.text import Hairline, Label
from workbench.desktop.kit.theme import look, px
from workbench.desktop.reviews.actions_part import ActionsPart
from workbench.desktop.reviews.beside import Beside
from workbench.desktop.reviews.column import Column, column_of
from workbench.desktop.reviews.context_part import BeforePart, SeenPart
from workbench.desktop.reviews.controls_part import ControlsPart
from workbench.desktop.reviews.dissents_part import DissentsPart
from workbench.desktop.reviews.doubts_part import DoubtsPart
from workbench.desktop.reviews.evidence_part import EvidencePart
from workbench.desktop.reviews.finding_part import AnswerPart, QuestionPart, TextsPart
from workbench.desktop.reviews.history_places import show_parts, shows_finding
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.desktop.reviews.obligations import ObligationAsker
from workbench.desktop.reviews.preview_panel import PreviewPanel
from workbench.desktop.reviews.returning import Returning
from workbench.desktop.reviews.sheet_proposal import Pulling, SheetProposalPart
from workbench.desktop.reviews.side_parts import ObligationsPart, ProposalPart, RatingPart
from workbench.desktop.reviews.state_notice import StateNotice
from workbench.domain.catalogue import FailureMode

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

NARROW_BELOW = 1000
"""Width of the page below which the side column becomes tabs."""
SHORT_BELOW = 420
"""Height of the tab below which its buttons are left to the menu and the keys, so that the finding has room."""
WIDE_FROM = 1560
"""From this width on the side has two columns and the working column its greatest width."""
WORKING_WIDTH = 832


class Part(IntEnum):
    """What the tabs of a narrow page show."""

    FINDING = 0
    CONTROLS = 1
    EVIDENCE = 2
    PROPOSAL = 3
    SEEN = 4


class ChecksTab(QWidget):
    """One check of the review after the other."""

    link_followed = Signal(str)
    """`mode:M06`, `profile:`, `incident:INC-2026-001`, `incidents:M06`."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(NO_RING, True)
        self.setAccessibleName("Check")
        self._model = model
        self._part = Part.FINDING
        self.strip = ReadinessStrip()
        self.question = QuestionPart(model)
        self.answer = AnswerPart(services, model)
        self.texts = TextsPart(model)
        self.controls = ControlsPart(model)
        self.evidence = EvidencePart(services, model)
        self.preview = PreviewPanel(services, model, self.evidence.cards)
        self.doubts = DoubtsPart(services, model)
        self.dissents = DissentsPart(services, model, of_check=True)
        self.proposal = ProposalPart(model)
        self.sheet = SheetProposalPart(model)
        self.pulling = Pulling(services, model, self)
        self.actions_part = ActionsPart(services, model)
        self.obligations = ObligationsPart(services, model, self.evidence.attaching)
        self.rating = RatingPart(model)
        self.before, self.seen = BeforePart(model), SeenPart(model)
        self.asker = ObligationAsker(services, model, self)
        parts = self.question, self.answer, self.controls, self.texts
        beside = (
            *(self.evidence, self.doubts, self.dissents, self.proposal, self.sheet),
            *(self.actions_part, self.obligations, self.rating, self.before, self.seen),
        )
        self._refreshers = [*(part.refresh for part in parts), *(part.refresh for part in beside)]
        self._notice = StateNotice(model)
        shows_finding(self, model, "", "")
        show_parts(model, self.answer, self.texts, self.controls, self.rating)
        fields = {"summary": self.texts.summary.field, "rationale": self.texts.rationale.field}
        self.returning = Returning(self, model, self.evidence.cards, {"controls": self.controls.table, **fields})
        self._build()
        self._connect()

    def _build(self) -> None:
        band = QWidget()
        surface(band, "sunken")
        row = QHBoxLayout(band)
        row.setContentsMargins(px(24), px(12), px(24), px(12))
        row.addWidget(self.strip)
        self._band_count = Label("", "body", "muted")
        self._band_previous = IconButton("chevron-left", "Previous check, Ctrl+Up")
        self._band_next = IconButton("chevron-right", "Next check, Ctrl+Down")
        for widget in self._in_band():
            row.addWidget(widget)
        self._parts = Tabs(["Finding", "Controls", "Evidence", "Proposal", "Seen before"], "Parts of the check")
        self._parts_row = QWidget()
        parts = QHBoxLayout(self._parts_row)
        parts.setContentsMargins(px(16), 0, px(16), 0)
        parts.addWidget(self._parts)
        parts.addStretch(1)
        self._parts_line = Hairline()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        for widget in (band, Hairline(), self._parts_row, self._parts_line):
            outer.addWidget(widget)
        outer.addLayout(self._make_body(), 1)

    def _in_band(self) -> tuple[QWidget, ...]:
        """What stands beside the strip where the question has no room for it."""
        return self._band_count, self._band_previous, self._band_next

    def _make_body(self) -> QHBoxLayout:
        self._work = Column("Finding", (24, 16, 24, 16))
        self._work.row.addLayout(column_of(self._notice, self.question, self.answer, self.controls, self.texts, gap=16))
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self._work, 1)
        self._foot_line = Hairline()
        left.addWidget(self._foot_line)
        left.addWidget(self._make_foot())
        promised = (self.actions_part, self.obligations, self.dissents)
        first = column_of(self.doubts, self.evidence, *promised, gap=24)
        second = column_of(self.proposal, self.sheet, self.rating, self.before, self.seen, gap=24)
        self._beside = Beside(first, second, self.preview)
        self._divider = Hairline(vertical=True)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._left, 1)
        body.addWidget(self._divider)
        body.addWidget(self._beside)
        return body

    def _make_foot(self) -> QWidget:
        self._foot = PageFoot()
        self.action = Button("Action…", "quiet", icon="list-todo", key="A")
        self.condition = Button("Condition…", "quiet", icon="calendar-clock", key="C")
        self.waiver = Button("Waiver…", "quiet", icon="hourglass")
        self.rate = Button("Rate…", "quiet", icon="chart-scatter")
        self._next_id = Label("", "mono", "secondary")
        self._next_label = Label("Next:", "body", "muted")
        self.next = Button("Next check", "primary", key="Space")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(px(16), px(12), px(24), px(12))
        row.setSpacing(px(8))
        for button in (self.action, self.condition, self.waiver, self.rate):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._next_label)
        row.addWidget(self._next_id)
        row.addSpacing(px(4))
        row.addWidget(self.next)
        return self._foot

    def _connect(self) -> None:
        model = self._model
        model.changed.connect(self.refresh)
        model.check_changed.connect(self._on_check_changed)
        model.context_changed.connect(self._show_parts)
        self._notice.link_activated.connect(self._on_notice_link)
        self.strip.current_changed.connect(self._on_strip_moved)
        self.question.link_followed.connect(self._on_link)
        self.controls.use_followed.connect(self.show_use)
        self.evidence.cards.preview_wanted.connect(self._beside.show_use)
        self._beside.returned.connect(self.returning.after_preview)
        self._beside.arranged.connect(self._fit)
        self.controls.attach_wanted.connect(self.evidence.ask)
        self.proposal.otherwise.connect(self._on_otherwise)
        self.sheet.otherwise.connect(self._on_otherwise)
        self.rating.change_wanted.connect(self.asker.ask_rating)
        self.doubts.link_activated.connect(self._on_doubt_followed)
        self.doubts.arrived.connect(self._fit)
        self.before.review_followed.connect(lambda place: self.link_followed.emit(f"review:{place}"))
        self.seen.incident_followed.connect(lambda key: self.link_followed.emit(f"incident:{key}"))
        self.seen.all_followed.connect(lambda mode: self.link_followed.emit(f"incidents:{mode}"))
        self.action.clicked.connect(self.actions_part.ask)
        self.condition.clicked.connect(self.asker.ask_condition)
        self.waiver.clicked.connect(self.asker.ask_waiver)
        self.rate.clicked.connect(self.asker.ask_rating)
        self.next.clicked.connect(self.go_next)
        self._band_next.clicked.connect(self.go_next)
        self._band_previous.clicked.connect(self._on_previous)
        self._parts.current_changed.connect(self._on_part_chosen)
        look().changed.connect(self._fit)
        page_key(self, "Space", self.go_next)
        page_key(self, "Ctrl+V", self.evidence.paste)

    @Slot()
    def refresh(self) -> None:
        """Show the review as it is now."""
        data = self._model.data
        if data is None:
            return
        for button in (self.condition, self.waiver, self.rate):
            button.setVisible(not data.is_frozen)
        self._refresh_check()

    def _show_strip(self, data: ReviewData) -> None:
        cells = [
            StripCell(line.check_id, line.status.value, data.mode(line.check_id).severity.value)
            for line in data.verdict.lines
            if line.check_id in self._model.checks
        ]
        self.strip.set_cells(cells)

    def _refresh_check(self) -> None:
        if self._model.data is not None:
            self._show_strip(self._model.data)
        self._notice.refresh()
        self.strip.set_current(self._model.place)
        for refresh in self._refreshers:
            refresh()
        following = self._model.place + 1
        has_next = following < len(self._model.checks)
        data = self._model.data
        rated = data is not None and isinstance(data.mode(self._model.check_id), FailureMode)
        self.rate.setVisible(rated and data is not None and not data.is_frozen)
        self._next_id.setText(self._model.checks[following] if has_next else "")
        self.next.setEnabled(has_next)
        self._band_count.setText(f"{following} of {len(self._model.checks)}")
        self._band_previous.setEnabled(following > 1)
        self._band_next.setEnabled(has_next)
        self._show_parts()
        self._fit()

    @Slot()
    def _on_check_changed(self) -> None:
        self._refresh_check()
        self._work.verticalScrollBar().setValue(0)
        self._beside.to_top()

    @Slot(str)
    def _on_notice_link(self, link: str) -> None:
        if link == "all:":
            self._model.toggle_all()
        else:
            self.link_followed.emit(link)

    @Slot(int)
    def _on_strip_moved(self, index: int) -> None:
        self._model.set_check(self._model.checks[index])

    @Slot()
    def go_next(self) -> None:
        """Go to the next check; at the last one nothing happens."""
        self._model.step(1)

    @Slot()
    def _on_previous(self) -> None:
        self._model.step(-1)

    @Slot(str)
    def _on_link(self, link: str) -> None:
        if not self.pulling.follow(link):
            self.link_followed.emit(link)

    @Slot()
    def _on_otherwise(self) -> None:
        self._choose_part(Part.FINDING)
        self.answer.picker.focusNextChild()
        self._work.ensureWidgetVisible(self.answer.picker)

    @Slot()
    def show_evidence(self) -> None:
        """Show what the first piece of evidence of the check holds, the one with the focus before others."""
        uses = self.evidence.cards.shown
        if uses:
            self._choose_part(Part.EVIDENCE)
            self._beside.show_use(self.evidence.cards.focused() or uses[0].use.key)

    @Slot(str)
    def show_use(self, key: str) -> None:
        """Show the card of one use and put the focus on it."""
        self._choose_part(Part.EVIDENCE)
        self.evidence.cards.focus_use(key)

    def closing(self) -> None:
        """Keep what is half typed and stop what is being attached."""
        self.texts.commit()
        self.evidence.attaching.cancel()
        self._model.left_at.keep()

    @Slot(str)
    def _on_doubt_followed(self, address: str) -> None:
        self.link_followed.emit(f"incident:{address.rpartition('/')[2]}")

    @Slot(int)
    def _on_part_chosen(self, index: int) -> None:
        self._choose_part(Part(index))

    def _choose_part(self, part: Part) -> None:
        self.preview.close_preview()
        self._part = part
        self._parts.set_current(part)
        self._fit()

    @Slot()
    def _show_parts(self) -> None:
        self._parts.set_text(Part.CONTROLS, f"Controls {self.controls.count}")
        self._parts.set_text(Part.EVIDENCE, f"Evidence {self.evidence.count}")
        self._parts.set_text(Part.SEEN, f"Seen before {self.seen.count}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a text field; where nothing else has the focus, the arrows move along the strip."""
        if event.key() == Qt.Key.Key_Escape:
            self.setFocus()
            return
        last = len(self._model.checks) - 1
        targets = {
            int(Qt.Key.Key_Left): self._model.place - 1,
            int(Qt.Key.Key_Right): self._model.place + 1,
            int(Qt.Key.Key_Home): 0,
            int(Qt.Key.Key_End): last,
        }
        if event.key() in targets and 0 <= targets[event.key()] <= last:
            self._model.set_check(self._model.checks[targets[event.key()]])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the columns for the width."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        narrow, wide = self.width() < px(NARROW_BELOW), self.width() >= px(WIDE_FROM)
        part = self._part if narrow else None
        self._parts.setFixedHeight(px(40))
        self._parts_row.setVisible(narrow)
        self._parts_line.setVisible(narrow)
        self._fit_columns(narrow=narrow, wide=wide)
        self.question.set_narrow(arrows=not narrow, mode=self.width() >= px(NARROW_BELOW * 0.7))
        # The buttons need more width than a preview leaves them; their keys and the menu stay.
        short = self.height() < px(SHORT_BELOW) or (self.preview.is_open and not wide)
        self._foot.setVisible(not short)
        self._foot_line.setVisible(not short)
        has_room = not narrow and (wide or bool(self._model.data and self._model.data.is_frozen))
        self._next_label.setVisible(has_room)
        self._next_id.setVisible(has_room)
        for widget in self._in_band():
            widget.setVisible(narrow)
        self._show_part(part)

    def _fit_columns(self, *, narrow: bool, wide: bool) -> None:
        self._left.setMaximumWidth(px(WORKING_WIDTH) if wide else 16_777_215)
        self._divider.setVisible(not narrow)
        self._beside.fit(self.width(), narrow=narrow, wide=wide)

    def _show_part(self, part: Part | None) -> None:
        """Show one part of a narrow page, or all."""
        all_of_it = part is None
        finding = all_of_it or part is Part.FINDING
        self._left.setVisible(all_of_it or part in (Part.FINDING, Part.CONTROLS))
        self._beside.setVisible(all_of_it or part in (Part.EVIDENCE, Part.PROPOSAL, Part.SEEN))
        for widget in (self.answer, self.texts):
            widget.setVisible(finding)
        self.controls.setVisible(all_of_it or part is Part.CONTROLS)
        evidence = all_of_it or part is Part.EVIDENCE
        self.evidence.setVisible(evidence)
        self.doubts.setVisible(evidence and bool(self.doubts.of_check))
        data = self._model.data
        check = self._model.check_id
        self.actions_part.setVisible(evidence and self.actions_part.count > 0)
        self.obligations.setVisible(evidence and bool(data and (data.conditions_of(check) or data.waivers_of(check))))
        self.dissents.setVisible(evidence and bool(self.dissents.dissents))
        proposal = all_of_it or part is Part.PROPOSAL
        self.proposal.setVisible(proposal and self.proposal.use is not None)
        self.sheet.setVisible(proposal and self.sheet.has_something)
        self.rating.setVisible(proposal and bool(data and data.finding(check).rating))
        is_mode = data is not None and isinstance(data.mode(check), FailureMode)
        self.before.setVisible(all_of_it or part is Part.SEEN)
        self.seen.setVisible(is_mode and (all_of_it or part is Part.SEEN))
