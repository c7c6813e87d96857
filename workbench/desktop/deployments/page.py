"""The page of a deployment: the operations card beside what runs, its versions, reviews and incidents."""

from datetime import UTC, datetime
from functools import partial
from html import escape
from itertools import zip_longest

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.deployments.reading import DeploymentView, read_deployment
from workbench.desktop.deployments.running_dialog import STAGE_WORDS, RunningDialog
from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.field_places import FieldPlace, shows_field
from workbench.desktop.kit.markup import link
from workbench.desktop.kit.moments import day
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.rationale import RationaleField
from workbench.desktop.kit.scrolled import Scrolled
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import KeyValueList, Label, RichText, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.reviews.changes_part import as_markup
from workbench.desktop.reviews.column import Column, column_of
from workbench.desktop.shell.links import follow_link
from workbench.desktop.shell.services import Services
from workbench.domain.deployment import CARD_LABELS, OperationsCard, Version
from workbench.domain.errors import UserError
from workbench.domain.exposure import Exposure
from workbench.domain.profile_diff import profile_diff
from workbench.edits.deployments import FillOperationsCard
from workbench.storage.store import Store

SIDE_WIDTH = 416
EXPOSURES = 12
"""How many advisories are listed."""
CHANGES_SHOWN = 5
"""How many differences from the version before are told."""
NARROW = 760
"""Below this width what stands beside the card stands below it."""
HINTS = {
    "on_call": "Names and how to reach them, day and night",
    "stop": "The switch, where it is, and who may use it",
    "roll_back": "The steps back to the last good version",
    "last_good_version": "Such as 4.0, and since when it is known to be good",
    "tells_users": "Who writes, to whom, and where the notices are",
}


