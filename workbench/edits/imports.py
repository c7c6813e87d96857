"""Showing what an import brought."""

from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.importing import Import
from workbench.edits.edit import Occasion
from workbench.storage.imports import Run
from workbench.storage.store import Store


@dataclass(frozen=True)
class ImportIncidents:
    """Show the incidents of an import, all at once; the last small write of it."""

    said: ClassVar[str] = "Incidents imported"
    is_final: ClassVar[bool] = False

    run: Run
    source: str
    importers: str
    new: int
    changed: int
    same: int
    refused: int

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Write the row of the import, without which its incidents are not shown."""
        store.bulk.show(self.run, store.journal.head().seq + 1)
        store.imports.save(
            Import(
                id=self.run.id,
                number=self.run.number,
                source=self.source,
                importers=self.importers,
                new=self.new,
                changed=self.changed,
                same=self.same,
                refused=self.refused,
                rolling_hash=self.run.rolling_hash,
                made_at=occasion.at,
            )
        )


EDITS = (ImportIncidents,)
