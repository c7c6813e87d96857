"""Everything that is Qt: the frame, the shared widgets, and a folder for each place of work."""

import builtins
import sys

from PySide6 import QtCore  # noqa: F401  # takes over imports as soon as it is there


def _keep_none_alive() -> None:
    """Make None immortal before Qt is used.

    PySide6 6.12 is built as if it were, which holds from Python 3.12 on (PEP 683): under 3.11 each None that
    comes out of Qt drops one reference, and after some minutes the process dies with `none_dealloc`.
    """
    import ctypes

    ctypes.c_ssize_t.from_address(id(None)).value += 1 << 60


def _import_plainly() -> None:
    """Give imports back to Python.

    PySide6 reads the source of every module that is imported after it, to learn whether it asks for `__feature__`:
    a tenth of the start, for names in snake_case that nothing here uses.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


_import_plainly()
if sys.version_info < (3, 12):
    _keep_none_alive()
