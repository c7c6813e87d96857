"""Asking what is attached, and what it is about."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.rationale import GrowingText
from workbench.desktop.kit.text import Label
from workbench.desktop.reviews.dialogs import AskDialog, choice_box
from workbench.domain.catalogue import Control
from workbench.edits.evidence import About, refuse_days
from workbench.tasks.attach import Link, Note, Source, source_of


class AttachDialog(AskDialog):
    """Files, a link or a note, and what they are about; a newer revision of a piece is one file."""

    def __init__(
        self,
        title: str,
        purpose: str,
        controls: Sequence[Control],
        about: About | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, purpose, primary="Attach", width=560, parent=parent)
        known = about or About()
        self._revises = known.get("revises")
        self.files: list[Path] = []
        self.choose = Button("Choose the file…" if self._revises else "Choose files…", icon="paperclip")
        self._names = Label("No file chosen", "body", "muted", wrap=True)
        self.body.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._names)
        self._link = QLineEdit()
        self._link.setPlaceholderText("https://")
        self._note = GrowingText((2, 6))
        if self._revises is None:
            self.add_field("Or a link", self._link, "It is kept, never fetched, and stays declared")
            self.add_field("Or a note", self._note, "What you know, and where from")
        self._about = choice_box()
        self._about.addItem("The check as a whole", "")
        for row in controls:
            self._about.addItem(row.name, row.id)
        self._about.setCurrentIndex(max(0, self._about.findData(known.get("control") or "")))
        self._speaks = choice_box()
        self._speaks.addItems(["Supports the claim", "Contradicts the claim"])
        self._speaks.setCurrentIndex(int(known.get("contradicts", False)))
        self.add_row(Field("About", self._about), Field("What it does", self._speaks))
        self._add_days()
        self._made_in = QLineEdit()
        self._made_in.setPlaceholderText("staging")
        self.add_field("Made in", self._made_in, "The environment; the version is the one under review")
        self.choose.setFocus()

    def _add_days(self) -> None:
        self._captured, self._expires = _day_line("2026-11-17"), _day_line("2027-02-17")
        self._from, self._to = _day_line("2026-11-01"), _day_line("2026-11-16")
        self.add_row(
            Field("Captured on", self._captured, "Empty: nobody knows"),
            Field("Counts until", self._expires, "Empty: it does not expire"),
        )
        self.add_row(
            Field("Observed from", self._from, "The first day of what it shows"),
            Field("Observed until", self._to, "The last day of it"),
        )

    def set_files(self, files: list[Path]) -> None:
        """Show the files that were chosen."""
        self.files = files
        self._names.setText(", ".join(file.name for file in files) or "No file chosen")

    def sources(self) -> list[Source]:
        """What is to be attached; a UserError or ValueError says why it cannot be."""
        found: list[Source] = [*self.files]
        if address := self._link.text().strip():
            link = source_of(address)
            if not isinstance(link, Link):
                raise ValueError("A link begins with https:// or http://. Nothing was attached.")
            found.append(link)
        if note := self._note.toPlainText().strip():
            found.append(Note(note))
        if self._revises is not None and len(found) != 1:
            raise ValueError("A revision is one file. Choose the one that is newer.")
        if not found:
            raise ValueError("Nothing is chosen. Choose a file, or write a link or a note.")
        return found

    def about(self) -> About:
        """What is known of it; a ValueError or UserError names the day that cannot be."""
        found = About(
            control=str(self._about.currentData()) or None,
            contradicts=self._speaks.currentIndex() == 1,
            captured_on=_day(self._captured),
            expires_on=_day(self._expires),
            period_from=_day(self._from),
            period_to=_day(self._to),
            environment=self._made_in.text().strip() or None,
            revises=self._revises,
        )
        refuse_days(found)
        return found


def _day_line(example: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(example)
    return line


def _day(line: QLineEdit) -> date | None:
    text = line.text().strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not a day. Write it like 2026-11-17.") from None
