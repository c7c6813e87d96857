"""Reading policies from TOML files; a fault is refused with file, line and reason."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.catalogue.located import Located, validate
from workbench.catalogue.located_toml import read_toml
from workbench.catalogue.pack_file import PackError, read_text
from workbench.catalogue.policies import OWN, Policies
from workbench.data import resource
from workbench.domain.pack import Refused
from workbench.domain.policy import Policy, missing_cells
from workbench.domain.policy_rules import policy_faults

Data = dict[str, Any]


def read_policies(workspace: Path | None) -> Policies:
    """Read the built-in policies, and after them those in the folder of a workspace."""
    built_in = _built_in()
    reader = _Reader(built_in)
    if workspace is not None:
        for pattern in OWN:
            for path in sorted(workspace.glob(pattern)):
                reader.offer(path, path.relative_to(workspace).as_posix(), path.parent)
    return reader.read()


@lru_cache(maxsize=1)
def _built_in() -> Mapping[str, tuple[Policy, Data]]:
    folder = resource("policies")
    reader = _Reader({})
    for path in sorted(folder.glob("*.toml")):
        reader.offer(path, path.name, folder)
    found = reader.read()
    if found.refused:
        row = found.refused[0]
        raise ValueError(f"built-in policy {row.file}, line {row.line}: {row.reason}")
    return {key: (policy, reader.merged[key]) for key, policy in found.loaded.items()}


class _Reader:
    """Reads the files that were offered; a policy may extend any other."""

    def __init__(self, built_in: Mapping[str, tuple[Policy, Data]]) -> None:
        self._built_in = built_in
        self._refused: list[Refused] = []
        self._files: dict[str, tuple[str, Located]] = {}
        self.merged = {key: data for key, (_, data) in built_in.items()}

    def offer(self, path: Path, name: str, folder: Path) -> None:
        """Take a file in; what cannot be read is refused."""
        try:
            located = read_toml(read_text(path, folder))
            if path.stem in self._built_in:
                raise PackError(1, f"`{path.stem}` is a built-in policy; give yours a name of its own")
            if path.stem in self._files:
                raise PackError(1, f"`{path.stem}` is in {self._files[path.stem][0]} already")
        except PackError as error:
            self._refused.append(Refused(file=name, line=error.line, reason=error.reason))
        else:
            self._files[path.stem] = (name, located)

    def read(self) -> Policies:
        """Return every policy that stands, and what was refused."""
        loaded = {key: policy for key, (policy, _) in self._built_in.items()}
        for stem, (name, located) in self._files.items():
            try:
                loaded[stem] = self._policy(stem, located)
            except PackError as error:
                self._refused.append(Refused(file=name, line=error.line, reason=error.reason))
        return Policies(loaded=loaded, refused=tuple(self._refused))

    def _policy(self, stem: str, located: Located) -> Policy:
        data = self._data(stem, ())
        missing = _missing(data)
        if missing:
            place, reason = missing[0]
            more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
            raise PackError(located.line(place), reason + more)
        policy = validate(Policy, located, data)
        if policy.id != stem:
            raise PackError(located.line(("id",)), f"the id `{policy.id}` differs from the file name")
        for fault in policy_faults(policy):
            raise PackError(located.line(fault.place), f"`{'.'.join(fault.place)}` {fault.reason}")
        return policy

    def _data(self, stem: str, inner: tuple[str, ...]) -> Data:
        """Return the data of a policy laid over that of the one it extends."""
        if stem not in self.merged:
            located = self._files[stem][1]
            data = dict(located.data)
            base = data.pop("extends", None)
            if base is not None and base not in self.merged and base not in self._files:
                raise PackError(located.line(("extends",)), f"`extends`: there is no policy `{base}`")
            if base in (stem, *inner):
                raise PackError(located.line(("extends",)), f"`extends`: `{base}` extends this one in turn")
            self.merged[stem] = data if base is None else _over(self._data(base, (*inner, stem)), data)
        return self.merged[stem]


def _over(base: Data, data: Data) -> Data:
    """Return data laid over other data, tables within tables; of an id, a name and a version each has its own."""
    merged = {**base, **data}
    for key, value in data.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            merged[key] = _over(base[key], value)
    return merged


def _missing(data: Data) -> list[tuple[tuple[str, ...], str]]:
    """Return the addresses of the table that have no cell, with where they belong."""
    table = data.get("table")
    if not isinstance(table, dict) or not all(_is_rows(halves) for halves in table.values()):
        return []  # the model says it better
    return list(_told(table))


def _told(table: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    for status, half, severity in missing_cells(table):
        place = ("table", status.value, half.value, severity.value)
        yield place, f"`table.{status}.{half}` has no cell for {severity}"


def _is_rows(halves: Any) -> bool:
    return isinstance(halves, dict) and all(isinstance(row, dict) for row in halves.values())
