"""Above a check: that the review is frozen, what has changed since its approval, or what a delta review asks again."""

import html

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.moments import day
from workbench.desktop.kit.prose import inline_markup
from workbench.desktop.reviews.model import ReviewData, ReviewModel
from workbench.domain.approval import ApprovalState

SHOWN = 3
"""Differences that stand in the notice; the rest is counted."""


class StateNotice(Notice):
    """One sentence or two; `link_activated` with `delta:` (open a delta review) or `all:` (show every check)."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__("", "unknown", icon="snowflake", parent=parent)
        self._model = model

    @Slot()
    def refresh(self) -> None:
        """Say what holds now, or nothing."""
        data = self._model.data
        markup = "" if data is None else _frozen(data) if data.is_frozen else self._delta(data)
        self.setVisible(bool(markup))
        if markup:
            self.set_markup(markup)

    def _delta(self, data: ReviewData) -> str:
        delta = data.view.review.delta
        if delta is None:
            return ""
        asked = f"{len(delta)} of {len(data.verdict.lines)} checks are asked again"
        why = delta.get(self._model.check_id)
        this = f"This one because: {_listed(why)}." if why else "This one came along as it was."
        other = "Show only those" if self._model.shows_all else "Show all"
        return f'<b>Delta review</b>: {asked}. {this} <a href="all:">{other}</a>'


def _frozen(data: ReviewData) -> str:
    frozen_at, newer = data.view.review.frozen_at, data.newest.full_key != data.key
    since = f"<b>Frozen on {day(frozen_at.date())}</b>; nothing of it changes." if frozen_at else ""
    if newer:
        return f"{since} {html.escape(data.newest.full_key)} goes on from it."
    approval = data.view.approval(data.now)
    if approval is not None and approval.state is ApprovalState.REVOKED:
        return f"{since} <b>The approval was revoked</b>: {html.escape(approval.revoked)}"
    if approval is not None and approval.differences:
        changed = _listed(approval.differences)
        return f'{since} <b>Changed since</b>: {changed}. <a href="delta:">Ask again what that touches</a>'
    return f"{since} Revise to change."


def _listed(words: tuple[str, ...]) -> str:
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return inline_markup("; ".join(words[:SHOWN]) + more)
