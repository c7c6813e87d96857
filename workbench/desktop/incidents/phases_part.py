"""What an incident lacks in each of its phases, the three times, and the clocks; each leads to where it is written."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.catalogue.incident_phases import incident_phases
from workbench.desktop.incidents.wording import clock_text
from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.text import KeyValueList, Label, RichText, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.domain.clock import ClockState
from workbench.domain.elapsed import Elapsed, times_told
from workbench.domain.incident import Incident
from workbench.domain.incident_phases import Lack, PhaseState, phase_states

_EDIT = "edit:"
"""How the links begin that lead to a field of the editor."""
SOON = 3
"""Days: with fewer left, a clock stands above what else is known."""


class _Leading(QWidget):
    """Texts whose links lead to a field of the editor."""

    edit_wanted = Signal(str)
    """The field, as `IncidentEditor` names it."""

    @Slot(str)
    def _on_link(self, address: str) -> None:
        self.edit_wanted.emit(address.removeprefix(_EDIT))


class LateNotice(_Leading):
    """The clocks that are over, loud, and those whose last days have begun."""

    def __init__(self, clocks: Sequence[ClockState], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        pressing = [clock for clock in clocks if is_pressing(clock)]
        for clock in pressing:
            do = "Say when it was reported" if clock.is_late else "Report it, and say when"
            markup = f"<b>{escape(clock_text(clock))}</b> {_edit_link(f'clocks/{clock.clock}', do)}"
            notice = Notice(markup, "fail" if clock.is_late else "warn", icon="clock")
            notice.link_activated.connect(self._on_link)
            column.addWidget(notice)
        self.is_empty = not pressing


class PhasesPart(_Leading):
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
            rows.link_activated.connect(self._on_link)
            for state in lacking:
                rows.add(state.name, _lacks(state))
            column.addWidget(rows)
            column.addSpacing(px(8))
        for line in told:
            column.addWidget(Label(line, "body", "secondary", wrap=True))
        calm = [clock for clock in clocks if not is_pressing(clock)]
        for clock in calm:
            text = RichText(_clock(clock), "body", "secondary")
            text.link_activated.connect(self._on_link)
            column.addWidget(text)
        self.is_empty = not lacking and not told and not calm


def is_pressing(clock: ClockState) -> bool:
    """Whether a clock is over or nearly so, and nothing was reported."""
    return clock.days is not None and clock.days < SOON


def first_lack(incident: Incident, step: str) -> str:
    """Return where to go on writing at a milestone: the milestone, or what is missing below it once it is known."""
    if incident.milestone(step) and incident.origin == "own":
        lacks = [lack for state in phase_states(incident, incident_phases()) for lack in state.lacks]
        return next((_field(lack) for lack in lacks if lack.step == step), step)
    return step


def _says_something(each: Elapsed) -> bool:
    return each.least_minutes is not None or each.is_contradiction


def _lacks(state: PhaseState) -> str:
    return "<br>".join(_lack(lack) for lack in state.lacks)


def _lack(lack: Lack) -> str:
    return f"{_edit_link(_field(lack), lack.name)}: {escape(lack.sentence)} {escape(lack.remedy)}"


def _clock(clock: ClockState) -> str:
    do = "Change it" if clock.is_decided else "Decide"
    return f"{escape(clock_text(clock))} {_edit_link(f'clocks/{clock.clock}', do)}"


def _edit_link(field: str, text: str) -> str:
    return f'<a href="{_EDIT}{escape(field)}">{escape(text)}</a>'


def _field(lack: Lack) -> str:
    """Return the field of a lack as the editor names it."""
    return lack.field.replace("-", "_")
