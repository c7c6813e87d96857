"""The question of one check and what is found: status, criteria, controls, summary and rationale."""

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.card import Pressable
from workbench.desktop.kit.fonts import body
from workbench.desktop.kit.rationale import RationaleField
from workbench.desktop.kit.signs import SeverityBars, StatusSign
from workbench.desktop.kit.status_picker import CriteriaList, StatusPicker
from workbench.desktop.kit.text import ElidedLabel, Label, RichText
from workbench.desktop.kit.theme import px
from workbench.desktop.kit.tips import tip
from workbench.desktop.reviews.model import ReviewModel
from workbench.desktop.reviews.owner import OwnerChoice
from workbench.desktop.reviews.summary_field import SummaryField
from workbench.desktop.reviews.wording import by_whom, status_word
from workbench.domain.model import Status
from workbench.edits.findings import AnswerCheck, WriteRationale, WriteSummary

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class TeamAnswer(Pressable):
    """What the team answered; pressed, it offers the five statuses."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = StatusSign("unknown")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(4), 0, px(4), 0)
        row.setSpacing(px(8))
        row.addWidget(Label("Team’s own answer:", "body", "muted"))
        row.addWidget(self._sign)
        self.activated.connect(self._on_activated)

    def show_answer(self, status: Status | None) -> None:
        """Show a status; None is that the team has not answered."""
        word = status_word(status) if status else "None yet"
        self._sign.set((status or Status.UNKNOWN).value, word)
        self.setAccessibleName(f"Team’s own answer: {word}")

    def make_menu(self) -> QMenu:
        """Return the menu of statuses."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for status in Status:
            menu.addAction(status_word(status)).setData(status.value)
        menu.triggered.connect(lambda action: self.chosen.emit(str(action.data())))
        return menu

    @Slot()
    def _on_activated(self) -> None:
        self.make_menu().popup(self.mapToGlobal(QPoint(0, self.height())))


class QuestionPart(QWidget):
    """Id, mode and severity in a line, the question as the title, and why it is asked."""

    link_followed = Signal(str)
    """`mode:M06` or `profile:`."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._check = Label("", "mono", "secondary", selectable=True)
        self._whole_mode = ""
        self._mode = Button("", "link")
        self._mode.clicked.connect(self._on_mode_clicked)
        self._severity = SeverityBars("LOW")
        self._count = Label("", "body", "muted")
        self.previous = IconButton("chevron-left", "Previous check, Ctrl+Up")
        self.next = IconButton("chevron-right", "Next check, Ctrl+Down")
        self.previous.clicked.connect(lambda: model.step(-1))
        self.next.clicked.connect(lambda: model.step(1))
        self._question = Label("", "title", wrap=True)
        self._why = RichText("", "body", "secondary")
        self._why.link_activated.connect(self.link_followed)
        line = QHBoxLayout()
        line.setSpacing(px(12))
        for widget in (self._check, self._mode, self._severity):
            line.addWidget(widget)
        line.addStretch(1)
        for widget in (self._count, self.previous, self.next):
            line.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(line)
        column.addWidget(self._question)
        column.addWidget(self._why)

    def set_narrow(self, *, arrows: bool, mode: bool) -> None:
        """Leave the arrows to the strip's line and the mode to the catalogue where there is no room."""
        self._mode.setVisible(mode)
        for widget in (self._count, self.previous, self.next):
            widget.setVisible(arrows)

    def refresh(self) -> None:
        """Show the current check."""
        data, check = self._model.data, self._model.check_id
        if data is None:
            return
        mode = data.mode(check)
        self._check.setText(check)
        self._whole_mode = f"{mode.id} {mode.name}"
        self._mode.setToolTip(tip(self._whole_mode))
        self._severity.set(mode.severity.value)
        self._count.setText(f"{self._model.place + 1} of {len(self._model.checks)}")
        self.previous.setEnabled(self._model.place > 0)
        self.next.setEnabled(self._model.place < len(self._model.checks) - 1)
        self._question.setText(mode.check.question)
        found = data.view.applicability(check)
        links = ['<a href="profile:">Profile</a>']
        if not data.is_frozen and found.applies is False:
            links.append('<a href="pull:">Ask it all the same</a>')
        elif not data.is_frozen and data.finding(check).pulled_in is not None:
            links.append('<a href="leave:">Leave it out again</a>')
        self._why.setText(f"{html.escape(found.reason)} {' · '.join(links)}")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the name of the mode where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """The name of the mode takes what is left."""
        return QSize(px(240), super().minimumSizeHint().height())

    def _fit(self) -> None:
        others = (self._check, self._severity, self._count, self.previous, self.next)
        taken = sum(widget.sizeHint().width() + px(12) for widget in others if not widget.isHidden())
        whole, room = self._whole_mode, max(px(60), self.width() - taken - px(16))
        self._mode.setText(QFontMetrics(body()).elidedText(whole, Qt.TextElideMode.ElideRight, room))
        self._mode.updateGeometry()

    @Slot()
    def _on_mode_clicked(self) -> None:
        if self._model.data is not None:
            self.link_followed.emit(f"mode:{self._model.data.mode(self._model.check_id).id}")


