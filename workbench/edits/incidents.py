"""Recording incidents, and changing what is known of them."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.errors import UserError
from workbench.domain.incident import MILESTONES, Extent, Incident, ModeRole, Response
from workbench.edits.edit import Occasion
from workbench.storage.store import Store, new_id

SET_BY_US = "set by us"
"""Where a severity comes from that a person here set."""
_PINNED = {"id", "key", "recorded_by", "recorded_at"}


@dataclass(frozen=True)
class RecordIncident:
    """Record something that went wrong, or nearly, or in an exercise."""

    said: ClassVar[str] = "Incident recorded"
    is_final: ClassVar[bool] = False

    incident: dict[str, object]
    """The fields of an `Incident` but id, key, recorded_by and recorded_at."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add it under the next key of its year."""
        fields = {**self.incident, "id": new_id(), "recorded_by": occasion.actor, "recorded_at": occasion.at}
        unkeyed = _checked(store, {**fields, "key": "INC"})
        year = (unkeyed.when or str(occasion.at.year))[:4]
        number = store.next_number(f"INC-{year}")
        store.incidents.save(unkeyed.model_copy(update={"key": f"INC-{year}-{number:03}"}))


@dataclass(frozen=True)
class ChangeIncident:
    """Write what has become known of an incident."""

    said: ClassVar[str] = "Incident changed"
    is_final: ClassVar[bool] = False

    key: str
    fields: dict[str, object]
    """Some fields of an `Incident`, each with its whole new value."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace these fields; a severity set by a person says so, another deployment lets go of the version."""
        if pinned := self.fields.keys() & _PINNED:
            raise ValueError(f"never changed: {', '.join(sorted(pinned))}")
        incident = find_incident(store, self.key)
        fields = dict(self.fields)
        if "severity" in fields:
            fields.setdefault("severity_source", SET_BY_US if fields["severity"] else "")
        if fields.get("deployment_id", incident.deployment_id) != incident.deployment_id:
            fields.setdefault("version_id", None)
        changed = _checked(store, {**incident.model_dump(), **fields})
        roles = tuple(_by_person(role) if role not in incident.modes else role for role in changed.modes)
        store.incidents.save(changed.model_copy(update={"modes": roles}))


@dataclass(frozen=True)
class ChangeResponse:
    """Write what was done in the phases of an incident; what it does not name stays."""

    said: ClassVar[str] = "Incident changed"
    is_final: ClassVar[bool] = False

    key: str
    fields: dict[str, object]
    """Some fields of a `Response`, each with its whole new value."""

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace these fields of what is kept now."""
        kept = (find_incident(store, self.key).response or Response()).model_dump()
        ChangeIncident(self.key, {"response": kept | self.fields}).apply(store, occasion)


@dataclass(frozen=True)
class RemoveIncident:
    """Take an incident out of the workspace."""

    said: ClassVar[str] = "Incident removed"
    is_final: ClassVar[bool] = False

    key: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Delete it; its key is not given again."""
        store.incidents.delete(find_incident(store, self.key).id)


def find_incident(store: Store, key: str) -> Incident:
    """Return the incident of a key."""
    incident = store.incidents.first("key = ?", key.strip().upper())
    if incident is None:
        raise UserError(f"There is no incident {key}. Nothing was changed. `workbench incident list` names them all.")
    return incident


def _checked(store: Store, fields: dict[str, object]) -> Incident:
    """Return an incident whose milestones are in order and whose version is one of its deployment."""
    incident = Incident.model_validate(fields)
    stones = {stone.name: stone for stone in incident.milestones}
    extent = incident.extent if incident.extent != Extent() else None
    response = incident.response if incident.response != Response() else None
    if incident.version_id:
        version = store.versions.find(incident.version_id)
        if version is None or version.deployment_id != incident.deployment_id:
            raise UserError("The version is not one of this deployment. Nothing was changed. Choose one of its own.")
    ordered = tuple(stones[name] for name in MILESTONES if name in stones)
    return incident.model_copy(update={"milestones": ordered, "extent": extent, "response": response})


def _by_person(role: ModeRole) -> ModeRole:
    return role if role.assigned_by else role.model_copy(update={"assigned_by": "person"})


EDITS = (RecordIncident, ChangeIncident, ChangeResponse, RemoveIncident)
