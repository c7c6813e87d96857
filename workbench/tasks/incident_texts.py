"""Texts about an incident from templates: what nobody has written down stays a visible gap.

A team's own template of the same name lies in the workspace under `templates/incident/` and takes the place of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbench.data import template
from workbench.domain.catalogue import Catalogue
from workbench.domain.elapsed import times_told
from workbench.domain.errors import UserError
from workbench.domain.incident import Incident, Response
from workbench.domain.when import when_text
from workbench.interchange.cells import RESPONSE_TEXTS
from workbench.storage.store import Store
from workbench.tasks.filling import MEMORY_MB, SECONDS, filled
from workbench.tasks.worker_client import run_worker

FOLDER = "incident"
TEXTS = {
    "status-update": "Status update",
    "customer-notice": "Customer notice",
    "executive-summary": "Executive summary",
    "post-mortem": "Post-mortem",
}
"""What can be written, by the name of its template."""
MAX_TEMPLATE = 100_000
"""Bytes of a team's template."""
LIMIT_TEXTS = {
    "halted": "The agent was halted.",
    "limited": "The agent went on without what did the harm.",
}


@dataclass(frozen=True)
class Filling:
    """A template with what goes into it; it needs no workspace any more."""

    source: str
    name: str
    """Of its file."""
    values: dict[str, Any]
    is_own: bool
    """Whether the team wrote it, and not we."""


def write_text(store: Store, incident: Incident, text_id: str, today: date) -> str:
    """Fill a template with an incident; a UserError names an unknown one, or says what is wrong with a team's own."""
    return fill_text(read_filling(store, incident, text_id, today))


def read_filling(store: Store, incident: Incident, text_id: str, today: date) -> Filling:
    """Read what a text needs; a UserError names an unknown one, or a template that cannot be read."""
    if text_id not in TEXTS:
        raise UserError(f"There is no text {text_id}. Nothing was written. There are: {', '.join(TEXTS)}.")
    source, name, is_own = _template(store.folder, text_id)
    return Filling(source, name, _values(store, incident, today), is_own)


def fill_text(filling: Filling, *, cancelled: Callable[[], bool] = lambda: False) -> str:
    """Fill it; a team's template in a process with limits. Blocks for that long. Raises UserError and Cancelled."""
    if not filling.is_own:
        return filled(filling.source, filling.name, filling.values)
    arguments = {"source": filling.source, "name": filling.name, "values": filling.values}
    try:
        text = run_worker(
            "workbench.tasks.filling:fill", arguments, cancelled=cancelled, memory_mb=MEMORY_MB, seconds=4 * SECONDS
        )
    except UserError as error:
        if filling.name in str(error):
            raise
        raise UserError(
            f"The template {filling.name} takes too long or too much memory, and was stopped. Nothing was written. "
            "Correct its loops, or remove it to use the one that comes with the workbench."
        ) from error
    return str(text)


def _template(folder: Path, text_id: str) -> tuple[str, str, bool]:
    own = folder / "templates" / FOLDER / f"{text_id}.md"
    if not own.is_file() or own.is_symlink():
        return template(FOLDER, f"{text_id}.md").read_text(encoding="utf-8"), f"{text_id}.md", False
    try:
        body = own.read_bytes()[: MAX_TEMPLATE + 1]
        if len(body) > MAX_TEMPLATE:
            raise UserError(f"The template {own} is larger than 100 KB. Nothing was written. Shorten it.")
        return body.decode("utf-8-sig"), str(own), True
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The template {own} cannot be read ({error}). Nothing was written. Correct it.") from error


def _values(store: Store, incident: Incident, today: date) -> dict[str, Any]:
    deployment = store.deployments.find(incident.deployment_id) if incident.deployment_id else None
    version = store.versions.find(incident.version_id) if incident.version_id else None
    catalogue = store.catalogue
    texts = ("summary", "impact", "trigger", "root_cause", "detection", "containment", "fix", "prevention")
    began = incident.milestone("began")
    open_actions = [action for action in incident.actions if not action.is_done]
    return {
        "key": incident.key,
        "title": incident.title,
        "today": when_text(today.isoformat()),
        "severity": incident.severity.value.lower() if incident.severity else "",
        "deployment": " ".join([deployment.name if deployment else "", version.label if version else ""]).strip(),
        "began": _moment(began.at) if began and began.at else "",
        "phase": incident.phase.lower(),
        "times": "; ".join(
            f"{name.lower()} {each.text}" for name, each in times_told(incident) if each.least_minutes is not None
        ),
        "tells_users": deployment.operations.tells_users if deployment else "",
        "contributing_factors": list(incident.contributing_factors),
        "timeline": [f"{one.when} {one.title} {one.text}" for one in incident.timeline],
        "controls": _controls(catalogue, incident),
        "modes": ", ".join(f"{one.mode} ({one.role})" for one in incident.modes),
        "open_actions": "; ".join(action.text for action in open_actions),
        "actions": [
            {
                "text": action.text,
                "owner": action.owner,
                "due": when_text(str(action.due)) if action.due else "",
                "state": "done" if action.is_done else "open",
            }
            for action in incident.actions
        ],
        **{name: getattr(incident, name) for name in texts},
        **_response(incident.response or Response()),
    }


def _moment(at: str) -> str:
    return when_text(at) + (" UTC" if "T" in at else "")


def _response(response: Response) -> dict[str, str]:
    texts = {name: str(getattr(response, name)) for name in RESPONSE_TEXTS}
    return texts | {"limit": LIMIT_TEXTS.get(response.limit or "", "")}


def _controls(catalogue: Catalogue, incident: Incident) -> list[str]:
    names = {key: control.name for key, control in catalogue.controls().items()}
    return [f"{names.get(one.control, one.control)}: {one.outcome}" for one in incident.controls]
