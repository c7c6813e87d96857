"""New incident: what a person knows in the first two minutes; the rest can follow."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from workbench.desktop.incidents.wording import KIND_WORDS, when_text
from workbench.desktop.kit.dialog import DialogBase, Field
from workbench.desktop.kit.theme import px
from workbench.domain.catalogue import Catalogue
from workbench.domain.deployment import Deployment
from workbench.domain.errors import UserError
from workbench.domain.incident import Milestone, ModeRole
from workbench.domain.model import Severity
from workbench.domain.when import parse_when

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

    def __init__(
        self, catalogue: Catalogue, deployments: Iterable[Deployment], today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            "New incident",
            "What you know now is enough.",
            primary="Record incident",
            width=560,
            parent=parent,
        )
        self._catalogue = catalogue
        self._today = today
        self._make_fields(tuple(deployments))
        self._place_fields()
        self.mode.currentIndexChanged.connect(self._on_mode_chosen)
        self.title.textChanged.connect(self._on_title_changed)
        self.when.textChanged.connect(self._on_when_changed)
        self._on_when_changed()
        self.title.setFocus()

    def _make_fields(self, deployments: tuple[Deployment, ...]) -> None:
        catalogue = self._catalogue
        self.title = QLineEdit()
        self.title.setMaxLength(TITLE_LIMIT)
        self.when = QLineEdit(when_text(self._today.isoformat()))
        self.deployment = _choice([("None of ours", "")], ((f"{one.key} {one.name}", one.id) for one in deployments))
        self.summary = QPlainTextEdit()
        self.summary.setTabChangesFocus(True)
        self.summary.setFixedHeight(px(96))
        self.kind = _choice([], ((words, kind) for kind, words in KIND_WORDS.items()))
        severities = ((one.value.capitalize(), one.value) for one in Severity)
        self.severity = _choice([("Not judged yet", "")], severities)
        self.mode = _choice([("Not known yet", "")], ((f"{one.id} {one.name}", one.id) for one in catalogue.modes))
        self.category = _choice([("Not known yet", "")], ((one.name, one.id) for one in catalogue.categories))

    def _place_fields(self) -> None:
        self._title_field = self.add_field("Title", self.title)
        self._when_field = Field("When it began", self.when)
        self.add_row(self._when_field, Field("Deployment", self.deployment))
        self.add_field("What happened", self.summary)
        self.add_row(Field("Kind", self.kind), Field("Severity", self.severity))
        self.add_row(Field("Failure mode that caused it", self.mode), Field("Category", self.category))

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
        kind, severity, mode = self.kind.currentData(), self.severity.currentData(), self.mode.currentData()
        return {
            "title": self.title.text(),
            "summary": self.summary.toPlainText()[:TEXT_LIMIT],
            "kind": kind,
            "grade": GRADES[kind],
            "severity": severity or None,
            "severity_source": "set by us" if severity else "",
            "deployment_id": self.deployment.currentData() or None,
            "milestones": (Milestone(name="began", at=at, precision=precision),),
            "modes": (ModeRole(mode=mode, role="cause"),) if mode else (),
            "category": self.category.currentData() or None,
        }

    @Slot()
    def _on_mode_chosen(self) -> None:
        mode = self.mode.currentData()
        category = self._catalogue.mode(mode).category if mode else None
        if category:
            self.category.setCurrentIndex(self.category.findData(category))

    @Slot()
    def _on_title_changed(self) -> None:
        self._title_field.set_error("")

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


def _choice(first: list[tuple[str, str]], rest: Iterable[tuple[str, str]]) -> QComboBox:
    choice = QComboBox()
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(12)
    for words, value in (*first, *rest):
        choice.addItem(words, value)
    return choice
