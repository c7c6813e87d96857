"""One review: its head with verdict and tabs, and the tabs."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from workbench.desktop.kit.banner import VerdictBadge
from workbench.desktop.kit.buttons import Button, IconButton
from workbench.desktop.kit.fonts import caption, mono, page_title
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.tabs import Tabs
from workbench.desktop.kit.theme import look, px
from workbench.desktop.kit.tips import tip
from workbench.desktop.reviews.after_freeze import AfterFreeze
from workbench.desktop.reviews.carry_dialog import ask_carry
from workbench.desktop.reviews.checks_tab import ChecksTab
from workbench.desktop.reviews.freeze_dialog import FreezeDialog
from workbench.desktop.reviews.glance_tab import GlanceTab
from workbench.desktop.reviews.history_tab import HistoryTab
from workbench.desktop.reviews.model import ReviewModel
from workbench.desktop.reviews.profile_tab import ProfileTab
from workbench.desktop.reviews.signers_dialog import ask_signers
from workbench.desktop.reviews.take_over import TakeOverNotice
from workbench.desktop.reviews.wording import BANNERS, is_in_review, verdict_note

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

TABS = ("Checks", "At a glance", "Profile", "History")
CHECKS, GLANCE, PROFILE, HISTORY = range(4)
TABS_FROM = 940
"""Width of the page from which the tabs stand in the head; below it they are a menu."""
NOTE_FROM = 1080
TITLE_ROOM = 220
"""What the title needs before the reason stands beside the verdict."""


class ReviewPage(QWidget):
    """The open review."""

    navigate = Signal(str, str)
    actions_changed = Signal()
    left = Signal()
    """Back to the list."""

    def __init__(self, services: "Services", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.model = ReviewModel(services, self)
        self.head = PageHead("", stacked=True)
        self._back = IconButton("arrow-left", "All reviews")
        self.tabs = Tabs(TABS, "Parts of the review")
        self._tab_menu = Button(TABS[0], "normal", icon="chevron-down")
        self.operations = IconButton("life-buoy", "Operations card: who to call, how to stop it; Ctrl+Shift+O")
        self.remarks_button = Button("", "link")
        self.badge = VerdictBadge()
        self.freeze_button = Button("Freeze…", icon="snowflake")
        self.revise_button = Button("Revise", icon="rotate-ccw")
        self.sign_button = Button("Go to sign-off", icon="signature")
        self.checks = ChecksTab(services, self.model)
        self.glance = GlanceTab(services, self.model)
        self.profile = ProfileTab(services, self.model)
        self.history = HistoryTab(services, self.model)
        self.take_over = TakeOverNotice(services)
        self.after = AfterFreeze(services, self.model, self)
        self._stack = QStackedWidget()
        self._offered: tuple[bool, bool] | None = None
        """Whether it was frozen and there was another review when the actions were last told."""
        self._build()
        self._connect()

    def _build(self) -> None:
        self.head.add_first(self._back)
        self.head.add_tabs(self.tabs)
        self.head.add_left(self._tab_menu)
        buttons = (self.freeze_button, self.revise_button, self.sign_button)
        for widget in (self.remarks_button, self.operations, self.badge, *buttons):
            self.head.add_right(widget)
        for tab in (self.checks, self.glance, self.profile, self.history):
            self._stack.addWidget(tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.take_over)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.model.changed.connect(self._refresh)
        self.checks.link_followed.connect(self.follow)
        self.glance.link_followed.connect(self.follow)
        self._back.clicked.connect(self.left)
        self.remarks_button.clicked.connect(lambda: self.show_tab(GLANCE))
        self.operations.clicked.connect(self.show_operations)
        self.tabs.current_changed.connect(self.show_tab)
        self._tab_menu.clicked.connect(self._on_tab_menu)
        self.freeze_button.clicked.connect(self.ask_freeze)
        self.revise_button.clicked.connect(self.after.revise)
        self.after.opened.connect(self._on_opened)
        self.sign_button.clicked.connect(self._on_sign_off)
        look().changed.connect(self._fit)

    def open(self, key: str, check_id: str = "") -> None:
        """Show a review, at one of its checks if it is named."""
        self.checks.texts.commit()
        if self.model.data is None or self.model.data.key != key:
            self.show_tab(CHECKS)
        self.model.open(key)
        self.take_over.open(key)
        self._return_to = None if check_id else self._left_part()
        if check_id:
            self.model.set_check(check_id)
            self.show_tab(CHECKS)

    def closing(self) -> None:
        """Keep what is half typed, stop what is being attached."""
        self.checks.closing()
        if self.model.data is not None and not self.model.data.is_frozen:
            self.profile.form.commit()
        self._services.jobs.cancel_of(self.checks.evidence.attaching)

    def page_actions(self) -> Mapping[str, Callable[[], None]]:
        """Return what can be done with the review as it is now."""
        data = self.model.data
        if data is None:
            return {}
        handlers: dict[str, Callable[[], None]] = {
            "go.operations": self.show_operations,
            "review.compare": self.compare,
            "review.matrix": self.show_matrix,
            "review.action": self._on_action,
            "review.preview": self._on_preview,
            "review.dissent": self._on_dissent,
            "review.previous_check": lambda: self._step(-1),
            "review.next_check": lambda: self._step(1),
        }
        if data.is_frozen:
            handlers |= {"review.revise": self.after.revise, "review.delta": self.after.ask_again}
            return handlers | ({"review.revoke": self.after.ask_revoke} if self.after.can_revoke() else {})
        return handlers | {
            "review.attach": self._on_attach,
            "review.waiver": self.checks.asker.ask_waiver,
            "review.condition": self.checks.asker.ask_condition,
            "review.rate": self.checks.asker.ask_rating,
            "review.signers": lambda: ask_signers(self.model, self._services, self),
            "review.freeze": self.ask_freeze,
            **({"review.carry": self.carry} if data.predecessor else {}),
        }

    @Slot(int)
    def show_tab(self, index: int) -> None:
        """Show one of the tabs."""
        self.tabs.set_current(index)
        self._stack.setCurrentIndex(index)
        self._tab_menu.setText(TABS[index])
        self._tab_menu.updateGeometry()
        self._fit()  # the menu may leave the title less room

    @Slot(str)
    def follow(self, link: str) -> None:
        """Follow a link of one of the tabs."""
        kind, _, what = link.partition(":")
        if kind == "check":
            self.model.set_check(what)
            self.show_tab(CHECKS)
        elif kind == "use":
            self._show_use(what)
        elif kind == "delta":
            self.after.ask_again()
        elif kind == "profile":
            self.show_tab(PROFILE)
        elif kind == "signoff":
            self._on_sign_off()
        elif kind == "compare":
            self.compare()
        elif kind == "matrix":
            self.show_matrix()
        elif kind == "mode":
            self.navigate.emit("catalogue", what)
        elif kind == "review":
            self.navigate.emit("reviews", what)
        elif kind == "incident":
            self.navigate.emit("incidents", what)
        elif kind == "incidents":
            self.navigate.emit("incidents", f"mode/{what}")

    @Slot()
    def show_operations(self) -> None:
        """Go to the operations card of the deployment."""
        if self.model.data is not None:
            self.navigate.emit("deployments", self.model.data.view.deployment.key)

    @Slot()
    def compare(self) -> None:
        """Put the review beside the one before it."""
        if self.model.data is not None:
            self.navigate.emit("reviews", f"compare {self.model.data.key}")

    @Slot()
    def show_matrix(self) -> None:
        """Go to the trace matrix of the review."""
        if self.model.data is not None:
            self.navigate.emit("reviews", f"matrix {self.model.data.key}")

    @Slot()
    def carry(self) -> None:
        """Choose what comes into the draft from an earlier review."""
        self.checks.texts.commit()
        ask_carry(self.model, self._services, self)

    def _show_use(self, key: str) -> None:
        data = self.model.data
        use = next((use for use in data.view.uses if use.key == key), None) if data else None
        if use is not None:
            self.model.set_check(use.check_id)
            self.show_tab(CHECKS)
            self.checks.show_use(key)

    @Slot(str)
    def _on_opened(self, key: str) -> None:
        self.navigate.emit("reviews", key)

    @Slot()
    def ask_freeze(self) -> None:
        """Say what a freeze does, or what stands in its way."""
        self.checks.texts.commit()
        data = self.model.data
        if data is not None and not data.is_frozen:
            FreezeDialog.ask(data, self.model, self._services, self.window())

    @Slot()
    def _refresh(self) -> None:
        data = self.model.data
        if data is None:
            return
        if self._return_to is not None:
            part, self._return_to = self._return_to or self.model.left_at.part(data.key), None
            if self.window().focusWidget() is self.checks:  # also while another program is in front
                self.checks.returning.go_to(part)
        note = verdict_note(data)
        verdict = "" if is_in_review(data) else BANNERS[data.verdict.word]
        self.badge.set_verdict(verdict, note if self.width() >= px(NOTE_FROM) else "")
        self.badge.setToolTip(tip(note))
        newer = data.newest.full_key != data.key
        self.revise_button.setText(f"Go to {data.newest.full_key}" if newer else "Revise")
        self.revise_button.updateGeometry()
        self._show_remarks(len(data.remarks))
        self._fit()
        if self._room_for_title() < px(TITLE_ROOM):
            self.remarks_button.hide()
            self._fit()
        if self._room_for_title() < px(TITLE_ROOM):
            self.badge.set_verdict(verdict)
            self._fit()
        if self._offered != (data.is_frozen, bool(data.predecessor)):
            self._offered = (data.is_frozen, bool(data.predecessor))
            self.actions_changed.emit()

    def _show_remarks(self, number: int) -> None:
        """Say quietly how many remarks there are; they stand at a glance."""
        words = f"{number} remark{'' if number == 1 else 's'}"
        self.remarks_button.setText(words)
        self.remarks_button.setAccessibleName(f"{words}: show what is worth another look")
        self.remarks_button.updateGeometry()
        self.remarks_button.setVisible(bool(number) and self.width() >= px(NOTE_FROM))

    def _step(self, by: int) -> None:
        self.show_tab(CHECKS)
        self.model.step(by)

    def _left_part(self) -> str:
        """Return the part of the shown review that had the focus last; to be asked before the focus goes elsewhere."""
        return self.model.left_at.part(self.model.data.key) if self.model.data is not None else ""

    def come_back(self) -> None:
        """Show the review as it was left, with the focus where it was."""
        self._return_to = self._left_part()
        self.checks.setFocus()
        self.model.refresh()

    def _on_preview(self) -> None:
        self.show_tab(CHECKS)
        self.checks.show_evidence()

    def _on_attach(self) -> None:
        self.show_tab(CHECKS)
        self.checks.evidence.ask()

    def _on_action(self) -> None:
        self.show_tab(CHECKS)
        self.checks.actions_part.ask()

    def _on_dissent(self) -> None:
        """Ask for a dissent from a draft; from a frozen review it is signed."""
        data = self.model.data
        if data is not None and data.is_frozen:
            self._on_sign_off()
        else:
            self.checks.texts.commit()
            (self.glance.dissents if self.tabs.current() == GLANCE else self.checks.dissents).ask()

    @Slot()
    def _on_sign_off(self) -> None:
        if self.model.data is not None:
            self.navigate.emit("signoff", self.model.data.key)

    @Slot()
    def _on_tab_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for index, text in enumerate(TABS):
            menu.addAction(text).setData(index)
        menu.triggered.connect(lambda action: self.show_tab(int(action.data())))
        menu.popup(self._tab_menu.mapToGlobal(self._tab_menu.rect().bottomLeft()))

    def minimumSizeHint(self) -> QSize:
        """The head and the tabs arrange themselves for the width; what it is now must not keep it from shrinking."""
        return QSize(px(360), px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the head for the width."""
        super().resizeEvent(event)
        self._refresh()

    @Slot()
    def _fit(self) -> None:
        data = self.model.data
        roomy = self.width() >= px(TABS_FROM)
        self.tabs.setVisible(roomy)
        self._tab_menu.setVisible(not roomy)
        frozen = bool(data and data.is_frozen)
        self.freeze_button.setVisible(not frozen and roomy)
        self.revise_button.setVisible(frozen and roomy)
        self.sign_button.setVisible(frozen and self.width() >= px(NOTE_FROM))
        if data is not None:
            self._show_title()

    def _show_title(self) -> None:
        data = self.model.data
        assert data is not None
        room = self._room_for_title()
        review = data.view.review
        parts = [data.shown_key, f"checklist {data.view.checklist.id}", review.purpose]
        whole = " · ".join(part for part in parts if part)
        version = QFontMetrics(mono()).horizontalAdvance(data.view.version.label) + px(8)
        title = QFontMetrics(page_title()).elidedText(
            data.view.deployment.name, Qt.TextElideMode.ElideRight, room - version
        )
        context = QFontMetrics(caption()).elidedText(whole, Qt.TextElideMode.ElideRight, room)
        self.head.set_title(title, context, data.view.version.label)
        self.head.context.setToolTip(tip(whole))
        self.head.title.setToolTip(tip(data.view.deployment.name))

    def _room_for_title(self) -> int:
        """What the rest of the head leaves of its width."""
        left = (self._back, self.tabs, self._tab_menu)
        right = (self.remarks_button, self.operations, self.badge, self.freeze_button)
        shown = [widget for widget in (*left, *right, self.revise_button, self.sign_button) if not widget.isHidden()]
        taken = sum(widget.sizeHint().width() + px(12) for widget in shown)
        return max(px(96), min(px(560), self.width() - taken - px(76)))
