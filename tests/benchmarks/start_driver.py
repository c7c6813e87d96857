"""One start of a window in a process of its own: `start_driver.py empty`, `frame WORKSPACE` or `page WORKSPACE`.

The process ends, without Python's own end, as soon as what was asked for is on the screen.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

_kept: list[object] = []
"""What Qt does not own and must not lose."""


def _leave() -> None:
    os._exit(0)


def _leave_after_paint(widget: "QWidget") -> None:
    """End the process once a widget is painted, flushed to the screen, and before what is queued behind that."""
    from PySide6.QtCore import QEvent, QObject, Qt, Signal

    class Watch(QObject):
        painting = Signal()

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
            if event.type() == QEvent.Type.Paint:
                self.painting.emit()
            return False

    watch = Watch()
    watch.painting.connect(_leave, Qt.ConnectionType.QueuedConnection)
    _kept.append(watch)
    widget.installEventFilter(watch)


def _empty() -> "QApplication":
    """Show the least window there is; nothing is queued behind its paint, so the next turn of the loop ends it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, _event: object) -> None:  # noqa: N802  # Qt's own name
            QTimer.singleShot(0, _leave)

    app = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1280, 800)
    _kept.append(window)
    window.show()
    return app


def _ours(workspace: Path, *, until_page: bool) -> "QApplication":
    """Start as `python -m workbench -w WORKSPACE` does."""
    from workbench import __main__ as program
    from workbench.desktop.app import open_window

    program.collect_less()
    app, window = open_window(workspace, program.open_log)
    _kept.append(window)
    if until_page:
        _leave_with_rows(window)
    else:
        _leave_after_paint(window)
    return app


def _leave_with_rows(window: "QWidget") -> None:
    """End the process once the table of the overview is painted with rows in it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QTableView

    def look() -> None:
        table = window.findChild(QTableView, "overview-deployments")
        if table is not None and table.model().rowCount():
            timer.stop()
            _leave_after_paint(table.viewport())
            table.viewport().update()

    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(5)


def main() -> int:
    """Start what the command line asks for."""
    match sys.argv[1:]:
        case ["empty"]:
            app = _empty()
        case ["frame" | "page" as what, workspace]:
            app = _ours(Path(workspace), until_page=what == "page")
        case _:
            raise SystemExit(__doc__)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
