"""Finding everything that a purge has to go over: a value with its copies in other revisions, or a file."""

import json
from typing import Any

from workbench.domain.errors import UserError
from workbench.domain.purge import PURGEABLE, SAME_TEXT, field_of, known_as, left_of, value_at
from workbench.storage.eraser import Places, Target
from workbench.storage.store import Store

_SHORT = {
    "controls.*.reason": "control.CONTROL",
    "accepted_holes.*.text": "hole, hole.CONTROL",
    "pulled_in.reason": "pulled_in",
    "sheet_proposal.sentence": "sheet_proposal",
    "answer.text": "answer",
    "holds.text": "holds",
}
"""Paths as they are typed: `place_names.path_of` reads them."""
_CARRIED = {"finding": "check_id", "condition": "key", "waiver": "key", "evidence_use": "key"}
"""Rows that a revision takes along under a new id, and the field by which they are known again."""


def value_target(store: Store, entity: str, path: str, name: str, *, keep_present: bool) -> Target:
    """Return every value that a field ever had in its revision and those before, with the places that may have a copy.

    A revision carries values along, so that what was typed once is in the history of an earlier one. With
    `keep_present` what the field says now stays, and so do its copies. A UserError says that there is nothing to purge.
    """
    table = entity.partition("/")[0]
    left = left_of(table, path)
    if left is None:
        raise UserError(
            f"{path} cannot be purged. Nothing was changed. {_what_can_be(table)} "
            "Keys, people, dates and statuses stay: they say who decided what, and when."
        )
    copies = copies_of(store, entity)
    held = [
        value
        for one in (entity, *(copy for copy, is_earlier in copies.items() if is_earlier))
        for value in (*_journaled(store, one, path), *_standing(store, one, path))
    ]
    kept = {*map(known_as, (None, "", [], {}, left[0]))}
    if keep_present:
        kept.add(known_as(_present(store, entity, path)))
    values = frozenset(map(known_as, held)) - kept
    if not values:
        earlier = " other than what it says now" if keep_present else ""
        raise UserError(f"There is no value{earlier} in {name}. Nothing was changed.")
    entities = [entity, *copies]
    paths = [path, SAME_TEXT[path]] if table == "evidence" and path in SAME_TEXT else [path]
    places = tuple((one, each) for one in dict.fromkeys(entities) for each in paths)
    return Target(name=name, places=places, values=values)


def _what_can_be(table: str) -> str:
    names = ", ".join(_SHORT.get(path, path) for path in PURGEABLE.get(table, ()))
    return f"Of a {table.replace('_', ' ')} these can be: {names}." if names else f"Nothing of a {table} can be."


def evidence_target(store: Store, sha256: str, name: str) -> Target:
    """Return a file of evidence with what analysers read in it."""
    rows = store.journal.entities("evidence", "sha256", sha256)
    uses = [use for row in rows for use in store.journal.entities("evidence_use", "evidence_id", row.partition("/")[2])]
    places: Places = tuple((use, "analysis") for use in dict.fromkeys(uses))
    held = [value for use, path in places for value in (*_journaled(store, use, path), _present(store, use, path))]
    values = frozenset(known_as(value) for value in held if value is not None)
    return Target(name=name, places=places, values=values, sha256=sha256)


def file_of_use(store: Store, review_id: str, key: str) -> tuple[str, str] | None:
    """Return SHA-256 and name of the file of a use that a review has or had; None where there is no such file."""
    known = set(store.journal.entities("evidence_use", "review_id", review_id))
    uses = [entity for entity in store.journal.entities("evidence_use", "key", key) if entity in known]
    for use in uses:
        for evidence_id in _journaled(store, use, "evidence_id"):
            entity = f"evidence/{evidence_id}"
            hashes = [value for value in _journaled(store, entity, "sha256") if value]
            names = [value for value in _journaled(store, entity, "name") if value]
            if hashes:
                return str(hashes[-1]), str(names[-1]) if names else key
    return None


def _journaled(store: Store, entity: str, path: str) -> list[Any]:
    rows = store.database.conn.execute(
        "SELECT old, new FROM journal_value WHERE entity = ? AND field = ? ORDER BY seq, position",
        (entity, field_of(path)),
    )
    return [value_at(json.loads(text), path) for row in rows for text in row if text is not None]


def _present(store: Store, entity: str, path: str) -> Any:
    table, row_id = store.rows(entity)
    row = table.read(row_id) or {}
    return value_at(row.get(field_of(path)), path)


def _standing(store: Store, entity: str, path: str) -> list[Any]:
    """Return what stands in the row now; of an incident also what stood there before an import changed it."""
    field, (table, _, row_id) = field_of(path), entity.partition("/")
    if table != "incident":
        return [_present(store, entity, path)]
    rows = store.database.rows(f'SELECT "{field}" FROM incident_row WHERE id = ?', (row_id,))
    return [value_at(store.incidents.rows.decode(row)[field], path) for row in rows]


def copies_of(store: Store, entity: str) -> dict[str, bool]:
    """Return the same row in the other revisions of its review, and whether that revision is an earlier one."""
    table = entity.partition("/")[0]
    known_by = _CARRIED.get(table, "")
    reviews = _journaled(store, entity, "review_id") if known_by else []
    names = [value for value in _journaled(store, entity, known_by) if value is not None] if known_by else []
    own = store.reviews.find(reviews[0]) if reviews else None
    if own is None or not names:
        return {}
    rows = store.database.conn.execute(
        """SELECT DISTINCT value.entity, review.revision FROM journal_value AS value
            JOIN review ON json_quote(review.id) = value.new
            WHERE value.field = 'review_id' AND value.entity LIKE ? AND review.number = ?
            AND value.entity IN (SELECT entity FROM journal_value WHERE field = ? AND new = ?)
            ORDER BY review.revision""",
        (f"{table}/%", own.number, known_by, json.dumps(names[0], ensure_ascii=False)),
    )
    return {str(row[0]): row[1] < own.revision for row in rows if row[0] != entity}
