"""Recording incidents."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.errors import UserError
from workbench.domain.incident import Incident
from workbench.edits.edit import Occasion
from workbench.storage.store import Store, new_id


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
        unkeyed = Incident.model_validate({**fields, "key": "INC"})
        year = (unkeyed.when or str(occasion.at.year))[:4]
        number = store.next_number(f"INC-{year}")
        store.incidents.save(unkeyed.model_copy(update={"key": f"INC-{year}-{number:03}"}))


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


EDITS = (RecordIncident, RemoveIncident)
