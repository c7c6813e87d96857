"""How far the harm went, in numbers, as it is typed."""

from functools import partial
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from workbench.desktop.incidents.edit_fields import Choice, KeptLine
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.text import SectionHeading
from workbench.desktop.kit.theme import px
from workbench.domain.incident import Extent

REVERSIBILITY_WORDS = {"reversible": "Reversible", "partly": "Partly reversible", "irreversible": "Irreversible"}
_NUMBERS = {
    "money": "Money, from",
    "money_most": "Money, to",
    "records": "Records",
    "people": "People",
    "minutes": "Minutes it lasted",
}
COLUMNS = 3


class ExtentEdit(QWidget):
    """A field for each number; `changed(fields of an Extent)`. What is no number says so below its field."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = Extent()
        self._lines = {name: KeptLine(label) for name, label in (*_NUMBERS.items(), ("currency", "Currency"))}
        self._lines["currency"].setPlaceholderText("EUR")
        self._fields = {name: Field(line.accessibleName(), line) for name, line in self._lines.items()}
        self._reversibility = Choice("Can it be undone", REVERSIBILITY_WORDS, nothing="Not known yet")
        self._estimated = QCheckBox("The money is an estimate")
        self._build()
        for name, line in self._lines.items():
            line.committed.connect(partial(self._on_committed, name))
        self._reversibility.chosen.connect(self._on_reversibility)
        self._estimated.clicked.connect(self._on_estimated)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        order = ("money", "money_most", "currency", "records", "people", "minutes")
        for place, name in enumerate(order):
            grid.addWidget(self._fields[name], place // COLUMNS, place % COLUMNS)
            grid.setColumnStretch(place % COLUMNS, 1)
        grid.addWidget(Field("Can it be undone", self._reversibility), 2, 0)
        grid.addWidget(self._estimated, 2, 1, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(SectionHeading("Impact in numbers", "only what is known"))
        column.addLayout(grid)

    def show_kept(self, extent: Extent | None) -> None:
        """Show what is kept."""
        self._kept = extent or Extent()
        for name, line in self._lines.items():
            value = getattr(self._kept, name)
            line.show_kept(f"{value:.12g}" if isinstance(value, float | int) else value or "")
            self._fields[name].set_error("")
        self._reversibility.show_kept(self._kept.reversibility or "")
        self._estimated.setChecked(self._kept.is_estimated)

    def _on_committed(self, name: str, text: str) -> None:
        plain = text.strip().replace(" ", "").replace("\u202f", "")
        value: Any = plain.upper() if name == "currency" else plain.replace(",", "") or None
        self._change(name, value)

    @Slot(str)
    def _on_reversibility(self, value: str) -> None:
        self._change("reversibility", value or None)

    @Slot(bool)
    def _on_estimated(self, is_on: bool) -> None:
        self._change("is_estimated", is_on)

    def _change(self, name: str, value: Any) -> None:
        try:
            changed = Extent.model_validate({**self._kept.model_dump(), name: value})
        except ValidationError:
            wrong = "Three letters, such as EUR." if name == "currency" else "A number of 0 or more, in digits."
            self._fields[name].set_error(wrong)
            return
        if name in self._fields:
            self._fields[name].set_error("")
        if changed != self._kept:
            self._kept = changed
            self.changed.emit(changed.model_dump())
