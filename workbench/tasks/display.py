"""Whether a window could be seen here."""

import os
import sys


def has_display() -> bool:
    """Say whether there is a screen; Windows and macOS always have one."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    on_x_or_wayland = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return on_x_or_wayland or sys.platform in ("win32", "darwin")
