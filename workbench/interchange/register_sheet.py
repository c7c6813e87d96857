"""A register as a workbook in which every cell is a text."""

from workbench.domain.registers import Register
from workbench.interchange.text_sheet import write_texts


def write_register(found: Register) -> bytes:
    """Return a workbook with one sheet, named after the register."""
    columns = [(column.head, column.width) for column in found.columns]
    return write_texts(found.kind.capitalize(), columns, map(found.texts, found.rows), frozen=(1, 2))
