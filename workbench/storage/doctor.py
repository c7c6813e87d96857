"""Looking a workspace over: what is damaged, and what can be pruned."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from textwrap import shorten

from workbench.domain.model import Model
from workbench.domain.record import digest_of
from workbench.domain.review import Review
from workbench.storage.database import explained
from workbench.storage.import_check import import_faults, imported_rows
from workbench.storage.incident_rows import shown
from workbench.storage.purging import is_finished
from workbench.storage.repository import Row
from workbench.storage.review_view import purge_of_report, purged_files, view_of
from workbench.storage.store import Store

_COPY = "Bring back a copy of the workspace; the files under evidence are still good where they have their hash."
_BY_HAND = "Nobody did that in the workbench. Compare with the history and the last report; bring back a copy."


class Complaint(Model):
    """One thing that is wrong, and what to do."""

    what: str
    remedy: str


class Examination(Model):
    """What the doctor looked at and found."""

    journal_entries: int
    evidence_files: int
    reviews: int
    complaints: tuple[Complaint, ...]
    notes: tuple[str, ...]
    """What is worth knowing and nothing is wrong with."""
    unreachable: tuple[str, ...]
    """SHA-256 of stored files that neither a row nor an undo can reach."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.complaints


def examine(store: Store) -> Examination:
    """Check database, journal, evidence files, records and search index; changes nothing."""
    parts = (_database, _journal, _rows, _imports, _files, _records, _index, _purges)
    with explained(store.path):
        complaints = tuple(complaint for part in parts for complaint in _look(part, store))
        stored = store.files.stored()
        return Examination(
            journal_entries=store.journal.head().seq,
            evidence_files=len(stored),
            reviews=store.database.conn.execute("SELECT count(*) FROM review").fetchone()[0],
            complaints=complaints,
            notes=() if complaints else tuple(_clock_notes(store)),
            # Where something is damaged nobody knows what is reachable.
            unreachable=() if complaints else tuple(sorted(stored - _reachable(store))),
        )


def _look(part: Callable[[Store], list[Complaint]], store: Store) -> list[Complaint]:
    """Look at one part; what cannot be read is a complaint and keeps nobody from looking at the others."""
    try:
        return part(store)
    except sqlite3.DatabaseError as error:
        return [_unreadable(error)]


def _unreadable(error: sqlite3.DatabaseError) -> Complaint:
    return Complaint(what=f"The database is damaged: {shorten(str(error), 160)}.", remedy=_COPY)


def prune(store: Store, examination: Examination) -> int:
    """Delete the unreachable files and whatever lies in the staging folder; return how many went."""
    leftovers = list(store.files.staging.iterdir()) if store.files.staging.is_dir() else []
    paths = [*leftovers, *(store.files.path(name) for name in examination.unreachable)]
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return len(paths)


def _database(store: Store) -> list[Complaint]:
    rows = store.database.conn.execute("PRAGMA integrity_check").fetchall()
    found = [row[0] for row in rows if row[0] != "ok"]
    found += [f"a {row[0]} row points nowhere" for row in store.database.conn.execute("PRAGMA foreign_key_check")]
    return [Complaint(what=f"The database is damaged: {text}.", remedy=_COPY) for text in found[:5]]


def _clock_notes(store: Store) -> Iterator[str]:
    """Say where the clock of a computer went back between two entries; the order is that of their numbers."""
    rows = store.database.conn.execute(
        """SELECT seq, at, earlier FROM (SELECT seq, at, lag(at) OVER (ORDER BY seq) AS earlier FROM journal)
            WHERE at < earlier ORDER BY seq"""
    ).fetchall()
    if rows:
        times = "once" if len(rows) == 1 else f"{len(rows)} times"
        seq, at, earlier = rows[-1]
        yield (
            f"The clock went back {times}, last between entries {seq - 1} ({earlier[:19]}Z) and {seq} ({at[:19]}Z). "
            "The journal goes by its numbers, so nothing is lost; only these times are not to be relied on."
        )


def _rows(store: Store) -> list[Complaint]:
    """Read every row, and hold it against what the journal says was written there last."""
    unreadable = []
    found: dict[str, Row] = {}
    for repository in store.repositories:
        try:
            repository.all()
            found |= {repository.rows.entity(row["id"]): row for row in repository.rows.select()}
        except sqlite3.DatabaseError as error:
            unreadable.append(_unreadable(error))
    if unreadable:
        return unreadable
    imported, differing = imported_rows(store, found)
    complaints = [*_differences(found, dict(store.journal.latest_values()) | imported)]
    if differing:
        what = f"{differing} imported incidents do not hold what was imported."
        complaints.append(Complaint(what=what, remedy=_BY_HAND))
    return complaints


