"""Pictures of the pages of one file: asked for by page, drawn in the worker, kept while the file stays the same."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QPixmap

from workbench.desktop.shell.jobs import Report
from workbench.desktop.shell.services import Services
from workbench.tasks.preview import MAX_PAGES, Preview, preview

KEPT = 96
"""How many pictures stay in memory; the one used longest ago goes first."""
Stamp = tuple[int, int, int]


class Pictures(QObject):
    """The pages of one file at one width in pixels; `arrived` when some were drawn."""

    arrived = Signal()
    failed = Signal(Exception)

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._file: Path | None = None
        self._stamp: Stamp | None = None
        self._kept: dict[tuple[int, int], QPixmap] = {}
        self._wanted: set[tuple[int, int]] = set()
        self._drawing: set[tuple[int, int]] = set()
        self._generation = 0
        self.pages = 0
        """How many pages the file has; 0 until the first picture."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)

    def set_file(self, file: Path | None) -> None:
        """Show another file; one that has changed on disk counts as another."""
        stamp = stamp_of(file)
        if (file, stamp) != (self._file, self._stamp):
            self._file, self._stamp = file, stamp
            self._generation += 1
            self._kept.clear()
            self._wanted.clear()
            self._drawing.clear()
            self.pages = 0

    def picture(self, page: int, width: int) -> QPixmap | None:
        """Return the picture of a page (from 1), or None and have it drawn."""
        key = page, width
        found = self._kept.pop(key, None)
        if found is not None:
            self._kept[key] = found
            return found
        if self._file is not None and key not in self._drawing:
            self._wanted.add(key)
            self._soon.start()
        return None

    def any_width(self, page: int) -> QPixmap | None:
        """Return a picture of a page at whatever width there is, the widest, to show until the right one is there."""
        found = [picture for (number, _width), picture in self._kept.items() if number == page]
        return max(found, key=lambda picture: picture.width(), default=None)

    @Slot()
    def _draw(self) -> None:
        """Have what is wanted drawn: one process per width and batch."""
        if self._file is None:
            return
        for width in sorted({width for _page, width in self._wanted}):
            pages = sorted(page for page, wanted in self._wanted if wanted == width)[:MAX_PAGES]
            self._drawing |= {(page, width) for page in pages}
            self._services.jobs.start(
                partial(_preview, self._file, pages, width),
                partial(self._take, self._generation, width, pages),
                self,
                verb="Drawing pages",
                on_failed=partial(self._fail, self._generation),
            )
        self._wanted -= self._drawing
        if self._wanted:
            self._soon.start()

    def _take(self, generation: int, width: int, pages: list[int], drawn: Preview) -> None:
        if generation != self._generation:
            return
        self.pages = drawn.pages
        self._drawing -= {(page, width) for page in pages}
        for page, body in drawn.pictures.items():
            picture = QPixmap()
            picture.loadFromData(body)
            self._kept[page, width] = picture
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        self.arrived.emit()

    def _fail(self, generation: int, error: Exception) -> None:
        """What could not be drawn stays marked as being drawn, so that nobody asks for it again and again."""
        if generation == self._generation:
            self.failed.emit(error)

    def close(self) -> None:
        """Stop drawing."""
        self._services.jobs.cancel_of(self)


def stamp_of(file: Path | None) -> Stamp | None:
    """Return what changes when a file does; None when it is not there."""
    if file is None or not file.is_file():
        return None
    found = file.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _preview(file: Path, pages: list[int], width: int, report: Report) -> Preview:
    return preview(file, pages, width, cancelled=report.is_cancelled)
