"""What files of evidence say, for the search: the beginning of text files, and of PDFs through the worker."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.catalogue.credential_rules import credential_rules
from workbench.domain.errors import UserError
from workbench.storage.evidence_files import PDF, TEXTS, EvidenceFiles, utf_of
from workbench.tasks.credentials import find, may_hold, scrubbed
from workbench.tasks.worker_client import run_worker

if TYPE_CHECKING:
    from workbench.storage.search import Search

LIMIT = 200_000
"""Bytes of a text file, and characters of a PDF, that are read: what an index is for stands at the beginning."""
PDF_SECONDS = 30
"""For a PDF, and for looking through one text for credentials."""
PDF_PAGES = 500
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
    return pdf_of(path).text


@dataclass(frozen=True)
class PdfText:
    """What a PDF says."""

    text: str = ""
    """Its beginning, cleaned and without credentials."""
    found: tuple[tuple[int, str], ...] = ()
    """Page and kind of each credential."""
    left: str = ""
    """What was not looked through for credentials, as the beginning of a sentence; empty for nothing."""


def pdf_of(path: Path, *, cancelled: Callable[[], bool] = lambda: False) -> PdfText:
    """Read a PDF in a process of its own; one that is damaged, locked or made to harm says nothing."""
    task, asked = "workbench.tasks.evidence_text:read_pdf", {"path": str(path)}
    try:
        found = run_worker(task, asked, cancelled=cancelled, seconds=PDF_SECONDS)
    except UserError:  # it is evidence all the same, only not searched
        return PdfText(left="its text cannot be read, and was")
    pages = int(found["pages"])
    left = f"what follows its first {pages} pages was" if not found["whole"] else ""
    if not found["text"].strip():
        left = "it holds no text, though perhaps pictures of some, and was"
    return PdfText(cleaned(found["text"]), tuple((page, kind) for page, kind in found["found"]), left)


def beginning(path: Path) -> str:
    """Return the beginning of a text file, cleaned; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT)
            return cleaned(data.decode(utf_of(data), "replace").removeprefix("\ufeff"))
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


def read_pdf(*, path: str, report: Report) -> dict[str, Any]:
    """Return what a PDF says, from its beginning and without credentials, and where these stand; runs in the worker.

    `{"text", "found": [[page, kind]], "pages": how many were read, "whole": whether that is all}`. A UserError says
    that it cannot be read.
    """
    import pypdfium2  # type: ignore[import-untyped]  # it ships no type hints

    rules = credential_rules()
    parts: list[str] = []
    found: list[tuple[int, str]] = []
    size = 0
    try:
        document = pypdfium2.PdfDocument(path)
        while len(parts) < min(len(document), PDF_PAGES) and size < rules.scan_bytes:
            text = document[len(parts)].get_textpage().get_text_range()
            parts.append(text)
            size += len(text)
            found += [(len(parts), span.kind) for span in find(text)[0]]
            report(len(parts) / len(document), "Reading")
        whole = len(parts) == len(document)
    except pypdfium2.PdfiumError as error:
        raise UserError(f"The PDF could not be read ({error}). It can be attached all the same.") from error
    return {"text": scrubbed("\n".join(parts)[:LIMIT]), "found": found, "pages": len(parts), "whole": whole}


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
