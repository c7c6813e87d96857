"""undo, redo, history: what was changed, by whom, and taking it back."""

import json
from typing import Any

import click

from workbench.cli.context import Commands, Context, emit, example, json_option
from workbench.domain.errors import UserError
from workbench.domain.journal import Change, JournalEntry
from workbench.edits.deployments import find_deployment
from workbench.edits.incidents import find_incident
from workbench.edits.registered import said
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

SHOWN = 60
"""Characters of a value."""
SINGLE = {"C": "condition", "W": "waiver"}


@click.command("undo", epilog=example("workbench undo"))
@click.pass_obj
def undo(context: Context) -> None:
    """Take back the last change; undo stops at a freeze."""
    with context.writing() as session:
        entry = session.undo()
    emit(f"Taken back: {said(entry.kind)}.", None)


@click.command("redo", epilog=example("workbench redo"))
@click.pass_obj
def redo(context: Context) -> None:
    """Make the change again that was undone last."""
    with context.writing() as session:
        entry = session.redo()
    emit(f"Made again: {said(entry.kind)}.", None)


@click.command("history", epilog=example("workbench history REV-1", "workbench history REV-1 injection_defense"))
@click.argument("entity")
@click.argument("part", required=False)
@json_option
@click.pass_obj
def history(context: Context, entity: str, part: str | None, as_json: bool) -> None:
    """Print every change of a review, one of its checks or uses, a condition, waiver, deployment or incident.

    ENTITY is a key such as REV-1, DEP-1, C1, W1 or INC-2026-001; PART is a check or a use such as E1, of a review.
    With --json: [{"seq", "at", "actor", "kind", "said", "entity", "field", "old", "new", "undoes"}].
    """
    with context.reading() as store:
        found = store.journal.history(_entities(store, entity, part))
        names = {person.id: person.name for person in store.people.all()}
    if not found:
        raise UserError(f"The journal knows nothing of {entity} {part or ''}. Nothing was changed. Check the key.")
    data = [_data(entry, change, names) for entry, change in found]
    emit("\n".join(_line(row, names) for row in data if _is_telling(row)), data, as_json=as_json)


def _entities(store: Store, entity: str, part: str | None) -> list[str]:
    """Return the journal's names of everything that belongs to a key."""
    key = entity.strip().upper()
    if key.startswith("REV-"):
        return _of_review(store, key, part)
    if part is not None:
        raise UserError(f"{entity} has no parts. Nothing was changed. Leave {part} out.")
    if key.startswith("INC-"):
        return [f"incident/{find_incident(store, key).id}"]
    if key[:1] in SINGLE and key[1:].isdecimal():
        table = SINGLE[key[0]]
        rows = store.conditions.all("key = ?", key) if table == "condition" else store.waivers.all("key = ?", key)
        return [f"{table}/{row.id}" for row in rows]
    deployment = find_deployment(store, entity)
    versions = store.versions.all("deployment_id = ?", deployment.id)
    return [f"deployment/{deployment.id}", *(f"version/{row.id}" for row in versions)]


def _of_review(store: Store, key: str, part: str | None) -> list[str]:
    review = find_review(store, key)
    findings = store.findings.all("review_id = ?", review.id)
    uses = store.uses.all("review_id = ?", review.id)
    if part is not None:
        checks = [f"finding/{row.id}" for row in findings if row.check_id == part]
        return checks + [f"evidence_use/{row.id}" for row in uses if row.key == part.upper() or row.check_id == part]
    conditions = store.conditions.all("review_id = ?", review.id)
    waivers = store.waivers.all("review_id = ?", review.id)
    ledger = store.ledger.all("review_id = ?", review.id)
    tables = (("finding", findings), ("evidence_use", uses), ("condition", conditions), ("waiver", waivers))
    names = [f"review/{review.id}", *(f"ledger/{row.id}" for row in ledger)]
    return names + [f"{table}/{row.id}" for table, rows in tables for row in rows]


def _data(entry: JournalEntry, change: Change, names: dict[str, str]) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor": names.get(entry.actor, entry.actor),
        "kind": entry.kind,
        "said": said(entry.kind),
        "entity": change.entity.partition("/")[0],
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "undoes": entry.undoes,
    }


def _is_telling(row: dict[str, Any]) -> bool:
    """Leave out what only the program needs: ids, and fields that are empty from the start."""
    field = row["field"]
    born_empty = row["old"] is None and row["new"] in ("", 0, [], {})
    return not (field == "id" or field.endswith(("_id", "_at", "_snapshot")) or born_empty)


def _line(row: dict[str, Any], names: dict[str, str]) -> str:
    undone = f" (undoes {row['undoes']})" if row["undoes"] else ""
    what = f"{row['field'].replace('_', ' ')}: {_short(row['old'], names)} → {_short(row['new'], names)}"
    return f"{row['seq']:>5}  {row['at'][:19]}Z  {row['actor']}  {row['said']}{undone}  {what}"


def _short(value: Any, names: dict[str, str]) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, dict):
        told = {key: part for key, part in value.items() if key != "at"}
        text = ", ".join(f"{key} {_short(part, names)}" for key, part in told.items())
    else:
        text = names.get(value, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


COMMANDS = Commands("history", (undo, redo, history))
