"""undo, redo, history: what was changed, by whom, and taking it back."""

import json
from typing import Any

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, notice
from workbench.domain.deployment import Profile
from workbench.domain.errors import UserError
from workbench.domain.journal import Change, JournalEntry
from workbench.domain.profile_diff import profile_diff
from workbench.domain.purge import Purge, field_of
from workbench.edits import purging
from workbench.edits.people import find_person
from workbench.edits.registered import said
from workbench.storage.purge_history import Purges
from workbench.storage.review_history import entities_of_review, subjects_of
from workbench.storage.review_view import find_review
from workbench.storage.store import Store

SHOWN = 60
"""Characters of a value."""
WHOLE = 1_000_000
"""Characters of a value that was asked for: all of them."""
_PURGED = "[purged]"
PURGES = tuple(edit.__name__ for edit in purging.EDITS)
TABLES = {"A": "action", "C": "condition", "W": "waiver", "E": "evidence_use", "D": "dissent"}
"""Of the rows that a letter and a number name."""


@click.command("undo", epilog=example("workbench undo"))
@json_option
@click.pass_obj
def undo(context: Context, as_json: bool) -> None:
    """Take back the last change; undo stops at a freeze, at what was appended to a frozen review, and at a purge.

    With --json: {"said", "seq", "undoes"}, of the entry in the journal.
    """
    with context.writing() as session:
        entry = session.undo()
        imports = {change.entity for change in entry.changes if change.entity.startswith("import/")}
        kept = [key for entity in imports for key in session.store.bulk.kept(entity.removeprefix("import/"))]
    emit(f"Taken back: {said(entry.kind)}.", _entry_data(entry), as_json=as_json)
    if kept:
        notice(f"Edited since they were imported, so these incidents stay: {', '.join(kept)}.")


@click.command("redo", epilog=example("workbench redo"))
@json_option
@click.pass_obj
def redo(context: Context, as_json: bool) -> None:
    """Make the change again that was undone last.

    With --json: {"said", "seq", "undoes"}, of the entry in the journal.
    """
    with context.writing() as session:
        entry = session.redo()
    emit(f"Made again: {said(entry.kind)}.", _entry_data(entry), as_json=as_json)


@click.command(
    "history", epilog=example("workbench history REV-1", "workbench history REV-1 injection_defense --field rationale")
)
@click.argument("entity")
@click.argument("part", required=False)
@click.option("--field", default="", help="Only the changes of this field: rationale, summary, root_cause …")
@json_option
@click.pass_obj
def history(context: Context, entity: str, part: str | None, field: str, as_json: bool) -> None:
    """Print every change of a review, a part of it, a deployment, an incident or a person, also of what is gone.

    ENTITY is a key such as REV-1, DEP-1, E1, C1, W1, A1, D1 or INC-2026-001, or a name; PART is a check of a review, or
    what belongs to one, such as E1. Long values are cut unless --field asks for them. A value that was purged is told
    as such, with who did it, when and why. With --json: [{"seq", "at", "actor", "kind", "said", "entity", "subject",
    "field", "old", "new", "undoes", "purged": null or {"name", "by", "at", "reason", "old", "new"}}].
    """
    with context.reading() as store:
        purges = Purges(store)
        entities = _entities(store, entity, part)
        found = store.journal.history([*entities, *purges.over(entities)])
        names = _names(store)
    wanted = field.strip().lower().replace(" ", "_")
    found = [(entry, change) for entry, change in found if not wanted or _is_about(purges, change, wanted)]
    if not found:
        asked = " ".join(filter(None, (entity, part, field)))
        raise UserError(f"The journal knows nothing of {asked}. Nothing was changed. Check the key.")
    subjects = subjects_of(found)
    data = [
        _data(entry, change, names, subjects.get(change.entity, ""))
        | {"purged": _purged_data(purges.of_change(change), change, names)}
        for entry, change in found
    ]
    longest = WHOLE if wanted else SHOWN
    emit("\n".join(_line(row, names, longest) for row in data if _is_telling(row)), data, as_json=as_json)


def _entry_data(entry: JournalEntry) -> dict[str, Any]:
    return {"said": said(entry.kind), "seq": entry.seq, "undoes": entry.undoes}


def _entities(store: Store, entity: str, part: str | None) -> list[str]:
    """Return the journal's names of everything that belongs to a key."""
    key = entity.strip().upper()
    if key.startswith("REV-"):
        entities = entities_of_review(store, find_review(store, key))
        return entities if part is None else _of_part(store, entities, part)
    if part is not None:
        raise UserError(f"{entity} has no parts. Nothing was changed. Leave {part} out.")
    if key[:1] in TABLES and key[1:].isdecimal():
        signed = store.journal.entities("ledger", {"C": "condition"}.get(key[0], "dissent_key"), key)
        return [*store.journal.entities(TABLES[key[0]], "key", key), *signed]
    if key.startswith("INC-"):
        return _of_incident(store, key)
    if key.startswith("DEP-"):
        return _with_versions(store, store.journal.entities("deployment", "key", key))
    return _by_name(store, entity)


