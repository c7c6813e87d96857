"""An incident as text and as data for the terminal: everything that is known, and no more."""

from collections.abc import Iterator, Sequence
from typing import Any

from workbench.domain.catalogue import Catalogue
from workbench.domain.incident import Action, Incident, Milestone
from workbench.interchange.cells import extent_texts, response_texts
from workbench.storage.mode_proposals import Proposal
from workbench.storage.store import Store

_TEXTS = (
    *(("Trigger", "trigger"), ("Root cause", "root_cause"), ("Impact", "impact"), ("Detection", "detection")),
    *(("Containment", "containment"), ("Fix", "fix"), ("Prevention", "prevention")),
)
_MARKS = ("confidence", "status", "disputed", "withdrawn", "reporter")


def data_of(row: Incident) -> dict[str, Any]:
    """Return what --json prints of an incident."""
    return row.model_dump(mode="json", exclude={"id", "deployment_id", "version_id", "recorded_by"})


def incident_text(store: Store, row: Incident) -> str:
    """Return one incident as lines."""
    severity = f", {row.severity} ({row.severity_source})" if row.severity else ""
    lines = [f"{row.key}  {row.title}", f"{row.kind}, {row.grade}, {row.origin}{severity}", *row.summary.splitlines()]
    return "\n".join(
        [*lines, *_what_was(store, row), *_what_is_known(row), *(f"Source: {each}" for each in row.sources)]
    )


def _what_was(store: Store, row: Incident) -> Iterator[str]:
    if row.severity_original:
        scale = f" ({row.severity_scale})" if row.severity_scale else ""
        yield f"Severity as given: {row.severity_original}{scale}"
    deployment = store.deployments.find(row.deployment_id) if row.deployment_id else None
    if deployment:
        version = store.versions.find(row.version_id) if row.version_id else None
        yield f"Deployment: {deployment.key} {deployment.name}{f', version {version.label}' if version else ''}"
    yield from map(_milestone, row.milestones)
    yield from (f"{label}: {text}" for label, name in _TEXTS if (text := getattr(row, name)))
    yield from (f"Contributing: {each}" for each in row.contributing_factors)
    yield from (f"{label}: {text}" for label, text in extent_texts(row.extent))
    yield from (f"{label}: {text}" for label, text in response_texts(row.response))


def _what_is_known(row: Incident) -> Iterator[str]:
    if row.category:
        yield f"Category: {row.category}"
    yield from (f"{role.mode}: {role.role}{_assigned(role.assigned_by)}" for role in row.modes)
    yield from (f"Control {outcome.control}: {outcome.outcome}" for outcome in row.controls)
    yield from (f"Action {number}: {_action(each)}" for number, each in enumerate(row.actions, 1))
    yield from (f"{fact.label}: {fact.value} ({fact.source})" for fact in row.facts)
    for moment in row.timeline:
        yield f"{moment.when}  {moment.title}{f': {moment.text}' if moment.text else ''}"
    yield from (f"{name.capitalize()}: {getattr(row, name)}" for name in _MARKS if getattr(row, name))
    yield from (f"Credit: {each}" for each in row.credits)
    if row.external_ids:
        yield f"Also known as: {', '.join(row.external_ids)}"


def _milestone(stone: Milestone) -> str:
    notes = [stone.note if stone.at else "", stone.zone, f"“{stone.original}”" if stone.original else ""]
    said = ", ".join(filter(None, notes))
    when = stone.at or stone.note or "known, but not when"
    return f"{stone.name.capitalize()}: {when}{f' ({said})' if said else ''}"


def _assigned(by: str | None) -> str:
    return " (taken over from the source)" if by == "importer" else ""


def _action(action: Action) -> str:
    owner, due = action.owner or "nobody yet", f", due {action.due}" if action.due else ""
    link = f", {action.link}" if action.link else ""
    return f"{action.text} ({'done' if action.is_done else 'open'}, {owner}{due}{link})"


def proposal_text(key: str, proposals: Sequence[Proposal], catalogue: Catalogue) -> list[str]:
    """Return the failure modes that an incident may be about, and how one is taken."""
    if not proposals:
        return []
    lines = [
        f"  {each.mode} {catalogue.mode(each.mode).name}, by the words {', '.join(each.words)}" for each in proposals
    ]
    return ["Failure modes that its words speak of:", *lines, f"Take one with: incident set {key} modes MODE"]
