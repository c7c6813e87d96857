"""What the catalogue is narrowed by: facets with several values each, and a search."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workbench.catalogue.rules import applicability_rules
from workbench.catalogue.wording import words_in
from workbench.domain.applicability import applicability
from workbench.domain.catalogue import Catalogue, Category, FailureMode, PublishedEntry, subjects_of
from workbench.domain.deployment import Deployment, Profile
from workbench.domain.model import Severity
from workbench.domain.query import parse
from workbench.text import plain

SEVERITY, CLASS, CATEGORY, APPLIES, ORIGIN = "severity", "class", "category", "applies", "origin"
FRAMEWORK = "framework"
TITLES = {
    SEVERITY: "Severity",
    CLASS: "Class",
    CATEGORY: "Post-mortem category",
    APPLIES: "Applies to",
    ORIGIN: "Origin",
    FRAMEWORK: "Framework",
}
OF_MODES = (SEVERITY, CLASS, APPLIES, ORIGIN, FRAMEWORK)
"""Facets that only a mode can answer to."""
BUILT_IN, OWN = "built-in", "own"
CATEGORY_KEY, PUBLISHED_KEY = "category/", "published/"


@dataclass(frozen=True)
class Value:
    """One value of a facet: how many modes have it beside what the other facets ask for."""

    facet: str
    id: str
    words: str
    count: int
    is_on: bool


@dataclass(frozen=True)
class Shelf:
    """The catalogue with what the person asked for; every answer is computed from it."""

    catalogue: Catalogue
    deployments: tuple[tuple[Deployment, Profile | None], ...] = ()
    """Each with the profile of its newest version."""
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    text: str = ""
    hits: tuple[str, ...] = ()
    """Modes and published entries that the search found, best first; without a meaning while `text` is empty."""

    def modes(self) -> list[FailureMode]:
        """Return the modes that everything asked for lets through."""
        modes = [mode for mode in self._searched() if self._passes(mode)]
        return sorted(modes, key=lambda mode: self.hits.index(mode.id)) if self.text else modes

    def categories(self) -> list[Category]:
        """Return the categories; only the category facet and the search narrow them."""
        if any(self.chosen.get(facet) for facet in OF_MODES):
            return []
        chosen = self.chosen.get(CATEGORY) or {category.id for category in self.catalogue.categories}
        return [one for one in self.catalogue.categories if one.id in chosen and _has_words(_words_of(one), self.text)]

    def published(self) -> list[PublishedEntry]:
        """Return figures, practices and their like; the category facet and the search narrow them.

        A framework narrows them to what was imported of it.
        """
        if any(self.chosen.get(facet) for facet in OF_MODES if facet != FRAMEWORK):
            return []
        found = self.catalogue.published
        if frameworks := self.chosen.get(FRAMEWORK):
            found = tuple(one for one in self.catalogue.references if one.framework in frameworks)
        if categories := self.chosen.get(CATEGORY):
            modes = {mode.id for mode in self.catalogue.modes if self._in_any(mode, categories)}
            found = tuple(one for one in found if (categories | modes) & set(subjects_of(one)))
        if not self.text:
            return [*found]
        return [one for one in found if one.id in self.hits or _has_words(words_in(self.catalogue, one), self.text)]

    def _in_any(self, mode: FailureMode, categories: frozenset[str]) -> bool:
        return any(self._has(mode, CATEGORY, category) for category in categories)

    def values(self, facet: str) -> list[Value]:
        """Return the values of a facet with their counts; a value with none stays."""
        beside = [mode for mode in self._searched() if self._passes(mode, but=facet)]
        on = self.chosen.get(facet, frozenset())
        return [
            Value(facet, value, words, sum(self._has(mode, facet, value) for mode in beside), value in on)
            for value, words in self._words(facet)
        ]

    def toggled(self, facet: str, value: str) -> dict[str, frozenset[str]]:
        """Return what is chosen once a value was switched on or off."""
        return {**self.chosen, facet: self.chosen.get(facet, frozenset()) ^ {value}}

    def in_words(self) -> str:
        """Return what was asked for, for the sentence that nothing matches it."""
        parts = [self.text] if self.text else []
        parts += [value.words for facet in TITLES for value in self.values(facet) if value.is_on]
        return ", ".join(parts)

    def _searched(self) -> Iterable[FailureMode]:
        return [mode for mode in self.catalogue.modes if mode.id in self.hits] if self.text else self.catalogue.modes

    def _passes(self, mode: FailureMode, *, but: str = "") -> bool:
        return all(
            any(self._has(mode, facet, value) for value in values)
            for facet, values in self.chosen.items()
            if values and facet != but
        )

    def _has(self, mode: FailureMode, facet: str, value: str) -> bool:
        if facet == SEVERITY:
            return mode.severity == value
        if facet == CLASS:
            return mode.mode_class == value
        if facet == CATEGORY:
            return value in {category.id for category in categories_of(self.catalogue, mode)}
        if facet == ORIGIN:
            return (value == OWN) == self.catalogue.origin(mode.id).is_own
        if facet == FRAMEWORK:
            return any(walk.id == value and walk.of(mode.id) for walk in self.catalogue.crosswalks)
        profile = next((profile for deployment, profile in self.deployments if deployment.id == value), None)
        if profile is None:
            return False
        return applicability(mode.check, profile, applicability_rules()).applies is not False

    def _words(self, facet: str) -> list[tuple[str, str]]:
        if facet == SEVERITY:
            return [(severity.value, severity.value.capitalize()) for severity in Severity]
        if facet == CLASS:
            return [(one, one) for one in sorted({mode.mode_class for mode in self.catalogue.modes})]
        if facet == CATEGORY:
            return [(category.id, category.name) for category in self.catalogue.categories]
        if facet == ORIGIN:
            return [(BUILT_IN, "Built in"), (OWN, "Our own pack")]
        if facet == FRAMEWORK:
            return [(walk.id, walk.short) for walk in self.catalogue.crosswalks]
        return [(deployment.id, deployment.name) for deployment, _ in self.deployments]


def categories_of(catalogue: Catalogue, mode: FailureMode) -> list[Category]:
    """Return the categories that a mode answers to."""
    return [one for one in catalogue.categories if one.id == mode.category or mode.id in one.modes]


def _words_of(category: Category) -> str:
    return f"{category.name} {category.impact} {plain(category.prose)}"


def _has_words(said: str, text: str) -> bool:
    """Say whether what an entry says matches the words of a search; a filter is left to the index."""
    query = parse(text)
    return not query.filters and not query.finds_nothing and query.found_in(said) is not None


def entry_key(catalogue: Catalogue, argument: str) -> str:
    """Return the key of the entry that an argument names, or "".

    `M06`, `M06.2`, `injection_defense`, `prompt-injection` (the mode), `category/prompt-injection`,
    `control/human-approval` (the first mode that has it), `poisoning-success` or `published/poisoning-success`.
    """
    kind, _, rest = argument.partition("/")
    if kind == "category":
        return argument if any(one.id == rest for one in catalogue.categories) else ""
    if kind == "control":
        return next((mode.id for mode in catalogue.modes if any(one.id == rest for one in mode.controls)), "")
    for mode in catalogue.modes:
        subs = {name for sub in mode.sub_modes for name in (sub.id, sub.slug)}
        if argument in {mode.id, mode.slug, mode.check.id} | subs:
            return mode.id
    wanted = argument.removeprefix(PUBLISHED_KEY)
    operation = next((one for one in catalogue.operations if wanted in (one.slug, one.check.id)), None)
    wanted = operation.id if operation else wanted
    return f"{PUBLISHED_KEY}{wanted}" if any(one.id == wanted for one in catalogue.published) else ""