def _of_incident(store: Store, key: str) -> list[str]:
    """Return an incident with the imports that brought it; of one that is gone the journal knows the name."""
    found = store.incidents.first("key = ?", key)
    if found is None:
        return store.journal.entities("incident", "key", key)
    return [f"incident/{found.id}", *(f"import/{one.import_id}" for one in store.bulk.provenance(found.id))]


def _by_name(store: Store, name: str) -> list[str]:
    deployments = [row for row in store.deployments.all() if row.name.casefold() == name.strip().casefold()]
    person = find_person(store, name)
    found = _with_versions(store, [f"deployment/{row.id}" for row in deployments])
    return [*found, *([f"person/{person.id}"] if person else [])]


def _with_versions(store: Store, deployments: list[str]) -> list[str]:
    ids = [entity.partition("/")[2] for entity in deployments]
    return [*deployments, *(found for row in ids for found in store.journal.entities("version", "deployment_id", row))]


def _of_part(store: Store, entities: list[str], part: str) -> list[str]:
    """Return those of a review's rows that are about a check, or that have a key."""
    wanted = dict.fromkeys(("key", "dissent_key"), part.strip().upper()) | {"check_id": part.strip()}
    about = [
        change.entity
        for _, change in store.journal.history(entities)
        if change.new is not None and change.new == wanted.get(change.field)
    ]
    return list(dict.fromkeys(about))


def _data(entry: JournalEntry, change: Change, names: dict[str, str], subject: str) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor": names.get(entry.actor, entry.actor),
        "kind": entry.kind,
        "said": said(entry.kind),
        "entity": change.entity.partition("/")[0],
        "subject": subject,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "undoes": entry.undoes,
    }


def _is_about(purges: Purges, change: Change, field: str) -> bool:
    """Tell whether a change is of a field, or is the purge of it."""
    if not change.entity.startswith("purge/"):
        return change.field == field
    purge = purges.of_change(change)
    return purge is not None and any(field_of(path) == field for _, path in purge.places)


def _purged_data(purge: Purge | None, change: Change, names: dict[str, str]) -> dict[str, Any] | None:
    """Return what a purge says of itself, and which of the two values of a change it took."""
    if purge is None:
        return None
    said = {"name": purge.name, "by": names.get(purge.by, purge.by), "at": purge.at.isoformat()}
    return {**said, "reason": purge.reason, "old": change.is_old_purged, "new": change.is_new_purged}


def _is_telling(row: dict[str, Any]) -> bool:
    """Leave out what only the program needs: ids, and fields that are empty from the start."""
    field = row["field"]
    if row["entity"] == "purge" or row["kind"] in PURGES:
        return bool(row["entity"] == "purge" and field == "reason")
    born_empty = row["old"] is None and row["new"] in ("", 0, [], {})
    return not (field == "id" or field.endswith(("_id", "_at", "_snapshot")) or born_empty)


def _names(store: Store) -> dict[str, str]:
    """Return what people call the rows that values refer to, by id."""
    found = {row.id: row.label for row in store.versions.all()}
    found |= {row.id: row.name for row in store.evidence.all()}
    return found | {person.id: person.name for person in store.people.all()}


def _line(row: dict[str, Any], names: dict[str, str], longest: int) -> str:
    undone = f" (undoes {row['undoes']})" if row["undoes"] else ""
    subject = f"{row['subject']}  " if row["subject"] else ""
    what = _what(row, names, longest)
    return f"{row['seq']:>5}  {row['at'][:19]}Z  {row['actor']}  {row['said']}{undone}  {subject}{what}"


def _what(row: dict[str, Any], names: dict[str, str], longest: int) -> str:
    """Say what a change did: cell by cell in words for a profile, else from which value to which."""
    purged, old, new = row["purged"] or {}, row["old"], row["new"]
    if row["entity"] == "purge":
        return f"{purged['name']}: {purged['reason']}"
    field = row["field"].replace("_", " ")
    if isinstance(old, dict) and isinstance(new, dict) and not purged:
        if row["field"] == "profile":
            words = profile_diff(Profile.model_validate(old), Profile.model_validate(new))
            return f"{field}: {'; '.join(each.words for each in words)}"
        same = {key for key in old if key in new and old[key] == new[key]}
        old, new = ({key: part for key, part in value.items() if key not in same} for value in (old, new))
    was = _PURGED if purged.get("old") else _short(old, names, longest)
    return f"{field}: {was} → {_PURGED if purged.get('new') else _short(new, names, longest)}"


def _short(value: Any, names: dict[str, str], longest: int) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, dict):
        told = {key.removesuffix("_id").replace("_", " "): part for key, part in value.items() if key != "at"}
        known = {key: part for key, part in told.items() if part not in (None, "", [], {})}
        text = ", ".join(f"{key} {_short(part, names, longest)}" for key, part in known.items()) or "–"
    else:
        text = names.get(value, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


COMMANDS = Commands("history", (undo, redo, history))
