"""Files that are dropped on a place that has no use for files of its own are imported as incidents."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from workbench.desktop.kit.drop_zone import dropped_files

if TYPE_CHECKING:
    from workbench.desktop.shell.window import MainWindow

FROM = ("overview", "catalogue", "risk", "due", "registers")
"""Not from a review, where a file is evidence, and not where signed reports are taken."""
INCIDENTS = "incidents"


class Dropping(QObject):
    """Hands files on from the window to the incidents; a PDF is a report, and no incident."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags that hold files, and what is dropped of them."""
        if isinstance(event, QDragEnterEvent) and self._takes(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return True
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent) and self._takes(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            paths = dropped_files(event.mimeData())
            self._window.go(INCIDENTS)
            if page := self._window.page(INCIDENTS):
                page.take_files(paths)
            return True
        return super().eventFilter(watched, event)

    def _takes(self, event: QDropEvent) -> bool:
        paths = dropped_files(event.mimeData())
        here = self._window.current
        is_here = here is not None and here.place in FROM and self._window.page(here.place) is not None
        return is_here and bool(paths) and not any(path.suffix.casefold() == ".pdf" for path in paths)
