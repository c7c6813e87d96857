"""The notes in the margin of an entry, as our own markup with every value escaped."""

import math
from html import escape

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.catalogue.wording import named_source, sources_of
from workbench.desktop.catalogue.published import published_link, subject_links
from workbench.desktop.catalogue.reading import SHOWN, Asked, EntryFacts
from workbench.desktop.catalogue.shelf import categories_of
from workbench.desktop.kit.markup import link
from workbench.desktop.kit.signs import StatusSign
from workbench.desktop.kit.source_badge import SourceBadge
from workbench.desktop.kit.text import KeyValueList, RichText
from workbench.desktop.kit.theme import px
from workbench.domain.catalogue import Catalogue, Category, FailureMode, Figure, Practice, PublishedEntry, Source
from workbench.domain.statistics import share_interval
from workbench.domain.when import when_text

OPEN_FILE = "workbench:file/entry"
"""The link to the file of the entry that is shown."""
WAIVER_WORDS = {"live": "live until", "pending": "not approved yet, until", "lapsed": "lapsed on"}


class Notes(KeyValueList):
    """The margin of one entry; `link_activated` for every link."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._catalogue = catalogue

    def show_mode(self, mode: FailureMode, facts: EntryFacts) -> None:
        """Show the notes of a failure mode."""
        self.clear()
        self.add("Check", link("check", mode.check.id, mode.check.id), mono=True)
        self.add("Trigger", escape(mode.trigger))
        self.add("Primary fix", escape(mode.primary_fix))
        categories = categories_of(self._catalogue, mode)
        for category in categories:
            self._add_category(category, mode)
        if not categories:
            self.add("Published share", "Not reported")
        self._add_incidents(facts, f"mode/{mode.id}")
        self._add_reviews(facts, mode.check.id)
        self._add_waivers(facts, mode.check.id)
        if mode.aliases:
            self.add("Also known as", "<br>".join(escape(alias) for alias in mode.aliases))
        self._add_origin(mode.id)
        self._add_sources(mode.sources)

    def show_category(self, category: Category, facts: EntryFacts) -> None:
        """Show the notes of a category."""
        self.clear()
        self._add_share(category, "")
        modes = [mode for mode in self._catalogue.modes if category in categories_of(self._catalogue, mode)]
        lines = [link("mode", mode.id, f"{mode.id} {mode.name}") for mode in modes]
        self.add("Failure modes", "<br>".join(lines) or "None of the catalogue answers to it")
        self._add_incidents(facts, f"category/{category.id}")
        self._add_origin(f"category/{category.id}")
        self._add_sources((category.source,))

    def show_published(self, entry: PublishedEntry) -> None:
        """Show the notes of a figure, a practice or their like; each source stands with its badge."""
        self.clear()
        self.add("About", "<br>".join(subject_links(self._catalogue, entry)) or "No mode of the catalogue")
        related = entry.contradicts if isinstance(entry, Figure) else ()
        if isinstance(entry, Practice) and entry.adoption:
            related = (entry.adoption,)
        lines = [published_link(self._catalogue.published_entry(other)) for other in related]
        if lines:
            self.add("Contradicted by" if isinstance(entry, Figure) else "How many do it", "<br>".join(lines))
        self._add_sources(sources_of(entry), with_badges=True)

    def _add_category(self, category: Category, mode: FailureMode) -> None:
        name = link("category", category.id, category.name)
        if mode.category == category.id:
            self._add_share(category, name)
        else:
            self.add("Counted under", f"{name}<br>Its own share is not reported.")

    def _add_share(self, category: Category, name: str) -> None:
        """A share is the category's and never the mode's; the badge of its source stands with it."""
        lines = [name] if name else []
        if not category.n_at_least:
            self.add("Category" if name else "Published share", "<br>".join([*lines, "Share not reported"]))
            return
        lines.append(f"{category.share} % of at least {category.n_at_least} post-mortems, not a random sample")
        lines.append(interval_text(category))
        note = _Column(self._rich("<br>".join(lines)))
        source = self._source(category.source)
        if source and source.badge:
            note.add(SourceBadge(source.badge))
        self.add("Category" if name else "Published share", note)

    def _add_incidents(self, facts: EntryFacts, narrowed_to: str) -> None:
        """Add the latest incidents; `narrowed_to` is the filter that shows all of them."""
        if not facts.incidents:
            self.add("Incidents", "None recorded")
            return
        column = _Column()
        for row in facts.incidents:
            when = f", {when_text(row.when)}".replace(" ", "\u00a0").replace(",\u00a0", ", ") if row.when else ""
            column.add(self._rich(f"{link('incident', row.key, row.title)}{escape(when)}"))
        if facts.incident_count > SHOWN:
            column.add(self._rich(link("incidents", narrowed_to, f"{facts.incident_count - SHOWN:,} more")))
        self.add("Incidents", column)

    def _add_reviews(self, facts: EntryFacts, check_id: str) -> None:
        if not facts.asked:
            self.add("Reviews that asked", "None yet")
            return
        column = _Column(*(self._asked(asked, check_id) for asked in facts.asked[:SHOWN]))
        if len(facts.asked) > SHOWN:
            column.add(self._rich(f"and {len(facts.asked) - SHOWN:,} more"))
        self.add("Reviews that asked", column)

    def _add_waivers(self, facts: EntryFacts, check_id: str) -> None:
        if not facts.waived:
            return
        column = _Column()
        for row in facts.waived:
            waiver = link("review", f"{row.review}/{check_id}", f"{row.review} {row.key}")
            column.add(self._rich(f"{waiver}, {WAIVER_WORDS[row.state]} {escape(when_text(row.expires_on))}"))
        self.add("Waivers", column)

    def _asked(self, asked: Asked, check_id: str) -> QWidget:
        review = link("review", f"{asked.review}/{check_id}", asked.review)
        row = _Column(self._rich(f"{review} {escape(asked.deployment)}"), StatusSign(asked.status.value))
        row.setAccessibleName(f"{asked.review} {asked.deployment}")
        return row

    def _add_origin(self, key: str) -> None:
        """Say where an own entry lies, with the way to its file."""
        origin = self._catalogue.origin(key)
        if origin.is_own:
            told = "Our own text, in place of the built-in one" if origin.builtin else "Our own"
            self.add("Pack", f'{told}<br><a href="{OPEN_FILE}">{escape(origin.path)}</a>')

    def _add_sources(self, ids: tuple[str, ...], *, with_badges: bool = False) -> None:
        column = _Column()
        for source_id in ids:
            source = self._source(source_id)
            title = escape(source.title) if source else ""
            if source and source.address:
                title = f'<a href="{escape(source.address)}">{title}</a>'
            about = f": {title}, {escape(source.author)}, {escape(source.published)}" if source else ""
            column.add(self._rich(f"{escape(named_source(source_id))}{about}"))
            if source and with_badges:
                column.add(SourceBadge(source.badge))
        self.add("Sources", column)

    def _source(self, source_id: str) -> Source | None:
        return next((one for one in self._catalogue.sources if one.id == source_id), None)

    def _rich(self, markup: str) -> RichText:
        text = RichText(markup, "label_regular").in_list()
        text.link_activated.connect(self.link_activated)
        return text


def interval_text(category: Category) -> str:
    """Return the widest exact interval that fits the published share, rounded outwards."""
    interval = share_interval(category.share, category.n_at_least)
    lower, upper = math.floor(interval.lower * 100), math.ceil(interval.upper * 100)
    return f"95 %: {lower} to {upper} %, the widest interval that fits"


class _Column(QWidget):
    """Widgets below one another."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(4))
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Put one more below."""
        self._layout.addWidget(widget)
