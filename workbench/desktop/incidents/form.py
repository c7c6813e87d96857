"""New incident: what a person knows in the first two minutes; the rest can follow."""

from datetime import date

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from workbench.desktop.incidents.edit_fields import Choice
from workbench.desktop.incidents.proposals import Proposals
from workbench.desktop.incidents.reading import Systems
from workbench.desktop.incidents.wording import KIND_WORDS
from workbench.desktop.kit.dialog import DialogBase, Field
from workbench.desktop.kit.rationale import REST_MS
from workbench.desktop.kit.theme import px
from workbench.domain.catalogue import Catalogue
from workbench.domain.errors import UserError
from workbench.domain.incident import Milestone, ModeRole
from workbench.domain.model import Severity
from workbench.domain.when import parse_when, when_text
from workbench.edits.incidents import SET_BY_US

GRADES = {
    "incident": "confirmed",
    "near-miss": "confirmed",
    "exercise": "adversarial-test",
    "vulnerability": "disclosed-vulnerability",
}
TITLE_LIMIT = 300
TEXT_LIMIT = 50_000


class NewIncidentDialog(DialogBase):
    """Asks for title, date, deployment, what happened, kind, severity, mode and category."""

    def __init__(self, catalogue: Catalogue, systems: Systems, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            "New incident",
            "What you know now is enough.",
            primary="Record incident",
            width=560,
            parent=parent,
        )
        self._catalogue = catalogue
        self._today = today
        self._systems = systems
        self._make_fields()
        self._place_fields()
        self.mode.currentIndexChanged.connect(self._on_mode_chosen)
        self.mode.currentIndexChanged.connect(self._propose)
        self.deployment.currentIndexChanged.connect(self._on_deployment_chosen)
        self.proposals.taken.connect(self._on_taken)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._propose)
        self.summary.textChanged.connect(self._rest.start)
        self.title.textChanged.connect(self._on_title_changed)
        self.when.textChanged.connect(self._on_when_changed)
        self._on_when_changed()
        self.title.setFocus()

    def _make_fields(self) -> None:
        catalogue = self._catalogue
        self.title = QLineEdit()
        self.title.setMaxLength(TITLE_LIMIT)
        self.when = QLineEdit(when_text(self._today.isoformat()))
        self.deployment = Choice("Deployment", self._systems.names(), nothing="None of ours")
        self.version = Choice("Version that ran", {}, nothing="Not known yet")
        self.summary = QPlainTextEdit()
        self.summary.setTabChangesFocus(True)
        self.summary.setFixedHeight(px(96))
        self.kind = Choice("Kind", KIND_WORDS)
        severities = {one.value: one.value.capitalize() for one in Severity}
        self.severity = Choice("Severity", severities, nothing="Not judged yet")
        modes = {one.id: f"{one.id} {one.name}" for one in catalogue.modes}
        self.mode = Choice("Failure mode that caused it", modes, nothing="Not known yet")
        self.category = Choice("Category", {one.id: one.name for one in catalogue.categories}, nothing="Not known yet")
        self.proposals = Proposals(catalogue, linked=False)

    def _place_fields(self) -> None:
        self._title_field = self.add_field("Title", self.title)
        self._when_field = Field("When it began", self.when)
        self.add_row(self._when_field, Field("Kind", self.kind))
        self.add_row(Field("Deployment", self.deployment), Field("Version that ran", self.version))
        self.add_field("What happened", self.summary)
        self.add_row(Field("Failure mode that caused it", self.mode), Field("Category", self.category))
        self.body.addWidget(self.proposals)
        self.add_row(Field("Severity", self.severity), QWidget())

    def incident(self) -> dict[str, object] | None:
        """Return the fields for `RecordIncident`; None when one is wrong, and it says which."""
        self._title_field.set_error("" if self.title.text().strip() else "Say in one line what went wrong.")
        try:
            at, precision = parse_when(self.when.text(), self._today)
        except UserError as error:
            self._when_field.set_error(str(error))
            self.when.setFocus()
            at = ""
        if not self.title.text().strip():
            self.title.setFocus()
            return None
        if not at:
            return None
        kind, severity, mode = self.kind.value(), self.severity.value(), self.mode.value()
        return {
            "title": self.title.text(),
            "summary": self.summary.toPlainText()[:TEXT_LIMIT],
            "kind": kind,
            "grade": GRADES[kind],
            "severity": severity or None,
            "severity_source": SET_BY_US if severity else "",
            "deployment_id": self.deployment.value() or None,
            "version_id": self.version.value() or None,
            "milestones": (Milestone(name="began", at=at, precision=precision),),
            "modes": (ModeRole(mode=mode, role="cause", assigned_by="person"),) if mode else (),
            "category": self.category.value() or None,
        }

    @Slot()
    def _on_mode_chosen(self) -> None:
        mode = self.mode.value()
        category = self._catalogue.mode(mode).category if mode else None
        if category:
            self.category.setCurrentIndex(self.category.findData(category))

    @Slot()
    def _on_title_changed(self) -> None:
        self._title_field.set_error("")
        self._rest.start()

    @Slot()
    def _propose(self) -> None:
        """Propose failure modes from what is written, once typing rests."""
        taken = self.mode.value()
        self.proposals.show_for("" if taken else f"{self.title.text()}\n{self.summary.toPlainText()}")

    @Slot(str)
    def _on_taken(self, mode: str) -> None:
        self.mode.setCurrentIndex(self.mode.findData(mode))
        self._propose()
        self.mode.setFocus()

    @Slot()
    def _on_deployment_chosen(self) -> None:
        self.version.set_values(self._systems.versions_of(self.deployment.value()))

    @Slot()
    def _on_when_changed(self) -> None:
        self._when_field.set_error("")
        try:
            at, precision = parse_when(self.when.text(), self._today)
        except UserError:
            self._when_field.set_hint("17 Nov 2026, 2026-11-17 14:02, Feb 2026, Q1 2026, 2026, yesterday")
        else:
            exact = "to the minute, UTC" if precision == "minute" else f"known to the {precision}"
            self._when_field.set_hint(f"{when_text(at)}, {exact}")
