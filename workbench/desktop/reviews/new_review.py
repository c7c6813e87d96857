"""Starting a review: of which version, on which checklist, what for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from workbench.catalogue.policies import Policies, load_policies
from workbench.desktop.kit.buttons import Button, button_row
from workbench.desktop.kit.dialog import Field
from workbench.desktop.kit.drop_zone import Refusal
from workbench.desktop.kit.keys import page_key
from workbench.desktop.kit.page import PageFoot
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.text import Hairline, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.column import Column
from workbench.desktop.reviews.policy_dialog import fill_policies, refusals
from workbench.desktop.reviews.profile_form import FIRST, ProfileForm, fields_named
from workbench.domain.deployment import Deployment, Profile, Version
from workbench.domain.errors import UserError
from workbench.edits.deployments import AddDeployment, AddVersion
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.store import Store

if TYPE_CHECKING:
    from workbench.desktop.shell.services import Services

ANOTHER = "A new deployment"
Checklist = Literal["nine", "twelve", "production"]
POLICY_HINT = "Turns findings into the verdict; another one can be chosen until the freeze."
WIDTH = 720
TWO_COLUMNS_FROM = 640


@dataclass(frozen=True)
class Known:
    """The deployments there are, each with its versions, and the policies."""

    deployments: tuple[tuple[Deployment, tuple[Version, ...]], ...]
    policies: Policies


def read_known(store: Store) -> Known:
    """Read every deployment with its versions, and the policies."""
    return Known(
        tuple((row, store.versions.all("deployment_id = ?", row.id)) for row in store.deployments.all(order="name")),
        load_policies(store.folder),
    )


class NewReviewPage(QWidget):
    """A form; the review is started by its one primary button or Ctrl+Enter."""

    started = Signal(str)
    """Full key of the new review."""
    left = Signal()

    def __init__(self, services: "Services", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._known = Known((), Policies(loaded={}))
        self._wanted = ""
        self.deployment = QComboBox()
        self.name = QLineEdit()
        self.owner = QLineEdit()
        self.version = QComboBox()
        self.version.setEditable(True)
        self.version.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.checklist = QComboBox()
        self.policy = QComboBox()
        self.purpose = QLineEdit()
        self.purpose.setMaxLength(200)
        self.profile = ProfileForm(fields_named(FIRST))
        self.like = QCheckBox()
        self.like.setChecked(True)
        self._refusal = Refusal()
        self.begin = Button("Start the review", "primary", key="Ctrl+Return")
        self._cancel = Button("Cancel", key="Esc")
        self._build()
        self._connect()

    def _build(self) -> None:
        self._name = Field("Name", self.name)
        self._owner = Field("Owner", self.owner, "The team that answers for it; empty: nobody knows")
        self._version = Field("Version", self.version, "As the team calls what runs, such as 4.1")
        self._policy = Field("Policy", self.policy, POLICY_HINT)
        inside = QWidget()
        inside.setMaximumWidth(px(WIDTH))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        column.addWidget(SectionHeading("What is reviewed"))
        column.addWidget(Field("Deployment", self.deployment))
        column.addWidget(self._name)
        column.addWidget(self._owner)
        column.addWidget(self._version)
        column.addWidget(SectionHeading("How it is judged"))
        column.addWidget(Field("Checklist", self.checklist))
        column.addWidget(self._policy)
        column.addWidget(Field("What for", self.purpose, "One line on the cover, such as: moving to general use"))
        self._profile_heading = SectionHeading("What it is made of", "unknown stays unknown; more on its Profile tab")
        column.addWidget(self._profile_heading)
        column.addWidget(self.like)
        column.addWidget(self.profile)
        column.addStretch(1)
        scroll = Column("New review", (24, 16, 24, 24))
        scroll.row.addWidget(inside, 1)
        scroll.row.addStretch(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHead("New review"))
        outer.addWidget(scroll, 1)
        outer.addWidget(Hairline())
        outer.addWidget(self._make_foot())

    def _make_foot(self) -> PageFoot:
        foot = PageFoot()
        column = QVBoxLayout(foot)
        column.setContentsMargins(px(24), px(12), px(24), px(12))
        column.setSpacing(px(8))
        column.addWidget(self._refusal)
        column.addWidget(button_row(self.begin, self._cancel))
        return foot

    def _connect(self) -> None:
        self.deployment.activated.connect(self._on_deployment_chosen)
        self.version.editTextChanged.connect(self._show_profile)
        self.like.toggled.connect(self._begin_profile)
        self.begin.clicked.connect(self.submit)
        self._cancel.clicked.connect(self.left)
        page_key(self, "Ctrl+Return", self.submit)
        page_key(self, "Escape", self.left.emit)

    def start(self, deployment_key: str = "") -> None:
        """Begin a new form, for a deployment if one is named."""
        self._wanted = deployment_key
        self._refusal.say("")
        for field in (self.name, self.owner, self.purpose):
            field.clear()
        self.profile.set_profile(Profile())
        self._fill_checklists()
        self._services.fetch(read_known, self._show_known, self, key="known")

    def _fill_checklists(self) -> None:
        fill_policies(self.policy, load_policies(), "default")
        self.checklist.clear()
        for row in self._services.catalogue.checklists:
            self.checklist.addItem(row.name, row.id)
            if row.default:
                self.checklist.setCurrentIndex(self.checklist.count() - 1)

    def _show_known(self, known: Known) -> None:
        self._known = known
        fill_policies(self.policy, known.policies)
        self._policy.set_hint(" ".join(part for part in (POLICY_HINT, refusals(known.policies)) if part))
        self.deployment.clear()
        self.deployment.addItem(ANOTHER, "")
        for row, _versions in known.deployments:
            self.deployment.addItem(f"{row.name} ({row.key})", row.key)
        if self.name.text():
            return  # somebody types faster than the list is read; nothing is taken out of their hands
        self.deployment.setCurrentIndex(max(0, self.deployment.findData(self._wanted)))
        self._on_deployment_chosen()
        if self.isVisible():  # the list may come when the person has left already
            (self.deployment if known.deployments else self.name).setFocus()

    @property
    def _chosen(self) -> tuple[Deployment, tuple[Version, ...]] | None:
        key = self.deployment.currentData()
        return next((entry for entry in self._known.deployments if entry[0].key == key), None)

    @property
    def _known_version(self) -> Version | None:
        label = self.version.currentText().strip()
        versions = self._chosen[1] if self._chosen else ()
        return next((version for version in versions if version.label == label), None)

    @Slot()
    def _on_deployment_chosen(self) -> None:
        chosen = self._chosen
        for field in (self._name, self._owner):
            field.setVisible(chosen is None)
        self.version.clear()
        for version in reversed(chosen[1] if chosen else ()):
            self.version.addItem(version.label)
        self._begin_profile()
        self._show_profile()

    @property
    def _base(self) -> Version | None:
        """The version whose profile a new one begins with: the newest, where the person has not said otherwise."""
        versions = self._chosen[1] if self._chosen else ()
        return versions[-1] if versions and self.like.isChecked() else None

    @Slot()
    def _begin_profile(self) -> None:
        self.profile.set_profile(self._base.profile if self._base else Profile())

    @Slot()
    def _show_profile(self) -> None:
        """A version that is known has its profile already."""
        known = self._known_version
        self._profile_heading.setVisible(known is None)
        self.profile.setVisible(known is None)
        versions = self._chosen[1] if self._chosen else ()
        self.like.setVisible(known is None and bool(versions))
        if versions:
            self.like.setText(f"Begin with what is known of {versions[-1].label}, its tools too")

    @Slot()
    def submit(self) -> None:
        """Start the review; what is wrong is said here and nothing is lost."""
        self._name.set_error("")
        self._version.set_error("")
        label = self.version.currentText().strip()
        if self._chosen is None and not self.name.text().strip():
            self._name.set_error("A deployment needs a name.")
            self.name.setFocus()
            return
        if not label:
            self._version.set_error("A review belongs to a version. Say which, such as 4.1.")
            self.version.setFocus()
            return
        try:
            values = dict(self.profile.values()) if self._known_version is None else {}
            key = self._services.with_session(lambda session: self._begin(session, label, values))
        except (UserError, ValueError) as error:
            self._refusal.say(str(error))
            return
        self._refusal.say("")
        self._services.toast("Review started")
        self.started.emit(key)

    def _begin(self, session: Session, label: str, values: dict[str, Any]) -> str:
        """Make what is missing, then the review; on the store's thread."""
        version_id = self._known_version.id if self._known_version else self._make_version(session, label, values)
        checklist = cast(Checklist, str(self.checklist.currentData()))
        entry = session.do(StartReview(version_id, checklist, str(self.policy.currentData()), self.purpose.text()))
        return session.store.reviews.get(entry.made("review")[0]).full_key

    def _make_version(self, session: Session, label: str, values: dict[str, Any]) -> str:
        known = self._base.profile.model_dump() if self._base else {}
        profile, chosen = Profile.model_validate({**known, **values}), self._chosen
        if chosen is not None:
            return session.do(AddVersion(chosen[0].key, label, profile)).made("version")[0]
        edit = AddDeployment(self.name.text(), self.owner.text().strip() or None, label, profile)
        return session.do(edit).made("version")[0]

    def minimumSizeHint(self) -> QSize:
        """The form scrolls."""
        return QSize(px(320), px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)
        self.profile.set_columns(2 if self.width() >= px(TWO_COLUMNS_FROM) else 1)
