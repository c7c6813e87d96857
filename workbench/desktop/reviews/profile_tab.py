"""The profile of the reviewed version: single values as a form, tools, sources and services as tables."""

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.moments import day
from workbench.desktop.kit.text import KeyValueList, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.changes_part import ChangesPart
from workbench.desktop.reviews.column import Column
from workbench.desktop.reviews.history_places import shows_profile
from workbench.desktop.reviews.model import ReviewModel
from workbench.desktop.reviews.profile_filling import ProfileFilling
from workbench.desktop.reviews.profile_form import NOBODY, ProfileForm, read_out
from workbench.desktop.reviews.sheet_model import services_model, sources_model, tools_model
from workbench.desktop.reviews.sheet_part import SheetPart
from workbench.domain.deployment import Profile
from workbench.domain.errors import UserError
from workbench.edits.deployments import FillProfile, SetProfile
from workbench.tasks.profile_file import write_tool_sheet

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services


class ProfileTab(QWidget):
    """The profile; every change is kept at once."""

    def __init__(self, services: "Services", model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self._of = ""
        self.form = ProfileForm()
        self.form.edited.connect(self._on_form_edited)
        self.tools = SheetPart("Tools", tools_model(self), self._keep_sheets)
        self.sources = SheetPart("Retrieval sources", sources_model(self), self._keep_sheets)
        self.services = SheetPart("External services", services_model(self), self._keep_sheets)
        self.fill = Button("Fill from a file…", "small", icon="import")
        self.export = Button("Export…", "small", icon="file-down")
        self.tools.add_button(self.fill)
        self.tools.add_button(self.export)
        self.changes = ChangesPart(services)
        self._frozen = Notice("", "unknown", icon="snowflake")
        self._contradictions = Notice("", "warn", icon="triangle-alert")
        self._contradictions.hide()
        self._values = KeyValueList(columns=True, label_width=190), KeyValueList(columns=True, label_width=190)
        self._build()
        for part in (self.tools, self.sources, self.services):
            part.model.refused.connect(services.refuse)
        self.fill.clicked.connect(self._on_fill)
        self.export.clicked.connect(self._on_export)
        self.setAcceptDrops(True)
        model.changed.connect(self.refresh)
        shows_profile(self, model, "", "profile")
        for field, control in self.form.controls():
            shows_profile(control, model, field.name, field.label.lower())
        for part, name in ((self.tools, "tools"), (self.sources, "retrieval"), (self.services, "services")):
            shows_profile(part, model, name, name)

    def _build(self) -> None:
        scroll = Column("Profile", (24, 16, 24, 24))
        column = QVBoxLayout()
        column.setSpacing(px(20))
        column.addWidget(self._frozen)
        column.addWidget(self._contradictions)
        column.addWidget(SectionHeading("Profile", "what the version is made of; empty is unknown and stays unknown"))
        column.addWidget(self.form)
        self._pair = QHBoxLayout()
        self._pair.setSpacing(px(32))
        for values in self._values:
            values.setMinimumWidth(1)
            values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            self._pair.addWidget(values, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._pair)
        for part in (self.tools, self.sources, self.services, self.changes):
            column.addWidget(part)
        column.addStretch(1)
        scroll.row.addLayout(column, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    @property
    def _profile(self) -> Profile:
        """The profile as the review judges it: pinned by a freeze, else the version's."""
        data = self._model.data
        assert data is not None
        return data.view.profile

    @Slot()
    def refresh(self) -> None:
        """Show the profile."""
        data = self._model.data
        if data is None:
            return
        self._of = data.view.version.id
        editable = not data.is_frozen
        self._frozen.setVisible(not editable)
        if data.view.review.frozen_at is not None:
            self._frozen.set_markup(
                f"<b>The profile as it was frozen on {day(data.view.review.frozen_at.date())}.</b> Revise to change it."
            )
        profile = self._profile
        told = "<br>".join(html.escape(sentence) for sentence in data.view.contradictions)
        self._contradictions.setVisible(bool(told))
        self._contradictions.set_markup(f"<b>The profile contradicts itself.</b> {told}")
        self.changes.refresh(data)
        self.export.setVisible(bool(profile.tools))
        self.form.set_profile(profile)
        self.form.setVisible(editable)
        self._show_values(profile, editable=editable)
        self.tools.show_value(profile.tools, editable=editable)
        self.sources.show_value(profile.retrieval, editable=editable)
        self.services.show_value(profile.services, editable=editable)

    def _show_values(self, profile: Profile, *, editable: bool) -> None:
        """Show what was pinned as text: there is nothing to type."""
        for values in self._values:
            values.setVisible(not editable)
            values.clear()
        if editable:
            return
        rows = read_out(profile)
        half = (len(rows) + 1) // 2
        for place, (label, value) in enumerate(rows):
            text = html.escape(value) if value else Label(NOBODY, "body", "muted")
            self._values[place // half].add(label, text, mono=label.startswith("SHA"))

    @Slot(dict)
    def _on_form_edited(self, values: dict[str, Any]) -> None:
        self._keep(values)

    def _keep_sheets(self) -> None:
        self._keep(
            {
                "tools": self.tools.value(),
                "retrieval": self.sources.value(),
                "services": self.services.value(),
            }
        )

    def _keep(self, values: dict[str, Any]) -> None:
        data = self._model.data
        if data is None or data.is_frozen:
            return
        try:
            profile = Profile.model_validate({**dict(self._profile), **values})
        except ValidationError as error:
            self._services.refuse(f"{error.errors()[0]['msg']}. Nothing was changed. Correct it.")
            return
        if profile != self._profile:
            self._model.write(SetProfile(self._of, profile), "Profile changed")

    @Slot()
    def _on_fill(self) -> None:
        self._services.prompter.choose_files(self, "Fill the profile from a file", self.fill_from)

    def fill_from(self, files: list[Path]) -> None:
        """Read a file, show what would change, and take it over when the person says so."""
        data = self._model.data
        if data is None or data.is_frozen or not files:
            return
        if len(files) > 1:
            self._services.refuse("One file at a time fills the profile. Nothing was changed. Choose one.")
            return
        filling = ProfileFilling(self._services, files[0], self._profile, self)
        filling.taken.connect(self._on_taken)
        filling.start()

    @Slot(Profile)
    def _on_taken(self, profile: Profile) -> None:
        self._model.write(FillProfile(self._of, profile), "Profile filled from a file")

    @Slot()
    def _on_export(self) -> None:
        self._services.prompter.choose_target(self, "Export the tool sheet", "tools.xlsx", self.export_to)

    def export_to(self, target: Path) -> None:
        """Write the tool sheet as the suffix says, XLSX without one."""
        target = target if target.suffix else target.with_suffix(".xlsx")
        try:
            write_tool_sheet(self._profile.tools or (), target.suffix.lstrip(".").lower(), target)
        except UserError as error:
            self._services.refuse(str(error))
        else:
            self._services.toast(f"Written: {target.name}", undo=False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file of this machine while the profile can be changed."""
        data = self._model.data
        if data is not None and not data.is_frozen and _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Fill from the file."""
        event.acceptProposedAction()
        self.fill_from(_dropped(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        wide = self.width() >= px(800)
        self._pair.setDirection(QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom)
        self.form.set_columns(min(3, max(1, self.width() // px(360))))


def _dropped(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
