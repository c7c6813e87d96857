"""The clocks that count in the workspace, as a person judges them for one incident."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.incidents.edit_fields import Choice, KeptLine
from workbench.desktop.incidents.edit_times import today
from workbench.desktop.incidents.wording import clock_text
from workbench.desktop.kit.buttons import Button, button_row
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.services import Services
from workbench.domain.clock import Clock, ClockState, clock_states, days_text
from workbench.domain.errors import UserError
from workbench.domain.incident import ClockChoice, Incident
from workbench.domain.when import read_when, when_text
from workbench.edits.clocks import JudgeClock

NONE = "none"
"""The value of a choice that no clause applies; no value is that nobody has decided."""


class ClocksEdit(QWidget):
    """For each clock which clause applies, when it was reported, and what is left; it keeps itself."""

    clocks_wanted = Signal()
    """A person wants to switch clocks on or off."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._clocks: tuple[Clock, ...] = ()
        self._rows: list[_ClockRow] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(px(16))
        self._nothing = Label("No period to report an incident counts in this workspace.", "body", "muted", wrap=True)
        switch = Button("Clocks…", "small", icon="clock")
        switch.setAccessibleName("Switch clocks on or off")
        switch.clicked.connect(self.clocks_wanted)
        self._switch = switch
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(12))
        whole.addWidget(self._nothing)
        whole.addLayout(self._column)
        whole.addWidget(button_row(switch))

    def show_incident(self, incident: Incident, clocks: Sequence[Clock]) -> None:
        """Show how the clocks stand for an incident; other clocks than before replace what is shown."""
        if self._clocks != tuple(clocks):
            self._clocks = tuple(clocks)
            while self._rows:
                row = self._rows.pop()
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
            for clock in clocks:
                self._rows.append(_ClockRow(self._services, clock, self))
                self._column.addWidget(self._rows[-1])
            self._nothing.setVisible(not clocks)
        states = {state.clock: state for state in clock_states(incident, self._clocks, today())}
        for row in self._rows:
            row.show_incident(incident, states.get(row.clock.id))

    def begin(self, clock_id: str = "") -> None:
        """Put the cursor into the first field of a clock."""
        row = next((row for row in self._rows if row.clock.id == clock_id), None)
        (row.clause if row else self._switch).setFocus()


class _ClockRow(QWidget):
    """One clock: its clause, the day of the report, and all of it in a sentence."""

    def __init__(self, services: Services, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.clock = clock
        self._services = services
        self._incident: Incident | None = None
        clauses = {clause.id: f"{clause.article} {clause.name}, {days_text(clause.days)}" for clause in clock.clauses}
        self.clause = Choice(
            f"{clock.name}: what applies", {NONE: "None of them applies"} | clauses, nothing="Nobody has decided yet"
        )
        self._reported = KeptLine(f"{clock.name}: reported on", hint="2026-11-20")
        self._field = Field("Reported on", self._reported)
        self._about = Label("", "label_regular", "muted", wrap=True)
        self._state = Label("", "body", "secondary", wrap=True)
        self._build()
        self.clause.chosen.connect(self._on_chosen)
        self._reported.committed.connect(self._on_reported)

    def _build(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(px(12))
        fields.addWidget(Field(self.clock.name, self.clause), 3, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self._field, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._state)
        column.addLayout(fields)
        column.addWidget(self._about)

    def show_incident(self, incident: Incident, state: ClockState | None) -> None:
        """Show what was decided and how it stands; a clock counts for our own incidents alone."""
        self._incident = incident
        kept = self._kept()
        clause = self.clock.clause(kept.clause) if kept else None
        self.clause.show_kept((kept.clause or NONE) if kept else "")
        self._reported.show_kept(when_text(kept.reported_on) if kept and kept.reported_on else "")
        self._reported.setEnabled(clause is not None)
        self._about.setText(clause.applies if clause else f"{self.clock.duty}. {self.clock.note}")
        self._state.setText(
            clock_text(state) if state else f"{self.clock.name}: it counts for our own incidents alone."
        )
        self._state.set_tone("fail" if state and state.is_late else "secondary")

    def _kept(self) -> ClockChoice | None:
        response = self._incident.response if self._incident else None
        return next((one for one in response.clocks if one.clock == self.clock.id), None) if response else None

    @Slot(str)
    def _on_chosen(self, value: str) -> None:
        kept = self._kept()
        reported = kept.reported_on if kept and value not in ("", NONE) else ""
        self._judge(value, reported)

    @Slot(str)
    def _on_reported(self, typed: str) -> None:
        try:
            at, precision = read_when(typed, today()) if typed.strip() else ("", "day")
        except UserError as error:
            self._field.set_error(str(error))
            return
        if precision not in ("day", "minute"):
            self._field.set_error(f"{typed.strip()} is no day. Nothing was changed. Give the day on which it was.")
        else:
            self._judge(self.clause.value(), at[:10])

    def _judge(self, value: str, reported: str) -> None:
        """Keep it; what is refused is said below the day, which is all that can be wrong."""
        if self._incident is None:
            return
        clause = {"": None, NONE: ""}.get(value, value)
        day = date.fromisoformat(reported) if reported else None
        try:
            self._services.write(JudgeClock(self._incident.key, self.clock.id, clause, day))
        except UserError as error:
            self._field.set_error(str(error))
        else:
            self._field.set_error("")
