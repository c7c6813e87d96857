"""Texts about an incident from templates: what nobody has written down stays a visible gap.

A team's own template of the same name lies in the workspace under `templates/incident/` and takes the place of ours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbench.data import template
from workbench.domain.catalogue import Catalogue
from workbench.domain.elapsed import times_told
from workbench.domain.errors import UserError
from workbench.domain.incident import Incident
from workbench.storage.store import Store
from workbench.text import visible

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
_ACTIVE = re.compile(r"([<\[\]`|])")
"""What could become a tag, a link, an image, code or another cell of a table in Markdown."""


@dataclass(frozen=True)
class _Gap:
    """Stands for what nobody knows."""

    text: str

    def __str__(self) -> str:
        return self.text


def write_text(store: Store, incident: Incident, text_id: str, today: date) -> str:
    """Fill a template with an incident; a UserError names an unknown one, or says what is wrong with a team's own."""
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    if text_id not in TEXTS:
        raise UserError(f"There is no text {text_id}. Nothing was written. There are: {', '.join(TEXTS)}.")
    source, name = _template(store.folder, text_id)
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_harmless, autoescape=False
    )
    environment.filters["known"] = lambda value, what: value or _Gap(f"[not known: {what}]")
    try:
        filled = environment.from_string(source).render(_values(store, incident, today))
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        raise UserError(
            f"The template {name} cannot be filled ({visible(str(error))}). Nothing was written. Correct it, or remove "
            "it to use the one that comes with the workbench."
        ) from error
    return re.sub(r"\n{3,}", "\n\n", filled).strip() + "\n"


def _template(folder: Path, text_id: str) -> tuple[str, str]:
    own = folder / "templates" / FOLDER / f"{text_id}.md"
    if not own.is_file() or own.is_symlink():
        return template(FOLDER, f"{text_id}.md").read_text(encoding="utf-8"), f"{text_id}.md"
    try:
        body = own.read_bytes()[: MAX_TEMPLATE + 1]
        if len(body) > MAX_TEMPLATE:
            raise UserError(f"The template {own} is larger than 100 KB. Nothing was written. Shorten it.")
        return body.decode("utf-8-sig"), str(own)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The template {own} cannot be read ({error}). Nothing was written. Correct it.") from error


def _harmless(value: Any) -> Any:
    """Return what a template prints without anything that Markdown would act on; hidden characters become visible."""
    if isinstance(value, str):
        return "\n".join(_ACTIVE.sub(r"\\\1", visible(line)) for line in value.split("\n"))
    return value


def _values(store: Store, incident: Incident, today: date) -> Mapping[str, Any]:
    deployment = store.deployments.find(incident.deployment_id) if incident.deployment_id else None
    version = store.versions.find(incident.version_id) if incident.version_id else None
    catalogue = store.catalogue
    texts = ("summary", "impact", "trigger", "root_cause", "detection", "containment", "fix", "prevention")
    began = incident.milestone("began")
    open_actions = [action for action in incident.actions if not action.is_done]
    return {
        "key": incident.key,
        "title": _line(incident.title),
        "today": today.isoformat(),
        "severity": incident.severity.value.lower() if incident.severity else "",
        "deployment": " ".join([deployment.name if deployment else "", version.label if version else ""]).strip(),
        "began": began.at if began and began.at else "",
        "phase": incident.phase.lower(),
        "times": "; ".join(
            f"{name.lower()} {each.text}" for name, each in times_told(incident) if each.least_minutes is not None
        ),
        "tells_users": deployment.operations.tells_users if deployment else "",
        "contributing_factors": [_line(factor) for factor in incident.contributing_factors],
        "timeline": [_line(f"{one.when} {one.title} {one.text}") for one in incident.timeline],
        "controls": _controls(catalogue, incident),
        "modes": ", ".join(f"{one.mode} ({one.role})" for one in incident.modes),
        "open_actions": "; ".join(_line(action.text) for action in open_actions),
        "actions": [
            {
                "text": _line(action.text),
                "owner": action.owner,
                "due": str(action.due or ""),
                "state": "done" if action.is_done else "open",
            }
            for action in incident.actions
        ],
        **{name: getattr(incident, name) for name in texts},
    }


def _controls(catalogue: Catalogue, incident: Incident) -> list[str]:
    names = {key: control.name for key, control in catalogue.controls().items()}
    return [f"{names.get(one.control, one.control)}: {one.outcome}" for one in incident.controls]


def _line(text: str) -> str:
    return " ".join(text.split())
