"""In what the profile differs from that of another version, cell by cell."""

import html
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from workbench.desktop.kit.text import RichText, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.model import ReviewData
from workbench.domain.deployment import Profile, Version
from workbench.domain.profile_diff import Difference, profile_diff
from workbench.storage.store import Store

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

SHOWN = 40


def read_versions(store: Store, deployment_id: str) -> tuple[Version, ...]:
    """Return the versions of a deployment, newest first."""
    return store.versions.all("deployment_id = ?", deployment_id, order="id DESC")


def in_markup(differences: Sequence[Difference]) -> str:
    """Return differences a line each, names of tools in the type of code."""
    lines = [as_markup(each.words) for each in differences[:SHOWN]]
    more = len(differences) - SHOWN
    return "<br>".join([*lines, *([f"and {more} more"] if more > 0 else [])])


def as_markup(words: str) -> str:
    """Return the words of a difference as rich text: what stands between back quotes is a name."""
    parts = [html.escape(part) for part in words.split("`")]
    return "".join(f"<b>{part}</b>" if number % 2 else part for number, part in enumerate(parts))


class ChangesPart(QWidget):
    """What changed since the version before, or any other; nothing while there is only one."""

    def __init__(self, services: "Services", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._profile = Profile()
        self._of = ""
        self._versions: tuple[Version, ...] = ()
        self._heading = SectionHeading("What changed")
        self.version = QComboBox()
        self.version.setAccessibleName("Compared with version")
        self.version.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.version.setMinimumContentsLength(10)
        self.version.activated.connect(self._show)
        self._heading.add_right(self.version)
        self._text = RichText("", "body", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._heading)
        column.addWidget(self._text)
        self.hide()

    def refresh(self, data: ReviewData) -> None:
        """Compare the profile of a review."""
        self._profile, self._of = data.view.profile, data.view.version.id
        read = partial(read_versions, deployment_id=data.view.deployment.id)
        self._services.fetch(read, self._on_read, self, key="versions")

    def _on_read(self, versions: tuple[Version, ...]) -> None:
        others = tuple(version for version in versions if version.id != self._of)
        chosen = str(self.version.currentData() or next((each.id for each in others if each.id < self._of), ""))
        self._versions = others
        self.version.clear()
        for version in others:
            self.version.addItem(f"Since {version.label}", version.id)
        self.version.setCurrentIndex(max(0, self.version.findData(chosen)))
        self.setVisible(bool(others))
        self._show()

    @Slot()
    def _show(self) -> None:
        other = next((each for each in self._versions if each.id == self.version.currentData()), None)
        if other is not None:
            differences = profile_diff(other.profile, self._profile)
            self._heading.set_note(str(len(differences)) if differences else "")
            self._text.setText(in_markup(differences) or "The two profiles say the same.")
