"""What an import would do, before it does it: counts, reasons, likely duplicates; then how far it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.desktop.incidents.import_choices import ImportChoices
from workbench.desktop.incidents.import_columns_part import ColumnsPart
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.progress import ProgressCard
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.tasks.importing import Match, Plan
from workbench.text import visible

SHOWN = 500
"""Lines of one kind; the command line gives all."""


class ImportDialog(DialogBase):
    """Reads, asks, imports: `submitted` when the person wants it; closing it cancels."""

    stopped = Signal()
    """Cancel beside the progress."""

    def __init__(self, names: str, parent: QWidget | None = None) -> None:
        super().__init__(
            "Import incidents",
            f"From {visible(names)}. Nothing is fetched.",
            primary="Import",
            width=560,
            parent=parent,
        )
        self.progress = ProgressCard("Reading")
        self.progress.cancelled.connect(self.stopped)
        self.choices = ImportChoices()
        self.columns = ColumnsPart()
        self.counts = Label("", "name", wrap=True)
        self.reasons = QPlainTextEdit()
        self.reasons.setReadOnly(True)
        self.reasons.setTabChangesFocus(True)
        self.reasons.setFixedHeight(px(240))
        self.reasons.setAccessibleName("Reasons")
        for widget in (self.choices, self.columns, self.progress, self.counts, self.reasons):
            self.body.addWidget(widget)
        self.counts.hide()
        self.reasons.hide()
        self.primary.setEnabled(False)
        self._cancel.hide()  # while something goes on, its own Cancel stands beside it

    def show_plan(self, made: Plan, origin: str) -> None:
        """Say what would become of each record; only what is new or changed can be imported."""
        self.progress.hide()
        self._cancel.show()
        if made.recognised_anything or made.readings.tables:
            self.choices.show_found(origin, made.readings.groups, made.readings.left_out)
        self.choices.setEnabled(True)
        tables = made.readings.tables
        empty = frozenset(file.name for file in made.readings.files if not file.records)
        is_first = not self.columns.isVisible()
        self.columns.show_tables(tables, empty)
        self.columns.setEnabled(True)
        if tables and is_first:
            self.columns.take_focus()
        self.reasons.setFixedHeight(px(112 if tables else 240))
        # As high as the progress that takes its place: nothing jumps when a column gets another use.
        self.counts.setMinimumHeight(self.progress.sizeHint().height() if tables else 0)
        self.counts.setText(sentence_of(made))
        self.counts.show()
        text = reasons_of(made)
        self.reasons.setPlainText(text)
        self.reasons.setVisible(bool(text))
        self.primary.setEnabled(made.brings)
        self.primary.setText(f"Import {brought(made)}" if made.brings else "Nothing to import")

    def show_reading(self) -> None:
        """Show that it is read again with other columns; what was counted before does not hold."""
        self._show_progress("Reading again")

    def show_importing(self) -> None:
        """Show how far it is; until the end nothing of it can be seen, and Cancel leaves nothing."""
        self.choices.setEnabled(False)
        self.columns.setEnabled(False)
        self._show_progress("Importing")

    def _show_progress(self, verb: str) -> None:
        self.counts.hide()
        self.progress.set_verb(verb)
        self.progress.set_progress(-1.0 if verb != "Importing" else 0.0)
        self.progress.show()
        self._cancel.hide()
        self.primary.setEnabled(False)


def brought(made: Plan) -> str:
    """Return what an import brings, as numbers of things."""
    counts = (
        (made.count("new") + made.count("changed"), "incident", "incidents"),
        (sum(one.brings for one in made.references), "reference entry", "reference entries"),
    )
    return " and ".join(f"{number:,} {one if number == 1 else many}" for number, one, many in counts if number)


def sentence_of(made: Plan) -> str:
    """Return the counts in words."""
    parts = [
        f"{made.count('new'):,} new",
        f"{made.count('changed'):,} changed",
        f"{made.count('same'):,} the same as before",
        f"{made.count('refused'):,} refused",
    ]
    left_out = sum(made.readings.left_out.values())
    counts = ", ".join(parts) + (f", {left_out:,} left out by their class." if left_out else ".")
    return "\n".join([counts, *(one.words for one in made.references)])


def reasons_of(made: Plan) -> str:
    """Return every reason on a line of its own, as plain text; empty when there is none."""
    kinds = (
        ("Refused", [f"{one.file}, {one.place}: {one.reason}" for one in made.refusals]),
        ("Known from another source, left as it is", [_pair(one, "is") for one in made.known]),
        ("Perhaps the same event; imported all the same", [_pair(one, "may be") for one in made.likely]),
        ("Left out", [f"{count:,} of the class {name}" for name, count in made.readings.left_out.items()]),
        ("Remarks", list(made.readings.notes)),
    )
    return "\n\n".join("\n".join([title, *_lines(lines)]) for title, lines in kinds if lines)


def _pair(match: Match, verb: str) -> str:
    return f"“{match.title}” {verb} {match.known_as}: {match.by}"


def _lines(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN
    return [
        *(visible(" ".join(line.split())) for line in lines[:SHOWN]),
        *([f"… and {more:,} more"] if more > 0 else []),
    ]
