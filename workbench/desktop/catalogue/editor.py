"""The editor of an entry: a form, its page as it will be read, and its file; what is wrong stands at its field."""

import re
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.catalogue.diff_view import DiffView
from workbench.desktop.catalogue.editing import Checked, Draft, FieldPath, check_text, read_draft, slug_of
from workbench.desktop.catalogue.entry import EntryView
from workbench.desktop.catalogue.form import ControlsField, Fields, RowsField
from workbench.desktop.catalogue.form_fields import CATEGORY_PARTS, LINK, MODE_PARTS, MODE_SOURCES, SUB_MODE
from workbench.desktop.catalogue.new_control import NewControlDialog
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.drop_zone import Refusal
from workbench.desktop.kit.page import PageFoot
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.scrolled import Scrolled
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.tabs import Tabs
from workbench.desktop.kit.text import Hairline, Label, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.shell.services import Services
from workbench.domain.errors import UserError
from workbench.edits.catalogue import AddEntry, EditEntry

REST_MS = 400
"""How long typing rests before the text is looked over."""
FORM, PREVIEW, FILE = range(3)
WIDEST = 832
NEW_CATEGORY = "category"
OVER_BUILTIN = "What you keep is a text of your own, which stands in place of the built-in one."


class EditorView(QWidget):
    """Edits one entry; half-typed changes stay here while the window is open."""

    left = Signal(str)
    """Done, or given up: to the entry of a key, "" for none."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._asked = ""
        self._draft: Draft | None = None
        self._is_changed = False
        self._refused = ""
        self._was_refused = False
        """Somebody pressed the button and waits to be told what is wrong."""
        """Why it could not be kept."""
        self._groups: list[Fields] = []
        self._sub_modes: RowsField | None = None
        self._links: RowsField | None = None
        self._controls: ControlsField | None = None
        self.head = PageHead("")
        self.tabs = Tabs(("Form", "Preview", "File"), "Ways to see the entry")
        self._form = Scrolled("The form of the entry")
        self.preview = EntryView(services.catalogue, is_preview=True)
        self._file = DiffView("The file")
        self._stack = QStackedWidget()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._build()
        self._rest.timeout.connect(self._check)
        self.tabs.current_changed.connect(self._stack.setCurrentIndex)
        look().changed.connect(self._rebuild)

    def _build(self) -> None:
        self.head.add_tabs(self.tabs)
        for view in (self._form, self.preview, self._file):
            self._stack.addWidget(view)
        self._refusal = Refusal()
        self._cancel, self._keep = Button("Cancel"), Button("Keep the entry", "primary")
        self._cancel.clicked.connect(self._on_cancel)
        self._keep.clicked.connect(self._on_keep)
        foot = PageFoot()
        surface(foot, "sunken")
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(24), px(12), px(24), px(12))
        row.setSpacing(px(8))
        row.addWidget(self._refusal, 1)
        row.addStretch(0)
        for button in (self._cancel, self._keep):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self._cancel)
        row.addWidget(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, self._stack, Hairline(), foot):
            column.addWidget(part, 1 if part is self._stack else 0)

    def open(self, key: str) -> None:
        """Edit an entry, "" for a new mode and `category` for a new category; what was half typed is still there."""
        if self._draft is not None and self._asked == key and self._is_changed:
            return
        self._asked = key
        is_new = key in ("", NEW_CATEGORY)
        read = partial(_draft_or_reason, key="" if is_new else key, is_mode=key != NEW_CATEGORY)
        self._services.fetch(read, self._on_read, self, key="draft")

    def _on_read(self, found: Draft | str) -> None:
        if isinstance(found, str):
            self._services.refuse(found)
            self.left.emit("")
            return
        self._draft = found
        self._is_changed, self._refused = False, ""
        noun = "failure mode" if found.is_mode else "category"
        self.head.set_title("Edit" if found.key else f"New {noun}", "", found.key.rpartition("/")[2])
        self.tabs.set_current(FORM)
        self._stack.setCurrentIndex(FORM)
        self._show_form(found.data)
        self._check()

    @Slot()
    def _rebuild(self) -> None:
        if self._draft is not None:
            self._show_form(self.data())

    def _show_form(self, data: dict[str, Any]) -> None:
        draft, catalogue = self._draft, self._services.catalogue
        assert draft is not None
        column = self._form.begin(widest=WIDEST, margin=24)
        self._groups, self._sub_modes, self._links, self._controls = [], None, None, None
        if draft.is_builtin:
            column.addWidget(Label(OVER_BUILTIN, "body", "secondary", wrap=True))
        for title, specs in MODE_PARTS if draft.is_mode else CATEGORY_PARTS:
            column.addWidget(SectionHeading(title))
            self._add(column, Fields(specs, catalogue, data, is_new=not draft.key))
        if draft.is_mode:
            self._controls = ControlsField(catalogue, data.get("controls") or ())
            self._controls.new_asked.connect(self._on_new_control)
            self._sub_modes = RowsField("sub-mode", SUB_MODE, catalogue, data.get("sub_modes") or ())
            self._links = RowsField("link", LINK, catalogue, data.get("links") or ())
            parts = (("Controls", self._controls), ("Sub-modes", self._sub_modes), ("Linked modes", self._links))
            for title, part in parts:
                column.addWidget(SectionHeading(title))
                self._add(column, part)
            self._add(column, Fields((MODE_SOURCES,), catalogue, data, is_new=True))
        self._form.end(column)
        first = self._groups[0].field(("name",))
        if first is not None:
            first.control.setFocus()

    def _add(self, column: QVBoxLayout, part: Fields | RowsField | ControlsField) -> None:
        if isinstance(part, Fields):
            self._groups.append(part)
        part.edited.connect(self._on_edited)
        column.addWidget(part)

    def data(self) -> dict[str, Any]:
        """Return what the form says, as `mode_data` and `category_data` have it."""
        draft = self._draft
        assert draft is not None
        data = {**draft.data}
        for group in self._groups:
            for path, value in group.values().items():
                _set(data, path, value)
        if self._controls is not None and self._sub_modes is not None and self._links is not None:
            data["controls"] = self._controls.ids()
            data["sub_modes"] = _numbered(self._sub_modes.rows(), str(data.get("id") or ""))
            data["links"] = self._links.rows()
        if draft.is_mode and not data.get("slug"):
            data["slug"] = slug_of(str(data.get("name") or ""))
        return data

    @Slot()
    def _on_edited(self) -> None:
        self._is_changed, self._refused = True, ""
        self._rest.start()

    @Slot()
    def _check(self) -> None:
        draft = self._draft
        if draft is None:
            return
        data = self.data()
        text = draft.text(data)
        self._file.show_text(text)
        check = partial(check_text, draft=draft, text=text, entry_id=str(data.get("id") or ""))
        self._services.fetch(check, self._on_checked, self, key="check")

    def _on_checked(self, checked: Checked) -> None:
        if self._refused and not checked.fault:
            self._say((), self._refused.removesuffix("."))
        else:
            self._say(checked.field, checked.fault if self._is_changed else "")
        if checked.entry is not None:
            self.preview.set_catalogue(checked.catalogue)
            self.preview.show_entry(checked.entry)

    def _say(self, path: FieldPath, fault: str) -> None:
        """Let the field that is wrong say so, and no other; what no field can say stands in the foot."""
        sentence = f"{fault[:1].upper()}{fault[1:]}." if fault else ""
        found = False
        place: QWidget | None = None
        for group in self._groups:
            wrong = group.field(path)
            for field in group.fields():
                field.set_error(named(sentence, group.label(path)) if field is wrong else "")
            found |= wrong is not None
            place = wrong or place
        rows = {("controls",): self._controls, ("sub_modes",): self._sub_modes, ("links",): self._links}
        for name, part in rows.items():
            if part is not None:
                part.set_error(sentence if name == path else "")
                found |= name == path
                place = part if name == path else place
        self._refusal.say("" if found else sentence)
        if self._was_refused and place is not None:
            self._was_refused = False
            self._show_place(place)

    def _show_place(self, place: QWidget) -> None:
        """Bring what is wrong into sight: it may stand far below the button that was pressed."""
        self.tabs.set_current(0)
        if isinstance(place, Field):
            place.control.setFocus()
        self._form.grow()
        self._form.ensureWidgetVisible(place, 0, px(24))

    @Slot()
    def _on_keep(self) -> None:
        draft, data = self._draft, self.data()
        if draft is None:
            return
        text = draft.text(data)
        edit = EditEntry(draft.key, text, draft.seen) if draft.key else AddEntry(text)
        try:
            self._services.write(edit)
        except UserError as error:
            self._is_changed, self._refused, self._was_refused = True, str(error), True
            self._check()
            return
        self._draft, self._is_changed = None, False
        key = draft.key or str(data["id"] if draft.is_mode else f"category/{data['id']}")
        self._services.toast("Entry kept" if draft.key else "Entry added")
        self.left.emit(key)

    @Slot()
    def _on_cancel(self) -> None:
        key = self._draft.key if self._draft else ""
        self._draft, self._is_changed = None, False
        self.left.emit(key)

    @Slot()
    def _on_new_control(self) -> None:
        dialog = NewControlDialog(self._services, self.window())
        dialog.made.connect(self._on_control_made)
        dialog.open()

    @Slot(object)
    def _on_control_made(self, control: Any) -> None:
        if self._controls is not None:
            self._controls.add(control)


def named(sentence: str, label: str) -> str:
    """Return a fault with the label of its field in place of the name that stands in the file."""
    return re.sub(r"^`[^`]+`", label, sentence)


def _draft_or_reason(store: Any, key: str, is_mode: bool) -> Draft | str:
    try:
        return read_draft(store, key, is_mode)
    except UserError as error:
        return str(error)


def _set(data: dict[str, Any], path: FieldPath, value: Any) -> None:
    for part in path[:-1]:
        data[part] = dict(data.get(part) or {})
        data = data[part]
    data[path[-1]] = value


def _numbered(rows: list[dict[str, Any]], mode_id: str) -> list[dict[str, Any]]:
    """Give new sub-modes the next number and a slug; ids that are there stay."""
    taken = [int(str(row["id"]).rpartition(".")[2]) for row in rows if row.get("id")]
    last = max(taken, default=0)
    for row in rows:
        if not row.get("id"):
            last += 1
            row["id"] = f"{mode_id}.{last}"
        if not row.get("slug"):
            row["slug"] = slug_of(str(row.get("name") or ""))
    return rows
