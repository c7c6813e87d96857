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
from workbench.domain.reference import Answer, Mitigation, ReferenceEntry, Technique

NOT_REPORTED = "Not reported"
NO_COUNTERPART = "No counterpart"
KINDS: dict[str, type[PublishedEntry]] = {
    "figure": Figure,
    "case": ReferenceCase,
    "practice": Practice,
    "cause": Cause,
    "contradiction": Contradiction,
    "operation": Operation,
    "technique": Technique,
    "mitigation": Mitigation,
}
"""What the catalogue holds beside modes and categories, by the word that a person types."""
_NAMES = {
    "figure": ("Figure", "Figures"),
    "case": ("Reference case", "Reference cases"),
    "practice": ("Practice", "Practices"),
    "cause": ("Cause that a quotation names", "Causes that a quotation names"),
    "contradiction": ("Contradiction", "Contradictions"),
    "operation": ("Operations", "Operations"),
    "technique": ("Technique", "Techniques of other frameworks"),
    "mitigation": ("Mitigation", "Mitigations of other frameworks"),
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
    if isinstance(entry, Practice | Technique | Mitigation):
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
    return reference_rows(catalogue, entry) if isinstance(entry, Technique | Mitigation) else ()


def about(catalogue: Catalogue, entry: PublishedEntry) -> tuple[str, ...]:
    """Return the modes, sub-modes and categories that an entry is about; a reference entry by its crosswalk."""
    if not isinstance(entry, Technique | Mitigation):
        return subjects_of(entry)
    walks = (walk for walk in catalogue.crosswalks if walk.id == entry.framework)
    found = (subject for walk in walks for one in walk.mappings if one.to == entry.id for subject in one.of)
    return tuple(dict.fromkeys(found))


def words_in(catalogue: Catalogue, entry: PublishedEntry) -> str:
    """Return everything an entry says, to search in."""
    if isinstance(entry, Technique | Mitigation):
        told = entry.tactics if isinstance(entry, Technique) else [one.use for one in entry.answers]
        return "\n".join((kind_name(entry), entry.id, entry.name, entry.text, *told))
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


def reference_rows(catalogue: Catalogue, entry: ReferenceEntry) -> tuple[tuple[str, str], ...]:
    """Return the facts of a reference entry; what it names of its framework stands with its id."""
    framework = next((walk.name for walk in catalogue.crosswalks if walk.id == entry.framework), entry.framework)
    rows = [("Id", entry.id), ("Framework", f"{framework}, version {entry.version}".removesuffix(", version "))]
    if isinstance(entry, Mitigation):
        rows += [("Answers to", _with_use(catalogue, one)) for one in entry.answers]
        rows += [("Kind", kind) for kind in entry.groups] + [("When", when) for when in entry.lifecycle]
        return tuple(rows)
    rows += [("Part of", _referred(catalogue, entry.part_of))] if entry.part_of else []
    rows += [("Tactic", tactic) for tactic in entry.tactics]
    rows += [("Maturity", entry.maturity.capitalize())] if entry.maturity else []
    parts = [one for one in catalogue.references if isinstance(one, Technique) and one.part_of == entry.id]
    rows += [("In parts", f"{one.id} {one.name}") for one in parts]
    against = [one for one in catalogue.references if isinstance(one, Mitigation)]
    rows += [
        ("Mitigation", _with_use(catalogue, answer.model_copy(update={"to": one.id})))
        for one in against
        for answer in one.answers
        if answer.to == entry.id
    ]
    return tuple(rows)


def _with_use(catalogue: Catalogue, answer: Answer) -> str:
    named = _referred(catalogue, answer.to)
    return f"{named}: {answer.use}" if answer.use else named


def _referred(catalogue: Catalogue, entry_id: str) -> str:
    name = next((one.name for one in catalogue.references if one.id == entry_id), "")
    return f"{entry_id} {name}".strip()
