"""Repositories take and return domain models; what changes while an edit runs is recorded field by field."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from workbench.domain.errors import UserError
from workbench.domain.journal import Change
from workbench.domain.model import Model
from workbench.storage.database import OpenDatabase, whole

if TYPE_CHECKING:
    from sqlite_utils.db import Table

M = TypeVar("M", bound=Model)
Row = dict[str, Any]
Recorder = Callable[[Change], None]
Indexer = Callable[[str, Row | None], None]


class Rows:
    """One table as JSON-shaped rows: what the journal and undo speak of."""

    def __init__(
        self, database: OpenDatabase, table: str, nested: tuple[str, ...], record: Recorder, index: Indexer
    ) -> None:
        self.database = database
        self._name = table
        self._nested = nested
        self._record = record
        self._index = index

    @property
    def _table(self) -> "Table":
        return self.database.table(self._name)

    def entity(self, row_id: str) -> str:
        """Return the journal's name of a row."""
        return f"{self._name}/{row_id}"

    def read(self, row_id: str) -> Row | None:
        """Return one row, or None."""
        rows = self.select("id = ?", (row_id,))
        return rows[0] if rows else None

    def select(self, where: str = "1", values: tuple[Any, ...] = (), order: str = "id") -> list[Row]:
        """Return the rows that match an SQL condition with `?` for each value."""
        found = self.database.rows(f"SELECT * FROM {self._name} WHERE {where} ORDER BY {order}", values)
        return [self.decode(row) for row in found]

    def write(self, row: Row) -> None:
        """Insert or update a row, recording each field that differs."""
        old = self.read(row["id"])
        changed = {field: value for field, value in row.items() if old is None or old[field] != value}
        if old is None:
            self._insert(self._encode(row))
        elif changed:
            self._update(row["id"], self._encode(changed))
        for field, value in changed.items():
            before = None if old is None else old[field]
            if before is not None or value is not None:
                self._record(Change(entity=self.entity(row["id"]), field=field, old=before, new=value))
        if changed:
            self._index(self._name, self.read(row["id"]) or row)

    def remove(self, row_id: str) -> None:
        """Delete a row, recording every value it had."""
        old = self.read(row_id)
        if old is None:
            return
        self._delete(row_id)
        for field, value in old.items():
            if value is not None:
                self._record(Change(entity=self.entity(row_id), field=field, old=value, new=None))
        self._index(self._name, {**old, "gone": True})

    def _insert(self, columns: Row) -> None:
        self._table.insert(columns, pk="id")

    def _update(self, row_id: str, columns: Row) -> None:
        self._table.update(row_id, columns)

    def _delete(self, row_id: str) -> None:
        self._table.delete(row_id)

    def _encode(self, row: Row) -> Row:
        return {
            field: json.dumps(value, ensure_ascii=False) if field in self._nested and value is not None else value
            for field, value in row.items()
        }

    def decode(self, row: Row) -> Row:
        """Return what the columns of a row hold as a row."""
        with whole(f"{self._name} row"):
            return {
                field: json.loads(value) if field in self._nested and value is not None else value
                for field, value in row.items()
            }


class Repository(Generic[M]):
    """The rows of one table as models."""

    def __init__(self, rows: Rows, model: type[M], noun: str) -> None:
        self.rows = rows
        self._model = model
        self._noun = noun

    def get(self, row_id: str) -> M:
        """Return one model; a UserError says that there is none."""
        found = self.find(row_id)
        if found is None:
            raise UserError(f"There is no {self._noun} with the id {row_id}. Nothing was changed.")
        return found

    def find(self, row_id: str) -> M | None:
        """Return one model, or None."""
        row = self.rows.read(row_id)
        with whole(f"{self._noun} row"):
            return None if row is None else self._model.model_validate(row)

    def all(self, where: str = "1", *values: Any, order: str = "id") -> tuple[M, ...]:
        """Return the models that match an SQL condition with `?` for each value."""
        rows = self.rows.select(where, values, order)
        with whole(f"{self._noun} row"):
            return tuple(self._model.model_validate(row) for row in rows)

    def first(self, where: str, *values: Any, order: str = "id") -> M | None:
        """Return the first model that matches, or None."""
        found = self.all(where, *values, order=order)
        return found[0] if found else None

    def save(self, model: M) -> None:
        """Insert or update."""
        self.rows.write(row_of(model))

    def delete(self, row_id: str) -> None:
        """Delete."""
        self.rows.remove(row_id)


def row_of(model: Model) -> Row:
    """Return a model as a row; what the model leaves out is empty."""
    row = model.model_dump(mode="json")
    if len(row) < len(type(model).model_fields):
        row = dict.fromkeys(type(model).model_fields) | row
    return row | {field: int(value) for field, value in row.items() if value is True or value is False}
