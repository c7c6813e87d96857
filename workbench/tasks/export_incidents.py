"""Write incidents in a foreign format, whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from workbench.domain.errors import UserError
from workbench.domain.incident import Incident
from workbench.edits.incidents import find_incident
from workbench.interchange.writing import Writer, writers
from workbench.storage.store import Store
from workbench.tasks.export import replace_file


def export_incidents(incidents: Sequence[Incident], format_id: str, out: Path) -> Path:
    """Write incidents and return the path; whatever fails, what lay there stays as it was."""
    writer = writer_of(format_id)
    if not incidents:
        raise UserError("There is no incident to export. Nothing was written. Record or import one first.")
    return replace_file(out, writer.write(incidents))


def wanted_incidents(store: Store, keys: Sequence[str]) -> list[Incident]:
    """Return the incidents of some keys, all of them for none; a UserError for a key that is not there."""
    if keys:
        return [find_incident(store, key) for key in keys]
    return list(store.incidents.all(order="key"))


def writer_of(format_id: str) -> Writer:
    """Return the writer of a format; a UserError names all there are."""
    known = writers()
    if format_id not in known:
        raise UserError(f"There is no format {format_id} to export in. Nothing was written. Known: {', '.join(known)}.")
    return known[format_id]
