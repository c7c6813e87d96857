"""Services on a workspace of their own, and a session without a window."""

from tests.desktop.opened import prompter, services
from tests.storage.conftest import session, store, workspace

__all__ = ["prompter", "services", "session", "store", "workspace"]
