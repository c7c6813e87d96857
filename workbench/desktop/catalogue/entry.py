"""One entry of the catalogue as a page to read: prose in a column, notes in its margin."""

from html import escape

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.catalogue.wording import kind_name, lead_of, title_of
from workbench.desktop.catalogue.notes import Notes
from workbench.desktop.catalogue.published import facts as published_facts
from workbench.desktop.catalogue.published import frameworks, published_about
from workbench.desktop.catalogue.reading import EntryFacts
from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button, IconButton, button_row
from workbench.desktop.kit.card import Card
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.markup import mode_markup
from workbench.desktop.kit.prose import Log, Prose
from workbench.desktop.kit.scrolled import Scrolled
from workbench.desktop.kit.signs import SeverityBars
from workbench.desktop.kit.status_picker import CriteriaList
from workbench.desktop.kit.text import Hairline, KeyValueList, Label, RichText, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.domain.catalogue import (
    Catalogue,
    Category,
    Check,
    Control,
    ControlKind,
    FailureMode,
    Operation,
    PublishedEntry,
    SubMode,
)
from workbench.domain.pack import Origin
from workbench.domain.reference import Mitigation, Technique

ABOVE = 40
"""What stays in sight above a part that is scrolled to: its heading."""
PROSE, NOTES, GAP, MARGIN = 720, 176, 32, 32
WIDE = 560
"""Below this width the notes stand under the text."""
RELATIONS = {
    "causes": "Causes",
    "amplified-by": "Amplified by",
    "looks-like": "Looks like",
    "conflicts-with": "Conflicts with",
    "also-under": "Also under",
}
VERSIONS_LINK = "workbench:versions/"
NO_FACTS = EntryFacts()
Entry = FailureMode | Category | PublishedEntry


