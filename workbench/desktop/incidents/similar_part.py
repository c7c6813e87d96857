"""Below the detail of an incident: others like it, with the words and modes that they share."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desktop.kit.markup import link
from workbench.desktop.kit.text import RichText, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.storage.similar import Similar


class SimilarPart(QWidget):
    """A line for each; hidden when there is none."""

    link_activated = Signal(str)

    def __init__(self, similar: Sequence[Similar], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(SectionHeading("Similar incidents", "by the words that few others have"))
        for one in similar:
            text = RichText(similar_markup(one)).in_list()
            text.link_activated.connect(self.link_activated)
            column.addWidget(text)
        if not similar:
            self.hide()


def similar_markup(one: Similar) -> str:
    """Return a line: the incident as a link, and what it shares."""
    shared = [", ".join(f"<i>{escape(word)}</i>" for word in one.words), *map(escape, one.modes)]
    why = " · ".join([*(part for part in shared if part), *(["same category"] if one.same_category else [])])
    return f"{link('incident', one.key, f'{one.key} {one.title}')}<br>{why}"
