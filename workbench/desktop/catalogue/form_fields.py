"""What an entry is made of, as fields of a form: a list, not code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.catalogue.rules import applicability_rules
from workbench.domain.catalogue import Catalogue, Link
from workbench.domain.model import Severity

Options = Callable[[Catalogue], Sequence[tuple[str, str]]]
"""(value, words) pairs."""
Kind = Literal["line", "text", "prose", "log", "choice", "words", "number"]


@dataclass(frozen=True)
class Spec:
    """One field."""

    path: tuple[str, ...]
    label: str
    kind: Kind = "line"
    hint: str = ""
    options: Options | None = None
    fixed: bool = False
    """Whether it cannot be changed once the entry is there."""
    half: bool = False
    """Whether it stands beside its neighbour where there is room."""


def _severities(_catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    return [(one.value, one.value.capitalize()) for one in Severity]


def _categories(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    return [("", "None of them"), *((one.id, one.name) for one in catalogue.categories)]


def _facts(_catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    return [(key, "Always" if key == "always" else fact.whether) for key, fact in applicability_rules().facts.items()]


def sources(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """Return the texts that an entry can cite."""
    return [(one.id, one.title) for one in catalogue.sources]


def modes(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """Return every mode."""
    return [(one.id, f"{one.id} {one.name}") for one in catalogue.modes]


def relations(_catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """Return how one mode can bear on another."""
    words = {"causes": "Causes", "amplified-by": "Amplified by", "looks-like": "Looks like",
             "conflicts-with": "Conflicts with", "also-under": "Also under"}  # fmt: skip
    values: tuple[str, ...] = Link.model_fields["relation"].annotation.__args__  # type: ignore[union-attr]
    return [(value, words[value]) for value in values]


MODE_PARTS: tuple[tuple[str, tuple[Spec, ...]], ...] = (
    (
        "What it is",
        (
            Spec(("id",), "Id", fixed=True, half=True, hint="Never given twice"),
            Spec(("name",), "Name", half=True),
            Spec(("slug",), "Slug", half=True, hint="In links and file names"),
            Spec(("class",), "Class", half=True, hint="Such as Operational"),
            Spec(("severity",), "Severity", "choice", options=_severities, half=True),
            Spec(("severity_source",), "Who set the severity", half=True),
            Spec(("category",), "Post-mortem category", "choice", options=_categories, half=True),
            Spec(("aliases",), "Other names", "words", half=True, hint="Commas between them"),
            Spec(("lead",), "In one sentence", "text"),
            Spec(("trigger",), "Trigger", "text"),
            Spec(("primary_fix",), "Primary fix", "text"),
        ),
    ),
    (
        "The story",
        (
            Spec(("mechanism",), "How it happens", "prose", "Markdown"),
            Spec(("log_sample",), "What it looks like", "log", "A few lines of a log, of your own"),
            Spec(("root_cause",), "Root cause", "prose", "Markdown"),
        ),
    ),
    (
        "The check",
        (
            Spec(("check", "id"), "Id", fixed=True, half=True, hint="Small letters and _, such as retry_idempotency"),
            Spec(("check", "applies_when"), "Asked when", "choice", options=_facts, half=True),
            Spec(("check", "question"), "Question", "text"),
            Spec(("check", "because"), "Asked because", hint="Completes the sentence"),
            Spec(("check", "criteria", "passes"), "It passes when", "text"),
            Spec(("check", "criteria", "warns"), "It is a warning when", "text"),
            Spec(("check", "criteria", "fails"), "It fails when", "text"),
        ),
    ),
)
MODE_SOURCES = Spec(("sources",), "Sources", "words", "Commas between them: source 1, our own")
CATEGORY_PARTS: tuple[tuple[str, tuple[Spec, ...]], ...] = (
    (
        "What it is",
        (
            Spec(("id",), "Id", fixed=True, half=True, hint="Small letters and hyphens, such as double-booking"),
            Spec(("name",), "Name", half=True),
            Spec(("share",), "Published share, per cent", "number", "Empty where none was published", half=True),
            Spec(("n_at_least",), "Of how many post-mortems, at least", "number", half=True),
            Spec(("impact",), "Impact", "text"),
            Spec(("modes",), "Failure modes", "words", "Their ids, commas between them", half=True),
            Spec(("source",), "Source", "choice", options=sources, half=True),
            Spec(("prose",), "The text", "prose", "Markdown, with ## What it is and, if you like, ## Scenarios, "
                 "## Documented incident and ## Prevention"),
        ),
    ),
)  # fmt: skip
SUB_MODE = (
    Spec(("name",), "Name", half=True),
    Spec(("gist",), "In a few words", half=True),
    Spec(("prose",), "Paragraph", "prose"),
)
LINK = (
    Spec(("relation",), "How", "choice", options=relations, half=True),
    Spec(("to",), "Failure mode", "choice", options=modes, half=True),
    Spec(("note",), "In a line"),
)
