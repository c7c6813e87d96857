"""The card that says whether a signed report can be trusted, and the digest that its signatures cover."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.card import Card
from workbench.desktop.kit.text import IconLabel, Label
from workbench.desktop.kit.theme import px
from workbench.desktop.verify.judging import Judged
from workbench.desktop.verify.wording import Fact, digest_lines, facts


class VerificationCard(Card):
    """One of the three words, when it was checked, and what was checked; `show` replaces it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._icon = IconLabel("shield-check", "text")
        self._word = Label("", "heading")
        self._when = Label("", "label_regular", "muted")
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self._icon)
        head.addWidget(self._word, 1)
        head.addWidget(self._when)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(px(6))
        self.column.addLayout(head)
        self.column.addLayout(self._facts)

    def show_judged(self, judged: Judged, own_authority: str = "") -> None:
        """Show a verification; only a file with signatures that does not hold is loud."""
        verification = judged.verification
        is_loud = not verification.is_valid and bool(verification.decisions or verification.required == 0)
        self.set_kind("fail" if is_loud else "true")
        self._icon.set_icon("shield-check" if verification.is_valid else "shield-x", "fail" if is_loud else "text")
        self._word.setText(verification.word.value)
        self._word.set_tone("fail" if is_loud else "text")
        self._when.setText(f"checked {judged.at:%H:%M:%S}")
        rows = facts(verification, own_authority)
        self.setAccessibleName(". ".join([verification.word.value, *(row.text for row in rows)]))
        clear(self._facts)
        for row in rows:
            self._facts.addWidget(_fact(row))


def _fact(fact: Fact) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    row.addWidget(IconLabel(fact.icon, "secondary" if fact.icon == "info" else "text"), 0, Qt.AlignmentFlag.AlignTop)
    texts = QVBoxLayout()
    texts.setSpacing(0)
    texts.addWidget(Label(fact.text, "body", fact.tone, wrap=True, selectable=True))
    for text in fact.mono:
        texts.addWidget(Label(text, "mono", selectable=True))
    row.addLayout(texts, 1)
    return line


class DigestCard(Card):
    """The digest in groups of eight; it can be selected and copied."""

    def __init__(self, digest: str = "", parent: QWidget | None = None) -> None:
        super().__init__("pale", padding=12, parent=parent)
        self._lines = [Label("", "mono", selectable=True) for _ in range(2)]
        self.column.setSpacing(0)
        for line in self._lines:
            self.column.addWidget(line)
        self.show_digest(digest)

    def show_digest(self, digest: str) -> None:
        """Show another digest."""
        for line, text in zip(self._lines, digest_lines(digest), strict=True):
            line.setText(text)
        self.setAccessibleName(f"Digest {digest}")


def clear(layout: QVBoxLayout) -> None:
    """Take every widget out of a column and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
