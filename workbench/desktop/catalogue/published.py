"""Figures, practices and their like on a page: their own, and as lists on the pages of what they are about."""

from collections.abc import Callable
from html import escape

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.catalogue.wording import NO_COUNTERPART, about, also_known, kind_name, rows_of, title_of
from workbench.desktop.kit.markup import link, mode_markup, with_references
from workbench.desktop.kit.text import KeyValueList, RichText
from workbench.desktop.kit.theme import px
from workbench.domain.catalogue import Catalogue, Category, FailureMode, Figure, Operation, PublishedEntry

Follow = Callable[[str], None]
CHECK_ROWS = ("Check", "Question", "Severity", "Pass", "Warn", "Fail")
"""What the page shows of a check of operations as it shows that of a mode."""
LABEL_WIDTH, FRAMEWORK_WIDTH = 136, 136
"""Of the labels beside facts and beside the names in other frameworks."""


def facts(catalogue: Catalogue, entry: PublishedEntry, follow: Follow) -> QWidget | None:
    """Return the facts of an entry, those of one label together; None where it is all prose."""
    rows = rows_of(catalogue, entry)
    practices: dict[str, str] = {}
    if isinstance(entry, Operation):
        rows = tuple(row for row in rows if row[0] not in CHECK_ROWS)
        found = (catalogue.published_entry(practice) for practice in entry.practices)
        practices = {title_of(one): published_link(one) for one in found}
    if not rows:
        return None
    part = KeyValueList(columns=True, label_width=LABEL_WIDTH)
    for label in dict.fromkeys(label for label, _ in rows):
        values = [practices.get(value) or with_references(catalogue, value) for one, value in rows if one == label]
        part.add(label, _column(values, follow))
    return part


def frameworks(catalogue: Catalogue, subject: str, follow: Follow) -> QWidget | None:
    """Return what other frameworks call an entry; one that has no counterpart says so, none where nobody looked."""
    known = also_known(catalogue, subject)
    if not known:
        return None
    part = KeyValueList(columns=True, label_width=FRAMEWORK_WIDTH)
    for walk, names in known:
        part.add(walk.short, _column([with_references(catalogue, name) for name in names] or [NO_COUNTERPART], follow))
    return part


def published_about(catalogue: Catalogue, entry: FailureMode | Category, follow: Follow) -> QWidget | None:
    """Return links to what was published about an entry, by kind; None when there is nothing."""
    subs = [sub.id for sub in entry.sub_modes] if isinstance(entry, FailureMode) else []
    found = catalogue.published_about([entry.id, *subs])
    part = KeyValueList(columns=True, label_width=FRAMEWORK_WIDTH)
    for kind in dict.fromkeys(kind_name(one) for one in found):
        part.add(kind, _column([_line(one) for one in found if kind_name(one) == kind], follow))
    return part if found else None


def subject_links(catalogue: Catalogue, entry: PublishedEntry) -> list[str]:
    """Return a link to each mode and category that an entry is about."""
    names = {category.id: category.name for category in catalogue.categories}
    return [
        link("category", one, names[one]) if one in names else mode_markup(catalogue, one)
        for one in about(catalogue, entry)
    ]


def published_link(entry: PublishedEntry) -> str:
    """Return a link to an entry by its title."""
    return link("published", entry.id, title_of(entry))


def _column(lines: list[str], follow: Follow) -> QWidget:
    """Return lines of our own markup with some room between them, since each may run over several."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(4))
    for line in lines:
        text = RichText(line).in_list()
        text.link_activated.connect(follow)
        column.addWidget(text)
    column.addStretch(1)  # beside a label of two lines the first stands by the first
    return widget


def _line(entry: PublishedEntry) -> str:
    measure = f"{escape(entry.measure)}: " if isinstance(entry, Figure) else ""
    return f"{measure}{published_link(entry)}"
