"""purge: erase a value or a file that must not be kept."""

import re

import click

from workbench.cli.context import Commands, Context, emit, example, json_option, notice
from workbench.domain.errors import UserError
from workbench.domain.purge import GONE
from workbench.edits.deployments import find_deployment, find_version
from workbench.edits.people import find_person
from workbench.edits.purging import PurgeEvidence, PurgeValue
from workbench.storage.place_names import find_entity, path_of
from workbench.storage.review_view import find_review
from workbench.storage.store import Store
from workbench.tasks import purging

TABLES = {"C": "condition", "W": "waiver", "A": "action", "E": "evidence_use", "D": "dissent"}
_KEY = re.compile(r"[CWAED]\d{1,9}", re.IGNORECASE)
_OF_EVIDENCE = ("name", "url", "environment")


@click.command(
    "purge",
    epilog=example(
        'workbench purge REV-1 injection_defense rationale --reason "holds a customer\'s name"',
        'workbench purge evidence REV-1 E1 --reason "holds a password"',
        'workbench purge REV-1.1 security comment --reason "names a customer"',
    ),
)
@click.argument("words", metavar="ENTITY [PART] FIELD", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why it must not be kept; it is kept itself.")
@click.option("--keep-present", is_flag=True, help="Erase only what the field said before; what it says now stays.")
@json_option
@click.pass_obj
def purge(context: Context, words: tuple[str, ...], reason: str, keep_present: bool, as_json: bool) -> None:
    """Erase a value, or with `purge evidence REV E1` a file, for good: undo does not bring it back.

    ENTITY is a key such as REV-1, DEP-1, DEP-1@2.0, C1, W1, A1 or INC-2026-001; PART is a check of a review, or what
    belongs to one, such as E1; of a frozen one also a role with its comment, D1 with text and answer, and the reason
    of the revocation. Every value that the field ever had goes, in this revision of a review and in those
    before: from the journal, the search, the backups and from what a freeze stored. The journal still says who wrote
    something when, and its chain still holds. A frozen review keeps its digest, but its report is not made again;
    signed files stay as they are.

    With --json: {"purged", "what", "reason", "by", "at", "reviews": [id], "may_still_hold_it": [path]}.
    """
    with context.writing() as session:
        edit = _edit(session.store, words, reason, keep_present=keep_present)
        done = purging.purge(session, edit)
        who = session.actor.name
    data = {
        "purged": done.purge.name,
        "what": done.purge.what,
        "reason": done.purge.reason,
        "by": who,
        "at": done.purge.at.isoformat(),
        "reviews": list(done.purge.reviews),
        "may_still_hold_it": list(done.reports),
    }
    emit(f"Purged: {done.purge.name}.", data, as_json=as_json)
    if done.notice:
        notice(done.notice)


def _edit(store: Store, words: tuple[str, ...], reason: str, *, keep_present: bool) -> PurgeValue | PurgeEvidence:
    if words[0].lower() == "evidence" and len(words) == 3:
        if keep_present:
            raise click.UsageError("--keep-present is about a field; a file is purged whole.")
        return PurgeEvidence(words[1], words[2], reason)
    if not 2 <= len(words) <= 3:
        raise click.UsageError(
            "Name an entity, a part where it has parts, and a field: REV-1 injection_defense rationale."
        )
    *subject, field = words
    entity, path = _appended(store, subject, field) or ("", "")
    if not entity:
        entity = _entity(store, subject, field)
        path = path_of(entity.partition("/")[0], field)
    return PurgeValue(entity, path, reason, keep_present)


def _appended(store: Store, subject: list[str], field: str) -> tuple[str, str] | None:
    """Return row and path of what somebody wrote after a freeze; None where it is something else."""
    if len(subject) < 2 or not subject[0].strip().upper().startswith("REV-"):
        return None
    part, word = subject[1].strip(), field.strip().lower()
    for entry in reversed(store.ledger.all("review_id = ?", find_review(store, subject[0]).id)):
        said = {
            ("decision", "comment"): "decision.comment" if entry.decision and entry.decision.role == part else "",
            ("dissent", "text"): "dissent.text" if entry.dissent_key == part.upper() else "",
            ("dissent-answered", "answer"): "text" if entry.dissent_key == part.upper() and entry.text != GONE else "",
            ("revoked", "reason"): "text" if part.lower() == "revocation" else "",
        }.get((entry.kind, word))
        if said:
            return f"ledger/{entry.id}", said
    return None


def _entity(store: Store, subject: list[str], field: str) -> str:
    """Return the journal's name of one row."""
    key = subject[0].strip()
    if key.upper().startswith("REV-"):
        return _of_review(store, key, subject[1] if len(subject) > 1 else "", field)
    if len(subject) > 1:
        raise UserError(f"{key} has no parts. Nothing was changed. Leave {subject[1]} out.")
    if key.upper().startswith("INC-"):
        return _incident(store, key.upper())
    if _KEY.fullmatch(key):
        return find_entity(store, TABLES[key[0].upper()], key.upper())
    name, at, label = key.partition("@")
    if find_person(store, key) is not None and store.deployments.first("key = ? OR name = ?", key.upper(), key) is None:
        raise UserError(
            f"The name and the e-mail of {key} cannot be purged: nobody could say any more who decided what. Nothing "
            "was changed. Purge the texts in which a name stands; who is not to be named acts under another name, "
            "with --actor or in the window."
        )
    deployment = find_deployment(store, name)
    if at or path_of("version", field).startswith("profile."):
        return f"version/{find_version(store, deployment, label or None).id}"
    return f"deployment/{deployment.id}"


def _incident(store: Store, key: str) -> str:
    """Return an incident; of one that is gone the journal knows the name."""
    found = store.incidents.first("key = ?", key)
    return find_entity(store, "incident", key) if found is None else f"incident/{found.id}"


def _of_review(store: Store, key: str, part: str, field: str) -> str:
    review = find_review(store, key)
    if not part:
        return f"review/{review.id}"
    if not _KEY.fullmatch(part.strip()):
        finding = store.findings.first("review_id = ? AND check_id = ?", review.id, part.strip())
        if finding is None:
            raise UserError(
                f"{review.key} has no check {part}. Nothing was changed. `workbench review show` lists them."
            )
        return f"finding/{finding.id}"
    table, wanted = TABLES[part.strip()[0].upper()], part.strip().upper()
    found = find_entity(store, table, wanted, None if table == "action" else review.id)
    if table == "evidence_use" and field.strip().lower() in _OF_EVIDENCE:
        use = store.uses.find(found.partition("/")[2])
        if use is not None:
            return f"evidence/{use.evidence_id}"
    return found


COMMANDS = Commands("purge", (purge,))
