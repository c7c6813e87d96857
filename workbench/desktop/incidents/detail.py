"""One incident, from its phases to its sources."""

from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.incidents.facts import kind_text, origin_markup, source_markup, what_is_known
from workbench.desktop.incidents.lessons import Lessons
from workbench.desktop.incidents.phases_part import LateNotice, PhasesPart, first_lack
from workbench.desktop.incidents.proposals import CategoryProposal, Proposals, proposed_category
from workbench.desktop.incidents.reading import IncidentView
from workbench.desktop.incidents.recall_part import DoubtNotice, RecallPart
from workbench.desktop.incidents.similar_part import SimilarPart
from workbench.desktop.incidents.timeline import PhaseBars, Timeline
from workbench.desktop.incidents.wording import GRADE_WORDS, caution, phases, timeline
from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button, IconButton, button_row
from workbench.desktop.kit.chips import Chip
from workbench.desktop.kit.field_places import FieldPlace, shows_field
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.markup import link
from workbench.desktop.kit.prose import Prose
from workbench.desktop.kit.scrolled import Scrolled
from workbench.desktop.kit.signs import SeverityBars
from workbench.desktop.kit.source_badge import SourceBadge
from workbench.desktop.kit.text import KeyValueList, Label, RichText, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.domain.catalogue import Catalogue
from workbench.domain.incident import Incident

WORKING_COLUMN = 832


