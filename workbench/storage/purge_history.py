"""Which purge took which values: what a history says where a value is missing."""

from collections.abc import Iterable

from workbench.domain.journal import Change
from workbench.domain.purge import Purge, field_of
from workbench.storage.store import Store


class Purges:
    """The purges of a workspace, asked by what they went over."""

    def __init__(self, store: Store) -> None:
        self._all = {f"purge/{purge.id}": purge for purge in store.purges.all()}
        self._by_place: dict[tuple[str, str], Purge] = {}
        for purge in self._all.values():
            for entity, path in purge.places:
                self._by_place[entity, field_of(path)] = purge

    def of_change(self, change: Change) -> Purge | None:
        """Return the purge that a change is itself, or that took a value of it; None where all is there."""
        if change.entity in self._all:
            return self._all[change.entity]
        is_purged = change.is_old_purged or change.is_new_purged
        return self._by_place.get((change.entity, change.field)) if is_purged else None

    def over(self, entities: Iterable[str]) -> list[str]:
        """Return the journal's names of the purges that went over some entities."""
        wanted = set(entities)
        return [name for name, purge in self._all.items() if any(entity in wanted for entity, _ in purge.places)]
