"""Saying what runs: which version, how widely, and since when."""

from datetime import UTC, date, datetime

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from workbench.desktop.deployments.reading import DeploymentView
from workbench.desktop.kit.dialog import DialogBase
from workbench.domain.deployment import Stage
from workbench.domain.errors import UserError
from workbench.edits.deployments import SetRunning, StopRunning
from workbench.edits.edit import Edit

NOTHING = "Nothing of it runs"
STAGE_WORDS = {Stage.PILOT: "Pilot", Stage.LIMITED: "Limited", Stage.GENERAL: "General"}


class RunningDialog(DialogBase):
    """Asks for the version that runs; `edit` is what the person chose."""

    def __init__(self, view: DeploymentView, parent: QWidget | None = None) -> None:
        super().__init__(
            "What runs now",
            "An approval holds for the version that was reviewed; what runs beyond it stands first on the overview.",
            primary="Keep",
            parent=parent,
        )
        self._deployment = view.deployment.key
        self.version = QComboBox()
        for version, _ in view.versions:
            self.version.addItem(version.label, version.id)
        self.version.addItem(NOTHING, "")
        self.stage = QComboBox()
        for stage, words in STAGE_WORDS.items():
            self.stage.addItem(words, stage.value)
        self.since = QLineEdit(datetime.now(UTC).date().isoformat())
        self.add_field("Version", self.version)
        self._stage_field = self.add_field("How widely", self.stage)
        self._since_field = self.add_field("Since", self.since, "A day as 2026-11-17")
        running = view.deployment.running
        if running is not None:
            self.version.setCurrentIndex(self.version.findData(running.version_id))
            self.stage.setCurrentIndex(self.stage.findData(running.stage.value))
            self.since.setText(running.since.isoformat())
        self.version.currentIndexChanged.connect(self._fit_fields)
        self._fit_fields()

    def edit(self) -> Edit:
        """Return the change; a UserError says which field is wrong."""
        version_id = str(self.version.currentData())
        if not version_id:
            return StopRunning(self._deployment)
        try:
            since = date.fromisoformat(self.since.text().strip())
        except ValueError:
            sentence = f"{self.since.text().strip() or 'An empty field'} is not a day. Write it as 2026-11-17."
            self._since_field.set_error(sentence)
            raise UserError(sentence) from None
        return SetRunning(version_id, Stage(str(self.stage.currentData())), since)

    def _fit_fields(self) -> None:
        runs = bool(self.version.currentData())
        self._stage_field.setVisible(runs)
        self._since_field.setVisible(runs)
