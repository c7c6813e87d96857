"""Clocks from TOML files: the built-in ones, and those that a team keeps in its workspace."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from workbench.data import resource
from workbench.domain.clock import Clock
from workbench.domain.errors import UserError
from workbench.domain.model import Model
from workbench.domain.pack import Refused

OWN = "clocks/*.toml"
"""Where a team's own clocks lie in a workspace."""


class Clocks(Model):
    """The clocks there are, by id, and the files that were refused."""

    loaded: dict[str, Clock]
    refused: tuple[Refused, ...] = ()

    def named(self, clock_id: str) -> Clock:
        """Return one clock; a UserError says that there is none, or why its file was refused."""
        if clock_id in self.loaded:
            return self.loaded[clock_id]
        for row in self.refused:
            if Path(row.file).stem == clock_id:
                raise UserError(
                    f"The clock {clock_id} was refused: {row.file}, line {row.line}: {row.reason}. "
                    "Nothing was changed. Mend the file and try again."
                )
        raise UserError(f"There is no clock {clock_id}. Nothing was changed. There are: {', '.join(self.loaded)}.")


def load_clocks(workspace: Path | None = None) -> Clocks:
    """Read the built-in clocks, and after them those in the folder of a workspace; a bad file is refused alone."""
    loaded, refused = dict(_built_in()), []
    for path in sorted(workspace.glob(OWN)) if workspace else ():
        clock, fault = _read(path, path.parent)
        if clock is None:
            refused.append(fault)
        elif clock.id in loaded:
            refused.append(_refused(path, 1, f"there is a clock `{clock.id}` already; give yours a name of its own"))
        else:
            loaded[clock.id] = clock
    return Clocks(loaded=loaded, refused=tuple(one for one in refused if one))


@lru_cache(maxsize=1)
def _built_in() -> Mapping[str, Clock]:
    found = {}
    for path in sorted(resource("clocks").glob("*.toml")):
        clock, fault = _read(path, path.parent)
        if clock is None:
            raise ValueError(f"built-in clock {path.name}: {fault}")
        found[clock.id] = clock
    return found


def _read(path: Path, folder: Path) -> tuple[Clock | None, Refused | None]:
    # What reads files that people wrote is heavy, and the first page shows none of them.
    from workbench.catalogue.located import validate
    from workbench.catalogue.located_toml import read_toml
    from workbench.catalogue.pack_file import PackError, read_text

    try:
        located = read_toml(read_text(path, folder))
        clock = validate(Clock, located, dict(located.data))
        if clock.id != path.stem:
            raise PackError(located.line(("id",)), f"the id `{clock.id}` differs from the file name")
    except PackError as error:
        return None, _refused(path, error.line, error.reason)
    return clock, None


def _refused(path: Path, line: int, reason: str) -> Refused:
    return Refused(file=f"clocks/{path.name}", line=line, reason=reason)