class AnswerPart(QWidget):
    """The reviewer's finding with its criteria, and the team's own answer."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._by = ElidedLabel("", "body", "muted")
        self.owner = OwnerChoice(services, model)
        self.team = TeamAnswer()
        self.team.chosen.connect(self._on_team_chosen)
        self.picker = StatusPicker()
        self.picker.chosen.connect(self._on_chosen)
        self._criteria = CriteriaList()
        self._shown = ""
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Label("Finding", "section"))
        head.addWidget(self._by, 1)
        head.addWidget(self.owner)
        head.addWidget(self.team)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self.picker)
        column.addWidget(self._criteria)

    def refresh(self) -> None:
        """Show the answers of the current check."""
        data, check = self._model.data, self._model.check_id
        if data is None:
            return
        finding, criteria = data.finding(check), data.mode(check).check.criteria
        self._by.setText(by_whom(finding.reviewer, data, "reviewer"))
        self.team.show_answer(finding.team.status if finding.team else None)
        self.team.setEnabled(not data.is_frozen)
        self.owner.refresh()
        self.picker.setEnabled(not data.is_frozen)
        self.picker.set_status(finding.reviewer.status.value if finding.reviewer else "")
        if self._shown != f"{data.key} {check}":
            self._shown = f"{data.key} {check}"
            texts = {"pass": criteria.passes, "warn": criteria.warns, "fail": criteria.fails}
            self._criteria.set_criteria(texts)
        self._criteria.set_met(finding.status.value)

    @Slot(str)
    def _on_chosen(self, status: str) -> None:
        data, check = self._model.data, self._model.check_id
        if data is not None:
            edit = AnswerCheck(data.key, check, Status(status))
            if self._model.write(edit, f"{check}: {status_word(Status(status))}") is None:
                self.refresh()

    @Slot(str)
    def _on_team_chosen(self, status: str) -> None:
        data, check = self._model.data, self._model.check_id
        if data is not None:
            edit = AnswerCheck(data.key, check, Status(status), "team")
            self._model.write(edit, f"Team’s answer to {check}: {status_word(Status(status))}")


class TextsPart(QWidget):
    """Summary and rationale, kept by themselves."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._of: tuple[str, str] = ("", "")
        """Review and check that the fields belong to; what is typed goes there, whatever is current."""
        self.summary = SummaryField()
        self.summary.committed.connect(self._on_summary)
        self.rationale = RationaleField(placeholder="Why the finding is as it is")
        self.rationale.committed.connect(self._on_rationale)
        self._stored = ("", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        column.addWidget(self.summary)
        column.addWidget(self.rationale)

    def commit(self) -> None:
        """Keep what is half typed."""
        self.summary.commit()
        self.rationale.commit()

    def refresh(self) -> None:
        """Show what is stored; what is being typed is not overwritten by what was stored before."""
        data, check = self._model.data, self._model.check_id
        if data is None:
            return
        finding = data.finding(check)
        moved = self._of != (data.key, check)
        if moved:
            self.commit()
        self._of = (data.key, check)
        for field in (self.summary.field, self.rationale.field):
            field.setReadOnly(data.is_frozen)
        if moved or (finding.summary != self._stored[0] and not self.summary.is_dirty()):
            self.summary.set_text(finding.summary)
        is_typing = self.rationale.text() != self._stored[1]
        if moved or (finding.rationale != self._stored[1] and not is_typing):
            self.rationale.set_text(finding.rationale)
        self._stored = (finding.summary, finding.rationale)

    @Slot(str)
    def _on_summary(self, text: str) -> None:
        if self._of[0] and text.strip() != self._stored[0] and self._model.write(WriteSummary(*self._of, text)):
            self._stored = (text.strip(), self._stored[1])

    @Slot(str)
    def _on_rationale(self, text: str) -> None:
        if self._of[0] and text != self._stored[1] and self._model.write(WriteRationale(*self._of, text)):
            self._stored = (self._stored[0], text)
            self.rationale.show_kept()
