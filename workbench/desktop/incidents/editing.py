"""One incident as it is edited: every field keeps itself, and undo takes back one change at a time."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.incidents.edit_clocks import ClocksEdit
from workbench.desktop.incidents.edit_extent import ExtentEdit
from workbench.desktop.incidents.edit_fields import Choice, KeptLine
from workbench.desktop.incidents.edit_rows import Rows
from workbench.desktop.incidents.edit_rules import (
    LINES,
    LISTS,
    READ,
    RESPONSES,
    ROWS,
    TEXTS,
    choices_of,
    lines_in,
    rows_of,
    value_of,
)
from workbench.desktop.incidents.edit_times import MilestonesEdit
from workbench.desktop.incidents.proposals import Proposals
from workbench.desktop.incidents.reading import IncidentView, Systems
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.field_places import FieldPlace, shows_field
from workbench.desktop.kit.keys import page_key
from workbench.desktop.kit.rationale import RationaleField
from workbench.desktop.kit.scrolled import Scrolled
from workbench.desktop.kit.text import Hairline, Label
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.domain.incident import MILESTONES, Incident
from workbench.edits.incidents import ChangeIncident, ChangeResponse

WORKING_COLUMN = 832
AROUND = 96
"""How much above and below the cursor is in sight when editing begins somewhere."""
GROUPS = (
    *("What happened", "How bad it was", "Why it happened", "What was done", "What was learnt"),
    *("Until when to report it", "How it went", "Where it is from"),
)


class IncidentEditor(Scrolled):
    """The fields of one incident; `finished` when a person is done. What is typed is kept without being asked to."""

    finished = Signal()
    clocks_wanted = Signal()
    link_activated = Signal(str)

    def __init__(self, services: Services, view: IncidentView, systems: Systems, parent: QWidget | None = None) -> None:
        super().__init__("Edit incident", parent=parent)
        self._services, self._incident, self._systems = services, view.incident, systems
        self._clocks = view.clocks_on
        self._wanted = ""
        """Where typing is to begin, until it is made."""
        self._starts: dict[str, Callable[[], None]] = {}
        """What puts the cursor into a field, for each that is made."""
        self._shows: list[Callable[[Incident], None]] = []
        """What shows another state of the incident, one for each field that is made."""
        self._offered = choices_of(services.catalogue)
        parts = (
            *(self._what, self._how_bad, self._why, self._done, self._learnt),
            *(self._until_when, self._course, self._origin),
        )
        self._parts = zip(GROUPS, parts, strict=True)
        self.is_whole = False
        """Whether every field is there: they are made part by part, so that the window stays awake."""
        column = self._begin_column()
        self._make_part()
        self.end(column)
        page_key(self, "Esc", self.finished.emit)

    @property
    def key(self) -> str:
        """Of the incident that is edited."""
        return self._incident.key

    def begin_at(self, field: str) -> None:
        """Put the cursor into a field, once that is made; a milestone, or `clocks/` with the id of a clock, is one."""
        self._wanted = field
        self._begin_wanted()

    @Slot()
    def _begin_wanted(self) -> None:
        name, _, which = self._wanted.partition("/")
        if begin := self._starts.get(f"{name}/{which}" if which else name) or self._starts.get(name):
            self._wanted = ""
            begin()
            self._look_at_cursor()

    @Slot()
    def _look_at_cursor(self) -> None:
        at = self.focusWidget()
        if at is not None:
            self.ensureWidgetVisible(at, 0, px(AROUND))

    def show_view(self, view: IncidentView) -> None:
        """Show another state of the same incident: what is being typed stays."""
        self._incident, self._clocks = view.incident, view.clocks_on
        for show in self._shows:
            show(view.incident)

    def _begin_column(self) -> QVBoxLayout:
        column = self.begin(widest=WORKING_COLUMN)
        done = Button("Done", key="Esc")
        done.clicked.connect(self.finished)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(Label(self._incident.key, "mono", "secondary"))
        head.addWidget(Label("Kept as you type", "body", "muted"))
        head.addStretch(1)
        head.addWidget(done)
        column.addLayout(head)
        self._body = QVBoxLayout()
        self._body.setSpacing(px(16))
        column.addLayout(self._body)
        return column

    @Slot()
    def _make_part(self) -> None:
        title, part = next(self._parts, ("", None))
        if part is None:
            self.is_whole = True
            # What came below may have moved it, or made the room to scroll.
            QTimer.singleShot(0, self, self._look_at_cursor)
            return
        if self._body.count():
            self._body.addWidget(Hairline())
        self._body.addWidget(Label(title, "heading"))
        made = len(self._shows)
        part(self._body)
        for show in self._shows[made:]:
            show(self._incident)
        self.grow()
        if self._wanted:
            # Not before it has its place: what takes the focus is scrolled to where it stands.
            QTimer.singleShot(0, self, self._begin_wanted)
        QTimer.singleShot(0, self, self._make_part)

    def _what(self, column: QVBoxLayout) -> None:
        column.addWidget(self._line("title"))
        self._text(column, "summary")
        column.addLayout(_grid(self._deployment(), self._version()))
        milestones = MilestonesEdit()
        milestones.changed.connect(partial(self._write, "milestones"))
        self._shows.append(lambda incident: milestones.show_kept(incident.milestones))
        self._give_history(milestones, "milestones", "milestones")
        self._starts |= {name: partial(milestones.begin, name) for name in MILESTONES}
        column.addWidget(milestones)

    def _deployment(self) -> Field:
        choice = Choice("Deployment", self._systems.names(), nothing="None of ours")
        choice.chosen.connect(partial(self._choose, "deployment_id"))
        self._shows.append(lambda incident: choice.show_kept(incident.deployment_id or ""))
        return Field("Deployment", choice)

    def _version(self) -> Field:
        choice = Choice("Version that ran", {}, nothing="Not known yet")
        choice.chosen.connect(partial(self._choose, "version_id"))

        def show(incident: Incident) -> None:
            choice.set_values(self._systems.versions_of(incident.deployment_id or ""))
            choice.show_kept(incident.version_id or "")

        self._shows.append(show)
        return Field("Version that ran", choice)

    def _how_bad(self, column: QVBoxLayout) -> None:
        names = ("kind", "severity", "grade", "origin")
        lines = ("severity_original", "severity_scale")
        column.addLayout(_grid(*map(self._choice, names), *map(self._line, lines)))
        self._text(column, "impact")
        extent = ExtentEdit()
        extent.changed.connect(partial(self._write, "extent"))
        self._shows.append(lambda incident: extent.show_kept(incident.extent))
        self._give_history(extent, "extent", "extent")
        column.addWidget(extent)

    def _why(self, column: QVBoxLayout) -> None:
        self._add_rows(column, "modes")
        proposals = Proposals(self._services.catalogue)
        proposals.taken.connect(self._on_taken)
        proposals.link_activated.connect(self.link_activated)
        self._shows.append(proposals.show_incident)
        column.addWidget(proposals)
        column.addLayout(_grid(self._choice("category"), QWidget()))
        for name in ("trigger", "root_cause", "contributing_factors"):
            self._text(column, name)
        self._add_rows(column, "controls")

    def _done(self, column: QVBoxLayout) -> None:
        self._text(column, "detection")
        column.addLayout(_grid(self._choice("limit"), QWidget()))
        for name in ("containment", "takeover", "fix", "users_told"):
            self._text(column, name)

    def _learnt(self, column: QVBoxLayout) -> None:
        column.addWidget(self._line("post_mortem"))
        for name in ("pattern", "reviews", "prevention"):
            self._text(column, name)
        self._add_rows(column, "actions")

    def _until_when(self, column: QVBoxLayout) -> None:
        clocks = ClocksEdit(self._services)
        clocks.clocks_wanted.connect(self.clocks_wanted)
        self._shows.append(lambda incident: clocks.show_incident(incident, self._clocks))
        self._starts["clocks"] = clocks.begin
        self._starts |= {f"clocks/{clock.id}": partial(clocks.begin, clock.id) for clock in self._clocks}
        column.addWidget(clocks)

    def _course(self, column: QVBoxLayout) -> None:
        for name in ("timeline", "facts"):
            self._add_rows(column, name)

    def _origin(self, column: QVBoxLayout) -> None:
        for name in ("sources", "external_ids", "credits"):
            self._text(column, name)
        column.addLayout(_grid(*map(self._line, ("reporter", "confidence", "status", "withdrawn"))))
        self._text(column, "disputed")

    def _text(self, column: QVBoxLayout, name: str) -> None:
        title, note = TEXTS[name]
        text = RationaleField(title, note, lines=(2, 12))

        def show(incident: Incident) -> None:
            kept = value_of(incident, name)
            if not text.is_dirty() and not (name in LISTS and lines_in(text.text()) == kept):
                text.set_text(kept if isinstance(kept, str) else "\n".join(kept))

        def write(typed: str) -> None:
            if self._write(name, lines_in(typed) if name in LISTS else typed):
                text.show_kept()

        text.committed.connect(write)
        self._starts[name] = text.field.setFocus
        self._shows.append(show)
        self._give_history(text, name, title)
        column.addWidget(text)

    def _line(self, name: str) -> Field:
        title, hint = LINES[name]
        line = KeptLine(title, hint=hint)

        def write(typed: str) -> None:
            if not self._write(name, typed.strip()):
                line.show_kept(value_of(self._incident, name))

        line.committed.connect(write)
        self._starts[name] = line.setFocus
        self._shows.append(lambda incident: line.show_kept(value_of(incident, name)))
        self._give_history(line, name, title)
        return Field(title, line)

    def _choice(self, name: str) -> Field:
        offered = self._offered[name]
        choice = Choice(offered.title, offered.values, nothing=offered.nothing)
        choice.chosen.connect(partial(self._choose, name))
        self._starts[name] = choice.setFocus
        self._shows.append(lambda incident: choice.show_kept(str(value_of(incident, name) or "")))
        self._give_history(choice, name, offered.title)
        return Field(offered.title, choice)

    def _add_rows(self, column: QVBoxLayout, name: str) -> None:
        title, one, needed, note = ROWS[name]
        rows = Rows(title, self._offered[name].cells, one=one, needed=needed, note=note)
        rows.changed.connect(partial(self._write, name))
        self._starts[name] = rows.begin
        self._shows.append(lambda incident: rows.show_kept(rows_of(incident, name)))
        self._give_history(rows, name, title)
        column.addWidget(rows)

    def _give_history(self, widget: QWidget, name: str, title: str) -> None:
        path = f"response.{name}" if name in RESPONSES else name
        called = f"{title.lower()} of {self.key}"
        shows_field(widget, lambda: FieldPlace(f"incident/{self._incident.id}", path, called))

    def _choose(self, name: str, value: str) -> None:
        self._write(name, value or None)

    @Slot(str)
    def _on_taken(self, mode: str) -> None:
        fields: dict[str, Any] = taken_fields(self._services, self._incident, mode)
        self._services.attempt(ChangeIncident(self.key, fields), f"{self.key}: {mode} taken")

    def _write(self, name: str, value: Any) -> bool:
        try:
            value = READ[name](value) if name in READ else value
        except UserError as error:
            self._services.refuse(str(error))
            return False
        change = ChangeResponse if name in RESPONSES else ChangeIncident
        return self._services.attempt(change(self.key, {name: value})) is not None


def taken_fields(services: Services, incident: Incident, mode: str) -> dict[str, Any]:
    """Return what changes when a proposed mode is taken: the first one is the cause and brings its category."""
    role = "contributing" if incident.modes else "cause"
    fields: dict[str, Any] = {"modes": (*incident.modes, {"mode": mode, "role": role})}
    category = services.catalogue.mode(mode).category
    return fields | ({"category": category} if category and not incident.category else {})


def _grid(*fields: QWidget, columns: int = 2) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(12))
    grid.setVerticalSpacing(px(8))
    for place, field in enumerate(fields):
        grid.addWidget(field, place // columns, place % columns)
        grid.setColumnStretch(place % columns, 1)
    return grid
