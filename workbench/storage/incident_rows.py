"""Incidents on disk: rows that an import adds or replaces are there, but shown to nobody before the import is.

`incident` is a view of what is shown; `incident_row` holds the rows. An import that changes an incident adds a second
row of the same id and leaves the earlier one as it was, so that showing and undoing an import is one small write.
"""

from workbench.domain.incident import happened, last_reached
from workbench.storage.repository import Row, Rows

DERIVED = ("happened", "reached")
"""When it happened, and the last milestone from detection on; both empty where nothing is known."""


def shown(table: str) -> str:
    """Return the SQL condition that a row of `incident_row` or `document` is shown."""
    return (
        f"({table}.added_by IS NULL OR {table}.added_by IN (SELECT number FROM import)) AND "
        f"({table}.replaced_by IS NULL OR {table}.replaced_by NOT IN (SELECT number FROM import))"
    )


class IncidentRows(Rows):
    """The shown rows of incidents; reading goes by the view.

    The columns of `DERIVED` follow the milestones: they are there to be sorted and counted by, and are no fields of an
    incident.
    """

    def _encode(self, row: Row) -> Row:
        columns = super()._encode(row)
        return columns | derived_in(row) if "milestones" in row else columns

    def decode(self, row: Row) -> Row:
        """Return what the columns of a row hold as a row."""
        return super().decode({name: value for name, value in row.items() if name not in DERIVED})

    def _insert(self, columns: Row) -> None:
        """Insert a row; one that an import brought and a person removed belongs to the import again."""
        found = self.database.conn.execute(
            "SELECT max(number) FROM import_record WHERE incident_id = ? AND number IN (SELECT number FROM import)",
            (columns["id"],),
        ).fetchone()
        names, marks = columns_of([*columns, "added_by"])
        self.database.conn.execute(
            f"INSERT INTO incident_row ({names}) VALUES ({marks})", (*columns.values(), found[0])
        )

    def _update(self, row_id: str, columns: Row) -> None:
        changes = ", ".join(f'"{name}" = ?' for name in columns)
        self.database.conn.execute(
            f"UPDATE incident_row SET {changes} WHERE id = ? AND {shown('incident_row')}", (*columns.values(), row_id)
        )

    def _delete(self, row_id: str) -> None:
        self.database.conn.execute(f"DELETE FROM incident_row WHERE id = ? AND {shown('incident_row')}", (row_id,))


def columns_of(names: list[str]) -> tuple[str, str]:
    """Return the names of columns and as many marks, for an INSERT."""
    return ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))


def derived_in(row: Row) -> Row:
    """Return what the columns of `DERIVED` hold for a row of an incident, in their order."""
    known = {stone["name"]: stone.get("at") for stone in row["milestones"]}
    return {"happened": happened(known), "reached": last_reached(known)}
