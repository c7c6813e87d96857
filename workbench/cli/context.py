"""What every command has at hand: the workspace, who acts, the clock, and where output goes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.domain.errors import UserError
from workbench.text import visible

if TYPE_CHECKING:
    from workbench.domain.catalogue import Catalogue
    from workbench.domain.journal import JournalEntry
    from workbench.edits.edit import Edit
    from workbench.edits.session import Session
    from workbench.storage.store import Store

# Models are built when they are imported, half a second of them: a command that needs no workspace goes without.

NOTICE_LIMIT = 4000
"""Characters of one notice."""


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
        from workbench.tasks.settings import last_workspace

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
        from workbench.storage.lock import system_user

        return self.actor or system_user()

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with the packs of the workspace, where there is one."""
        from workbench.catalogue.loader import builtin_catalogue, workspace_catalogue
        from workbench.tasks.settings import last_workspace

        folder = self.workspace or last_workspace()
        return builtin_catalogue() if folder is None else workspace_catalogue(folder)

    def now(self) -> datetime:
        """Return the present instant, UTC."""
        return datetime.now(UTC)

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Open the workspace for reading; the lock is not asked for."""
        from workbench.storage.database import explained
        from workbench.storage.workspace import Workspace

        workspace = Workspace.open(self.folder)
        store = workspace.store()
        try:
            with explained(store.path):
                yield store
        finally:
            store.close()
            workspace.close()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open the workspace for writing, with its lock, as the actor."""
        from workbench.storage.database import explained
        from workbench.storage.workspace import Workspace

        workspace = Workspace.open(self.folder, writing=True)
        try:
            store = workspace.store(write=True)
            try:
                with explained(store.path):
                    yield self._session(store)
            finally:
                store.close()
        finally:
            workspace.close()

    def _session(self, store: Store) -> Session:
        from workbench.edits.packs import follow_packs
        from workbench.edits.session import Session

        known = {person.id for person in store.people.all()}
        session = Session(store, self.actor_name, self.now)
        if session.actor.id not in known:
            _greet(session.actor.name)
        session.listeners.append(lambda entry: _greet_new(store, entry))
        _tell_outside(follow_packs(session))
        return session


def _greet_new(store: Store, entry: JournalEntry) -> None:
    """Say who came into being in an entry of the journal."""
    if entry.kind == "AddPerson" and entry.undoes is None:
        names = [change.new for change in store.journal.changes(entry.seq) if change.field == "name"]
        for name in names:
            _greet(str(name))


def _tell_outside(paths: tuple[str, ...]) -> None:
    """Say which files of packs somebody changed without the workbench."""
    if paths:
        notice(f"Changed outside the workbench, and noted in the journal: {', '.join(paths)}.")


def _greet(name: str) -> None:
    notice(f"{name} is new here and was added to the people of this workspace.")


def person_id(session: Session, name: str) -> tuple[str, list[Edit]]:
    """Return the id of a person, and the edit that adds them when they are new: part of the same transaction."""
    from workbench.edits.people import AddPerson, find_person

    person = find_person(session.store, name)
    if person is not None:
        return person.id, []
    edit = AddPerson.named(name)
    return edit.id, [edit]


def emit(text: str, data: Any, *, as_json: bool = False) -> None:
    """Print a result on stdout: the text for a person, or the data as JSON.

    The text shows what hides or reorders others, so that no name can move the cursor of a terminal.
    """
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else safe(text))


def notice(text: str) -> None:
    """Say something on stderr; what somebody typed in a megabyte is quoted in part."""
    shown = text if len(text) <= NOTICE_LIMIT else f"{text[: NOTICE_LIMIT // 2]} … {text[-NOTICE_LIMIT // 4 :]}"
    click.echo(safe(shown), err=True)


def safe(text: str) -> str:
    """Return text of several lines with every hidden character made visible."""
    return "\n".join(visible(line) for line in text.split("\n"))


def progress(fraction: float | None, doing: str) -> None:
    """Show on one line of a terminal how far slow work is; say nothing where stderr is no terminal."""
    if sys.stderr.isatty():
        share = "" if fraction is None else f" {fraction:.0%}"
        line = "" if fraction == 1.0 else f"{visible(doing)}{share}"
        click.echo(f"\r\x1b[K{line}", err=True, nl=False)


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as text, each column as wide as its widest cell."""
    shown = [[visible(cell.replace("\n", " ")) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in shown) for place in range(len(shown[0]))] if shown else []
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in shown)


json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def example(*lines: str) -> str:
    """Return the epilog of a command's help, with lines to type."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
