"""Help in the window: the keys, the log, and what this is."""

import logging
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from workbench.data import version
from workbench.desktop.kit.chips import KeyChip
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.actions import Action

STATUS_KEYS = (("Pass", "P"), ("Warn", "W"), ("Fail", "F"), ("Not applicable", "N"), ("Unknown", "U"))
"""The keys of the status picker, which are no actions."""


class KeysDialog(DialogBase):
    """Every key of the window, from the same table as the menus."""

    def __init__(self, actions: Iterable[Action], parent: QWidget) -> None:
        super().__init__(
            "Keys", "A single letter acts while no text field has the focus.", primary="Close", parent=parent
        )
        rows = [(action.text.removesuffix("…"), action.shortcut) for action in actions if action.shortcut]
        table = QWidget()
        surface(table, "raised")
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, px(12), 0)
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(0, 1)
        for row, (text, key) in enumerate((*rows, *STATUS_KEYS)):
            grid.addWidget(Label(text), row, 0)
            grid.addWidget(KeyChip(key), row, 1, Qt.AlignmentFlag.AlignRight)
        area = QScrollArea()
        area.setAccessibleName("Keys")
        area.setWidgetResizable(True)
        area.setMinimumHeight(px(320))
        area.setWidget(table)
        self.body.addWidget(area)
        self.hide_cancel()
        self.submitted.connect(self.accept)


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