def _imports(store: Store) -> list[Complaint]:
    complaints = [Complaint(what=what, remedy=_BY_HAND) for what in import_faults(store)]
    for number in store.bulk.unfinished():
        what = f"Import {number} is under way, or was interrupted; nobody sees what it brought."
        remedy = f"If nothing is being imported, `workbench open {store.folder}` removes it."
        complaints.append(Complaint(what=what, remedy=remedy))
    return complaints


def _differences(found: dict[str, Row], written: dict[str, Row]) -> Iterator[Complaint]:
    strange: dict[str, dict[str, set[str]]] = {}
    for entity in found.keys() | written.keys():
        row, latest = found.get(entity, {}), written.get(entity, {})
        fields = {field for field in row.keys() | latest.keys() if row.get(field) != latest.get(field)}
        if fields:
            strange.setdefault(entity.partition("/")[0], {})[entity] = fields
    for table, entities in sorted(strange.items()):
        rows = f"{len(entities)} {table} rows do" if len(entities) > 1 else f"{next(iter(entities))} does"
        fields = set().union(*entities.values())
        what = f"{rows} not hold what the journal says was written there ({', '.join(sorted(fields))})."
        yield Complaint(what=what, remedy=_BY_HAND)


def _journal(store: Store) -> list[Complaint]:
    broken = store.journal.first_break()
    if broken is None:
        return []
    seq, reason = broken
    remedy = "Compare with the journal head printed in the last signed report; bring back a copy from before."
    return [Complaint(what=f"The journal does not hold from entry {seq} on: {reason}.", remedy=remedy)]


def _files(store: Store) -> list[Complaint]:
    complaints = []
    purged = purged_files(store)
    for row in store.evidence.all():
        if row.sha256 is None or row.sha256 in purged:
            continue
        if fault := store.files.fault(row.sha256):
            what = f"{row.name} {fault} ({store.files.path(row.sha256)})."
            complaints.append(Complaint(what=what, remedy="It proves nothing like that. Attach the original again."))
    return complaints


def _records(store: Store) -> list[Complaint]:
    complaints = []
    for review in store.reviews.all("state = 'frozen'"):
        if not _holds(store, review):
            what = f"The frozen record of {review.full_key} does not have its digest."
            complaints.append(Complaint(what=what, remedy="Trust the signed report instead, and bring back a copy."))
        elif not _journal_pins(store, review.id, str(review.record_sha256)):
            what = f"The journal does not pin the record of {review.full_key}."
            complaints.append(Complaint(what=what, remedy="Compare with the signed report."))
    return complaints


def _holds(store: Store, review: Review) -> bool:
    """Tell whether record and verdict are there, each with its hash, and belong together.

    Of what a purge came upon the store checks the hash of what is left.
    """
    try:
        view = view_of(store, review)
    except sqlite3.DatabaseError:
        return False
    record, frozen = view.record, view.as_frozen
    if record is None or frozen is None or frozen.record_sha256 != review.record_sha256:
        return False
    return digest_of(record) == frozen.record_sha256 or purge_of_report(store, review) is not None


def _journal_pins(store: Store, review_id: str, record_sha256: str) -> bool:
    history = store.journal.history([f"review/{review_id}"])
    return any(
        entry.kind == "FreezeReview" and change.field == "record_sha256" and change.new == record_sha256
        for entry, change in history
    )


def _purges(store: Store) -> list[Complaint]:
    if is_finished(store):
        return []
    what = "A purge is not finished: backups, files or free pages may still hold what was purged."
    return [Complaint(what=what, remedy=f"`workbench open {store.folder}` finishes it.")]


def _index(store: Store) -> list[Complaint]:
    wanted = store.database.conn.execute("SELECT count(*) FROM incident").fetchone()[0]
    found = store.database.conn.execute(
        f"SELECT count(*) FROM document WHERE kind = 'incident' AND {shown('document')}"
    ).fetchone()[0]
    if wanted == found:
        return []
    what = f"The search index knows {found} of {wanted} incidents."
    return [Complaint(what=what, remedy="Nothing is lost; edit an incident to index it again.")]


def _reachable(store: Store) -> set[str]:
    """Return the SHA-256 of every file that a row or an undo leads to."""
    known = {row.sha256 for row in store.evidence.all() if row.sha256}
    rows = store.database.conn.execute("SELECT old, new FROM journal_value WHERE field = 'sha256'")
    return (known | {text.strip('"') for row in rows for text in row if text}) - purged_files(store)
