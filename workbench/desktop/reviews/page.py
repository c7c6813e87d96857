"""The place Reviews: the list, a new review, or the review that is open."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.page import Page
from workbench.desktop.reviews.compare_page import ComparePage
from workbench.desktop.reviews.list_page import ReviewListPage
from workbench.desktop.reviews.new_review import NewReviewPage
from workbench.desktop.reviews.review_page import ReviewPage
from workbench.desktop.reviews.trace_page import TracePage
from workbench.desktop.shell.services import Services

NEW = "new"
LIST = "list"
SEARCH = "search/"
COMPARE = "compare"
MATRIX = "matrix"


class ReviewsPage(Page):
    """Opens at nothing (what was open, else the list), or at what an argument names.

    `list`, `search/…`, `new`, `new DEP-1`, `REV-1.1/check_id`, `compare REV-1.2`, `compare REV-1.1 REV-1.2`,
    `matrix REV-1.1`.
    """

    title = "Reviews"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.listing = ReviewListPage(services)
        self.form = NewReviewPage(services)
        self.review = ReviewPage(services)
        self.compare = ComparePage(services)
        self.trace = TracePage(services)
        self._stack = QStackedWidget()
        for page in (self.listing, self.form, self.review, self.compare, self.trace):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()

    def _connect(self) -> None:
        self.listing.opened.connect(self._on_review_chosen)
        self.listing.new_wanted.connect(self._on_new_wanted)
        self.form.started.connect(self._on_review_chosen)
        self.form.left.connect(self._on_left)
        self.listing.compare_wanted.connect(self._on_compare_wanted)
        self.review.navigate.connect(self.navigate)
        self.compare.navigate.connect(self.navigate)
        self.trace.navigate.connect(self.navigate)
        self.review.actions_changed.connect(self.actions_changed)
        self.review.left.connect(self._on_left)
        self.review.model.gone.connect(self._on_gone)
        self._services.changed.connect(self._on_changed)

    def open_at(self, argument: str) -> None:
        """Show what the argument names."""
        if argument.startswith(SEARCH):
            self._show(self.listing)
            self.listing.search.setText(argument.removeprefix(SEARCH))
            self.listing.refresh()
        elif argument == LIST or (not argument and not self.review.model.is_open):
            self._show(self.listing)
            self.listing.refresh()
            self.listing.table.setFocus()
        elif argument.split(" ")[0] == NEW:
            self.form.start(argument.partition(" ")[2])
            self._show(self.form)
        elif argument.startswith(f"{COMPARE} "):
            *before, after = argument.split(" ")[1:]
            self.compare.open(before[0] if before else "", after)
            self._show(self.compare)
            self.compare.table.setFocus()
        elif argument.startswith(f"{MATRIX} "):
            self.trace.open(argument.partition(" ")[2])
            self._show(self.trace)
            self.trace.table.setFocus()
        elif argument:
            key, _, check = argument.partition("/")
            self.review.open(key, check)
            self._show(self.review)
            self.review.checks.setFocus()
        else:
            self._show(self.review)
            self.review.come_back()

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Return what the shown part can do."""
        actions: dict[str, Callable[[], None]] = {"review.new": self._on_new_wanted}
        if self._stack.currentWidget() is self.review:
            actions |= self.review.page_actions()
        if self._stack.currentWidget() is self.listing:
            actions |= {"edit.find": self.listing.focus_search, "review.compare": self.listing.compare}
        if self._stack.currentWidget() is self.trace:
            actions["file.export"] = self.trace.choose_target
        return actions

    def closing(self) -> None:
        """Keep what is half typed, stop what is being attached."""
        self.review.closing()

    def _show(self, page: QWidget) -> None:
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page)
            self.actions_changed.emit()

    @Slot(str)
    def _on_review_chosen(self, key: str) -> None:
        self.navigate.emit("reviews", key)

    @Slot()
    def _on_new_wanted(self) -> None:
        self.navigate.emit("reviews", NEW)

    @Slot(str)
    def _on_compare_wanted(self, key: str) -> None:
        self.navigate.emit("reviews", f"{COMPARE} {key}")

    @Slot()
    def _on_left(self) -> None:
        self.navigate.emit("reviews", LIST)

    @Slot(str)
    def _on_gone(self, sentence: str) -> None:
        self._services.refuse(sentence)
        if self._stack.currentWidget() is self.review:
            self.open_at(LIST)

    @Slot(object)
    def _on_changed(self, _entities: object) -> None:
        if self.listing.isVisible():  # who comes back reads anew
            self.listing.refresh()
        if self._stack.currentWidget() is self.compare:
            self.compare.refresh()
        if self._stack.currentWidget() is self.trace:
            self.trace.refresh()
