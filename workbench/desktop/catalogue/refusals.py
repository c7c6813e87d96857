"""The files of packs that were not loaded: a quiet banner that opens into the whole list."""

from html import escape

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button
from workbench.domain.catalogue import Catalogue

SHOWN = 1
"""How many stand in the banner before it is opened."""


class Refusals(Notice):
    """Says what was refused, by file, line and reason; hidden while nothing is."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__("", "pale", parent=parent)
        self._catalogue = catalogue
        self._is_open = False
        self._more = Button("Show all", "small")
        self._more.clicked.connect(self._on_more)
        self.add_right(self._more)
        self.show_catalogue(catalogue)

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Show what a catalogue refused."""
        self._catalogue = catalogue
        refused = catalogue.refused
        self.set_markup(refused_markup(catalogue, len(refused) if self._is_open else SHOWN))
        self._more.setText("Show fewer" if self._is_open else "Show all")
        self._more.setVisible(len(refused) > SHOWN)
        self.setVisible(bool(refused))

    @Slot()
    def _on_more(self) -> None:
        self._is_open = not self._is_open
        self.show_catalogue(self._catalogue)


def refused_markup(catalogue: Catalogue, shown: int) -> str:
    """Say which files of the catalogue were not loaded, where and why (our own markup)."""
    refused = catalogue.refused
    head = "1 file was" if len(refused) == 1 else f"{len(refused)} files were"
    lines = [f"<b>{head} not loaded; the rest of the catalogue is here.</b>"]
    lines += [f"{escape(one.where)}: {escape(one.reason)}" for one in refused[:shown]]
    if len(refused) > shown:
        lines.append(f"and {len(refused) - shown} more")
    return "<br>".join(lines)
