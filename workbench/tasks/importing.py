"""Import incidents: decide what is new, changed, the same or refused; then bring them in, all or none."""

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from typing import Any, Literal, TypeVar

from workbench.data import version
from workbench.domain.errors import UserError
from workbench.domain.importing import counts_text, row_hash
from workbench.domain.incident import Incident
from workbench.domain.journal import JournalEntry
from workbench.domain.reference import ReferenceCounts, compare
from workbench.edits.imports import ImportIncidents
from workbench.edits.references import BringReferences
from workbench.edits.session import Session
from workbench.interchange.reading import Found, Glance, Refusal
from workbench.storage.imports import CHUNK, Arrival, Latest, Run
from workbench.storage.repository import row_of
from workbench.storage.store import Store, new_id
from workbench.tasks.likely_duplicates import Known, Titles
from workbench.tasks.reading_files import Progress, Readings
from workbench.tasks.worker_client import Cancelled

T = TypeVar("T")
Do = Callable[[Callable[[Session], Any]], Any]
Outcome = Literal["new", "changed", "same", "refused"]
_SHARED_SCHEMES = ("cve:", "cwe:", "ghsa:", "osv:")
"""Ids of weaknesses: two incidents may well have the same one."""


@dataclass(frozen=True)
class Decision:
    """What is to become of one record."""

    outcome: Outcome
    incident_id: str = ""
    """The incident that is changed."""


@dataclass(frozen=True)
class Match:
    """A record that is, or may be, an incident that is known from elsewhere."""

    file: str
    record_key: str
    title: str
    known_as: str
    """The key of the incident, or the record in these files."""
    by: str
    """The id that both have, or the other title."""


@dataclass(frozen=True)
class Plan:
    """What an import would do; nothing is written to make one."""

    readings: Readings
    decisions: tuple[Decision, ...] = ()
    """One for each record, in the order of `readings.records()`."""
    refusals: tuple[Refusal, ...] = ()
    """With those of the readers."""
    known: tuple[Match, ...] = ()
    """Counted as the same: another source tells them already."""
    likely: tuple[Match, ...] = ()
    """New, but perhaps the same event as one that is known; for a person to look at."""
    importers: tuple[str, ...] = ()
    references: tuple[ReferenceCounts, ...] = ()
    """What would come of each pack of `readings.references`."""

    @property
    def brings(self) -> bool:
        """Whether there is anything to import."""
        return bool(self.count("new") or self.count("changed") or any(one.brings for one in self.references))

    def count(self, outcome: Outcome) -> int:
        """Return how many records have an outcome."""
        of_readers = len(self.readings.refusals) if outcome == "refused" else 0
        return of_readers + self._counted[outcome]

    @cached_property
    def _counted(self) -> Counter[Outcome]:
        return Counter(decision.outcome for decision in self.decisions)

    @property
    def counts(self) -> str:
        """The counts in the fixed words of the command line."""
        return counts_text(self.count("new"), self.count("changed"), self.count("same"), self.count("refused"))

    @property
    def recognised_anything(self) -> bool:
        """Whether there is a record among what was read."""
        return bool(self.decisions or self.readings.left_out or self.references)


