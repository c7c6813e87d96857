"""Purging from the command line and from the window: the edit, then what lies beside the database."""

from dataclasses import dataclass

from workbench.domain.errors import UserError
from workbench.domain.purge import Purge
from workbench.edits.purging import PurgeEvidence, PurgeValue
from workbench.edits.session import Session
from workbench.storage.database import explained
from workbench.storage.purging import finish, reports_of


@dataclass(frozen=True)
class Purged:
    """What a purge did."""

    purge: Purge
    reports: tuple[str, ...]
    """Files that stay as they are and may still hold it."""

    @property
    def notice(self) -> str:
        """What it could not reach, in a sentence; empty when there is nothing."""
        if not self.reports:
            return ""
        files = ", ".join(self.reports)
        stay = "stays as it is" if len(self.reports) == 1 else "stay as they are"
        return f"{files} {stay} and may still hold it, as may every copy outside this workspace."


def purge(session: Session, edit: PurgeValue | PurgeEvidence) -> Purged:
    """Erase a value or a file, for good.

    A UserError says that nothing was changed; or, once the edit is kept, what still has to be done: the next open of
    the workspace does it.
    """
    entry = session.do(edit)
    [purge_id] = entry.made("purge")
    done = session.store.purges.get(purge_id)
    try:
        with explained(session.store.path):
            finish(session.store)
    except UserError as error:
        raise UserError(
            f"{done.name} is purged from the workspace, but not everywhere yet: {error} "
            "`workbench open` goes on with it."
        ) from error
    return Purged(done, reports_of(session.store, done))
