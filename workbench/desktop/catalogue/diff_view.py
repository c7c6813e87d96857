"""Two texts of an entry compared, line by line."""

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from workbench.catalogue.comparison import MARKS, DiffLine
from workbench.desktop.kit.fonts import mono
from workbench.desktop.kit.theme import color, look

NOTHING = "The texts are the same."


class DiffView(QPlainTextEdit):
    """A comparison to read: what went with −, what came with +, each on a field of its own."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[DiffLine, ...] = ()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", True)
        self.setAccessibleName(label)
        look().changed.connect(self._paint)

    def show_lines(self, lines: tuple[DiffLine, ...]) -> None:
        """Show a comparison."""
        self._lines = lines
        self._paint()

    def show_text(self, text: str) -> None:
        """Show one text, with which there is nothing to compare."""
        self.show_lines(tuple(DiffLine(kind="same", text=line) for line in text.splitlines()))

    def _paint(self) -> None:
        self.setFont(mono())
        self.setPlainText("\n".join(f"{MARKS[line.kind]} {line.text}" for line in self._lines) or NOTHING)
        cursor = QTextCursor(self.document())
        for number, line in enumerate(self._lines):
            field = {"added": "selected", "removed": "hover"}.get(line.kind)
            if field is None:
                continue
            cursor.setPosition(self.document().findBlockByNumber(number).position())
            block = QTextBlockFormat()
            block.setBackground(color(field))
            cursor.mergeBlockFormat(block)
            if line.kind == "removed":
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                struck = QTextCharFormat()
                struck.setForeground(color("secondary"))
                struck.setFontStrikeOut(True)
                cursor.mergeCharFormat(struck)
        self.moveCursor(QTextCursor.MoveOperation.Start)
