"""Filters of the list of incidents under a name."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.errors import UserError
from workbench.domain.incident_filter import IncidentFilter, SavedFilter
from workbench.edits.edit import Occasion
from workbench.storage.store import Store, new_id


@dataclass(frozen=True)
class SaveFilter:
    """Keep a filter under a name; the one that had the name before is replaced."""

    said: ClassVar[str] = "Filter saved"
    is_final: ClassVar[bool] = False

    name: str
    wanted: IncidentFilter

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Write it."""
        made = SavedFilter(id=new_id(), name=self.name, wanted=self.wanted)
        known = _named(store, made.name)
        store.filters.save(made.model_copy(update={"id": known.id, "name": known.name}) if known else made)


@dataclass(frozen=True)
class RemoveFilter:
    """Forget a filter; the incidents stay."""

    said: ClassVar[str] = "Filter removed"
    is_final: ClassVar[bool] = False

    name: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Delete it."""
        store.filters.delete(find_filter(store, self.name).id)


def find_filter(store: Store, name: str) -> SavedFilter:
    """Return the filter of a name, whatever its case; a UserError names those there are."""
    found = _named(store, name)
    if found is None:
        names = ", ".join(one.name for one in store.filters.all(order="name")) or "none yet"
        raise UserError(f"There is no filter {name}. Nothing was changed. Saved filters: {names}.")
    return found


def _named(store: Store, name: str) -> SavedFilter | None:
    wanted = name.strip().casefold()
    return next((one for one in store.filters.all() if one.name.casefold() == wanted), None)


EDITS = (SaveFilter, RemoveFilter)
