"""Incidents as a workbook in which every cell is a text."""

from collections.abc import Sequence

from workbench.domain.incident import Incident
from workbench.interchange.cells import COLUMNS, cells
from workbench.interchange.text_sheet import NO_DATE, write_texts
from workbench.interchange.writing import Writer

_WIDE = {"Title": 48, "Summary": 60, "Timeline": 60, "Facts": 48, "Sources": 48}
_WIDTH = 18
"""Characters."""


def write(incidents: Sequence[Incident]) -> bytes:
    """Return a workbook with one sheet; the same incidents give the same bytes."""
    newest = max((incident.recorded_at for incident in incidents), default=NO_DATE)
    columns = [(heading, _WIDE.get(heading, _WIDTH)) for heading in COLUMNS]
    return write_texts("Incidents", columns, map(cells, incidents), created=newest, frozen=(1, 2))


WRITER = Writer(id="xlsx", name="Excel workbook", suffix=".xlsx", write=write)
