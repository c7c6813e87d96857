"""Help in the window: the keys, the log, and what this is."""

import logging
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.data import version
from workbench.desktop.kit.chips import KeyChip
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.text import Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.actions import Action

STATUS_KEYS = (("Pass", "P"), ("Warn", "W"), ("Fail", "F"), ("Not applicable", "N"), ("Unknown", "U"))
"""The keys of the status picker, which are no actions."""


class KeysDialog(DialogBase):
    """Every key of the window by menu, from the same table as the menus."""

    def __init__(self, actions: Iterable[Action], parent: QWidget) -> None:
        super().__init__(
            "Keys", "A single letter acts while no text field has the focus.", primary="Close", width=560, parent=parent
        )
        groups: dict[str, list[tuple[str, str]]] = {}
        for action in actions:
            if action.shortcut:
                groups.setdefault(action.menu, []).append((action.text.removesuffix("…"), action.shortcut))
        groups["An answer"] = list(STATUS_KEYS)
        columns = QHBoxLayout()
        columns.setSpacing(px(32))
        for half in _halves(groups):
            columns.addLayout(_column_of_keys(half), 1)
        self.body.addLayout(columns)
        self.scroll_by_keys("Keys")
        self.hide_cancel()
        self.submitted.connect(self.accept)


def _halves(groups: dict[str, list[tuple[str, str]]]) -> list[dict[str, list[tuple[str, str]]]]:
    """Part groups into two columns of much the same height, each in their order."""
    halves: list[list[str]] = [[], []]
    for name in sorted(groups, key=lambda one: -len(groups[one])):
        min(halves, key=lambda half: sum(len(groups[one]) + 2 for one in half)).append(name)
    names = list(groups)
    halves.sort(key=lambda half: names[0] not in half)
    return [{name: groups[name] for name in names if name in half} for half in halves]


def _column_of_keys(groups: dict[str, list[tuple[str, str]]]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(px(4))
    for title, rows in groups.items():
        if column.count():
            column.addSpacing(px(12))
        column.addWidget(SectionHeading(title))
        for text, key in rows:
            row = QHBoxLayout()
            row.addWidget(Label(text, "body", "secondary"), 1)
            row.addWidget(KeyChip(key))
            column.addLayout(row)
    column.addStretch(1)
    return column


class AboutDialog(DialogBase):
    """What this is and under which licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(f"Workbench {version()}", primary="Close", width=440, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = (
            "Is this agent ready for production, and what would change the answer?\n\n"
            "Everything stays on this computer. No account, no network.\n\n"
            "Apache 2.0. Fonts: Inter and JetBrains Mono (SIL Open Font License). Icons: Lucide (ISC)."
        )
        self.body.addWidget(Label(text, "body", "secondary", wrap=True))
        self.hide_cancel()
        self.submitted.connect(self.accept)


def log_file() -> Path | None:
    """Return where the log is written, if it is."""
    files = [
        handler.baseFilename for handler in logging.getLogger().handlers if isinstance(handler, logging.FileHandler)
    ]
    return Path(files[0]) if files else None


def show_log() -> None:
    """Open the folder of the log in the system's file manager."""
    if (file := log_file()) is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))
