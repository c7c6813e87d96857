"""Read a file or a folder of any known format."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from workbench.domain.errors import UserError
from workbench.foreign import Unreadable, clean
from workbench.interchange.others import what_it_is
from workbench.interchange.reading import FileRead, Format, Found, Harvest, Options, Reading, Refusal
from workbench.interchange.source import Source, open_source
from workbench.registry import walk

Report = Callable[[float | None, str], None]

MAX_FILES = 20_000
"""In one folder; more are a mistake, such as a whole disk."""
MAX_TABLES = 50
"""Whose columns are shown."""
_WHOLE = "the whole file"


def formats() -> dict[str, Format]:
    """Return every format by its id, the most specific first."""
    found: list[Format] = sorted(walk("workbench.interchange", "FORMAT").values(), key=lambda each: each.rank)
    return {each.id: each for each in found}


def read_any(
    path: Path, format_id: str | None = None, report: Report | None = None, options: Options | None = None
) -> Reading:
    """Read a file, or every file of a folder; the format is told by content unless it is given.

    Raises UserError when there is nothing to read at that path or no such format; everything else is a refusal.
    """
    tell, options = report or _say_nothing, options or Options()
    known = _chosen(format_id)
    if not path.is_dir():
        source = open_source(path)
        tell(0.0, f"Reading {source.name}")
        return _reading(source.name, [_read(source, known, options)])
    harvests = []
    names = list(_files(path))
    for number, each in enumerate(names):
        name = each.relative_to(path).as_posix()
        tell(number / len(names), f"Reading {clean(name)}")
        harvests.append(_read_or_refuse(each, name, known, options))
    return _reading(clean(path.name), harvests)


def read_to_json(*, path: str, format_id: str | None, options: dict[str, Any], report: Report) -> str:
    """Do `read_any` in a worker process, where only plain values go in and out."""
    return read_any(Path(path), format_id, report, Options.model_validate(options)).to_json()


def _chosen(format_id: str | None) -> list[Format]:
    known = formats()
    if format_id is None:
        return list(known.values())
    if format_id not in known:
        raise UserError(f"There is no format {clean(format_id, 40)}. Nothing was imported. Known: {', '.join(known)}.")
    return [known[format_id]]


def _files(folder: Path) -> Iterator[Path]:
    """Yield the plain files below a folder, sorted; hidden ones and links are not followed."""
    count = 0
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith(".") or (Path(root) / name).is_symlink():
                continue
            count += 1
            if count > MAX_FILES:
                raise UserError(
                    f"{clean(folder.name)} holds more than {MAX_FILES:,} files. Nothing was imported. "
                    "Choose the folder with the incidents."
                )
            yield Path(root) / name


def _read_or_refuse(path: Path, name: str, known: list[Format], options: Options) -> tuple[FileRead, Harvest]:
    try:
        source = open_source(path, name)
    except UserError as error:
        refusal = Refusal(file=clean(name), place=_WHOLE, reason=str(error))
        return FileRead(name=clean(name), format="", sha256="", refusals=1), Harvest(refusals=[refusal])
    return _read(source, known, options)


def _read(source: Source, known: list[Format], options: Options) -> tuple[FileRead, Harvest]:
    found, harvest = None, Harvest()
    try:
        found = known[0] if len(known) == 1 else next((each for each in known if each.sniff(source)), None)
        harvest = found.read(source, options) if found else _nothing(source)
        if options.classes is not None:
            harvest.keep_only(options.classes)
        if not source.is_workbook and source.remark and harvest.records:
            harvest.notes.append(f"{source.name}: {source.remark}")
    except Unreadable as error:
        place = f"line {error.line}" if error.line else _WHOLE
        harvest.refusals.append(Refusal(file=source.name, place=place, reason=clean(error.what, 400)))
    if not (harvest.records or harvest.refusals or harvest.left_out or harvest.part_of or harvest.references):
        harvest.refusals.append(Refusal(file=source.name, place=_WHOLE, reason="there is no record in it."))
    count = FileRead(
        name=source.name,
        format=found.id if found else "",
        sha256=source.sha256,
        records=len(harvest.records),
        refusals=len(harvest.refusals),
        left_out=sum(harvest.left_out.values()),
        part_of=harvest.part_of,
    )
    return count, harvest


def _nothing(source: Source) -> Harvest:
    if not source.data.strip(b"\0 \t\r\n"):
        reason = "the file is empty."
    elif source.is_binary:
        reason = "this is no text and no workbook."
    else:
        reason = what_it_is(source) or _broken(source) or "this is none of the formats that are imported."
    return Harvest(refusals=[Refusal(file=source.name, place=_WHOLE, reason=reason)])


def _broken(source: Source) -> str:
    """Return why a file that begins like JSON is none; empty for every other."""
    if source.head.lstrip()[:1] in ("{", "["):
        try:
            _ = source.parts or source.json
        except Unreadable as error:
            return error.what
    return ""


def _reading(name: str, parts: list[tuple[FileRead, Harvest]]) -> Reading:
    used = {count.format for count, harvest in parts if harvest.records}
    left_out: dict[str, int] = {}
    for _, harvest in parts:
        for group, number in harvest.left_out.items():
            left_out[group] = left_out.get(group, 0) + number
    files, records, refusals = _without_repeats(parts)
    return Reading(
        source=name,
        format=used.pop() if len(used) == 1 else "mixed" if used else "",
        files=tuple(files),
        records=tuple(records),
        refusals=tuple(refusals),
        left_out=left_out,
        groups=dict(Counter(record.group for record in records if record.group)),
        notes=tuple(dict.fromkeys(note for _, harvest in parts for note in harvest.notes)),
        references=tuple(harvest.references for _, harvest in parts if harvest.references),
        tables=tuple(harvest.table for _, harvest in parts if harvest.table)[:MAX_TABLES],
    )


def _without_repeats(parts: list[tuple[FileRead, Harvest]]) -> tuple[list[FileRead], list[Found], list[Refusal]]:
    """Refuse a record whose format and key were found in an earlier file already."""
    seen: dict[tuple[str, str], str] = {}
    files, records, refusals = [], [], []
    for count, harvest in parts:
        fresh = [record for record in harvest.records if (record.format, record.key) not in seen]
        twice = [record for record in harvest.records if (record.format, record.key) in seen]
        seen.update({(record.format, record.key): record.file for record in fresh})
        records += fresh
        refusals += harvest.refusals
        for record in twice:
            first = seen[record.format, record.key]
            reason = f"the id {record.key} stands in {first} already; that one was taken."
            refusals.append(Refusal(file=record.file, place=record.key, reason=reason))
        files.append(
            count.model_copy(update={"records": len(fresh), "refusals": count.refusals + len(twice)})
            if twice
            else count
        )
    return files, records, refusals


def _say_nothing(fraction: float | None, doing: str) -> None:
    """Take the place of a report when nobody listens."""
