"""Entries of the catalogue in words, for the window, the command line and the search index alike."""

from workbench.domain.catalogue import (
    Catalogue,
    Cause,
    Contradiction,
    Figure,
    Operation,
    Practice,
    PublishedEntry,
    ReferenceCase,
    subjects_of,
)
from workbench.domain.crosswalk import Crosswalk, Mapping

NOT_REPORTED = "Not reported"
NO_COUNTERPART = "No counterpart"
KINDS: dict[str, type[PublishedEntry]] = {
    "figure": Figure,
    "case": ReferenceCase,
    "practice": Practice,
    "cause": Cause,
    "contradiction": Contradiction,
    "operation": Operation,
}
"""What the catalogue holds beside modes and categories, by the word that a person types."""
_NAMES = {
    "figure": ("Figure", "Figures"),
    "case": ("Reference case", "Reference cases"),
    "practice": ("Practice", "Practices"),
    "cause": ("Cause that a quotation names", "Causes that a quotation names"),
    "contradiction": ("Contradiction", "Contradictions"),
    "operation": ("Operations", "Operations"),
}
PHASES = {
    "detection": "Incident response: detection",
    "triage": "Incident response: triage",
    "resolution": "Incident response: resolution",
    "post-incident": "Incident response: post-incident",
    "testing": "Testing",
}


def kind_of(entry: PublishedEntry) -> str:
    """Return the word for a kind, such as `figure`."""
    return next(word for word, kind in KINDS.items() if isinstance(entry, kind))


def kind_name(entry: PublishedEntry) -> str:
    """Return the kind as it stands over an entry."""
    return _NAMES[kind_of(entry)][0]


def kind_heading(kind: str) -> str:
    """Return the head of a list of one kind."""
    return _NAMES[kind][1]


def title_of(entry: PublishedEntry) -> str:
    """Return the name of an entry; that of a figure is what it counts."""
    return entry.subject if isinstance(entry, Figure) else entry.name


def lead_of(entry: PublishedEntry) -> str:
    """Return what an entry says, in a paragraph; empty where a figure needs no more words."""
    if isinstance(entry, Practice):
        return entry.text
    if isinstance(entry, Operation):
        return entry.lead
    return f"{entry.gloss}. {entry.note}" if isinstance(entry, Cause) else entry.note


def sources_of(entry: PublishedEntry) -> tuple[str, ...]:
    """Return the ids of the sources that an entry cites, each once."""
    if isinstance(entry, Operation):
        return entry.sources
    cited = [side.source for side in entry.sides] if isinstance(entry, Contradiction) else [entry.source]
    return tuple(dict.fromkeys(cited))


def rows_of(catalogue: Catalogue, entry: PublishedEntry) -> tuple[tuple[str, str], ...]:
    """Return the facts of an entry, each with its label; what a source does not say is said."""
    if isinstance(entry, Figure):
        return _figure_rows(catalogue, entry)
    if isinstance(entry, ReferenceCase):
        return tuple((reading.at, reading.value) for reading in entry.readings)
    if isinstance(entry, Practice):
        return _practice_rows(catalogue, entry)
    if isinstance(entry, Operation):
        return _operation_rows(catalogue, entry)
    if isinstance(entry, Contradiction):
        return tuple((named_source(side.source), side.says) for side in entry.sides)
    return ()


def words_in(catalogue: Catalogue, entry: PublishedEntry) -> str:
    """Return everything an entry says, to search in."""
    rows = (f"{label} {value}" for label, value in rows_of(catalogue, entry))
    return "\n".join((kind_name(entry), title_of(entry), lead_of(entry), *rows, *subjects_of(entry)))


def named_source(source_id: str) -> str:
    """Return the id of a source as it begins a line: `Source 1`."""
    return source_id[:1].upper() + source_id[1:]


def also_known(catalogue: Catalogue, subject: str) -> tuple[tuple[Crosswalk, tuple[str, ...]], ...]:
    """Return what a mode or category is called in each framework; a framework with none is a finding and stays.

    Nothing at all for one that no crosswalk knows: that is no finding, nobody has looked.
    """
    if not any(walk.of(subject) for walk in catalogue.crosswalks):
        return ()
    return tuple((walk, tuple(_mapped(walk, mapping) for mapping in walk.of(subject))) for walk in catalogue.crosswalks)


def _mapped(walk: Crosswalk, mapping: Mapping) -> str:
    note = f" ({mapping.note})" if mapping.note else ""
    return f"{walk.named(mapping.to)}, {mapping.strength.value}{note}"


def _figure_rows(catalogue: Catalogue, figure: Figure) -> tuple[tuple[str, str], ...]:
    read = "read" if figure.primary_read else "not read"
    is_share = figure.unit.startswith("%")
    return (
        ("Value", figure.measure),
        *((("Of how many", figure.n or NOT_REPORTED),) if figure.n or is_share else ()),
        ("Period", figure.period or NOT_REPORTED),
        ("Primary", f"{figure.primary}; {read}" if figure.primary else "Not named"),
        *(("Contradicted by", _other(catalogue, other)) for other in figure.contradicts),
    )


def _other(catalogue: Catalogue, figure_id: str) -> str:
    other = catalogue.published_entry(figure_id)
    return f"{title_of(other)}: {other.measure}" if isinstance(other, Figure) else title_of(other)


def _operation_rows(catalogue: Catalogue, operation: Operation) -> tuple[tuple[str, str], ...]:
    check = operation.check
    return (
        ("Check", check.id),
        ("Question", check.question),
        ("Severity", f"{operation.severity.value.capitalize()}, {operation.severity_source}"),
        ("Pass", check.criteria.passes),
        ("Warn", check.criteria.warns),
        ("Fail", check.criteria.fails),
        *((f"Control that {control.kind.value}", control.name) for control in operation.controls),
        *(("Practice", title_of(catalogue.published_entry(practice))) for practice in operation.practices),
        *(("Counts as proof", line) for line in operation.proof),
    )


def _practice_rows(catalogue: Catalogue, practice: Practice) -> tuple[tuple[str, str], ...]:
    rows = [("Part of", PHASES[practice.phase])]
    if practice.adoption:
        figure = catalogue.published_entry(practice.adoption)
        said = figure.measure if isinstance(figure, Figure) else title_of(figure)
        rows.append(("Adopted by", f"{said} of teams; of how many is not reported"))
    return tuple(rows)
