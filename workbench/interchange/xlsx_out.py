"""Incidents as a workbook in which every cell is a text."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

from workbench.domain.incident import Incident
from workbench.interchange.cells import COLUMNS, cells
from workbench.interchange.writing import Writer

_WIDE = {"Title": 48, "Summary": 60, "Timeline": 60, "Facts": 48, "Sources": 48}
_WIDTH = 18
"""Characters."""
_TEXTS_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(incidents: Sequence[Incident]) -> bytes:
    """Return a workbook with one sheet; the same incidents give the same bytes."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types

    out = BytesIO()
    book = Workbook(out, _TEXTS_ONLY)
    newest = max((incident.recorded_at for incident in incidents), default=datetime(2000, 1, 1, tzinfo=UTC))
    book.set_properties({"title": "Incidents", "created": newest.astimezone(UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet("Incidents")
    wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    for column, heading in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDE.get(heading, _WIDTH))
        sheet.write_string(0, column, heading, bold)
    for row, incident in enumerate(incidents, 1):
        for column, text in enumerate(cells(incident)):
            sheet.write_string(row, column, text, wrapped)
    sheet.freeze_panes(1, 2)
    book.close()
    return out.getvalue()


WRITER = Writer(id="xlsx", name="Excel workbook", suffix=".xlsx", write=write)
