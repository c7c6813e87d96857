"""What an import would do, before it does it: counts, reasons, likely duplicates; then how far it is."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

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

    def __init__(self, names: str, parent: QWidget | None = None) -> None:
        super().__init__(
            "Import incidents",
            f"From {visible(names)}. Nothing is fetched.",
            primary="Import",
            width=560,
            parent=parent,
        )
        self.progress = ProgressCard("Reading")
        self.progress.cancelled.connect(self.reject)
        self.counts = Label("", "name", wrap=True)
        self.reasons = QPlainTextEdit()
        self.reasons.setReadOnly(True)
        self.reasons.setTabChangesFocus(True)
        self.reasons.setFixedHeight(px(240))
        self.reasons.setAccessibleName("Reasons")
        for widget in (self.progress, self.counts, self.reasons):
            self.body.addWidget(widget)
        self.counts.hide()
        self.reasons.hide()
        self.primary.setEnabled(False)

    def show_plan(self, made: Plan) -> None:
        """Say what would become of each record; only what is new or changed can be imported."""
        self.progress.hide()
        self.counts.setText(sentence_of(made))
        self.counts.show()
        text = reasons_of(made)
        self.reasons.setPlainText(text)
        self.reasons.setVisible(bool(text))
        self.primary.setEnabled(made.brings)
        self.primary.setText(f"Import {brought(made)}" if made.brings else "Import")

    def show_importing(self) -> None:
        """Show how far it is; until the end nothing of it can be seen, and Cancel leaves nothing."""
        self.progress.set_progress(0.0)
        self.progress.show()
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