class EntryView(Scrolled):
    """Shows a failure mode, a category or what was published; `link_activated` for every link."""

    link_activated = Signal(str)
    edit_asked = Signal()
    more_asked = Signal(QWidget)
    """What else can be done, at the button."""
    kept = Signal()
    """The team's text stands, although the built-in one has changed."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None, *, is_preview: bool = False) -> None:
        super().__init__("Preview" if is_preview else "Entry", parent=parent)
        self._is_preview = is_preview
        self._catalogue = catalogue
        self._entry: Entry | None = None
        self._facts = NO_FACTS
        self._is_wide = True
        self._notes: Notes | None = None
        self._check: QWidget | None = None
        self._control_list: QWidget | None = None
        self._counts: dict[str, Label] = {}
        look().changed.connect(self._rebuild)

    @property
    def entry(self) -> Entry | None:
        """The entry that is shown."""
        return self._entry

    def show_entry(self, entry: Entry | None) -> None:
        """Show another entry from its top; what the workspace knows about it follows."""
        self._entry, self._facts = entry, NO_FACTS
        self._rebuild()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Take names and origins from another state of the catalogue from now on."""
        self._catalogue = catalogue

    def show_facts(self, facts: EntryFacts) -> None:
        """Fill in what the workspace knows about the entry."""
        self._facts = facts
        for control_id, label in self._counts.items():
            count = facts.in_place.get(control_id, 0)
            label.setText(f"{count} review{'s' if count != 1 else ''}" if count else "no review")
        if self._notes is None:
            return
        if isinstance(self._entry, FailureMode):
            self._notes.show_mode(self._entry, facts)
        elif isinstance(self._entry, Category):
            self._notes.show_category(self._entry, facts)
        elif self._entry is not None:
            self._notes.show_published(self._entry)

    def show_part(self, argument: str) -> None:
        """Scroll to the check that has this id, or to the controls for `control/…`; else stay."""
        entry, part = self._entry, None
        if argument.startswith("control/"):
            part = self._control_list
        elif isinstance(entry, FailureMode | Operation) and argument == entry.check.id:
            part = self._check
        content = self.widget()
        if part is not None and content is not None:
            self.verticalScrollBar().setValue(part.mapTo(content, QPoint(0, 0)).y() - px(ABOVE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the notes where there is room."""
        super().resizeEvent(event)
        if (self.viewport().width() >= px(WIDE)) != self._is_wide:
            self._rebuild()

    @Slot()
    def _rebuild(self) -> None:
        self._is_wide = self.viewport().width() >= px(WIDE)
        self._counts, self._check, self._control_list, self._notes = {}, None, None, None
        column = self.begin(widest=PROSE + GAP + NOTES, margin=MARGIN if self._is_wide else 24)
        if self._entry is not None:
            column.addWidget(self._body(self._entry))
        self.end(column)
        self.show_facts(self._facts)

    def _body(self, entry: Entry) -> QWidget:
        text = _Part()
        self._fill(text.column, entry)
        self._notes = Notes(self._catalogue)
        self._notes.link_activated.connect(self.link_activated)
        body = QWidget()
        row = QHBoxLayout(body) if self._is_wide else QVBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(GAP))
        row.addWidget(text, 1)
        row.addWidget(self._notes, 0, Qt.AlignmentFlag.AlignTop)
        if self._is_wide:
            self._notes.setFixedWidth(px(NOTES))
        else:
            row.setAlignment(self._notes, Qt.AlignmentFlag(0))
        return body

    def _fill(self, column: QVBoxLayout, entry: Entry) -> None:
        marks: list[QWidget]
        if isinstance(entry, FailureMode):
            self._fill_mode(column, entry)
        elif isinstance(entry, Category):
            marks = [Label("Post-mortem category", "body", "secondary")]
            key = f"category/{entry.id}"
            column.addWidget(_head(marks, entry.name, entry.impact, self._buttons()))
            self._add_standing(column, key)
            column.addWidget(self._prose(entry.prose))
        else:
            is_reference = isinstance(entry, Technique | Mitigation)
            lead = "" if is_reference else lead_of(entry)
            marks = [Label(kind_name(entry), "body", "secondary")]
            if isinstance(entry, Operation):
                set_by = ", severity set by us" if entry.severity_source == "set by us" else ""
                marks = [SeverityBars(entry.severity.value), Label(f"{kind_name(entry)}{set_by}", "body", "secondary")]
            column.addWidget(_head(marks, title_of(entry), lead))
            if isinstance(entry, Operation):
                self._check = self._check_part(entry.check)
                column.addWidget(self._check)
            if is_reference:
                column.addWidget(self._prose(lead_of(entry)))
            if (facts := published_facts(self._catalogue, entry, self.link_activated.emit)) is not None:
                column.addWidget(facts)
            column.addStretch(1)  # or a short entry spreads over the height of its notes
            return
        if (known := frameworks(self._catalogue, entry.id, self.link_activated.emit)) is not None:
            _add(column, "In other frameworks", known)
        if (about := published_about(self._catalogue, entry, self.link_activated.emit)) is not None:
            _add(column, "Published about it", about)

    def _fill_mode(self, column: QVBoxLayout, entry: FailureMode) -> None:
        marks: list[QWidget] = [Label(entry.id, "mono", "secondary", selectable=True)]
        marks.append(SeverityBars(entry.severity.value))
        set_by_us = ", severity set by us" if entry.severity_source == "set by us" else ""
        marks.append(Label(f"{entry.mode_class}{set_by_us}", "body", "secondary"))
        column.addWidget(_head(marks, entry.name, entry.lead, self._buttons()))
        self._add_standing(column, entry.id)
        _add(column, "How it happens", self._prose(entry.mechanism))
        _add(column, "What it looks like", _log(entry.log_sample))
        _add(column, "Root cause", self._prose(entry.root_cause))
        self._control_list = self._controls(entry.controls)
        _add(column, "Controls", self._control_list, "in place in")
        self._check = self._check_part(entry.check)
        column.addWidget(self._check)
        if entry.sub_modes:
            _add(column, "Sub-modes", self._sub_modes(entry.sub_modes))
        if entry.links:
            _add(column, "Linked modes", self._links(entry))

    def _buttons(self) -> QWidget | None:
        """Return what can be done with an entry that a person may change; nothing in a preview."""
        if self._is_preview:
            return None
        edit, more = Button("Edit", "small", icon="pencil", key="E"), IconButton("ellipsis", "More for this entry")
        edit.clicked.connect(self.edit_asked)
        more.clicked.connect(lambda: self.more_asked.emit(more))
        return button_row(edit, more)

    def _add_standing(self, column: QVBoxLayout, key: str) -> None:
        """Say that an entry is deprecated, and that the built-in text beneath it has changed."""
        origin = Origin() if self._is_preview else self._catalogue.origin(key)
        if origin.deprecated:
            said = f"<b>Deprecated.</b> New reviews do not ask it. {escape(origin.deprecated)}"
            column.addWidget(Notice(said, "pale", icon="info"))
        if origin.is_behind:
            notice = Notice("<b>The built-in entry has changed</b> since ours was written.", "pale", icon="git-compare")
            compare, keep = Button("Compare", "small"), Button("Keep ours", "small")
            compare.clicked.connect(lambda: self.link_activated.emit(f"{VERSIONS_LINK}{key}"))
            keep.clicked.connect(self.kept)
            notice.add_right(button_row(compare, keep))
            column.addWidget(notice)

    def _controls(self, controls: tuple[Control, ...]) -> QWidget:
        """Return a line per control, by kind; eight stand as quietly as four."""
        part = _Part(spacing=0)
        for control in sorted(controls, key=lambda one: list(ControlKind).index(one.kind)):
            part.column.addWidget(Hairline())
            row = QHBoxLayout()
            row.setContentsMargins(0, px(5), 0, px(5))
            row.setSpacing(px(12))
            kind = Label(control.kind.value.capitalize(), "body", "muted", tall=True)
            kind.setFixedWidth(px(72))
            row.addWidget(kind, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(control.name, "body", wrap=True), 1)
            self._counts[control.id] = Label("", "body", "muted", tall=True)
            row.addWidget(self._counts[control.id], 0, Qt.AlignmentFlag.AlignTop)
            part.column.addLayout(row)
        part.column.addWidget(Hairline())
        return part

    def _check_part(self, check: Check) -> QWidget:
        part = _Part(spacing=4)
        heading = SectionHeading("The check")
        heading.add_right(Label(check.id, "mono", "secondary", selectable=True))
        part.column.addWidget(heading)
        part.column.addWidget(Label(check.question, "name", wrap=True))
        part.column.addWidget(Label(f"Asked when {check.because}.", "body", "secondary", wrap=True))
        part.column.addSpacing(px(4))
        criteria = CriteriaList()
        texts = check.criteria
        criteria.set_criteria({"pass": texts.passes, "warn": texts.warns, "fail": texts.fails})
        part.column.addWidget(criteria)
        return part

    def _links(self, mode: FailureMode) -> QWidget:
        rows = KeyValueList(columns=True)
        rows.link_activated.connect(self.link_activated)
        for one in mode.links:
            value = _Part(spacing=0)
            target = RichText(mode_markup(self._catalogue, one.to)).in_list()
            target.link_activated.connect(self.link_activated)
            value.column.addWidget(target)
            value.column.addWidget(Label(one.note, "label_regular", "muted", wrap=True))
            rows.add(RELATIONS[one.relation], value)
        return rows

    def _sub_modes(self, sub_modes: tuple[SubMode, ...]) -> QWidget:
        """Return each sub-mode with its paragraph; where none has one, their gists in two columns."""
        if not any(sub.prose for sub in sub_modes):
            return _gists(sub_modes)
        part = _Part(spacing=0)
        for sub in sub_modes:
            part.column.addWidget(Hairline())
            part.column.addSpacing(px(6))
            name = SectionHeading(sub.name)
            name.add_right(Label(sub.id, "mono", "secondary", selectable=True))
            part.column.addWidget(name)
            part.column.addWidget(Label(sub.gist, "body", "muted", wrap=True))
            part.column.addWidget(self._prose(sub.prose))
            part.column.addSpacing(px(8))
        return part

    def _prose(self, markdown: str) -> Prose:
        prose = Prose(markdown)
        prose.link_activated.connect(self.link_activated)
        return prose


class _Part(QWidget):
    """A column of a page."""

    def __init__(self, *, spacing: int = 16) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(spacing))


def _add(column: QVBoxLayout, title: str, content: QWidget, right: str = "") -> None:
    part = _Part(spacing=2)
    heading = SectionHeading(title)
    if right:
        heading.add_right(Label(right, "body", "muted"))
    part.column.addWidget(heading)
    part.column.addWidget(content)
    column.addWidget(part)


def _head(marks: list[QWidget], name: str, lead: str, buttons: QWidget | None = None) -> QWidget:
    part = _Part(spacing=4)
    if buttons is not None:
        marks = [*marks, buttons]
    row = QWidget()
    row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    flow = FlowLayout(row, gap=12)
    for mark in marks:
        mark.setFixedHeight(px(20 if buttons is None else 28))
        flow.addWidget(mark)
    part.column.addWidget(row)
    part.column.addWidget(Label(name, "display", wrap=True, selectable=True))
    if lead:
        part.column.addWidget(Label(lead, "lead", "secondary", wrap=True, selectable=True))
    return part


def _log(sample: str) -> QWidget:
    card = Card("pale", padding=12)
    card.column.addWidget(Log(sample))
    return card


def _gists(sub_modes: tuple[SubMode, ...]) -> QWidget:
    widget = QWidget()
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(24))
    grid.setVerticalSpacing(px(6))
    for number, sub in enumerate(sub_modes):
        cell = _Part(spacing=0)
        cell.column.addWidget(Label(sub.name, "name", wrap=True))
        cell.column.addWidget(Label(sub.gist, "label_regular", "muted", wrap=True))
        cell.column.addStretch(1)
        cell.column.addSpacing(px(6))
        cell.column.addWidget(Hairline())
        grid.addWidget(cell, number // 2, number % 2)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return widget
