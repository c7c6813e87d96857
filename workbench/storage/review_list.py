"""Every review by name, for choosing one."""

from workbench.domain.model import Model
from workbench.storage.store import Store


class ReviewName(Model):
    """One revision of a review, as a chooser shows it."""

    key: str
    """`REV-1`, or `REV-1.2` from the second revision on."""
    full_key: str
    deployment: str
    version: str
    is_frozen: bool

    @property
    def name(self) -> str:
        """`Support desk agent 4.1`."""
        return f"{self.deployment} {self.version}"


def read_review_names(store: Store) -> tuple[ReviewName, ...]:
    """Read every revision of every review, the newest first."""
    versions = {version.id: version for version in store.versions.all()}
    deployments = {deployment.id: deployment for deployment in store.deployments.all()}
    return tuple(
        ReviewName(
            key=review.key if review.revision == 1 else review.full_key,
            full_key=review.full_key,
            deployment=deployments[versions[review.version_id].deployment_id].name,
            version=versions[review.version_id].label,
            is_frozen=review.state == "frozen",
        )
        for review in store.reviews.all(order="number DESC, revision DESC")
    )


def chosen(names: tuple[ReviewName, ...], key: str) -> ReviewName | None:
    """Return the revision that a key names; the bare key names the newest."""
    wanted = key.strip().upper()
    exact = next((name for name in names if name.full_key == wanted), None)
    return exact or next((name for name in names if name.full_key.rpartition(".")[0] == wanted), None)
