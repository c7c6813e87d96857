"""Describing deployments, their versions and profiles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from workbench.domain.deployment import Deployment, OperationsCard, Profile, Running, Stage, Version
from workbench.domain.errors import UserError
from workbench.edits.edit import Occasion
from workbench.storage.store import Store, new_id

UNKNOWN = Profile()
"""A profile of which nothing is known yet."""


def find_deployment(store: Store, name: str) -> Deployment:
    """Return the deployment of a key or a name; a UserError says that there is none, or more than one."""
    wanted = name.strip().casefold()
    rows = [row for row in store.deployments.all() if wanted in (row.key.casefold(), row.name.casefold(), row.id)]
    if len(rows) == 1:
        return rows[0]
    if rows:
        keys = ", ".join(row.key for row in rows)
        raise UserError(f"Several deployments are called {name}. Nothing was changed. Say which: {keys}.")
    raise UserError(
        f"There is no deployment {name}. Nothing was changed. `workbench deployment list` names them all; "
        f'`workbench deployment add "{name}"` makes one.'
    )


def find_version(store: Store, deployment: Deployment, label: str | None) -> Version:
    """Return a version by its label; without one, the newest."""
    versions = store.versions.all("deployment_id = ?", deployment.id)
    if label is None and versions:
        return versions[-1]
    for version in versions:
        if version.label == label:
            return version
    labels = ", ".join(version.label for version in versions) or "none yet"
    raise UserError(
        f"{deployment.name} has no version {label or ''}. Nothing was changed. Its versions: {labels}. "
        f"`workbench deployment version {deployment.key} LABEL` makes one."
    )


@dataclass(frozen=True)
class AddDeployment:
    """Put a deployment under review, with its first version."""

    said: ClassVar[str] = "Deployment added"
    is_final: ClassVar[bool] = False

    name: str
    owner: str | None = None
    version: str | None = None
    profile: Profile = UNKNOWN

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add it under the next key."""
        deployment = Deployment(
            id=new_id(), key=f"DEP-{store.next_number('DEP')}", name=self.name, owner=self.owner or None
        )
        store.deployments.save(deployment)
        if self.version:
            AddVersion(deployment.key, self.version, self.profile).apply(store, occasion)


@dataclass(frozen=True)
class AddVersion:
    """Add a version to a deployment."""

    said: ClassVar[str] = "Version added"
    is_final: ClassVar[bool] = False

    deployment: str
    label: str
    profile: Profile = UNKNOWN

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add it; a label that is taken is refused."""
        deployment = find_deployment(store, self.deployment)
        if store.versions.first("deployment_id = ? AND label = ?", deployment.id, self.label.strip()):
            raise UserError(f"{deployment.name} has a version {self.label} already. Nothing was changed.")
        store.versions.save(
            Version(
                id=new_id(),
                deployment_id=deployment.id,
                label=self.label,
                profile=self.profile,
                created_at=occasion.at,
            )
        )


@dataclass(frozen=True)
class SetProfile:
    """Say what a version is made of."""

    said: ClassVar[str] = "Profile changed"
    is_final: ClassVar[bool] = False

    version_id: str
    profile: Profile

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace the profile."""
        version = store.versions.get(self.version_id)
        store.versions.save(version.model_copy(update={"profile": self.profile}))


@dataclass(frozen=True)
class FillProfile:
    """Lay what a file says over what is known of a version."""

    said: ClassVar[str] = "Profile filled from a file"
    is_final: ClassVar[bool] = False

    version_id: str
    profile: Profile

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace the profile by the filled one."""
        SetProfile(self.version_id, self.profile).apply(store, occasion)


@dataclass(frozen=True)
class SetRunning:
    """Say what runs now."""

    said: ClassVar[str] = "Running version changed"
    is_final: ClassVar[bool] = False

    version_id: str
    stage: Stage
    since: date

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace what runs."""
        version = store.versions.get(self.version_id)
        deployment = store.deployments.get(version.deployment_id)
        running = Running(version_id=version.id, stage=self.stage, since=self.since)
        store.deployments.save(deployment.model_copy(update={"running": running}))


@dataclass(frozen=True)
class StopRunning:
    """Say that nothing of a deployment runs any more."""

    said: ClassVar[str] = "Nothing runs any more"
    is_final: ClassVar[bool] = False

    deployment: str

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Forget what ran; the journal keeps it."""
        deployment = find_deployment(store, self.deployment)
        if deployment.running is None:
            raise UserError(f"Nothing of {deployment.name} runs as it is. Nothing was changed.")
        store.deployments.save(deployment.model_copy(update={"running": None}))


@dataclass(frozen=True)
class FillOperationsCard:
    """Say who to call, how to stop it and what follows; each field is one of `CARD_LABELS`."""

    said: ClassVar[str] = "Operations card changed"
    is_final: ClassVar[bool] = False

    deployment: str
    texts: Mapping[str, str]

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace these fields and leave the others."""
        deployment = find_deployment(store, self.deployment)
        card = OperationsCard.model_validate({**deployment.operations.model_dump(), **self.texts})
        store.deployments.save(deployment.model_copy(update={"operations": card}))


EDITS = (AddDeployment, AddVersion, FillOperationsCard, SetProfile, FillProfile, SetRunning, StopRunning)