@dataclass
class _Planning:
    """What is known while the records are gone through one after the other."""

    store: Store
    by_external_id: dict[str, set[str]]
    titles: Titles
    seen: set[tuple[str, str]] = field(default_factory=set)
    formats: dict[str, str] = field(default_factory=dict)
    """Which format brought a record of these files, by its name."""
    refusals: list[Refusal] = field(default_factory=list)
    known: list[Match] = field(default_factory=list)
    likely: list[Match] = field(default_factory=list)

    def decide(self, found: Glance, latest: Latest | None) -> Decision:
        """Decide about one record, of which `latest` is what came the last time."""
        if (found.format, found.key) in self.seen:
            return self._refuse(found, f"the id {found.key} stands in these files twice; the first one was taken.")
        self.seen.add((found.format, found.key))
        if latest is None:
            return self._decide_new(found)
        if latest.raw_sha256 == found.raw_sha256:
            return Decision("same", latest.incident_id)
        incident = self.store.incidents.get(latest.incident_id)
        if row_hash(row_of(incident)) != latest.row_sha256:
            return self._refuse(found, f"{incident.key} was edited here since it was imported, and stays as it is.")
        return Decision("changed", latest.incident_id)

    def _refuse(self, found: Glance, reason: str) -> Decision:
        self.refusals.append(Refusal(file=found.file, place=found.key, reason=reason))
        return Decision("refused")

    def _decide_new(self, found: Glance) -> Decision:
        title, ids = found.fields.title, found.fields.external_ids
        for external_id in ids:
            known_as = {name for name in self.by_external_id.get(external_id, ()) if self._is_foreign(name, found)}
            if len(known_as) == 1 and not external_id.startswith(_SHARED_SCHEMES):
                self.known.append(Match(found.file, found.key, title, known_as.pop(), external_id))
                return Decision("same")
        name = f"{found.key} in {found.file}"
        self.formats[name] = found.format
        for external_id in ids:
            self.by_external_id.setdefault(external_id, set()).add(name)
        alike = self.titles.add_and_compare(Known(name, title, _when(found), found.format))
        if alike:
            self.likely.append(Match(found.file, found.key, title, alike.name, alike.title))
        return Decision("new")

    def _is_foreign(self, name: str, found: Glance) -> bool:
        """Say whether an incident came another way: one source that tells two events apart is believed."""
        return self.formats.get(name) != found.format


