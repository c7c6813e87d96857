"""Patterns: what comes up again and again, by category, by failure mode and per 1,000 tasks."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from html import escape

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QVBoxLayout, QWidget

from workbench.charts.patterns import build_patterns
from workbench.charts.spec import ChartSpec
from workbench.desktop.kit.chart_view import ChartCard
from workbench.desktop.kit.chips import FilterChip
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.scrolled import EvenArea
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.tabs import Switch
from workbench.desktop.kit.text import Hairline, KeyValueList, Label, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.shell.services import Services
from workbench.domain.catalogue import Catalogue
from workbench.domain.patterns import rate_text
from workbench.storage.patterns_view import KINDS, PatternFilter, PatternsView, read_patterns
from workbench.storage.store import Store

SIDE_BY_SIDE = 960
"""Below this width the charts stand one above the other."""
CARD_HEIGHT = 436
PLURALS = {
    "incident": "incidents",
    "near-miss": "near misses",
    "exercise": "exercises",
    "vulnerability": "vulnerabilities",
}
ORIGINS = ("own", "public")


class PatternsPane(QWidget):
    """Two charts and the rates, narrowed by origin, kind, deployment and year."""

    list_wanted = Signal(str)
    """What to narrow the list to: `mode/M06`, `category/…`."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.wanted = PatternFilter()
        self._view: PatternsView | None = None
        self._is_stale = True
        """Whether anything has changed since it was counted."""
        self.charts: tuple[ChartCard, ChartCard] | None = None
        self._build()
        services.changed.connect(self._on_changed)
        look().changed.connect(self._fit)

    @Slot()
    def refresh(self) -> None:
        """Count anew."""
        self._is_stale = False
        read = partial(_read, wanted=self.wanted, catalogue=self._services.catalogue)
        self._services.fetch(read, self._show, self, key="patterns")

    def begin(self) -> None:
        """Count anew what has changed meanwhile, and put the focus on the first chart."""
        if self._is_stale:
            self.refresh()
        (self.charts[0].canvas if self.charts else self._origin).setFocus()

    def _build(self) -> None:
        bar = QWidget()
        surface(bar, "surface")
        flow = FlowLayout(gap=8)
        row = QVBoxLayout(bar)
        row.setContentsMargins(px(24), px(8), px(24), px(8))
        row.addLayout(flow)
        self._origin = Switch(["Our own", "Public"], "Whose incidents")
        self._kind = Switch([PLURALS[kind].capitalize() for kind in KINDS], "Kind; kinds are never added up")
        self._deployment = FilterChip("Deployment")
        self._year = FilterChip("Year")
        for widget in (self._origin, self._kind, self._deployment, self._year):
            flow.addWidget(widget)
        self._origin.current_changed.connect(self._on_origin_chosen)
        self._kind.current_changed.connect(self._on_kind_chosen)
        self._deployment.clicked.connect(self._on_deployment)
        self._year.clicked.connect(self._on_year)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(Hairline())
        outer.addWidget(self._make_body(), 1)

    def _make_body(self) -> EvenArea:
        inner = QWidget()
        surface(inner, "surface")
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(px(16))
        self._rates_heading = SectionHeading("Per 1,000 tasks", "since the version that runs began to run")
        self._rates = QVBoxLayout()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(16), px(24), px(24))
        column.setSpacing(px(16))
        column.addLayout(self._pair)
        column.addWidget(self._rates_heading)
        column.addLayout(self._rates)
        self._left_out = Label("", "body", "muted", wrap=True)
        column.addWidget(self._left_out)
        column.addStretch(1)
        area = EvenArea()
        area.setAccessibleName("Patterns")
        area.setWidget(inner)
        area.keep_right(column, 24)
        return area

    def _show(self, view: PatternsView) -> None:
        self._view = view
        self._show_filter(view)
        categories, modes = category_spec(view), mode_spec(view)
        if self.charts is None:
            self.charts = self._make_charts(categories, modes)
        else:
            self.charts[0].set_spec(categories)
            self.charts[1].set_spec(modes)
        self.charts[1].setVisible(bool(view.modes))
        self._show_rates(view)
        self._left_out.setText(left_out(view))
        self._fit()

    def _make_charts(self, categories: ChartSpec, modes: ChartSpec) -> tuple[ChartCard, ChartCard]:
        charts = ChartCard(categories), ChartCard(modes)
        charts[0].cell_activated.connect(self._on_category)
        charts[1].cell_activated.connect(self._on_mode)
        for chart in charts:
            self._pair.addWidget(chart, 1)
        return charts

    def _show_filter(self, view: PatternsView) -> None:
        for index, kind in enumerate(KINDS):
            self._kind.set_text(index, f"{PLURALS[kind].capitalize()} {view.kinds[kind]:,}")
        self._kind.updateGeometry()
        names = {one.key: one.name for one in view.deployments}
        wanted = view.wanted
        shown = names.get(wanted.deployment, wanted.deployment)
        self._deployment.set(f"Deployment: {shown}" if shown else "Deployment", on=bool(shown))
        self._deployment.setVisible(bool(view.deployments))
        self._year.set(f"Year: {wanted.since}" if wanted.since else "Year", on=bool(wanted.since))
        self._year.setVisible(bool(view.years) or bool(wanted.since))

    def _show_rates(self, view: PatternsView) -> None:
        while (item := self._rates.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rates_heading.setVisible(bool(view.rates))
        if view.rates:
            rows = KeyValueList(columns=True, label_width=176)
            for rate in view.rates:
                rows.add(rate.name, escape(rate_text(rate)))
            self._rates.addWidget(rows)

    @Slot(int)
    def _on_origin_chosen(self, index: int) -> None:
        self._narrow(origin=ORIGINS[index])

    @Slot(int)
    def _on_kind_chosen(self, index: int) -> None:
        self._narrow(kind=KINDS[index])

    @Slot()
    def _on_deployment(self) -> None:
        if self.wanted.deployment:
            self._narrow(deployment="")
        elif self._view is not None:
            self._pop_up(self._deployment, {one.key: one.name for one in self._view.deployments}, self._take_deployment)

    @Slot()
    def _on_year(self) -> None:
        if self.wanted.since:
            self._take_year("")
        elif self._view is not None:
            self._pop_up(self._year, {year: year for year in self._view.years}, self._take_year)

    def _take_deployment(self, key: str, _checked: bool = False) -> None:
        self._narrow(deployment=key)

    def _take_year(self, year: str, _checked: bool = False) -> None:
        self._narrow(since=year, until=year)

    def _narrow(self, **changes: str) -> None:
        self.wanted = PatternFilter.model_validate({**self.wanted.model_dump(), **changes})
        self.refresh()

    def _pop_up(self, chip: FilterChip, values: Mapping[str, str], take: Callable[..., None]) -> None:
        menu = QMenu(self)
        for key, name in values.items():
            menu.addAction(name.replace("&", "&&")).triggered.connect(partial(take, key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + px(4))))

    @Slot(str)
    def _on_category(self, key: str) -> None:
        self.list_wanted.emit(f"category/{key}")

    @Slot(str)
    def _on_mode(self, key: str) -> None:
        self.list_wanted.emit(f"mode/{key}")

    @Slot(object)
    def _on_changed(self, entities: frozenset[str]) -> None:
        if any(entity.startswith(("incident/", "import/", "deployment/", "version/")) for entity in entities):
            self._is_stale = True
            if self.isVisible():
                self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the charts side by side or one above the other."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        wide = self.width() >= px(SIDE_BY_SIDE)
        self._pair.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        for card in self.charts or ():
            card.setFixedHeight(px(CARD_HEIGHT))


def _whose(view: PatternsView) -> str:
    plural = PLURALS[view.wanted.kind]
    return f"{plural} of our own" if view.wanted.origin == "own" else f"public {plural}"


def category_spec(view: PatternsView) -> ChartSpec:
    """Return the chart of the categories beside the published shares."""
    note = f"Without a category: {view.uncategorised:,}." if view.uncategorised else ""
    return build_patterns(view.categories, subject="category", whose=_whose(view), left_out=note)


def mode_spec(view: PatternsView) -> ChartSpec:
    """Return the chart of the failure modes."""
    note = "One counts for each mode that it shows."
    if view.without_mode:
        note += f" Without a mode: {view.without_mode:,}."
    return build_patterns(view.modes, subject="failure mode", whose=_whose(view), left_out=note)


def left_out(view: PatternsView) -> str:
    """Say what is not counted."""
    undated = f" {view.undated:,} without a date stand in no year." if view.undated else ""
    return f"Hypothetical incidents and those withdrawn by their source are not counted.{undated}"


def _read(store: Store, *, wanted: PatternFilter, catalogue: Catalogue) -> PatternsView:
    return read_patterns(store, wanted, catalogue, datetime.now(UTC).date())
