"""From the input to the bytes of a PDF: chapters to HTML, HTML to pages, and the embedded files; deterministic."""

from __future__ import annotations

import gc
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.data import template
from workbench.domain.moment import utc
from workbench.reports.garbage import collecting_rarely
from workbench.reports.input import ReportInput
from workbench.reports.marks import colours
from workbench.reports.section import chapters
from workbench.reports.templating import fill

if TYPE_CHECKING:
    from weasyprint import Attachment  # type: ignore[import-untyped]  # WeasyPrint ships no types

    from workbench.reports.fetcher import OwnResources

Report = Callable[[float | None, str], None]
RULES = template("report", "report.css")
VARIANT = "pdf/a-3a"
"""The one variant that is both tagged and carries attachments."""


def render(report_input: ReportInput, report: Report = lambda fraction, doing: None) -> bytes:
    """Return the report as PDF/A-3a; the same frozen review gives the same bytes in any time zone and locale."""
    from workbench.reports.fetcher import OwnResources

    report(0.0, "Writing the chapters")
    html = compose(report_input)
    with telling_pages(report):
        return typeset(html, OwnResources(), attachments(report_input), report)


def compose(report_input: ReportInput) -> str:
    """Return the whole report as one HTML document that refers to nothing outside."""
    record = report_input.record
    bodies = [
        fill(
            chapter.template,
            {"chapter": chapter, "draft": report_input.is_draft, **chapter.section.build(report_input)},
        )
        for chapter in chapters()
    ]
    return str(
        fill(
            "document.html",
            {
                "bodies": bodies,
                "draft": report_input.is_draft,
                "digest": report_input.digest,
                "review": record.review,
                "as_of": record.as_of,
                "written": utc(record.as_of).isoformat(),
            },
        )
    )


def style_sheet(rules: Path) -> str:
    """Return the fonts, the colours of the theme and the rules of the pages, which stand in a file."""
    from workbench.reports.fetcher import font_faces

    tokens = " ".join(f"--{token.replace('_', '-')}: {value};" for token, value in colours().items())
    return f"{font_faces()}\n:root {{ {tokens} }}\n{rules.read_text(encoding='utf-8')}"


def typeset(html: str, guard: OwnResources, files: list[Attachment], report: Report, rules: Path = RULES) -> bytes:
    """Lay out pages and write the PDF; nothing is read but what the guard hands out."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]  # as above

    with warnings.catch_warnings(), collecting_rarely():
        # WeasyPrint 70 leaves its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        # Both the rules and the pages need the same configuration, or the fonts are silently replaced.
        fonts = FontConfiguration()
        sheet = CSS(string=style_sheet(rules), url_fetcher=guard, font_config=fonts)
        document = HTML(string=html, url_fetcher=guard).render(stylesheets=[sheet], font_config=fonts)
        document.metadata.attachments = files
        report(0.7, "Writing the file")
        pdf: bytes = document.write_pdf(pdf_variant=VARIANT)
        del document
        gc.collect()
    return pdf


def attachments(report_input: ReportInput) -> list[Attachment]:
    """Return the embedded files; a draft has no verdict to embed. Their dates are the record's."""
    from weasyprint import Attachment

    when = utc(report_input.record.as_of)
    files = [("record.json", "The record that was reviewed", "Source", report_input.record_bytes)]
    if not report_input.is_draft:
        files.append(("verdict.json", "The verdict as frozen, with its reasons", "Data", report_input.verdict_bytes))
    files.append(
        ("evidence-manifest.json", "Every file of evidence with its SHA-256", "Supplement", report_input.manifest_bytes)
    )
    return [_attachment(Attachment, when, *each) for each in files]


def _attachment(
    kind: type[Attachment], when: datetime, name: str, description: str, relationship: str, body: bytes
) -> Attachment:
    return kind(string=body, name=name, description=description, relationship=relationship, created=when, modified=when)


@contextmanager
def telling_pages(report: Report) -> Iterator[None]:
    """Report the page that is being laid out; WeasyPrint says it to a logger."""
    progress = logging.getLogger("weasyprint.progress")
    handler = _PageTeller(report)
    before = progress.level, progress.propagate
    progress.addHandler(handler)
    progress.setLevel(logging.INFO)
    progress.propagate = False
    try:
        yield
    finally:
        progress.removeHandler(handler)
        progress.level, progress.propagate = before


class _PageTeller(logging.Handler):
    """Turns `Creating layout - Page 14` into progress."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        """Pass the page on."""
        if "Page %d" in str(record.msg) and isinstance(record.args, tuple):
            self._report(None, f"Laying out page {record.args[0]}")
