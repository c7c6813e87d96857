"""What every page is to the window."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.style import surface


class PageFoot(QWidget):
    """The buttons at the bottom of a page; a toast stands above it."""


class Page(QWidget):
    """A place of work. Made once, with `Services`, when it is first gone to; then opened at an argument.

    A subclass sets `title`, fills itself in `__init__` and overrides `open_at` and `closing` where it needs them.
    """

    navigate = Signal(str, str)
    """Ask the window to go elsewhere: (place id, argument)."""

    left = Signal()
    """The person is done here: ask the window to go back to where it was."""

    actions_changed = Signal()
    """What `page_actions` returns is different now."""

    title = ""
    """The name of the place, for the window's title."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        surface(self, "surface")

    def open_at(self, argument: str) -> None:
        """Show what the argument names (a record's human key; "" is the page as it stands)."""

    def take_files(self, paths: list[Path]) -> None:
        """Do with files that were dropped on the window what this place does with files."""

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Return what this page does for the actions of `shell/actions.py`, by id; leave out what it cannot do now."""
        return {}

    def closing(self) -> None:
        """The window or the workspace closes: keep what is half typed, cancel jobs."""
