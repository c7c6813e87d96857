"""The palette's list as an item model: heads, which cannot be chosen, and entries."""

from collections.abc import Iterable

from PySide6.QtCore import Qt

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, Cells, Index, ListRows
from workbench.desktop.palette.entries import Entry, Group
from workbench.storage.search import CLOSE, OPEN


class PaletteModel(ListRows[Entry | str]):
    """Groups one after the other; a head is its title."""

    def show_groups(self, groups: Iterable[Group]) -> None:
        """Replace everything."""
        rows: list[Entry | str] = []
        for group in groups:
            rows += [group.title, *group.entries]
        self.show(rows)

    def entry(self, number: int) -> Entry | None:
        """Return the entry of a row; None for a head and where no row is."""
        row = self._rows[number] if 0 <= number < len(self._rows) else None
        return row if isinstance(row, Entry) else None

    def next_entry(self, start: int, step: int) -> int:
        """Return the row of the next entry from a row on, going round; -1 when there is none."""
        count = len(self._rows)
        rows = ((start + step * number) % count for number in range(1, count + 1))
        return next((row for row in rows if self.entry(row) is not None), -1)

    def row_of(self, key: str) -> int:
        """Return the row of an entry by its key; -1 when it is not there."""
        found = (row for row in range(len(self._rows)) if (entry := self.entry(row)) and entry.key == key)
        return next(found, -1)

    @property
    def entry_count(self) -> int:
        """How many entries there are."""
        return sum(isinstance(row, Entry) for row in self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are read and not chosen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return plain if self.entry(index.row()) is None else plain | Qt.ItemFlag.ItemIsSelectable

    def cells(self, row: Entry | str) -> Cells:
        """Return what one row shows."""
        if isinstance(row, str):
            return {DISPLAY: row, SPOKEN: row, Role.HEADING: True}
        excerpt = row.excerpt.replace(OPEN, "").replace(CLOSE, "")
        return {
            DISPLAY: row.text,
            SPOKEN: ", ".join(part for part in (row.text, excerpt, row.note) if part),
            Role.KEY: row.key,
            Role.MATCHES: list(row.matches),
            Role.EXCERPT: row.excerpt,
            Role.ICON: row.icon,
            Role.STATUS: row.status or None,
            Role.NOTE: row.note,
        }
