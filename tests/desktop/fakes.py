"""Stand-ins for people: a prompter that answers at once and remembers what it was asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget


@dataclass
class FakePrompter:
    """Answers with what the test gave it; without an answer it behaves like a person who cancels."""

    yes: bool = True
    files: list[Path] = field(default_factory=list)
    folder: Path | None = None
    target: Path | None = None
    asked: list[str] = field(default_factory=list)

    def ask(self, owner: QWidget, title: str, text: str, *, confirm: str, on_yes: Callable[[], None]) -> None:
        """Say yes or nothing."""
        self.asked.append(title)
        if self.yes:
            on_yes()

    def choose_files(self, owner: QWidget, title: str, on_files: Callable[[list[Path]], None]) -> None:
        """Choose the given files."""
        self.asked.append(title)
        if self.files:
            on_files(self.files)

    def choose_folder(self, owner: QWidget, title: str, on_folder: Callable[[Path], None]) -> None:
        """Choose the given folder."""
        self.asked.append(title)
        if self.folder is not None:
            on_folder(self.folder)

    def choose_target(self, owner: QWidget, title: str, suggested: str, on_path: Callable[[Path], None]) -> None:
        """Choose the given target."""
        self.asked.append(title)
        if self.target is not None:
            on_path(self.target)

    def notice(self, owner: QWidget, title: str, text: str) -> None:
        """Read it."""
        self.asked.append(title)
