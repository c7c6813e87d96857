"""Read foreign files in a worker process; the records travel through a file of lines, one record at a time."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.domain.errors import UserError
from workbench.domain.reference import ReferencePack
from workbench.foreign import clean
from workbench.interchange.reading import FileRead, Found, Glance, Options, Refusal
from workbench.interchange.table_model import TableMapping, TablePlace, TablePreview
from workbench.tasks.worker_client import run_worker

Progress = Callable[[float | None, str], None]
SECONDS = 1800.0
"""A folder of ten thousand files on a slow disk."""


@dataclass(frozen=True)
class Readings:
    """What was found in the chosen files; the records stay on disk."""

    source: str
    """The names of what was chosen."""
    files: tuple[FileRead, ...]
    refusals: tuple[Refusal, ...]
    left_out: dict[str, int]
    """How many records of each class were not asked for."""
    notes: tuple[str, ...]
    count: int
    spools: tuple[Path, ...]
    references: tuple[ReferencePack, ...] = ()
    """What other frameworks list, for the catalogue."""
    groups: dict[str, int] = field(default_factory=dict)
    """How many records there are of each class that a source gives, without those left out."""
    tables: tuple[TablePreview, ...] = ()
    """The tables among the files, with the use of their columns."""

    def records(self) -> Iterator[Found]:
        """Yield the records in the order of the files, as often as it is asked for."""
        return map(Found.model_validate_json, self._lines())

    def glances(self) -> Iterator[Glance]:
        """Yield of each record, in the same order, what it takes to say whether it is known."""
        return map(Glance.model_validate_json, self._lines())

    def _lines(self) -> Iterator[bytes]:
        for spool in self.spools:
            with spool.open("rb") as lines:
                yield from lines


@contextmanager
def read_files(
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    options: Options | None = None,
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Readings]:
    """Do `read_into` with a folder of its own; what was found can be read again until the block ends."""
    with tempfile.TemporaryDirectory(prefix="workbench-import-") as folder:
        yield read_into(
            Path(folder), paths, format_id=format_id, options=options, on_progress=on_progress, cancelled=cancelled
        )


def read_into(
    folder: Path,
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    options: Options | None = None,
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Readings:
    """Read files and folders, and keep what was found in `folder`.

    Raises UserError for a path that cannot be read at all, and Cancelled; a bad record is a refusal.
    """
    told = [
        run_worker(
            "workbench.tasks.reading_files:read_to_spool",
            {
                "path": str(path.absolute()),
                "format_id": format_id,
                "options": (options or Options()).model_dump(mode="json"),
                "spool": str(folder / str(number)),
            },
            on_progress=on_progress,
            cancelled=cancelled,
            seconds=SECONDS,
        )
        for number, path in enumerate(paths)
    ]
    return _together(told, tuple(folder / str(number) for number in range(len(told))))


def read_mapping(path: Path) -> TableMapping:
    """Read a saved mapping of columns; a UserError says what is wrong with it."""
    try:
        return TableMapping.from_json(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not what --propose-columns prints"
        raise UserError(
            f"The columns in {clean(path.name)} cannot be used: {reason}. Nothing was imported. Make the proposal anew."
        ) from error


def preview_table(
    path: Path,
    mapping: TableMapping | None = None,
    known: Sequence[TableMapping] = (),
    place: TablePlace | None = None,
    *,
    on_progress: Progress = lambda fraction, doing: None,
) -> TablePreview:
    """Return the first rows of a table with its mapping, given, known or proposed; UserError when it is no table."""
    told = run_worker(
        "workbench.tasks.reading_files:preview_to_json",
        {
            "path": str(path.absolute()),
            "mapping": mapping.to_json() if mapping else "",
            "known": [one.to_json() for one in known],
            "place": (place or TablePlace()).model_dump(),
        },
        on_progress=on_progress,
    )
    return TablePreview.model_validate_json(told)


def preview_to_json(*, path: str, mapping: str, known: list[str], place: dict[str, Any], report: Progress) -> str:
    """Do it, in the worker."""
    from workbench.interchange.table_preview import preview

    report(0.0, f"Reading {Path(path).name}")
    given = TableMapping.from_json(mapping) if mapping else None
    mappings = [TableMapping.from_json(one) for one in known]
    return preview(Path(path), given, mappings, TablePlace.model_validate(place)).model_dump_json()


def read_to_spool(
    *, path: str, format_id: str | None, options: dict[str, Any], spool: str, report: Progress
) -> dict[str, Any]:
    """Do it, in the worker: write a line for each record and return the rest."""
    from workbench.interchange.read_any import read_any

    reading = read_any(Path(path), format_id, report, Options.model_validate(options))
    with Path(spool).open("w", encoding="utf-8") as lines:
        for found in reading.records:
            lines.write(found.model_dump_json() + "\n")
    rest = reading.model_dump(mode="json", exclude={"records"})
    return {**rest, "count": len(reading.records)}


def _together(told: list[dict[str, Any]], spools: tuple[Path, ...]) -> Readings:
    return Readings(
        source=", ".join(one["source"] for one in told),
        files=tuple(FileRead.model_validate(file) for one in told for file in one["files"]),
        refusals=tuple(Refusal.model_validate(refusal) for one in told for refusal in one["refusals"]),
        left_out=_added(one["left_out"] for one in told),
        groups=_added(one["groups"] for one in told),
        notes=tuple(dict.fromkeys(note for one in told for note in one["notes"])),
        count=sum(one["count"] for one in told),
        spools=spools,
        references=tuple(ReferencePack.model_validate(pack) for one in told for pack in one["references"]),
        tables=tuple(TablePreview.model_validate(table) for one in told for table in one["tables"]),
    )


def _added(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total)
