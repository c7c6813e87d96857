"""Making the example workspace: its people act in turn, by edits alone, over the last weeks; three of them sign."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.deployment import Version
from workbench.domain.errors import UserError
from workbench.edits.deployments import (
    AddDeployment,
    AddVersion,
    FillOperationsCard,
    SetRunning,
    find_deployment,
    find_version,
)
from workbench.edits.edit import Edit
from workbench.edits.incidents import RecordIncident
from workbench.edits.people import AddPerson
from workbench.edits.session import Session
from workbench.reports.signing.keys import export_authority, new_key, read_certificates
from workbench.storage.lock import WorkspaceLock
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace
from workbench.tasks.example_review import Act, ReviewActs
from workbench.tasks.example_signing import PASSPHRASE, Signature, Signing
from workbench.tasks.example_steps import (
    Example,
    ExampleDeployment,
    ExampleRunning,
    moment,
    read_example,
    split_incident,
)
from workbench.tasks.signoff import collect

Progress = Callable[[float | None, str], None]
REVIEW = "REV-1.1"
"""The review of the source checklist, as it was first frozen; whoever revises it gets REV-1.2."""
REPORT = Path("reports", "REV-1.pdf")
AUTHORITY = Path("keys", "example-authority.pem")


@dataclass(frozen=True)
class ExampleMade:
    """Where the parts of an example workspace are."""

    workspace: Path

    @property
    def review(self) -> str:
        """The key of the review whose checklist is shown."""
        return REVIEW

    @property
    def report(self) -> Path:
        """The signed report of that review."""
        return self.workspace / REPORT

    @property
    def authority(self) -> Path:
        """The certificate of the authority that issued the example's keys; trusted by nobody by itself."""
        return self.workspace / AUTHORITY


class Calendar:
    """The clock of the example: it stands where the act begins and goes on by seconds."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def turn_to(self, at: datetime) -> None:
        """Go on to the moment of the next act; never back."""
        self.now = max(self.now, at)

    def __call__(self) -> datetime:
        """Return the present instant, and let some seconds pass."""
        self.now += timedelta(seconds=4, microseconds=351_207)
        return self.now


def make_example(
    folder: Path,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_progress: Progress = lambda fraction, doing: None,
) -> ExampleMade:
    """Make the example workspace in a new or empty folder.

    It is made beside the folder and moved there at the end, so that an interrupted making leaves no half workspace.
    A UserError says why it cannot be made.
    """
    folder = folder.absolute()
    _refuse_occupied(folder)
    with _beside(folder) as making:
        _make(making, clock().date(), on_progress)
        _move(making, folder)
    return ExampleMade(folder)


def _refuse_occupied(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty. Nothing was changed. Choose a new folder for the example.")


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Give a folder to make the workspace in; what an interrupted making left there is removed first."""
    making = folder.with_name(f".{folder.name}.being-made")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if making.is_dir():
            lock = WorkspaceLock(making)
            lock.acquire()  # refuses while another process is at it
            shutil.rmtree(making)
            lock.release()
    except OSError as error:
        raise UserError(
            f"The example could not be made in {folder.parent} ({error.strerror}). Nothing was changed. "
            "Choose another place with --to."
        ) from error
    try:
        yield making
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _move(making: Path, folder: Path) -> None:
    try:
        if folder.is_dir():
            folder.rmdir()
        making.rename(folder)
    except OSError as error:
        raise UserError(
            f"{folder} was filled by somebody else in the meantime ({error.strerror}). It was left as it is. "
            "Choose another folder for the example."
        ) from error


def _make(folder: Path, today: date, on_progress: Progress) -> None:
    example = read_example()
    workspace = Workspace.create(folder, example.name, is_example=True, catalogue=builtin_catalogue())
    try:
        store = workspace.store(write=True)
        try:
            with tempfile.TemporaryDirectory() as workplace, Signing(folder) as signing:
                _Making(example, store, today, Path(workplace), signing, on_progress).make()
        finally:
            store.close()
    finally:
        workspace.close()


