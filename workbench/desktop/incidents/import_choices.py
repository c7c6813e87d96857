"""What a person says of an import as a whole: whose incidents these are, and which classes of their source come."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from workbench.desktop.incidents.edit_fields import Choice
from workbench.desktop.incidents.wording import ORIGIN_WORDS
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.text import visible

SHOWN = 12
"""Classes; the known sources have six at most."""


class ImportChoices(QWidget):
    """Hidden until something was found; each choice is told as it is made."""

    origin_chosen = Signal(str)
    classes_chosen = Signal(object)
    """The names of the classes that come, as a tuple."""

    def __init__(self) -> None:
        super().__init__()
        self.whose = Choice("Whose incidents these are", ORIGIN_WORDS)
        self.whose.chosen.connect(self.origin_chosen)
        self.boxes: dict[str, QCheckBox] = {}
        self._rest: tuple[str, ...] = ()
        self._classes = QWidget()
        self._flow = FlowLayout(gap=16)
        self._classes_of_source = Label("Classes of the source", "label", "secondary")
        within = QVBoxLayout(self._classes)
        within.setContentsMargins(0, 0, 0, 0)
        within.setSpacing(px(6))
        within.addWidget(self._classes_of_source)
        within.addLayout(self._flow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(Field("Whose incidents these are", self.whose))
        column.addWidget(self._classes)
        self.hide()

    def show_found(self, origin: str, groups: Mapping[str, int], left_out: Mapping[str, int]) -> None:
        """Show what holds: classes with the number of their records, those left out not ticked."""
        self.whose.show_kept(origin)
        numbers = {name: groups.get(name, 0) + left_out.get(name, 0) for name in sorted({*groups, *left_out})}
        shown = list(numbers)[:SHOWN]
        self._rest = tuple(name for name in numbers if name not in shown and name in groups)
        if list(self.boxes) != shown:
            self._fill(shown)
        for name, box in self.boxes.items():
            box.setText(f"{visible(name)} ({numbers[name]:,})".replace("&", "&&"))
            box.blockSignals(True)
            box.setChecked(name in groups)
            box.blockSignals(False)
        self._classes.setVisible(len(shown) > 1)
        self.show()

    def _fill(self, names: list[str]) -> None:
        for box in self.boxes.values():
            self._flow.removeWidget(box)
            box.deleteLater()
        self.boxes = {name: QCheckBox() for name in names}
        for box in self.boxes.values():
            box.toggled.connect(self._on_toggled)
            self._flow.addWidget(box)

    @Slot()
    def _on_toggled(self) -> None:
        self.classes_chosen.emit((*(name for name, box in self.boxes.items() if box.isChecked()), *self._rest))
