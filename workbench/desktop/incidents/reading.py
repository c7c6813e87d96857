"""What the detail of an incident needs, read at one moment."""

from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.domain.clock import Clock, ClockState, clock_states
from workbench.domain.deployment import Deployment, Version
from workbench.domain.importing import Provenance
from workbench.domain.incident import Incident
from workbench.storage.clocks_view import clocks_on
from workbench.storage.store import Store


@dataclass(frozen=True)
class IncidentView:
    """An incident with the names of what it refers to."""

    incident: Incident
    deployment: str
    """Name and version; empty when it ran on none of ours."""
    deployment_key: str
    recorded_by: str
    provenance: tuple[Provenance, ...] = ()
    """The imports that brought it, oldest first."""
    clocks: tuple[ClockState, ...] = ()
    """How those that are switched on stand for it."""
    clocks_on: tuple[Clock, ...] = ()


def read_incident(store: Store, key: str) -> IncidentView | None:
    """Read the incident of a key; None when there is none."""
    incident = store.incidents.first("key = ?", key)
    if incident is None:
        return None
    deployment = store.deployments.find(incident.deployment_id) if incident.deployment_id else None
    version = store.versions.find(incident.version_id) if incident.version_id else None
    person = store.people.find(incident.recorded_by)
    name = deployment.name if deployment else ""
    clocks = clocks_on(store)
    return IncidentView(
        incident=incident,
        deployment=f"{name} {version.label}" if version else name,
        deployment_key=deployment.key if deployment else "",
        recorded_by=person.name if person else "",
        provenance=store.bulk.provenance(incident.id),
        clocks=clock_states(incident, clocks, datetime.now(UTC).date()),
        clocks_on=clocks,
    )


def read_key(store: Store, incident_id: str) -> str:
    """Read the key of an incident; a UserError says that there is none."""
    return store.incidents.get(incident_id).key


@dataclass(frozen=True)
class Systems:
    """What an incident can have happened to."""

    deployments: tuple[Deployment, ...]
    versions: tuple[Version, ...]

    def versions_of(self, deployment_id: str) -> dict[str, str]:
        """Return the labels of the versions of a deployment by id, the newest first."""
        own = [version for version in self.versions if version.deployment_id == deployment_id]
        return {version.id: version.label for version in reversed(own)}

    def names(self) -> dict[str, str]:
        """Return the deployments by id."""
        return {one.id: f"{one.key} {one.name}" for one in self.deployments}


def read_systems(store: Store) -> Systems:
    """Read every deployment and version."""
    return Systems(store.deployments.all(), store.versions.all())
