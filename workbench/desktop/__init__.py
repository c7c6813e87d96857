"""Everything that is Qt: the frame, the shared widgets, and a folder for each place of work."""

import sys


def _keep_none_alive() -> None:
    """Make None immortal before Qt is used.

    PySide6 6.12 is built as if it were, which holds from Python 3.12 on (PEP 683): under 3.11 each None that
    comes out of Qt drops one reference, and after some minutes the process dies with `none_dealloc`.
    """
    import ctypes

    ctypes.c_ssize_t.from_address(id(None)).value += 1 << 60


if sys.version_info < (3, 12):
    _keep_none_alive()
