"""Failure modes that the words of an incident speak of, and the category that follows; a person takes or leaves it."""

from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.markup import link, mode_markup
from workbench.desktop.kit.text import Label, RichText
from workbench.desktop.kit.theme import px
from workbench.domain.catalogue import Catalogue
from workbench.domain.incident import Incident
from workbench.storage.mode_proposals import Proposal, propose_modes


class CategoryProposal(QWidget):
    """The category that the modes of an incident answer to, with *Take*; `taken(category)`."""

    taken = Signal(str)
    link_activated = Signal(str)

    def __init__(self, catalogue: Catalogue, category: str, mode: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = next(one.name for one in catalogue.categories if one.id == category)
        text = RichText(f"{link('category', category, name)}, because {mode_markup(catalogue, mode)} is counted in it")
        text.link_activated.connect(self.link_activated)
        self.take = Button("Take", "small")
        self.take.setAccessibleName(f"Take the category {name}")
        self.take.clicked.connect(partial(self.taken.emit, category))
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(text, 1)
        line.addWidget(self.take, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(Label("Proposed from the failure modes. You decide.", "label_regular", "muted", wrap=True))
        column.addLayout(line)


def proposed_category(catalogue: Catalogue, incident: Incident) -> tuple[str, str] | None:
    """Return a category and the mode it follows from, for an incident that has none.

    The modes that caused it speak first; modes that are counted in different categories propose none.
    """
    if incident.category:
        return None
    roles = [one for one in incident.modes if one.role == "cause"] or list(incident.modes)
    known = {mode.id: mode.category for mode in catalogue.modes}
    found = {category: one.mode for one in roles if (category := known.get(one.mode.partition(".")[0]))}
    return next(iter(found.items())) if len(found) == 1 else None


class Proposals(QWidget):
    """The proposed modes, each with the words that matched and *Take*; `taken(mode)`. Hidden where there is none."""

    taken = Signal(str)
    link_activated = Signal(str)

    def __init__(self, catalogue: Catalogue, *, linked: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue, self._linked = catalogue, linked
        self._shown: tuple[Proposal, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self.hide()

    def show_incident(self, incident: Incident) -> None:
        """Propose for an incident of which nobody has said yet what it was."""
        self.show_for("" if incident.modes else f"{incident.title}\n{incident.summary}")

    def show_for(self, text: str) -> None:
        """Propose for a text; nothing for an empty one."""
        proposals = propose_modes(self._catalogue, text)
        if proposals == self._shown:
            return
        self._shown = proposals
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if proposals:
            self._column.addWidget(Label("Proposed from its words. You decide.", "label_regular", "muted", wrap=True))
        for proposal in proposals:
            self._column.addWidget(self._row(proposal))
        self.setVisible(bool(proposals))

    def _row(self, proposal: Proposal) -> QWidget:
        name = self._catalogue.mode(proposal.mode).name
        marked = mode_markup(self._catalogue, proposal.mode) if self._linked else f"{proposal.mode} {escape(name)}"
        words = ", ".join(f"“{escape(word)}”" for word in proposal.words)
        text = RichText(f"{marked}, by {words}")
        text.link_activated.connect(self.link_activated)
        take = Button("Take", "small")
        take.setAccessibleName(f"Take {proposal.mode} {name}")
        take.clicked.connect(partial(self.taken.emit, proposal.mode))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(12))
        line.addWidget(text, 1)
        line.addWidget(take, 0, Qt.AlignmentFlag.AlignTop)
        return row