class _Making:
    """One making: the acts of everybody, in the order of time."""

    def __init__(
        self,
        example: Example,
        store: Store,
        today: date,
        workplace: Path,
        signing: Signing,
        on_progress: Progress,
    ) -> None:
        self.example = example
        self.store = store
        self.today = today
        self.workplace = workplace
        self.signing = signing
        self.on_progress = on_progress
        acts = [*self._deployments(), *self._incidents()]
        self.calendar = Calendar(min(act.at for act in acts))
        self.session = Session(store, example.people[acts[0].by], self.calendar)
        self.acts = sorted([*acts, *self._reviews()], key=lambda act: act.at)

    def make(self) -> None:
        """Do every act; the keys come first, because a key is older than what it signs."""
        self._make_keys()
        for number, act in enumerate(self.acts):
            self.on_progress(number / len(self.acts), "Making the example")
            self.calendar.turn_to(act.at)
            self.session.become(self.example.people[act.by])
            edits = act.edits()
            if edits:
                self.session.do_all(edits)
        self.on_progress(1.0, "Making the example")

    def _person(self, name: str) -> str:
        return self.session.person(self.example.people[name]).id

    def _moment(self, text: str) -> datetime:
        return moment(text, self.today)

    def _deployments(self) -> Iterator[Act]:
        for row in self.example.deployments:
            yield Act(self._moment(row.at), row.by, partial(self._add_deployment, row))
            if row.running:
                at = datetime.combine(self.today + timedelta(days=row.running.since), time(8, 30), tzinfo=UTC)
                yield Act(at, row.by, partial(self._run, row, row.running))

    def _add_deployment(self, row: ExampleDeployment) -> Sequence[Edit]:
        labels = [*row.earlier, row.version]
        later = [AddVersion(row.name, label) for label in labels[1:-1]]
        return [
            AddDeployment(row.name, row.owner, labels[0]),
            *later,
            AddVersion(row.name, row.version, row.profile),
            *([FillOperationsCard(row.name, row.operations)] if row.operations else ()),
        ]

    def _version(self, deployment: str, label: str) -> Version:
        row = next(row for row in self.example.deployments if row.id == deployment)
        return find_version(self.store, find_deployment(self.store, row.name), label)

    def _run(self, row: ExampleDeployment, running: ExampleRunning) -> Sequence[Edit]:
        since = self.today + timedelta(days=running.since)
        return [SetRunning(self._version(row.id, row.version).id, running.stage, since)]

    def _incidents(self) -> Iterator[Act]:
        for entry in self.example.incidents:
            how, fields = split_incident(entry)
            yield Act(self._moment(how["at"]), how["by"], partial(self._record_incident, how, fields))

    def _record_incident(self, how: Mapping[str, Any], fields: Mapping[str, Any]) -> Sequence[Edit]:
        record = {**fields, "sources": tuple(self.example.sources[name] for name in how["source"] or ())}
        if how["deployment"]:
            version = self._version(how["deployment"], how["version"])
            record |= {"deployment_id": version.deployment_id, "version_id": version.id}
        return [RecordIncident(record)]

    def _reviews(self) -> Iterator[Act]:
        names = {row.id: row.name for row in self.example.deployments}
        for review in self.example.reviews:
            acts = ReviewActs(self.session, review, names[review.deployment], self._person, self.today, self.workplace)
            yield from acts.until_frozen()
            if review.frozen and review.collected:
                frozen, collected = self._moment(review.frozen), self._moment(review.collected)
                yield Act(frozen + timedelta(minutes=1), review.by, partial(self._begin_report, acts))
                yield Act(collected, review.by, partial(self._collect, acts, collected))

    def _begin_report(self, acts: ReviewActs) -> Sequence[Edit]:
        signatures = [
            Signature(
                email=self._email(row.by),
                role=row.role,
                decision=row.decision,
                comment=row.comment,
                at=self._moment(row.at),
            )
            for row in acts.review.decisions
        ]
        self.signing.begin(acts.key, signatures, self.calendar.now)
        return []

    def _collect(self, acts: ReviewActs, at: datetime) -> Sequence[Edit]:
        """Take the signed report into the workspace; collecting is an edit of its own."""
        self.on_progress(None, "Waiting for the signatures")
        report = self.signing.finish(acts.key)
        collected = collect(self.session, report, read_certificates(self.store.folder / AUTHORITY), at)
        if collected.path is None:
            raise RuntimeError(f"the example does not trust itself: {collected.verification.reasons}")
        return []

    def _email(self, name: str) -> str:
        return str(AddPerson.named(self.example.people[name]).email)

    def _make_keys(self) -> None:
        """Make the signers' keys; that of their authority is not kept, so that nobody gets another one from it."""
        keys = self.store.folder / "keys"
        authority = self.workplace / "authority"
        signers = dict.fromkeys(row.by for review in self.example.reviews for row in review.decisions)
        for signer in signers:
            person = AddPerson.named(self.example.people[signer])
            new_key(
                keys,
                person.name,
                str(person.email),
                PASSPHRASE,
                authority_folder=authority,
                trust_folder=None,
                now=self.calendar.now,
            )
        export_authority(authority, self.store.folder / AUTHORITY)
