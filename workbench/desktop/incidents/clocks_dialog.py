"""Which periods to report incidents count in the workspace: the built-in ones, and the team's own."""

from functools import partial
from html import escape

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from workbench.catalogue.clocks import Clocks, load_clocks
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.text import Hairline, KeyValueList, Label
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.services import Services
from workbench.domain.clock import Clock, days_text
from workbench.domain.errors import UserError
from workbench.domain.when import when_text
from workbench.edits.clocks import SwitchClock
from workbench.storage.store import Store
from workbench.text import visible


def read_clocks(store: Store) -> tuple[Clocks, frozenset[str]]:
    """Read the clocks there are, and the ids of those that are switched on."""
    return load_clocks(store.folder), frozenset(row.id for row in store.clocks.all())


class ClocksDialog(DialogBase):
    """A check box for each clock, with its clauses; what is switched is kept at once."""

    def __init__(self, services: Services, clocks: Clocks, on: frozenset[str], parent: QWidget) -> None:
        super().__init__(
            "Clocks to report incidents by",
            "A clock that is on counts from the day on which you became aware of an incident. A person decides at each "
            "incident whether one of its cases applies.",
            primary="Close",
            width=520,
            parent=parent,
        )
        self._services = services
        self.hide_cancel()
        self.boxes: dict[str, QCheckBox] = {}
        for clock in clocks.loaded.values():
            self.body.addWidget(self._row(clock, is_on=clock.id in on))
        for row in clocks.refused:
            said = f"{visible(row.file)}, line {row.line} was refused: {visible(row.reason)}."
            self.body.addWidget(Label(said, "body", "fail", wrap=True))
        own = "A clock of your own is a TOML file in the folder “clocks” of the workspace."
        self.body.addWidget(Label(own, "label_regular", "muted", wrap=True))
        self.submitted.connect(self.accept)

    def _row(self, clock: Clock, *, is_on: bool) -> QWidget:
        box = QCheckBox(visible(clock.name).replace("&", "&&"))
        box.setChecked(is_on)
        box.clicked.connect(partial(self._switch, clock.id))
        self.boxes[clock.id] = box
        cases = KeyValueList(columns=True, label_width=72)
        for one in clock.clauses:
            cases.add(days_text(one.days), escape(visible(f"{one.article} {one.name}")))
        since = f" It applies from {when_text(clock.applies_from.isoformat())} on." if clock.applies_from else ""
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(box)
        column.addWidget(Label(visible(f"{clock.duty}.{since}"), "body", "secondary", wrap=True))
        column.addWidget(cases)
        column.addWidget(Hairline())
        column.addWidget(Label(visible(f"Source: {clock.source}"), "label_regular", "muted", wrap=True))
        return row

    def _switch(self, clock_id: str, _checked: bool = False) -> None:
        is_on = self.boxes[clock_id].isChecked()
        try:
            self._services.write(SwitchClock(clock_id, is_on))
        except UserError as error:
            self.boxes[clock_id].setChecked(not is_on)
            self.show_error(str(error))
        else:
            self.show_error("")


class ClocksAsked(QObject):
    """Reads the clocks and opens their dialog, once at a time."""

    def __init__(self, services: Services, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._owner = services, owner
        self.dialog: ClocksDialog | None = None

    @Slot()
    def ask(self) -> None:
        """Open the dialog, once the files are read."""
        if self.dialog is None:
            self._services.fetch(read_clocks, self._show, self, key="clocks")

    def _show(self, found: tuple[Clocks, frozenset[str]]) -> None:
        if self.dialog is None:
            self.dialog = ClocksDialog(self._services, *found, self._owner.window())
            self.dialog.finished.connect(self._on_finished)
            self.dialog.open()

    @Slot()
    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