class OperationsCardPart(QWidget):
    """The fields of the card; `changed(field, text)` when one was typed and rests."""

    changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = {
            field: RationaleField(label, "", placeholder=HINTS[field], lines=(1, 6))
            for field, label in CARD_LABELS.items()
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        column.addWidget(SectionHeading("Operations card", "for the person who is called at night", line=True))
        for name, field in self.fields.items():
            field.committed.connect(partial(self.changed.emit, name))
            column.addWidget(field)

    def show_card(self, card: OperationsCard, *, is_other: bool) -> None:
        """Show a card; what is being typed is kept, unless it is the card of another deployment."""
        for name, field in self.fields.items():
            text = getattr(card, name)
            if text != field.text() and (is_other or not field.field.hasFocus()):
                field.set_text(text)

    def commit(self) -> None:
        """Keep what is half typed."""
        for field in self.fields.values():
            field.commit()


class DeploymentPage(Page):
    """Who to call, how to stop it, and what is known of it."""

    title = "Deployment"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._key = ""
        self.view: DeploymentView | None = None
        self._head = PageHead("", stacked=True)
        self._back = IconButton("arrow-left", "Back")
        self._review = Button("New review…", icon="plus")
        self.card = OperationsCardPart()
        self._facts = Scrolled("What is known of it", "sunken")
        self._build()
        self._back.clicked.connect(self.left)
        self._review.clicked.connect(self._on_new_review)
        self.card.changed.connect(self._on_card_changed)
        services.changed.connect(self._refresh)
        look().changed.connect(self._fit)
        shows_field(self, partial(self._place, "", ""))
        for name, field in self.card.fields.items():
            shows_field(field, partial(self._place, f"operations.{name}", CARD_LABELS[name].lower()))

    def _place(self, path: str, name: str) -> FieldPlace | None:
        if self.view is None:
            return None
        row = self.view.deployment
        return FieldPlace(f"deployment/{row.id}", path, f"{name} of {row.key}" if name else row.key)

    def open_at(self, argument: str) -> None:
        """Show a deployment by its key."""
        self.card.commit()
        if argument and argument != self._key:
            self._key, self.view = argument, None
        self._refresh()
        next(iter(self.card.fields.values())).field.setFocus()

    def closing(self) -> None:
        """Keep what is half typed."""
        self.card.commit()

    def _build(self) -> None:
        self._head.add_first(self._back)
        self._head.add_right(self._review)
        work = Column("Operations card", (24, 16, 24, 24))
        work.row.addLayout(column_of(self.card))
        surface(self._facts, "sunken")
        self._body = QHBoxLayout()
        self._body.setSpacing(0)
        self._body.addWidget(work, 1)
        self._body.addWidget(self._facts)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addLayout(self._body, 1)

    @Slot()
    def _refresh(self) -> None:
        if self._key:
            self._services.fetch(partial(_read, key=self._key), self._show, self, key="deployment")

    def _show(self, found: DeploymentView | None) -> None:
        if found is None:
            self._services.refuse(f"There is no deployment {self._key} any more. It may have been taken back.")
            self.left.emit()
            return
        is_other, self.view = self.view is None, found
        row = found.deployment
        self._head.set_title(row.name, f"Owned by {row.owner}" if row.owner else "Nobody owns it yet", row.key)
        self.card.show_card(row.operations, is_other=is_other)
        self._show_facts(found)
        self._fit()

    def _show_facts(self, view: DeploymentView) -> None:
        column = self._facts.begin(margin=16)
        heading = SectionHeading("Runs now", line=True)
        change = Button("Change…", "link")
        change.clicked.connect(self.ask_running)
        heading.add_right(change)
        column.addWidget(heading)
        column.addWidget(Label(_runs(view), "body", wrap=True))
        if view.runs_without:
            column.addWidget(Notice(f"<b>No approval in force</b>: {escape(view.runs_without)}.", "warn"))
        heading = SectionHeading("Versions and reviews", str(len(view.versions)))
        column.addLayout(column_of(heading, self._versions(view), gap=0))
        column.addWidget(SectionHeading("Incidents", str(view.incident_count), line=True))
        seen = [f"{link('incident', one.key, one.key)} {escape(one.title)}" for one in view.incidents]
        column.addWidget(self._rich("<br>".join(seen) or "None was recorded for it."))
        self._show_exposures(column, view)
        self._facts.end(column, keep_place=True)

    def _show_exposures(self, column: QVBoxLayout, view: DeploymentView) -> None:
        number = len(view.exposures)
        if not number or view.in_question is None:
            return
        column.addWidget(SectionHeading("Vulnerabilities of its parts", str(number), line=True))
        hint = f"Found by name; compare the versions with those of {view.in_question.label}."
        column.addWidget(Label(hint, "caption", "muted", wrap=True))
        column.addWidget(self._rich("<br>".join(map(_exposed, view.exposures[:EXPOSURES]))))
        if number > EXPOSURES:
            column.addWidget(Label(f"And {number - EXPOSURES:,} more, no more severe than these", "caption", "muted"))

    def _versions(self, view: DeploymentView) -> QWidget:
        if not view.versions:
            return Label("No version yet. A new review describes the first.", "body", "muted", wrap=True)
        rows = KeyValueList(columns=True, label_width=88)
        rows.link_activated.connect(self._on_link)
        older = [version for version, _ in view.versions[1:]]
        for (version, reviews), before in zip_longest(view.versions, older):
            lines = [f"{link('review', one.full_key, one.full_key)}: {escape(one.said)}" for one in reviews]
            rows.add(version.label, "<br>".join([*(lines or ["Not reviewed"]), *_changes(before, version)]))
        return rows

    def _rich(self, markup: str) -> RichText:
        text = RichText(markup)
        text.link_activated.connect(self._on_link)
        return text

    @Slot(str)
    def _on_link(self, address: str) -> None:
        follow_link(self, self._services.prompter, address)

    @Slot(str, str)
    def _on_card_changed(self, field: str, text: str) -> None:
        if self.view is None:
            return
        if self._services.attempt(FillOperationsCard(self.view.deployment.key, {field: text})):
            self.card.fields[field].show_kept()

    @Slot()
    def ask_running(self) -> None:
        """Ask what runs now."""
        if self.view is None:
            return
        dialog = RunningDialog(self.view, self.window())

        def submit() -> None:
            try:
                self._services.write(dialog.edit())
            except UserError as error:
                dialog.show_error(str(error))
                return
            dialog.accept()
            self._services.toast("What runs was changed")

        dialog.submitted.connect(submit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_new_review(self) -> None:
        self.navigate.emit("reviews", f"new {self._key}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the facts below the card where there is no room beside it."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        narrow = self.width() < px(NARROW)
        self._body.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        unbounded = 16_777_215  # QWIDGETSIZE_MAX, which PySide does not offer
        self._facts.setMinimumWidth(0 if narrow else px(SIDE_WIDTH))
        self._facts.setMaximumWidth(unbounded if narrow else px(SIDE_WIDTH))


def _exposed(one: Exposure) -> str:
    """Return an advisory as a line: its key, the part, and what it says is affected."""
    state = "withdrawn" if one.withdrawn else one.severity.lower() or "not rated"
    return f"{link('incident', one.incident, one.incident)} {escape(one.part.name)}, {state}: {escape(one.affected)}"


def _runs(view: DeploymentView) -> str:
    running, version = view.deployment.running, view.running
    if running is None or version is None:
        return "Nothing runs, as far as anybody has said."
    return f"Version {version.label} in {STAGE_WORDS[running.stage].lower()} use since {day(running.since)}."


def _read(store: Store, key: str) -> DeploymentView | None:
    try:
        return read_deployment(store, key, datetime.now(UTC))
    except UserError:
        return None


def _changes(before: Version | None, version: Version) -> list[str]:
    """Return in what a version differs from the one before it, as markup; the profile tab of a review has all of it."""
    found = profile_diff(before.profile, version.profile) if before else ()
    more = len(found) - CHANGES_SHOWN
    told = [as_markup(each.words) for each in found[:CHANGES_SHOWN]] + ([f"and {more} more"] if more > 0 else [])
    return [f"Changed since {escape(before.label)}: {'; '.join(told)}"] if before and told else []
