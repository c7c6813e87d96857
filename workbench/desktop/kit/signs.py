"""Small widgets that show one mark with its word, and the legend that explains marks standing alone."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.desktop.kit import marks
from workbench.desktop.kit.fonts import body, label, name
from workbench.desktop.kit.theme import color, look, px

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class _Mark(QWidget):
    """A painted thing of a fixed size that follows the text size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def _refresh(self, spoken: str) -> None:
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()


class StatusSign(_Mark):
    """The sign of a status with its word; `bare` leaves the word to the legend. `size` is the side of the sign.

    `quiet` is how the legend itself says it: in the small words of the diamonds.
    """

    def __init__(
        self,
        status: str,
        *,
        word: str = "",
        bare: bool = False,
        quiet: bool = False,
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bare, self._size = bare, size
        self._font, self._ink = (label, "secondary") if quiet else (name, "")
        self.set(status, word)

    def set(self, status: str, word: str = "") -> None:
        """Show another status; `word` replaces its usual word ("Not ready")."""
        self.status, self._word = status, word or marks.STATUS_WORDS[status]
        self._refresh(self._word)

    def sizeHint(self) -> QSize:
        """Sign and word."""
        text = 0 if self._bare else px(6) + QFontMetrics(self._font()).horizontalAdvance(self._word) + 2
        return QSize(px(self._size) + text, px(max(20, self._size)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign and word."""
        painter = QPainter(self)
        side = px(self._size)
        marks.paint_status(painter, QRectF(0, (self.height() - side) / 2, side, side), self.status)
        if not self._bare:
            painter.setFont(self._font())
            painter.setPen(color(self._ink or marks.status_word_token(self.status)))
            painter.drawText(self.rect().adjusted(side + px(6), 0, 0, 0), _LEFT, self._word)


class SeverityBars(_Mark):
    """Four bars with the word of the severity; `bare` leaves the word to the legend."""

    def __init__(self, severity: str, *, bare: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bare = bare
        self.set(severity)

    def set(self, severity: str) -> None:
        """Show another severity."""
        self.severity = severity
        self._refresh(f"Severity {marks.SEVERITY_WORDS[severity]}")

    def sizeHint(self) -> QSize:
        """Bars and word."""
        word = marks.SEVERITY_WORDS[self.severity]
        text = 0 if self._bare else px(5) + QFontMetrics(label()).horizontalAdvance(word) + 2
        return QSize(px(16) + text, px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars and word."""
        painter = QPainter(self)
        marks.paint_severity(painter, QRectF(0, (self.height() - px(16)) / 2, px(16), px(16)), self.severity)
        if not self._bare:
            painter.setFont(label())
            painter.setPen(color("text"))
            painter.drawText(self.rect().adjusted(px(21), 0, 0, 0), _LEFT, marks.SEVERITY_WORDS[self.severity])


class ProofSign(_Mark):
    """One diamond with its word; `contradicts` strikes it through."""

    def __init__(self, proof: str, *, contradicts: bool = False, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proof, self._contradicts = proof, contradicts
        self._word = word or marks.PROOF_WORDS[proof]
        self._refresh(f"{self._word}, contradicts" if contradicts else self._word)

    def sizeHint(self) -> QSize:
        """Diamond and word."""
        return QSize(px(19) + QFontMetrics(label()).horizontalAdvance(self._word) + 1, px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint diamond and word."""
        painter = QPainter(self)
        rect = QRectF(0, (self.height() - px(14)) / 2, px(14), px(14))
        marks.paint_proof(painter, rect, self._proof, contradicts=self._contradicts)
        painter.setFont(label())
        painter.setPen(color("secondary"))
        painter.drawText(self.rect().adjusted(px(19), 0, 0, 0), _LEFT, self._word)


def proof_words(counts: Sequence[int]) -> str:
    """Return the three counts as words: "6 declared, 8 verified, 2 stale"."""
    return ", ".join(f"{count} {proof}" for proof, count in zip(marks.PROOFS, counts, strict=True))


def paint_proof_counts(painter: QPainter, rect: QRectF, counts: Sequence[int], *, words: bool = False) -> None:
    """Paint declared, verified and stale with their counts, from the left; zeros are muted."""
    left, side = rect.left(), px(14)
    painter.save()
    painter.setFont(body() if words else label())
    metrics = QFontMetrics(painter.font())
    for proof, count in zip(marks.PROOFS, counts, strict=True):
        square = QRectF(left, rect.center().y() - side / 2, side, side)
        marks.paint_proof(painter, square, proof, faint=count == 0)
        text = f"{count} {proof}" if words else str(count)
        painter.setPen(color("text" if count else "muted"))
        area = QRectF(left + side + px(5), rect.top(), metrics.horizontalAdvance(text) + 2, rect.height())
        painter.drawText(area, _LEFT, text)
        left = area.right() + px(10)
    painter.restore()


class ProofCounts(_Mark):
    """Three counts of evidence uses: declared, verified, stale; in this order, never summed, zeros muted."""

    def __init__(
        self, counts: Sequence[int] = (0, 0, 0), *, words: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self.set(counts)

    def set(self, counts: Sequence[int]) -> None:
        """Show other counts."""
        self.counts = tuple(counts)
        self._refresh(proof_words(self.counts))

    def sizeHint(self) -> QSize:
        """Three diamonds and their counts."""
        metrics = QFontMetrics(body() if self._words else label())
        texts = [f"{c} {p}" if self._words else str(c) for p, c in zip(marks.PROOFS, self.counts, strict=True)]
        width = sum(px(29) + metrics.horizontalAdvance(text) + 2 for text in texts) - px(10)
        return QSize(width, px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the counts."""
        paint_proof_counts(QPainter(self), QRectF(self.rect()), self.counts, words=self._words)


class SmallStrip(_Mark):
    """The answers of a review as signs of 12 px, 3 apart."""

    def __init__(self, statuses: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set(statuses)

    def set(self, statuses: Sequence[str]) -> None:
        """Show other answers."""
        self.statuses = list(statuses)
        words = [marks.STATUS_WORDS[status].lower() for status in self.statuses]
        spoken = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
        self._refresh(spoken or "No answers")

    def sizeHint(self) -> QSize:
        """Signs in a row."""
        return QSize(max(1, len(self.statuses)) * px(15), px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the signs."""
        marks.paint_strip(QPainter(self), QRectF(self.rect()), self.statuses, px(12), px(3))


def status_legend() -> QWidget:
    """Return the legend of the five signs."""
    return _row([StatusSign(status, quiet=True, size=14) for status in marks.STATUSES])


def proof_legend() -> QWidget:
    """Return the legend of the three diamonds."""
    return _row([ProofSign(proof) for proof in marks.PROOFS])


def _row(widgets: Sequence[QWidget]) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(12))
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return row
