"""The risk page: the matrix and the causes side by side, and how soon to act below."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHeaderView, QMenu, QStackedWidget, QVBoxLayout, QWidget

from workbench.charts.spec import ChartSpec
from workbench.charts.svg import render_svg
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.card import Card
from workbench.desktop.kit.chart_view import ChartCard
from workbench.desktop.kit.chooser import Chooser
from workbench.desktop.kit.empty import EmptyState
from workbench.desktop.kit.page import Page
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.scrolled import EvenArea
from workbench.desktop.kit.signs import proof_legend
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.text import Label, SectionHeading
from workbench.desktop.kit.theme import look, px
from workbench.desktop.risk.level_delegate import LevelDelegate
from workbench.desktop.risk.model import PriorityModel, matrix_spec, pareto_spec
from workbench.desktop.risk.scales_dialog import ScalesDialog
from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.storage.review_list import ReviewName, chosen, read_review_names
from workbench.storage.risk_view import RiskView, read_risk
from workbench.storage.store import Store
from workbench.tasks.export import explained

SIDE_BY_SIDE = 880
"""Below this width the charts stand one above the other."""
ROOM_FOR_METHOD = 640
CARD_HEIGHT = 436
SVG_SIZE = (720, 420)
METHOD = "AIAG-VDA, severity, occurrence, detection; never multiplied"
COLUMN_WIDTHS = (272, 32, 32, 32, 120, 32, 32, 32, 120, 116, 240)
ON_PURPOSE = (
    "Severity 9 or 10 with occurrence 1 is Low on purpose: what cannot happen needs no action, however grave. "
    "The ratings are never multiplied."
)
NOTHING_RATED = (
    "No failure mode of {review} is rated yet. Rate severity, occurrence and detection beside a check: "
    "ratings order the discussion and never change the verdict."
)
Shown = tuple[tuple[ReviewName, ...], RiskView | None]


class RiskPage(Page):
    """Where the failure modes of one review stand."""

    title = "Risk"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._wanted = ""
        self._view: RiskView | None = None
        self._is_arriving = False
        self.priorities = PriorityModel(self)
        self._charts: tuple[ChartCard, ChartCard] | None = None
        self._build_head()
        self._build_charts()
        self._build_table()
        self._build_body()
        services.changed.connect(self._refresh)
        look().changed.connect(self._fit)

    def open_at(self, argument: str) -> None:
        """Show the review that the argument names, else the one shown last, else the newest."""
        self._wanted = argument or self._wanted
        self._is_arriving = True
        self._refresh()

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Export while there is something to export."""
        return {"file.export": self._on_export} if self._view is not None else {}

    def closing(self) -> None:
        """Stop an export."""
        self._services.jobs.cancel_of(self)

    def _build_head(self) -> None:
        self._head = PageHead("Risk")
        self._chooser = Chooser("Review")
        self._chooser.key_chosen.connect(self._on_review_chosen)
        self._head.add_left(self._chooser)
        self._export = Button("Export…", icon="download")
        self._export.clicked.connect(self._on_export)
        self._head.add_right(self._export)

    def _build_charts(self) -> None:
        self._unrated = Card()
        self._nothing = EmptyState(
            "chart-scatter", NOTHING_RATED, button="Open the review", button_icon="clipboard-check"
        )
        self._nothing.button_pressed.connect(self._on_open_review)
        self._unrated.column.addWidget(self._nothing)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(px(16))
        self._pair.addWidget(self._unrated, 1)

    def _build_table(self) -> None:
        self._table = TableView("Action priority")
        self._table.setObjectName("risk-priorities")
        self._table.setItemDelegate(LevelDelegate(self._table))
        self._table.setModel(self.priorities)
        self._table.opened.connect(self._on_mode_opened)
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heads = self._table.horizontalHeader()
        heads.setStretchLastSection(True)
        for column, width in enumerate(COLUMN_WIDTHS):
            heads.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self._table.setColumnWidth(column, px(width))
        self._heading = SectionHeading("Action priority", METHOD)
        meaning = Button("What the ratings mean", "link")
        meaning.clicked.connect(self._on_scales)
        self._heading.add_right(meaning)
        self._priorities = QWidget()
        box = QVBoxLayout(self._priorities)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(self._heading)
        box.addWidget(self._table)
        box.addWidget(Label(ON_PURPOSE, "body", "muted", wrap=True))
        box.addWidget(proof_legend(), 0, Qt.AlignmentFlag.AlignLeft)

    def _build_body(self) -> None:
        inner = QWidget()
        surface(inner, "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(16), px(24), px(24))
        column.setSpacing(px(16))
        column.addLayout(self._pair)
        column.addWidget(self._priorities)
        column.addStretch(1)
        self._scroll = EvenArea()
        self._scroll.setAccessibleName("Charts and ratings")
        self._scroll.setWidget(inner)
        self._scroll.keep_right(column, 24)
        self._empty = EmptyState(
            "chart-scatter",
            "No review yet. Start one and rate its failure modes; the matrix and the order of action follow from that.",
            button="New review…",
            key="Ctrl+N",
        )
        self._empty.button_pressed.connect(self._on_new_review)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(self._stack, 1)

    @Slot()
    def _refresh(self) -> None:
        self._services.fetch(partial(_read, wanted=self._wanted), self._show, self, key="risk")

    def _show(self, shown: Shown) -> None:
        names, view = shown
        had_view, self._view = self._view is not None, view
        self._chooser.setVisible(bool(names))
        self._export.setVisible(view is not None)
        self._stack.setCurrentWidget(self._empty if view is None else self._scroll)
        if view is not None:
            current = chosen(names, view.review)
            self._chooser.set_items([(name.key, name.name) for name in names], current.key if current else "")
            self._show_view(view)
        if had_view != (view is not None):
            self.actions_changed.emit()
        if self._is_arriving:
            self._is_arriving = False
            self._focus_first()

    def _focus_first(self) -> None:
        """Put the focus on what the page is about, unless the person has left meanwhile."""
        if not self.isVisible():
            return
        if self._view is not None and self._view.rated and self._charts is not None:
            self._charts[0].canvas.setFocus()
        else:
            self._chooser.setFocus()

    def _show_view(self, view: RiskView) -> None:
        matrix, pareto = matrix_spec(view), pareto_spec(view)
        if self._charts is None:
            self._charts = self._make_charts(matrix, pareto)
        else:
            self._charts[0].set_spec(matrix)
            self._charts[1].set_spec(pareto)
        has_ratings = bool(view.rated)
        self._charts[0].setVisible(has_ratings)
        self._unrated.setVisible(not has_ratings)
        self._nothing.set_sentence(NOTHING_RATED.format(review=self._chooser.current_key()))
        self._priorities.setVisible(has_ratings)
        current = self._table.currentIndex().row()
        self.priorities.show(view, datetime.now(UTC).date())
        if has_ratings:
            self._table.selectRow(min(max(current, 0), len(view.rated) - 1))
        self._fit()

    def _make_charts(self, matrix: ChartSpec, pareto: ChartSpec) -> tuple[ChartCard, ChartCard]:
        charts = ChartCard(matrix), ChartCard(pareto)
        charts[0].cell_activated.connect(self._on_cell_activated)
        charts[1].cell_activated.connect(self._on_category_activated)
        self._pair.insertWidget(0, charts[0], 1)
        self._pair.addWidget(charts[1], 1)
        return charts

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the charts side by side or one above the other."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        wide = self.width() >= px(SIDE_BY_SIDE)
        self._pair.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        for card in (self._unrated, *(self._charts or ())):
            card.setFixedHeight(px(CARD_HEIGHT))
        self._heading.set_note(METHOD if self.width() >= px(ROOM_FOR_METHOD) else "")
        bar = self._table.horizontalScrollBar().sizeHint().height()
        self._table.setFixedHeight(self._table.fitting_height() + bar)

    @Slot(str)
    def _on_review_chosen(self, key: str) -> None:
        self.navigate.emit("risk", key)

    @Slot(str)
    def _on_cell_activated(self, key: str) -> None:
        """List the modes of a cell; choosing one goes to its check."""
        if self._view is None:
            return
        menu = _menu(self)
        for mode_id in key.split():
            text = f"{mode_id}  {self._view.names[mode_id]}".replace("&", "&&")
            menu.addAction(text).triggered.connect(partial(self._open_check, self._view.checks[mode_id]))
        self._pop_up(menu)

    def _pop_up(self, menu: QMenu) -> None:
        """Open a menu at the cell that has the focus."""
        assert self._charts is not None
        canvas = self._charts[0].canvas
        target = canvas.focused
        place = QPoint() if target is None else QPoint(round(target.area.x), round(target.area.y + target.area.height))
        menu.popup(canvas.mapToGlobal(place))
        menu.setActiveAction(menu.actions()[0])

    @Slot(str)
    def _on_category_activated(self, category: str) -> None:
        self.navigate.emit("catalogue", f"category/{category}")

    @Slot(QModelIndex)
    def _on_mode_opened(self, index: QModelIndex) -> None:
        self._open_check(str(index.data(Role.KEY)))

    def _open_check(self, check: str, _checked: bool = False) -> None:
        if self._view is not None:
            self.navigate.emit("reviews", f"{self._view.review}/{check}")

    @Slot()
    def _on_open_review(self) -> None:
        if self._view is not None:
            self.navigate.emit("reviews", self._view.review)

    @Slot()
    def _on_new_review(self) -> None:
        self.navigate.emit("reviews", "new")

    @Slot()
    def _on_scales(self) -> None:
        if self._view is not None:
            dialog = ScalesDialog(self._view.matrix.scales, self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    @Slot()
    def _on_export(self) -> None:
        if self._view is None:
            return
        menu = _menu(self)
        for text, spec in (("Risk matrix as SVG…", matrix_spec), ("Causes of incidents as SVG…", pareto_spec)):
            menu.addAction(text).triggered.connect(partial(self._choose_target, spec(self._view)))
        menu.popup(self._export.mapToGlobal(QPoint(0, self._export.height() + px(4))))
        menu.setActiveAction(menu.actions()[0])

    def _choose_target(self, spec: ChartSpec, _checked: bool = False) -> None:
        suggested = f"{self._chooser.current_key()}-{spec.id}.svg"
        self._services.prompter.choose_target(self, "Export the chart", suggested, partial(self._write, spec))

    def _write(self, spec: ChartSpec, path: Path) -> None:
        self._services.jobs.start(partial(_write_svg, spec, path), self._on_written, self, verb="Writing the chart")

    def _on_written(self, path: Path) -> None:
        self._services.toast(f"Chart written: {path.name}", undo=False)


def _menu(owner: QWidget) -> QMenu:
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _read(store: Store, *, wanted: str) -> Shown:
    names = read_review_names(store)
    name = chosen(names, wanted) or next(iter(names), None)
    return names, None if name is None else read_risk(store, name.full_key, datetime.now(UTC))


def _write_svg(spec: ChartSpec, path: Path, _report: Report) -> Path:
    with explained(path):
        path.write_text(render_svg(spec, *SVG_SIZE), encoding="utf-8")
    return path
