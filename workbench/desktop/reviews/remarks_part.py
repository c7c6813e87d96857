"""Lint at a glance: what is worth another look, each a link to where it is mended."""

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.text import IconLabel, RichText, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.model import ReviewData
from workbench.desktop.reviews.side_parts import clear
from workbench.domain.lint import Remark

SHOWN = 12
"""Remarks that stand there; `workbench review lint` lists them all."""


class RemarksPart(QWidget):
    """The remarks on a review, the serious first; none, and it is not there."""

    link_followed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = SectionHeading("Worth another look", line=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._heading)
        column.addLayout(self._rows)

    def show_data(self, data: ReviewData) -> None:
        """Show the remarks of today."""
        remarks = data.remarks
        self.setVisible(bool(remarks))
        clear(self._rows)
        kept = f"{SHOWN} of {len(remarks)}; " if len(remarks) > SHOWN else ""
        self._heading.set_note(f"{kept}blocks nothing")
        for remark in remarks[:SHOWN]:
            self._rows.addWidget(self._row(remark))

    def _row(self, remark: Remark) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        icon = "circle-alert" if remark.weight == "serious" else "info"
        row.addWidget(IconLabel(icon), 0, Qt.AlignmentFlag.AlignTop)
        text = RichText(markup(remark), "body", "secondary")
        text.link_activated.connect(self.link_followed)
        row.addWidget(text, 1)
        return line


def link(remark: Remark) -> str:
    """Return where a remark is mended: a use, the sign-off for a dissent, the profile, or its check."""
    if remark.item.startswith("D") and remark.item[1:].isdigit():
        return "signoff:"
    if remark.item.startswith("E") and remark.item[1:].isdigit():
        return f"use:{remark.item}"
    return f"check:{remark.check_id}" if remark.check_id else "profile:"


def markup(remark: Remark) -> str:
    """Return the sentence with what it is about as a link."""
    sentence, item = html.escape(remark.sentence), html.escape(remark.item)
    target = html.escape(link(remark))
    if sentence.startswith(item):
        return f'<a href="{target}">{item}</a>{sentence[len(item) :]}'
    return f'{sentence} <a href="{target}">Go there</a>'
