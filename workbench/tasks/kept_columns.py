"""Which column of a table says what, kept for its user: the next table with the same headings comes up the same way.

One file for each set of headings, which `--columns` takes as well; they belong to no workspace.
"""

import hashlib
import json
import logging
from pathlib import Path

from workbench.interchange.table_model import TableMapping
from workbench.tasks.settings import settings_file, write_setting

_log = logging.getLogger(__name__)
KEPT = 60
"""How many are remembered; the one kept longest ago goes first."""
_MAX_BYTES = 512 * 1024


def kept_mappings() -> tuple[TableMapping, ...]:
    """Return what is remembered, the latest first; a file that cannot be read counts as none, and the log says so."""
    found = []
    for path in _files():
        try:
            if path.stat().st_size <= _MAX_BYTES:
                found.append(TableMapping.from_json(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            _log.warning("the columns %s could not be read: %s", path, error)
    return tuple(found)


def keep_mapping(mapping: TableMapping) -> None:
    """Remember a mapping by its headings in place of what was remembered for them; UserError when it cannot be."""
    name = hashlib.sha256(json.dumps(mapping.headings).encode()).hexdigest()[:32]
    write_setting(_folder() / f"{name}.json", mapping.to_json(), "or use --columns with a file of your own")
    for path in _files()[KEPT:]:
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return settings_file().parent / "columns"


def _files() -> list[Path]:
    """Return the files, the latest first."""
    try:
        timed = [(path.stat().st_mtime_ns, path) for path in _folder().glob("*.json")]
    except FileNotFoundError:  # another start of the program forgets one at this moment
        return []
    return [path for _, path in sorted(timed, reverse=True)]
