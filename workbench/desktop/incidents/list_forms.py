"""The forms of one list of incidents: beside its detail, a table, along time; and what stands for an empty one."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from workbench.charts.incident_times import build_incident_times
from workbench.desktop.incidents.acting import SelectedIncidents
from workbench.desktop.incidents.columns import IncidentColumns, IncidentTable, columns
from workbench.desktop.incidents.filters import pop_up_below
from workbench.desktop.incidents.model import IncidentsModel
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.chart_view import ChartCard
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.scrolled import EvenArea
from workbench.desktop.kit.search_field import nothing_matches
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.services import Services
from workbench.domain.incident_filter import IncidentFilter, TimeCount
from workbench.storage.incident_list import IncidentList
from workbench.storage.incident_times import read_times

FORMS = ("With detail", "Table", "Timeline")
BESIDE, TABLE, TIMES = range(3)
NOTHING_YET = "No incidents yet. Record one when something goes wrong, or import the post-mortems you have."


class FormButton(Button):
    """Names the form that is shown and opens the menu of all; `chosen` with one of `FORMS`."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("", "quiet", opens_menu=True)
        self.clicked.connect(self._on_clicked)
        self.show_form(BESIDE)

    def show_form(self, form: int) -> None:
        """Name a form."""
        self.setText(FORMS[form])
        self.setAccessibleName(f"Form of the list: {FORMS[form]}")
        self.updateGeometry()

    @Slot()
    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for form, name in enumerate(FORMS):
            menu.addAction(name).triggered.connect(partial(self._choose, form))
        pop_up_below(menu, self)

    def _choose(self, form: int, _checked: bool = False) -> None:
        self.chosen.emit(form)


class ListForms(QStackedWidget):
    """Shows one of the forms, or why there is nothing to show."""

    key_opened = Signal(str)
    """An incident was opened in the table."""
    order_chosen = Signal(str)
    narrowed = Signal(object)
    """A cell of the timeline was opened: the `IncidentFilter` of its incidents."""

    def __init__(
        self, services: Services, model: IncidentsModel, beside: QWidget, categories: Mapping[str, str]
    ) -> None:
        """`beside`: the list with its detail."""
        super().__init__()
        self._services = services
        self.form = BESIDE
        self._wanted = IncidentFilter()
        self._has_rows = False
        self._beside = beside
        self.table = IncidentTable(IncidentColumns(model, columns(categories), self))
        self.selected = SelectedIncidents(services, self.table)
        self.times: ChartCard | None = None
        self._all, room = _pane(px(16), 0)
        room.addWidget(self.table)
        content, self._room = _pane(px(24), px(16))
        surface(content, "surface")
        self._time = EvenArea()
        self._time.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._time.setAccessibleName("Incidents along time")
        self._time.setWidget(content)
        self._time.keep_right(self._room, 24)
        self.nothing_yet = EmptyState("siren", NOTHING_YET, button="New incident", key="Ctrl I", link="Import…")
        self.no_match = EmptyState("search", "", link="Search everything")
        for pane in (beside, self._all, self._time, self.nothing_yet, self.no_match):
            self.addWidget(pane)
        self.table.key_opened.connect(self.key_opened)
        self.table.order_chosen.connect(self.order_chosen)

    def show_form(self, form: int) -> None:
        """Show the list in another form."""
        self.form = form
        self._show()

    def show_list(self, found: IncidentList, words: str) -> None:
        """Show a list, or why it is empty; `words` say what it was narrowed to."""
        self._wanted, self._has_rows = found.wanted, bool(found.rows)
        self.table.show_order(found.wanted.order)
        if found.is_empty:
            self.setCurrentWidget(self.nothing_yet)
        elif not found.rows:
            self.no_match.set_sentence(nothing_matches(words, found.wanted.text))
            self.setCurrentWidget(self.no_match)
        else:
            self._show()

    def _show(self) -> None:
        if self._has_rows:
            self.setCurrentWidget((self._beside, self._all, self._time)[self.form])
        if self._has_rows and self.form == TIMES:
            read = partial(read_times, wanted=self._wanted)
            self._services.fetch(read, self._show_times, self, key="times")

    def _show_times(self, counts: list[TimeCount]) -> None:
        spec = build_incident_times(counts)
        if self.times is None:
            self.times = ChartCard(spec)
            self.times.cell_activated.connect(self._on_cell)
            self._room.addWidget(self.times)
        else:
            self.times.set_spec(spec)

    @Slot(str)
    def _on_cell(self, key: str) -> None:
        when, origin, severity = key.split("|")
        # What has no severity is asked for in words: no facet says it.
        text = self._wanted.text if severity else f"{self._wanted.text} -has:severity".strip()
        narrowed = {"year": when, "origin": origin, "severity": severity, "text": text}
        self.narrowed.emit(self._wanted.model_copy(update=narrowed))


def _pane(side: int, top: int) -> tuple[QWidget, QVBoxLayout]:
    pane = QWidget()
    room = QVBoxLayout(pane)
    room.setContentsMargins(side, top, side, top)
    return pane, room
