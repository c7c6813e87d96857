"""What every command has at hand: the workspace, who acts, the clock, and where output goes."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from workbench.domain.errors import UserError
from workbench.domain.journal import JournalEntry
from workbench.edits.session import Session
from workbench.storage.store import Store
from workbench.storage.workspace import Workspace
from workbench.tasks.settings import last_workspace
from workbench.text import visible


@dataclass(frozen=True)
class Commands:
    """The commands of one module, for the registry."""

    id: str
    commands: tuple[click.Command, ...]


@dataclass(frozen=True)
class Context:
    """What the global options say; commands get it with `@click.pass_obj`."""

    workspace: Path | None
    """As asked for; None means the one opened last."""
    actor: str | None

    @property
    def folder(self) -> Path:
        """The folder of the workspace; a UserError says that none was named and none was opened before."""
        folder = self.workspace or last_workspace()
        if folder is None:
            raise UserError(
                "No workspace was opened yet. Nothing was changed. Name one with -w PATH, or make one with "
                "`workbench init PATH`."
            )
        return folder

    @property
    def actor_name(self) -> str:
        """Who acts."""
        return self.actor or getpass.getuser()

    def now(self) -> datetime:
        """Return the present instant, UTC."""
        return datetime.now(UTC)

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Open the workspace for reading; the lock is not asked for."""
        workspace = Workspace.open(self.folder)
        store = workspace.store()
        try:
            yield store
        finally:
            store.close()
            workspace.close()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open the workspace for writing, with its lock, as the actor."""
        workspace = Workspace.open(self.folder, writing=True)
        try:
            store = workspace.store(write=True)
            try:
                yield self._session(store)
            finally:
                store.close()
        finally:
            workspace.close()

    def _session(self, store: Store) -> Session:
        known = {person.id for person in store.people.all()}
        session = Session(store, self.actor_name, self.now)
        if session.actor.id not in known:
            _greet(session.actor.name)
        session.listeners.append(lambda entry: _greet_new(store, entry))
        return session


def _greet_new(store: Store, entry: JournalEntry) -> None:
    """Say who came into being in an entry of the journal."""
    if entry.kind == "AddPerson" and entry.undoes is None:
        names = [change.new for change in store.journal.changes(entry.seq) if change.field == "name"]
        for name in names:
            _greet(str(name))


def _greet(name: str) -> None:
    notice(f"{visible(name)} is new here and was added to the people of this workspace.")


def emit(text: str, data: Any, *, as_json: bool = False) -> None:
    """Print a result on stdout: the text for a person, or the data as JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else text)


def notice(text: str) -> None:
    """Say something on stderr."""
    click.echo(text, err=True)


def progress(fraction: float | None, doing: str) -> None:
    """Show on one line of a terminal how far slow work is; say nothing where stderr is no terminal."""
    if sys.stderr.isatty():
        share = "" if fraction is None else f" {fraction:.0%}"
        line = "" if fraction == 1.0 else f"{visible(doing)}{share}"
        click.echo(f"\r\x1b[K{line}", err=True, nl=False)


json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def example(*lines: str) -> str:
    """Return the epilog of a command's help, with lines to type."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
