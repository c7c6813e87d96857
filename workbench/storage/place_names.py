"""What people call a place in the workspace: `rationale of injection_defense in REV-1.1`."""

from typing import Any

from workbench.domain.errors import UserError
from workbench.domain.purge import PURGEABLE
from workbench.domain.trace import hole_key
from workbench.storage.store import Store


def name_of_place(store: Store, entity: str, path: str) -> str:
    """Return the name of a field of a row, also of one that is gone."""
    table, _, row_id = entity.partition("/")
    row = latest_row(store, entity)
    field = path.replace("_", " ").replace(".", ", ")
    own = _own_name(store, table, row)
    review = store.reviews.find(str(row.get("review_id") or row_id))
    parts = [field, *([f"of {own}"] if own else []), *([f"in {review.full_key}"] if review else [])]
    return " ".join(parts)


def _own_name(store: Store, table: str, row: dict[str, Any]) -> str:
    if table == "version":
        deployment = store.deployments.find(str(row.get("deployment_id")))
        return f"{deployment.key if deployment else 'a deployment'}@{row.get('label')}"
    if table == "evidence":
        use = store.uses.first("evidence_id = ?", row.get("id"), order="review_id DESC")
        review = store.reviews.find(use.review_id) if use else None
        return f"{use.key} in {review.full_key}" if use and review else "a piece of evidence"
    if table == "ledger":
        decision = row.get("decision") or {}
        return str(decision.get("role") or row.get("dissent_key") or "")
    return str(row.get("key") or row.get("check_id") or "")


def latest_row(store: Store, entity: str) -> dict[str, Any]:
    """Return a row, or of one that is gone every value that it had last."""
    table, row_id = store.rows(entity)
    found = table.read(row_id)
    if found is not None:
        return found
    return {
        change.field: change.new if change.new is not None else change.old
        for _, change in store.journal.history([entity])
    }


def path_of(table: str, field: str) -> str:
    """Return the path of a field as people name it: `stop` is `operations.stop`, `answer` is `answer.text`.

    Of a finding `hole` is why the check may go without a control, `hole.CONTROL` why that one without evidence, and
    `control.CONTROL` the reason of its state.

    What can mean several, or nothing, is returned as it is.
    """
    word, _, control = field.strip().partition(".")
    if table == "finding" and word.lower() == "hole":
        return f"accepted_holes.{hole_key(control or None)}.text"
    if table == "finding" and word.lower() == "control" and control:
        return f"controls.{control}.reason"
    typed = field.strip().lower().replace(" ", "_").replace("-", "_")
    patterns = PURGEABLE.get(table, {})
    if typed in patterns:
        return typed
    meant = [path for path in patterns if "*" not in path and typed in (path.split(".")[0], path.split(".")[-1])]
    return meant[0] if len(meant) == 1 else field.strip()


def find_entity(store: Store, table: str, key: str, review_id: str | None = None) -> str:
    """Return the newest row that has or had a key, in one review or anywhere; a UserError says that there is none."""
    found = store.journal.entities(table, "key", key)
    if review_id is not None:
        own = set(store.journal.entities(table, "review_id", review_id))
        found = [entity for entity in found if entity in own]
    if not found:
        raise UserError(f"The journal knows nothing of {key}. Nothing was changed. Check the key.")
    return found[-1]
