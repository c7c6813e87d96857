"""What files of evidence say, for the search: the beginning of text files, and of PDFs through the worker."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import UserError
from workbench.storage.evidence_files import TEXTS, EvidenceFiles
from workbench.tasks.credentials import may_hold, scrubbed
from workbench.tasks.worker_client import run_worker

if TYPE_CHECKING:
    from workbench.storage.search import Search

LIMIT = 200_000
"""Bytes of a text file, and characters of a PDF, that are read: what an index is for stands at the beginning."""
PDF_SECONDS = 30
"""For a PDF, and for looking through one text for credentials."""
PDF_PAGES = 500
PDF = "application/pdf"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ue001]")

Report = Callable[[float | None, str], None]


def text_of(path: Path, media_type: str) -> str:
    """Return what a file says, cleaned and without credentials; empty where it holds no text, or cannot be read.

    Blocks for as long as the worker needs for it: for the command line and for a thread of the window.
    """
    if media_type in TEXTS:
        text = beginning(path)
        return _scrubbed_elsewhere(text) if may_hold(text) else text
    if media_type != PDF:
        return ""
    try:
        found = run_worker("workbench.tasks.evidence_text:read_pdf", {"path": str(path)}, seconds=PDF_SECONDS)
    except UserError:  # damaged, locked or made to harm: it is evidence all the same, only not searched
        return ""
    return cleaned(str(found))


def beginning(path: Path) -> str:
    """Return the beginning of a text file, cleaned; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return cleaned(file.read(LIMIT).decode("utf-8", "replace"))
    except OSError:
        return ""


def scrub(*, text: str, report: Report) -> str:
    """Return a text with a marker in the place of each credential; runs in the worker."""
    return scrubbed(text)


def _scrubbed_elsewhere(text: str) -> str:
    try:
        return str(run_worker("workbench.tasks.evidence_text:scrub", {"text": text}, seconds=PDF_SECONDS))
    except UserError:  # rather not found by the search than found with a secret in it
        return ""


def read_pdf(*, path: str, report: Report) -> str:
    """Return the text of a PDF from its beginning, without credentials; runs in the worker.

    A UserError says that it cannot be read.
    """
    import pypdfium2  # type: ignore[import-untyped]  # it ships no type hints

    parts: list[str] = []
    try:
        document = pypdfium2.PdfDocument(path)
        for number in range(min(len(document), PDF_PAGES)):
            parts.append(document[number].get_textpage().get_text_range())
            report(number / len(document), "Reading")
            if sum(map(len, parts)) >= LIMIT:
                break
    except pypdfium2.PdfiumError as error:
        raise UserError(f"The PDF could not be read ({error}). It can be attached all the same.") from error
    return scrubbed("\n".join(parts)[:LIMIT])


def cleaned(text: str) -> str:
    """Return a text without what no reader sees and no database takes."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROLS.sub(" ", whole)[:LIMIT]


def read_unread(files: EvidenceFiles, unread: list[tuple[str, str]]) -> dict[str, str]:
    """Return the texts of files that the index has not got yet, by SHA-256; touches no database."""
    return {sha256: text_of(files.path(sha256), media_type) for sha256, media_type in unread}


def keep_texts(search: "Search", texts: dict[str, str]) -> None:
    """Let the search find these texts; call it in a transaction."""
    for sha256, text in texts.items():
        search.keep_text(sha256, text)
