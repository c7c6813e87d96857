"""Records as a reader hands them over, without a file of a foreign format: for what comes after reading."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workbench.domain.journal import digest
from workbench.interchange.reading import FileRead, Found
from workbench.tasks.reading_files import Readings


def found(key: str, title: str = "", *, source: str = "letters", raw: str = "", **fields: Any) -> Found:
    """Return one record."""
    whole = raw or f"{key} {title} {fields}"
    values = {"title": title or f"Letter {key}", "origin": "public", **fields}
    return Found(
        key=key, file="letters.yaml", format=source, fields=values, raw=whole, raw_sha256=digest(whole.encode())
    )


def readings(folder: Path, records: Iterable[Found]) -> Readings:
    """Lay them ready on disk."""
    spool = folder / "spool"
    count = 0
    with spool.open("w", encoding="utf-8") as lines:
        for record in records:
            lines.write(record.model_dump_json() + "\n")
            count += 1
    file = FileRead(name="letters.yaml", format="letters", sha256="0" * 64, records=count)
    return Readings("letters.yaml", (file,), (), {}, (), count, (spool,))


def generated(count: int, *, generation: int = 0) -> Iterable[Found]:
    """Yield records of the size of real ones; those of another generation are changed."""
    causes = ("expired token", "renamed field", "stale cache", "missing limit", "poisoned page", "wrong unit")
    for number in range(count):
        cause = causes[number % len(causes)]
        day = f"20{15 + number % 11}-{1 + number % 12:02}-{1 + number % 28:02}"
        yield found(
            f"letter-{number}",
            f"The {cause} of run {number} stopped desk {number % 97}",
            summary=f"Run {number} of generation {generation} met a {cause}. " * 12,
            root_cause=f"A {cause} that nobody watched. " * 4,
            impact=f"{number} people waited.",
            milestones=[{"name": "began", "at": day, "precision": "day"}],
            external_ids=[f"letters:letter-{number}"],
            sources=[f"https://letters.example/{number}"],
            modes=[{"mode": "M04", "role": "cause"}],
        )
