"""What an incident lacks in each of its phases, the three times, and the clocks that run."""

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.catalogue.incident_phases import incident_phases
from workbench.desktop.kit.text import KeyValueList, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.domain.clock import ClockState
from workbench.domain.elapsed import Elapsed, times_told
from workbench.domain.incident import Incident
from workbench.domain.incident_phases import PhaseState, phase_states


class PhasesPart(QWidget):
    """One row for each phase that lacks something; nothing of what a public source did not give is blamed."""

    def __init__(self, incident: Incident, clocks: Sequence[ClockState] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        states = phase_states(incident, incident_phases()) if incident.origin == "own" else ()
        lacking = [state for state in states if state.lacks]
        known = [(name, each) for name, each in times_told(incident) if _says_something(each)]
        told = [f"{name}: {each.text}" for name, each in known]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        if lacking:
            count = sum(len(state.lacks) for state in lacking)
            column.addWidget(SectionHeading("Still to write down", str(count)))
            rows = KeyValueList(columns=True)
            for state in lacking:
                rows.add(state.name, _lacks(state))
            column.addWidget(rows)
        for line in (*told, *(clock.text for clock in clocks)):
            column.addWidget(Label(line, "body", "secondary", wrap=True))
        self.is_empty = not lacking and not told and not clocks


def _says_something(each: Elapsed) -> bool:
    return each.least_minutes is not None or each.is_contradiction


def _lacks(state: PhaseState) -> str:
    return "<br>".join(f"{escape(lack.sentence)} {escape(lack.remedy)}" for lack in state.lacks)