class IncidentDetail(Scrolled):
    """Shows one incident; `link_activated` for every link, `menu_wanted` for what can be done with it."""

    link_activated = Signal(str)
    menu_wanted = Signal(QWidget)
    """The button that the menu belongs to."""
    edit_wanted = Signal(str)
    """A person wants to edit it, from a field on; empty from its title."""
    mode_taken = Signal(str)
    """A person took a failure mode that was proposed."""
    category_taken = Signal(str)
    """A person took the category that was proposed."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__("Incident", parent=parent)
        self._catalogue = catalogue
        self._view: IncidentView | None = None
        self._lessons: Lessons | None = None
        self._edit: Button | None = None
        look().changed.connect(self._rebuild)
        shows_field(self, self._place)

    @property
    def view(self) -> IncidentView | None:
        """What is shown."""
        return self._view

    @property
    def incident(self) -> Incident | None:
        """The incident that is shown."""
        return self._view.incident if self._view else None

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Name and link what the catalogue says now: an import brings entries that its incidents lead to."""
        self._catalogue = catalogue
        self._rebuild(keep_place=True)

    def show_incident(self, view: IncidentView | None) -> None:
        """Show another incident, from its top; None shows nothing."""
        is_same = view is not None and self._view is not None and view.incident.id == self._view.incident.id
        self._view = view
        self._rebuild(keep_place=is_same)

    def _place(self) -> FieldPlace | None:
        incident = self.incident
        return FieldPlace(f"incident/{incident.id}", "", incident.key) if incident else None

    def focus_edit(self) -> None:
        """Put the focus on the button that edits."""
        if self._edit is not None:
            self._edit.setFocus()

    def show_lessons(self, lessons: Lessons | None) -> None:
        """Show what the incident recalls; what was read for another one is left alone."""
        if lessons != self._lessons and lessons is not None and self._view is not None:
            self._lessons = lessons
            if lessons.incident == self._view.incident.key:
                is_on_edit = self._edit is not None and self._edit.hasFocus()
                self._rebuild(keep_place=True)
                if is_on_edit:
                    self.focus_edit()

    @Slot()
    def _rebuild(self, *, keep_place: bool = False) -> None:
        column = self.begin(widest=WORKING_COLUMN)
        if self._view is not None:
            self._fill(column, self._view)
        self.end(column, keep_place=keep_place)

    def _fill(self, column: QVBoxLayout, view: IncidentView) -> None:
        incident = view.incident
        column.addWidget(self._head(incident))
        warning = caution(incident.kind, incident.grade)
        if warning:
            column.addWidget(Notice(warning, "unknown", icon="flask-conical"))
        late = LateNotice(view.clocks)
        late.edit_wanted.connect(self.edit_wanted)
        if not late.is_empty:
            column.addWidget(late)
        bars = PhaseBars(phases(incident))
        bars.chosen.connect(self._on_phase)
        column.addWidget(bars)
        lessons = self._lessons if self._lessons and self._lessons.incident == incident.key else None
        if lessons:
            self._add_part(column, DoubtNotice(lessons, self._names()))
        if incident.summary:
            column.addWidget(self._prose(incident.summary))
        self._add_timeline(column, incident)
        if lessons:
            self._add_part(column, RecallPart(lessons))
        column.addWidget(self._rows(view))
        life = PhasesPart(incident, view.clocks)
        life.edit_wanted.connect(self.edit_wanted)
        if not life.is_empty:
            column.addWidget(life)
        if lessons:
            self._add_part(column, SimilarPart(lessons.similar))

    def _add_part(self, column: QVBoxLayout, part: DoubtNotice | RecallPart | SimilarPart) -> None:
        part.link_activated.connect(self.link_activated)
        column.addWidget(part)

    def _names(self) -> dict[str, str]:
        modes = {mode.id: mode.name for mode in self._catalogue.modes}
        return modes | {category.id: category.name for category in self._catalogue.categories}

    def _head(self, incident: Incident) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        first = QHBoxLayout()
        marks = QWidget()
        marks.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        flow = FlowLayout(marks, gap=10)
        flow.setContentsMargins(0, px(6), 0, 0)  # a line of marks stands in the middle of the buttons beside it
        for mark in self._marks(incident):
            mark.setFixedHeight(px(20))
            flow.addWidget(mark)
        first.addWidget(marks, 1)
        self._edit = Button("Edit", icon="pencil", key="E")
        self._edit.clicked.connect(self._on_edit)
        more = IconButton("ellipsis", "More")
        more.clicked.connect(self._on_more)
        first.addWidget(button_row(self._edit, more), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        column.addWidget(Label(incident.title, "title", wrap=True, selectable=True))
        return head

    def _marks(self, incident: Incident) -> list[QWidget]:
        marks: list[QWidget] = [Label(incident.key, "mono", "secondary", selectable=True)]
        if incident.severity:
            marks.append(SeverityBars(incident.severity.value))
        marks.append(Chip(GRADE_WORDS[incident.grade]))
        category = next((one for one in self._catalogue.categories if one.id == incident.category), None)
        if category:
            name = self._rich(link("category", category.id, category.name))
            name.setWordWrap(False)
            marks.append(name)
        return marks

    def _add_timeline(self, column: QVBoxLayout, incident: Incident) -> None:
        note, moments = timeline(incident)
        if moments:
            part = QVBoxLayout()
            part.setSpacing(px(4))
            part.addWidget(SectionHeading("Timeline", note))
            part.addWidget(Timeline(moments))
            column.addLayout(part)

    def _rows(self, view: IncidentView) -> QWidget:
        incident = view.incident
        rows = KeyValueList(columns=True)
        rows.link_activated.connect(self.link_activated)
        for label, value in what_is_known(self._catalogue, view):
            rows.add(label, value)
        if incident.origin == "own":
            self._propose(rows, incident)
        if proposed := proposed_category(self._catalogue, incident):
            category = CategoryProposal(self._catalogue, *proposed)
            category.taken.connect(self.category_taken)
            category.link_activated.connect(self.link_activated)
            rows.add("Category", category)
        for source in incident.sources:
            rows.add("Source", self._source(source))
        rows.add("Recorded", self._recorded(view))
        for origin in view.provenance:
            rows.add("Imported", origin_markup(origin))
        return rows

    def _propose(self, rows: KeyValueList, incident: Incident) -> None:
        proposals = Proposals(self._catalogue)
        proposals.taken.connect(self.mode_taken)
        proposals.link_activated.connect(self.link_activated)
        proposals.show_incident(incident)
        if proposals.isHidden():
            proposals.deleteLater()
        else:
            rows.add("Failure modes", proposals)

    def _recorded(self, view: IncidentView) -> str:
        at = view.incident.recorded_at
        who = f" by {escape(view.recorded_by)}" if view.recorded_by else ""
        return f"{at.day} {at:%b %Y}{who} · {kind_text(view.incident)}"

    def _source(self, source_id: str) -> QWidget:
        markup, badge = source_markup(self._catalogue, source_id)
        text = self._rich(markup)
        if not badge:
            return text
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(text)
        column.addWidget(SourceBadge(badge))
        return widget

    def _rich(self, markup: str) -> RichText:
        text = RichText(markup).in_list()
        text.link_activated.connect(self.link_activated)
        return text

    def _prose(self, markdown: str) -> Prose:
        prose = Prose(markdown)
        prose.link_activated.connect(self.link_activated)
        return prose

    @Slot(str)
    def _on_phase(self, step: str) -> None:
        if self.incident is not None:
            self.edit_wanted.emit(first_lack(self.incident, step))

    @Slot()
    def _on_edit(self) -> None:
        self.edit_wanted.emit("")

    @Slot()
    def _on_more(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self.menu_wanted.emit(button)
