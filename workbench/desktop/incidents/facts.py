"""The rows below the timeline of an incident: its facts as our own markup, every value escaped."""

from html import escape

from workbench.desktop.incidents.wording import KIND_WORDS, ORIGIN_WORDS
from workbench.desktop.kit.markup import link, mode_markup
from workbench.domain.catalogue import Catalogue
from workbench.domain.importing import Provenance
from workbench.domain.incident import Incident
from workbench.text import visible

DISAGREE = "The sources contradict each other; both stand."


def modes_markup(catalogue: Catalogue, incident: Incident) -> str:
    """Return the modes with their roles."""
    return "<br>".join(f"{mode_markup(catalogue, one.mode)}, {escape(one.role)}" for one in incident.modes)


def controls_markup(catalogue: Catalogue, incident: Incident) -> str:
    """Return what failed and what was absent."""
    known = catalogue.controls()
    lines = []
    for one in incident.controls:
        control = known.get(one.control)
        name = link("control", control.id, control.name) if control else escape(one.control)
        lines.append(f"{name} ({escape(one.outcome)})")
    return "<br>".join(lines)


def facts_by_label(incident: Incident) -> dict[str, str]:
    """Return each fact with every source that gives it, side by side where they differ."""
    labels = dict.fromkeys(fact.label for fact in incident.facts)
    result = {}
    for label in labels:
        facts = [fact for fact in incident.facts if fact.label == label]
        lines = [f"{escape(fact.value)} <i>({escape(fact.source)})</i>" for fact in facts]
        if len({fact.value.casefold() for fact in facts}) > 1:
            lines.append(DISAGREE)
        result[label] = "<br>".join(lines)
    return result


def kind_text(incident: Incident) -> str:
    """Say what kind of record it is and whose."""
    return f"{KIND_WORDS[incident.kind]}, {ORIGIN_WORDS[incident.origin].lower()}"


def origin_markup(one: Provenance) -> str:
    """Say where an imported incident came from; the hash is of the raw record, which is kept."""
    at = one.imported_at
    return (
        f"{at.day} {at:%b %Y} from {escape(visible(one.file))}, record {escape(visible(one.record_key))}, "
        f"by {escape(one.importer)} {escape(one.importer_version)}<br>Raw record {one.raw_sha256[:16]}…"
    )


def source_markup(catalogue: Catalogue, source_id: str) -> tuple[str, str]:
    """Return a source and its badge; one that the catalogue does not know is shown as it was typed.

    A source may be cited by its id alone or by its id, a colon and more words.
    """
    cited = source_id.partition(":")[0].strip().casefold()
    source = next((one for one in catalogue.sources if one.id.casefold() == cited), None)
    if source is None:
        return escape(source_id), ""
    title = escape(source.title)
    title = f'<a href="{escape(source.address)}">{title}</a>' if source.address else title
    about = f"{title}, {escape(source.author)}, {escape(source.published)}"
    return f"{escape(source.id.capitalize())}: {about}", source.badge


def as_markdown(catalogue: Catalogue, incident: Incident) -> str:
    """Return an incident as Markdown, for a chat or a ticket."""
    head = [f"**{incident.key}**", incident.grade, incident.severity.value.lower() if incident.severity else ""]
    category = next((one.name for one in catalogue.categories if one.id == incident.category), "")
    parts = [f"# {incident.title}", ", ".join(word for word in [*head, category, incident.when] if word)]
    for label, text in (
        ("What happened", incident.summary),
        ("Root cause", incident.root_cause),
        ("Impact", incident.impact),
        ("Fix", incident.fix),
    ):
        if text:
            parts.append(f"## {label}\n\n{text}")
    if incident.modes:
        parts.append("## Failure modes\n\n" + "\n".join(f"- {one.mode}, {one.role}" for one in incident.modes))
    if incident.sources:
        parts.append("## Sources\n\n" + "\n".join(f"- {source}" for source in incident.sources))
    return "\n\n".join(parts) + "\n"
