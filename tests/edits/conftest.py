"""The same real workspace as for the storage tests."""

from tests.storage.conftest import session, store, workspace

__all__ = ["session", "store", "workspace"]