def plan(
    store: Store,
    readings: Readings,
    *,
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan:
    """Hold the records against the workspace; blocks, and writes nothing."""
    planning = _Planning(store, {}, Titles())
    for key, ids, importer, title, when in _incidents(store):
        planning.titles.add(Known(key, title, when, importer))
        planning.formats[key] = importer
        for external_id in ids:
            planning.by_external_id.setdefault(external_id, set()).add(key)
    decisions: list[Decision] = []
    importer_version = version()
    importers: dict[str, None] = {}
    glances = readings.glances()
    while chunk := _chunk_of(glances):
        if cancelled():
            raise Cancelled
        latest = store.bulk.latest([found.key for found in chunk])
        with _no_collection():
            decisions += [planning.decide(found, latest.get((found.format, found.key))) for found in chunk]
        importers |= {f"{found.format} {importer_version}": None for found in chunk}
        on_progress(len(decisions) / readings.count, "Comparing with what is known")
    return Plan(
        readings=readings,
        decisions=tuple(decisions),
        refusals=(*readings.refusals, *planning.refusals),
        known=tuple(planning.known),
        likely=tuple(planning.likely),
        importers=tuple(importers),
        references=_reference_counts(store, readings),
    )


def _reference_counts(store: Store, readings: Readings) -> tuple[ReferenceCounts, ...]:
    known = store.catalogue.references if readings.references else ()
    return tuple(
        compare(pack, [one for one in known if one.framework == pack.framework]) for pack in readings.references
    )


def carry_out(
    session: Session,
    plan: Plan,
    *,
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> JournalEntry | None:
    """Bring in what is new and changed and show it; None when there is nothing to bring.

    Blocks. Whatever fails, or Cancelled, leaves nothing: until the last small write nobody sees anything of it.
    """
    return carry_out_by(lambda work: work(session), plan, on_progress=on_progress, cancelled=cancelled)


def carry_out_by(
    do: Do,
    plan: Plan,
    *,
    on_progress: Progress = lambda fraction, doing: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> JournalEntry | None:
    """Do the same through `do`, which lets a piece of work have the session: each is short, edits go in between."""
    if not plan.brings:
        return None
    total = plan.count("new") + plan.count("changed")
    if not total:
        entries: list[JournalEntry] = do(lambda session: session.do_all(_references(plan)))
        return entries[0]
    run: Run = do(lambda session: session.store.bulk.begin())
    try:
        records = _to_bring(plan)
        while chunk := _chunk_of(records):
            if cancelled():
                raise Cancelled
            do(partial(_add, run=run, chunk=chunk))
            on_progress(run.count / total, "Importing")
        entry: JournalEntry = do(lambda session: session.do_all([_shown(run, plan), *_references(plan)]))[0]
    except BaseException:
        while do(lambda session: session.store.bulk.forget_some(run.number)):
            continue
        raise
    return entry


def _references(plan: Plan) -> list[BringReferences]:
    """Return the edits that write reference entries; undo takes them back with the incidents of the same import."""
    counted = zip(plan.readings.references, plan.references, strict=True)
    return [BringReferences(pack) for pack, counts in counted if counts.brings]


def _to_bring(plan: Plan) -> Iterator[tuple[Found, Decision]]:
    for found, decision in zip(plan.readings.records(), plan.decisions, strict=True):
        if decision.outcome in ("new", "changed"):
            yield found, decision


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let Python look for garbage after a chunk and not some twenty times in it: a tenth of the time of an import.

    Records and rows hold no cycles, and a chunk is small.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _chunk_of(things: Iterator[T]) -> list[T]:
    with _no_collection():
        return list(islice(things, CHUNK))


def _add(session: Session, run: Run, chunk: list[tuple[Found, Decision]]) -> None:
    with _no_collection():
        _add_rows(session, run, chunk)


def _add_rows(session: Session, run: Run, chunk: list[tuple[Found, Decision]]) -> None:
    latest = session.store.bulk.latest([found.key for found, _ in chunk])
    arrivals = [
        _arrival(session, found, _earlier(session.store, found, decision, latest.get((found.format, found.key))))
        for found, decision in chunk
    ]
    session.store.bulk.add(run, arrivals)


def _shown(run: Run, plan: Plan) -> ImportIncidents:
    return ImportIncidents(
        run=run,
        source=plan.readings.source,
        importers=", ".join(plan.importers),
        new=plan.count("new"),
        changed=plan.count("changed"),
        same=plan.count("same"),
        refused=plan.count("refused"),
    )


def _arrival(session: Session, found: Found, earlier: Incident | None) -> Arrival:
    """Return a record as an incident of this workspace, validated."""
    at = session.clock()
    own = {"id": new_id(), "key": "INC", "recorded_by": session.actor.id, "recorded_at": at}
    if earlier:
        own = {name: getattr(earlier, name) for name in own}
    incident = Incident.model_validate({**found.fields, **own})
    row = row_of(incident)
    if earlier is None:
        row["key"] = f"INC-{(incident.when or str(at.year))[:4]}"
    return Arrival(
        row=row,
        importer=found.format,
        importer_version=version(),
        file=found.file,
        record_key=found.key,
        raw=found.raw.encode(),
        earlier=row_of(earlier) if earlier else None,
    )


def _earlier(store: Store, found: Found, decision: Decision, latest: Latest | None) -> Incident | None:
    """Return the incident that a record changes; a UserError refuses what is not any more as it was at the planning."""
    incident = store.incidents.find(latest.incident_id) if latest else None
    is_as_planned = (
        latest.incident_id == decision.incident_id and incident and row_hash(row_of(incident)) == latest.row_sha256
        if latest
        else not decision.incident_id
    )
    if not is_as_planned:
        raise UserError(
            f"What is known of {found.key} in {found.file} changed while this import was prepared. "
            "Nothing was imported. Import it again."
        )
    return incident


def _incidents(store: Store) -> Iterator[tuple[str, list[str], str, str, str]]:
    """Yield key, external ids, importer, title and date of every incident, without making models of them all."""
    rows = store.database.conn.execute(
        """SELECT key, external_ids, title, milestones,
               (SELECT importer FROM import_record WHERE incident_id = incident.id ORDER BY number DESC LIMIT 1)
           FROM incident"""
    )
    for key, ids, title, milestones, importer in rows:
        when = next((stone["at"] for stone in json.loads(milestones) if stone.get("at")), "")
        yield key, json.loads(ids), importer or "", title, when


def _when(found: Glance) -> str:
    return next((str(stone["at"]) for stone in found.fields.milestones if stone.get("at")), "")
