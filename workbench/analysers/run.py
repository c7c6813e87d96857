"""Analyse one evidence file: open it, find out what it is, read it, compute."""

from collections.abc import Callable
from pathlib import Path

from workbench.analysers.analyser import DEFAULT_TOLERANCE, Analyser
from workbench.analysers.readers.front import EvidenceText, open_text
from workbench.analysers.readers.reader import Reader, Reading
from workbench.domain.analysis import Analysis, SourceFile
from workbench.domain.errors import UserError
from workbench.registry import walk

Report = Callable[[float | None, str], None]


def analyse_file(
    path: Path, *, check: str | None = None, tolerance: float = DEFAULT_TOLERANCE, report: Report | None = None
) -> Analysis:
    """Read a file and return what it shows, for one check or for whichever reads the format.

    `tolerance` is a rate between 0 and 1. A file with nothing usable gives an analysis without a status. A UserError
    says what cannot be read, where in the file, and what to do; nothing else is raised for any content.
    """
    tell = report or _say_nothing
    if not 0 < tolerance < 1:
        raise UserError(f"A tolerance of {tolerance:g} is not a rate between 0 and 1. Give 0.003 for 0.3 %.")
    candidates = analysers_of(check)
    tell(0.0, "Reading the file")
    source = open_text(path)
    reader = _reader_of(source, candidates)
    tell(0.3, "Reading the runs")
    reading = reader.read(source) if reader else Reading(())
    tell(0.8, "Computing the bounds")
    analyser = next(a for a in candidates if reader is None or reader.id in a.reads)
    found = analyser.analyse(reading, tolerance)
    file = SourceFile(name=source.name, sha256=source.sha256, size=source.size, format=reader.id if reader else "empty")
    tell(1.0, "Done")
    return found.model_copy(update={"file": file, "notes": source.notes + found.notes})


def analyse_to_json(*, path: str, check: str | None, tolerance: float, report: Report) -> str:
    """Do `analyse_file` in a worker process, where only text goes in and out."""
    return analyse_file(Path(path), check=check, tolerance=tolerance, report=report).to_json()


def answered_checks() -> frozenset[str]:
    """Return the checks for which there is an analyser."""
    return frozenset(analyser.check for analyser in walk("workbench.analysers", "ANALYSER").values())


def analysers_of(check: str | None) -> list[Analyser]:
    """Return the analysers that answer a check, or all; UserError when there is none."""
    analysers: list[Analyser] = list(walk("workbench.analysers", "ANALYSER").values())
    chosen = [analyser for analyser in analysers if check in (None, analyser.check)]
    if not chosen:
        known = ", ".join(sorted({analyser.check for analyser in analysers}))
        raise UserError(
            f"No analyser answers {check} yet. The file can still be attached as evidence. Analysed today: {known}."
        )
    return chosen


def _reader_of(source: EvidenceText, candidates: list[Analyser]) -> Reader | None:
    """Return the reader that knows the format by its content, or None for an empty file of a known check."""
    readers: list[Reader] = list(walk("workbench.analysers.readers", "READER").values())
    wanted = {reader_id for analyser in candidates for reader_id in analyser.reads}
    readers = [reader for reader in readers if reader.id in wanted]
    if not source.text.strip("\ufeff \t\r\n\0"):
        return None
    found = next((reader for reader in readers if reader.sniff(source.text)), None)
    if found is None:
        source.refuse(f"this is none of the formats that are analysed ({', '.join(r.name for r in readers)}).")
    return found


def _say_nothing(fraction: float | None, doing: str) -> None:
    """Take the place of a report when nobody listens."""
