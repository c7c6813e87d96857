"""The rows below the timeline of an incident: its facts as our own markup, every value escaped."""

from collections.abc import Iterator
from html import escape

from workbench.desktop.incidents.reading import IncidentView
from workbench.desktop.incidents.wording import KIND_WORDS, ORIGIN_WORDS
from workbench.desktop.kit.markup import link, mode_markup, with_references
from workbench.desktop.kit.prose import inline_markup
from workbench.domain.catalogue import Catalogue
from workbench.domain.importing import Provenance
from workbench.domain.incident import Action, Incident
from workbench.domain.when import when_text
from workbench.interchange.cells import action_text, extent_texts, response_texts
from workbench.text import visible

_TEXTS = {
    "Trigger": "trigger",
    "Root cause": "root_cause",
    "Impact": "impact",
    "Detection": "detection",
    "Containment": "containment",
    "Fix": "fix",
    "Prevention": "prevention",
}
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


def facts_by_label(catalogue: Catalogue, incident: Incident) -> dict[str, str]:
    """Return each fact with every source that gives it, side by side where they differ."""
    labels = dict.fromkeys(fact.label for fact in incident.facts)
    result = {}
    for label in labels:
        facts = [fact for fact in incident.facts if fact.label == label]
        lines = [f"{with_references(catalogue, fact.value)} <i>({escape(fact.source)})</i>" for fact in facts]
        if len({fact.value.casefold() for fact in facts}) > 1:
            lines.append(DISAGREE)
        result[label] = "<br>".join(lines)
    return result


def what_is_known(catalogue: Catalogue, view: IncidentView) -> Iterator[tuple[str, str]]:
    """Yield the rows of an incident, label and markup, from its cause to who reported it; what is empty is left out."""
    incident = view.incident
    texts = {label: inline_markup(getattr(incident, name)) for label, name in _TEXTS.items()}
    rows = {
        "Trigger": texts["Trigger"],
        "Root cause": texts["Root cause"],
        "Contributing": "<br>".join(map(inline_markup, incident.contributing_factors)),
        "Controls": controls_markup(catalogue, incident),
        "Failure modes": modes_markup(catalogue, incident),
        "Impact": texts["Impact"] or "Not reported",
        "In numbers": escape(", ".join(_extent(label, text) for label, text in extent_texts(incident.extent))),
        "Detection": texts["Detection"],
        "Containment": texts["Containment"],
        **{label: inline_markup(text) for label, text in response_texts(incident.response)},
        "Fix": texts["Fix"] or "Not reported",
        "Prevention": texts["Prevention"],
        "Actions": "<br>".join(map(action_markup, incident.actions)),
        **facts_by_label(catalogue, incident),
        "Deployment": _deployment(view),
        "Severity": _severity(incident),
        **{name.capitalize(): escape(getattr(incident, name)) for name in ("confidence", "status", "disputed")},
        "Withdrawn": escape(incident.withdrawn),
        "Known as": "<br>".join(escape(one.partition(":")[2] or one) for one in incident.external_ids),
        "Reported by": escape(incident.reporter),
        "Credits": "<br>".join(map(escape, incident.credits)),
    }
    yield from ((label, markup) for label, markup in rows.items() if markup)


def _extent(label: str, text: str) -> str:
    if label == "Reversibility":
        return "partly reversible" if text == "partly" else text
    if label == "Money":
        return text
    return f"{int(text):,} {label.lower()}"


def action_markup(action: Action) -> str:
    """Return an action with its state, owner, due date and a link where it is tracked."""
    mark = "✓ Done:" if action.is_done else "○ Open:"
    about = [action.owner or "nobody yet", f"due {when_text(action.due)}" if action.due else ""]
    if action.link.startswith(("https://", "http://")):
        about.append(f'<a href="{escape(action.link)}">where it is tracked</a>')
    elif action.link:
        about.append(escape(action.link))
    shown = [escape(each) if not each.startswith("<a ") else each for each in about if each]
    return f"{mark} {inline_markup(action.text)} ({', '.join(shown)})"


def _deployment(view: IncidentView) -> str:
    if not view.deployment:
        return ""
    return f"{escape(view.deployment)}, {link('deployment', view.deployment_key, 'operations card')}"


def _severity(incident: Incident) -> str:
    parts = []
    if incident.severity and incident.severity_source:
        parts.append(f"{incident.severity.value.capitalize()}, {escape(incident.severity_source)}")
    if incident.severity_original and incident.severity_original not in incident.severity_source:
        scale = f" ({incident.severity_scale})" if incident.severity_scale else ""
        parts.append(f"Given as {escape(incident.severity_original + scale)}")
    return "<br>".join(parts)


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
        ("Detection", incident.detection),
        ("Containment", incident.containment),
        ("Fix", incident.fix),
        ("Prevention", incident.prevention),
    ):
        if text:
            parts.append(f"## {label}\n\n{text}")
    if incident.modes:
        parts.append("## Failure modes\n\n" + "\n".join(f"- {one.mode}, {one.role}" for one in incident.modes))
    if incident.actions:
        parts.append("## Actions\n\n" + "\n".join(f"- {action_text(one)}" for one in incident.actions))
    if incident.sources:
        parts.append("## Sources\n\n" + "\n".join(f"- {source}" for source in incident.sources))
    return "\n\n".join(parts) + "\n"
