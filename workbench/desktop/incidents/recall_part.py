"""In the detail of an incident: that reviews are in doubt, which and why, and how often it came up."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.incidents.lessons import (
    SHOWN,
    Lessons,
    by_mode_markup,
    gist_markup,
    reasons_markup,
    review_markup,
    so_far_markup,
)
from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.chips import Chip
from workbench.desktop.kit.text import Hairline, Label, RichText, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.storage.recall_view import InDoubt


class _Part(QWidget):
    """A column of texts with links."""

    link_activated = Signal(str)

    def __init__(self, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(gap))

    def _add(self, text: RichText | Notice) -> None:
        text.link_activated.connect(self.link_activated)
        self._column.addWidget(text)


class DoubtNotice(_Part):
    """Over the timeline: the gist of the recall, and how often the same came up."""

    def __init__(self, lessons: Lessons, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(8, parent)
        gist, so_far = gist_markup(lessons.recall), so_far_markup(lessons.so_far, names)
        if gist:
            relies = any(row.relies for row in lessons.recall.reviews)
            self._add(Notice(gist, "warn") if relies else Notice(gist, "unknown", icon="info"))
        if so_far:
            self._add(RichText(so_far, "body", "secondary"))
        if not (gist or so_far):
            self.hide()  # and never shown here: without a parent it would be a window for a moment


class RecallPart(_Part):
    """Reviews this puts in doubt: one after the other with the reasons, and apart those of the same failure mode."""

    def __init__(self, lessons: Lessons, parent: QWidget | None = None) -> None:
        super().__init__(8, parent)
        recall = lessons.recall
        number = len(recall.reviews)
        self._column.addWidget(SectionHeading("Reviews this puts in doubt", f"{number:,}" if number else "none"))
        for row in recall.reviews[:SHOWN]:
            self._add_review(row)
        if number > SHOWN:
            rest = f"{number - SHOWN} more; `workbench incident recall {recall.incident}` names them all."
            self._column.addWidget(Label(rest, "body", "muted", wrap=True))
        if recall.by_mode:
            weak = "By failure mode alone, the weakest tie: "
            self._add(RichText(weak + by_mode_markup(recall), "body", "secondary"))
        if not (number or recall.by_mode):
            self.hide()

    def _add_review(self, row: InDoubt) -> None:
        self._column.addWidget(Hairline())
        head = QHBoxLayout()
        head.setSpacing(px(8))
        title = RichText(review_markup(row)).in_list()
        title.link_activated.connect(self.link_activated)
        head.addWidget(title, 1)
        if row.nothing_else:
            head.addWidget(Chip("Nothing else verified", "fail"), 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        self._add(RichText(reasons_markup(row), "body", "secondary"))
