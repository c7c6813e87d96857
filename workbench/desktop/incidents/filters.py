"""The filters of the list of incidents as chips with menus."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from workbench.charts.incident_times import said_when
from workbench.desktop.incidents.wording import GRADE_WORDS, KIND_WORDS, ORDER_WORDS, ORIGIN_WORDS, PHASE_WORDS
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.chips import FilterChip
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.services import Services
from workbench.domain.catalogue import Catalogue
from workbench.domain.incident import REPORTED
from workbench.domain.incident_filter import ORDERS, IncidentFilter
from workbench.domain.model import Severity
from workbench.storage.incident_list import VULNERABILITY, left_out_text

NARROW = 900
"""Below this width the facets that are off stand behind one chip."""


@dataclass(frozen=True)
class Facet:
    """One field that a list can be narrowed by, and its values."""

    field: str
    title: str
    values: Mapping[str, str]
    """Words by value; empty where the values come as the incidents do."""

    def words(self, value: str) -> str:
        """Return a value in words."""
        return said_when(value) if self.field == "year" else self.values.get(value, value)


def facets(catalogue: Catalogue, deployments: Mapping[str, str]) -> tuple[Facet, ...]:
    """Return the facets of incidents, in their order; `deployments`: their names by id."""
    return (
        Facet("grade", "Grade", GRADE_WORDS),
        Facet("kind", "Kind", KIND_WORDS),
        Facet("category", "Category", {category.id: category.name for category in catalogue.categories}),
        Facet("mode", "Failure mode", {mode.id: f"{mode.id} {mode.name}" for mode in catalogue.modes}),
        Facet("severity", "Severity", {severity.value: severity.value.capitalize() for severity in Severity}),
        Facet("origin", "Origin", ORIGIN_WORDS),
        Facet("phase", "Phase", {REPORTED: "Reported", **PHASE_WORDS}),
        Facet("lacks", "Lacks", PHASE_WORDS),
        Facet("deployment", "Deployment", deployments),
        Facet("year", "Year", {}),
    )


def in_words(wanted: IncidentFilter, catalogue: Catalogue, deployments: Mapping[str, str]) -> str:
    """Return what a filter asks for, as it stands on its chips: `Grade: Confirmed`."""
    chosen = [(facet, getattr(wanted, facet.field)) for facet in facets(catalogue, deployments)]
    words = [f"{facet.title}: {facet.words(value)}" for facet, value in chosen if value]
    return ", ".join([wanted.text.strip(), *words] if wanted.text.strip() else words)


class FilterBar(QWidget):
    """A chip for each facet and the order: off a chip opens a menu, on it takes its filter away."""

    changed = Signal(object)
    """The whole filter, but for its text, which stands elsewhere."""
    counts_wanted = Signal(str)
    """A menu of this facet is to open: `offer` does that."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "surface")
        self._services = services
        self.deployments: Mapping[str, str] = {}
        self.wanted = IncidentFilter()
        self._chips: dict[str, FilterChip] = {}
        self._menu: QMenu | None = None
        flow = FlowLayout(gap=8)
        for facet in self._facets():
            chip = FilterChip(facet.title)
            chip.clicked.connect(partial(self._on_chip, facet.field))
            self._chips[facet.field] = chip
            flow.addWidget(chip)
        self.order = Button(ORDER_WORDS["newest"], "quiet", opens_menu=True)
        self.order.clicked.connect(self._on_order)
        self._more = FilterChip("Filter")
        self._more.clicked.connect(self._on_more)
        flow.addWidget(self._more)
        self.left_out = Button("", "link")
        self.left_out.hide()
        self.left_out.clicked.connect(partial(self._choose, "kind", VULNERABILITY))
        flow.addWidget(self.left_out)
        self._right = QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(8), px(24), px(8))
        flow.setContentsMargins(0, px(2), 0, 0)
        row.addLayout(flow, 1)
        row.addLayout(self._right)
        self.add_right(self.order)
        self.set_filter(self.wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, one chip leads to those that are off."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_narrow = self.width() < px(NARROW)
        self._more.setVisible(is_narrow)
        for field, chip in self._chips.items():
            chip.setVisible(not is_narrow or bool(getattr(self.wanted, field)))

    @Slot()
    def _on_more(self) -> None:
        menu = self._new_menu()
        for facet in self._facets():
            if not getattr(self.wanted, facet.field):
                menu.addAction(f"{facet.title}…").triggered.connect(partial(self._on_chip, facet.field))
        pop_up_below(menu, self._more)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._right.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def set_deployments(self, deployments: Mapping[str, str]) -> None:
        """Know deployments by their names."""
        self.deployments = deployments
        self.set_filter(self.wanted)

    def set_filter(self, wanted: IncidentFilter) -> None:
        """Show a filter; nothing is emitted."""
        self.wanted = wanted
        for facet in self._facets():
            value = getattr(wanted, facet.field)
            text = f"{facet.title}: {facet.words(value)}" if value else facet.title
            self._chips[facet.field].set(text, on=bool(value))
        self.order.setText(ORDER_WORDS[wanted.order])
        self.order.setAccessibleName(f"Order: {ORDER_WORDS[wanted.order]}")
        self.order.updateGeometry()
        self._fit()

    @Slot(str)
    def set_order(self, order: str) -> None:
        """Choose an order, as its menu does."""
        self._choose("order", order)

    def show_left_out(self, vulnerabilities: int) -> None:
        """Say how many vulnerabilities the list leaves out; a press asks for them."""
        self.left_out.setText(left_out_text(vulnerabilities))
        self.left_out.setVisible(bool(vulnerabilities))

    def chip(self, field: str) -> FilterChip:
        """Return the chip of a facet."""
        return self._chips[field]

    def offer(self, field: str, counts: Mapping[str, int]) -> QMenu:
        """Open the menu of a facet; beside each value stands how many incidents it would leave, also where none."""
        facet = next(facet for facet in self._facets() if facet.field == field)
        values = facet.values or dict.fromkeys(sorted(counts, reverse=True))
        menu = self._new_menu()
        for value in values:
            words = facet.words(value).replace("&", "&&")
            action = menu.addAction(f"{words}\t{counts.get(value, 0):,}")
            action.triggered.connect(partial(self._choose, field, value))
        if not values:
            menu.addAction(f"No {facet.title.lower()} yet").setEnabled(False)
        chip = self._chips[field]
        pop_up_below(menu, chip if chip.isVisible() else self._more)
        return menu

    def _facets(self) -> tuple[Facet, ...]:
        return facets(self._services.catalogue, self.deployments)

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _on_chip(self, field: str, _checked: bool = False) -> None:
        if getattr(self.wanted, field):
            self._choose(field, "")
        else:
            self.counts_wanted.emit(field)

    @Slot()
    def _on_order(self) -> None:
        menu = self._new_menu()
        for order in ORDERS:
            action = menu.addAction(ORDER_WORDS[order])
            action.setCheckable(True)
            action.setChecked(order == self.wanted.order)
            action.triggered.connect(partial(self._choose, "order", order))
        pop_up_below(menu, self.order)

    @Slot()
    def _choose(self, field: str, value: str, _checked: bool = False) -> None:
        self.set_filter(self.wanted.model_copy(update={field: value}))
        self.changed.emit(self.wanted)


def pop_up_below(menu: QMenu, button: QWidget) -> None:
    """Open a menu below a button."""
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + px(4))))
