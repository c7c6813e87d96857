"""The filters of the list of incidents as chips with menus."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from workbench.desktop.incidents.wording import GRADE_WORDS, ORIGIN_WORDS
from workbench.desktop.kit.chips import FilterChip
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.domain.catalogue import Catalogue
from workbench.domain.model import Severity
from workbench.storage.incident_list import IncidentFilter


@dataclass(frozen=True)
class Facet:
    """One field that a list can be narrowed by, and its values."""

    field: str
    title: str
    values: Mapping[str, str]
    """Words by value."""


def facets(catalogue: Catalogue) -> tuple[Facet, ...]:
    """Return the facets of incidents, in their order."""
    return (
        Facet("grade", "Grade", GRADE_WORDS),
        Facet("category", "Category", {category.id: category.name for category in catalogue.categories}),
        Facet("mode", "Failure mode", {mode.id: f"{mode.id} {mode.name}" for mode in catalogue.modes}),
        Facet("severity", "Severity", {severity.value: severity.value.capitalize() for severity in Severity}),
        Facet("origin", "Origin", ORIGIN_WORDS),
    )


def in_words(wanted: IncidentFilter, catalogue: Catalogue) -> str:
    """Return what a filter asks for, as it stands on its chips: `Grade: Confirmed`."""
    chosen = [(facet, getattr(wanted, facet.field)) for facet in facets(catalogue)]
    words = [f"{facet.title}: {facet.values.get(value, value)}" for facet, value in chosen if value]
    return ", ".join([wanted.text.strip(), *words] if wanted.text.strip() else words)


class FilterBar(QWidget):
    """A chip for each facet: off it opens a menu, on it takes its filter away; `changed` with the whole filter."""

    changed = Signal(object)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "surface")
        self._facets = facets(catalogue)
        self.wanted = IncidentFilter()
        self._chips: dict[str, FilterChip] = {}
        self._menu: QMenu | None = None
        flow = FlowLayout(gap=8)
        for facet in self._facets:
            chip = FilterChip(facet.title)
            chip.clicked.connect(partial(self._on_chip, facet))
            self._chips[facet.field] = chip
            flow.addWidget(chip)
        self._order = Label("Latest year first", "body", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(8), px(24), px(8))
        row.addLayout(flow, 1)
        row.addWidget(self._order)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the chips."""
        super().resizeEvent(event)
        self._order.setVisible(self.width() >= px(760))

    def set_filter(self, wanted: IncidentFilter) -> None:
        """Show a filter; nothing is emitted."""
        self.wanted = wanted
        for facet in self._facets:
            value = getattr(wanted, facet.field)
            text = f"{facet.title}: {facet.values.get(value, value)}" if value else facet.title
            self._chips[facet.field].set(text, on=bool(value))

    def chip(self, field: str) -> FilterChip:
        """Return the chip of a facet."""
        return self._chips[field]

    def menu_of(self, facet: Facet) -> QMenu:
        """Make the menu of a facet."""
        menu = QMenu(self)
        for value, words in facet.values.items():
            menu.addAction(words.replace("&", "&&")).triggered.connect(partial(self._choose, facet.field, value))
        return menu

    def _on_chip(self, facet: Facet, _checked: bool = False) -> None:
        if getattr(self.wanted, facet.field):
            self._choose(facet.field, "")
            return
        chip = self._chips[facet.field]
        self._menu = self.menu_of(facet)
        self._menu.aboutToHide.connect(self._menu.deleteLater)
        self._menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + px(4))))

    @Slot()
    def _choose(self, field: str, value: str, _checked: bool = False) -> None:
        self.set_filter(self.wanted.model_copy(update={field: value}))
        self.changed.emit(self.wanted)
