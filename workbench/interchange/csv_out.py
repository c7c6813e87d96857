"""Incidents as CSV: UTF-8 with a byte order mark, everything quoted, nothing that a spreadsheet would run."""

import csv
from collections.abc import Sequence
from io import StringIO

from workbench.domain.incident import Incident
from workbench.interchange.cells import COLUMNS, cells, inert
from workbench.interchange.writing import Writer


def write(incidents: Sequence[Incident]) -> bytes:
    """Return one row per incident below the headings."""
    text = StringIO(newline="")
    table = csv.writer(text, quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    table.writerows([inert(cell) for cell in cells(incident)] for incident in incidents)
    return text.getvalue().encode("utf-8-sig")


WRITER = Writer(id="csv", name="CSV", suffix=".csv", write=write)
