"""What differs in one check of two reviews, part by part."""

import html

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.scrolled import Scrolled
from workbench.desktop.kit.text import KeyValueList, Label, RichText, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.changes_part import as_markup
from workbench.desktop.reviews.compare_model import CompareRow
from workbench.domain.comparison import ComparedCheck, Comparison

SHOWN = 60
"""Differences of the profiles that are listed."""


class CompareDetail(Scrolled):
    """The differences of the row that is current; `opened(review, check)` when a link to a finding is followed."""

    opened = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What differs", "sunken", parent)
        self.say("")

    def say(self, sentence: str) -> None:
        """Show a sentence alone."""
        column = self.begin(margin=16)
        column.addWidget(Label(sentence, "body", "muted", wrap=True))
        self.end(column)

    def show_row(self, found: Comparison, row: CompareRow) -> None:
        """Show what differs in a row."""
        column = self.begin(margin=16)
        column.setSpacing(px(12))
        if row.check is None:
            self._add_profile(column, found)
        else:
            self._add_check(column, found, row.check)
        self.end(column)

    def _add_profile(self, column: QVBoxLayout, found: Comparison) -> None:
        column.addWidget(SectionHeading("Profile", f"{found.before.version} and {found.after.version}", line=True))
        lines = QVBoxLayout()
        lines.setSpacing(px(6))
        for words in found.profile[:SHOWN]:
            lines.addWidget(RichText(as_markup(words)))
        more = len(found.profile) - SHOWN
        if more > 0:
            lines.addWidget(Label(f"and {more} more", "body", "muted"))
        column.addLayout(lines)

    def _add_check(self, column: QVBoxLayout, found: Comparison, check: ComparedCheck) -> None:
        column.addWidget(Label(check.check_id, "mono", "secondary", selectable=True))
        column.addWidget(Label(check.topic, "heading", wrap=True))
        column.addLayout(self._links(found, check))
        if check.method:
            sentences = "<br>".join(html.escape(sentence) for sentence in check.method)
            column.addWidget(Notice(f"<b>Another question was answered</b><br>{sentences}"))
        if check.asked != "both":
            key = (found.before if check.asked == "before" else found.after).review
            column.addWidget(Label(f"Only {key} asks it.", "body", "secondary", wrap=True))
        parts = KeyValueList()
        for change in check.changes:
            old, new = (html.escape(text).replace("\n", "<br>") or "nothing" for text in (change.old, change.new))
            parts.add(change.part[:1].upper() + change.part[1:], f"{old}<br><b>→</b> {new}")
        column.addWidget(parts)
        if check.is_same:
            column.addWidget(Label("Nothing differs in this check.", "body", "muted", wrap=True))

    def _links(self, found: Comparison, check: ComparedCheck) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(16))
        for side, state in ((found.before, check.old), (found.after, check.new)):
            if state is not None:
                link = Button(f"Open in {side.review}", "link")
                link.clicked.connect(lambda _checked=False, key=side.review: self.opened.emit(key, check.check_id))
                row.addWidget(link)
        row.addStretch(1)
        return row
