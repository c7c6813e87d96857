"""Pictures of the pages of a PDF: made in the worker, because PDFium is not thread-safe and the file may be hostile."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from workbench.domain.errors import UserError
from workbench.tasks.worker_client import run_worker

MAX_PAGES = 24
"""In one go, so that a preview of a long report stays short."""
MAX_SIDE = 4096
"""Pixels; a page with absurd proportions is drawn smaller."""
MAX_BYTES = 300_000_000
MEMORY_MB = 1536
SECONDS = 60.0


@dataclass(frozen=True)
class Preview:
    """Some pages of one file, as PNG."""

    pages: int
    """How many the file has."""
    pictures: dict[int, bytes]
    """By page number, from 1."""


def preview(
    pdf: Path,
    pages: Sequence[int],
    width: int,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Preview:
    """Draw pages (from 1) of a PDF, `width` pixels wide, in a process of its own. Raises UserError and Cancelled."""
    found = run_worker(
        "workbench.tasks.preview:draw_pages",
        {"pdf": str(pdf), "pages": list(pages[:MAX_PAGES]), "width": width},
        cancelled=cancelled,
        memory_mb=MEMORY_MB,
        seconds=SECONDS,
    )
    pictures = {int(number): base64.b64decode(text) for number, text in found["pictures"].items()}
    return Preview(pages=found["pages"], pictures=pictures)


def draw_pages(
    *, report: Callable[[float | None, str], None], pdf: str, pages: list[int], width: int
) -> dict[str, Any]:
    """Draw pages with their signatures; runs in the worker. Pages that the file does not have are left out."""
    import pypdfium2  # type: ignore[import-untyped]  # it ships no type hints

    body = _read(Path(pdf))
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise _refusal(Path(pdf)) from error
    try:
        document.init_forms()  # without it, the boxes of the signatures stay empty
        count = len(document)
        pictures = {}
        for number in pages:
            if 1 <= number <= count:
                report(None, f"page {number} of {count}")
                pictures[str(number)] = base64.b64encode(_draw(document[number - 1], width)).decode()
    except pypdfium2.PdfiumError as error:
        raise _refusal(Path(pdf)) from error
    finally:
        document.close()
    return {"pages": count, "pictures": pictures}


def _draw(page: Any, width: int) -> bytes:
    scale = min(width / page.get_width(), MAX_SIDE / page.get_height(), MAX_SIDE / page.get_width())
    picture = page.render(scale=scale, may_draw_forms=True).to_pil()
    page.close()
    output = BytesIO()
    picture.save(output, "PNG", compress_level=1)
    return output.getvalue()


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path.name} is too large to be shown. Nothing was changed. Open it in a PDF viewer.")
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be read ({error.strerror}). Nothing was changed. Check the path."
        ) from error


def _refusal(path: Path) -> UserError:
    return UserError(f"{path.name} cannot be drawn: it is not a PDF, or damaged. Nothing was changed. Write it again.")
