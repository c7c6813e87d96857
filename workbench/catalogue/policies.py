"""Policies from TOML files: the built-in ones, and those that a team keeps in its workspace."""

from pathlib import Path

from workbench.domain.errors import UserError
from workbench.domain.model import Model
from workbench.domain.pack import Refused
from workbench.domain.policy import Policy

OWN = ("policies/*.toml", "packs/*/policies/*.toml")
"""Where a team's own policies lie in a workspace."""


class Policies(Model):
    """The policies there are, by id, and the files that were refused."""

    loaded: dict[str, Policy]
    refused: tuple[Refused, ...] = ()

    def named(self, policy_id: str) -> Policy:
        """Return one policy; a UserError says that there is none, or why its file was refused."""
        if policy_id in self.loaded:
            return self.loaded[policy_id]
        for row in self.refused:
            if Path(row.file).stem == policy_id:
                raise UserError(
                    f"The policy {policy_id} was refused: {row.file}, line {row.line}: {row.reason}. "
                    "Nothing was changed. Mend the file and try again."
                )
        names = ", ".join(self.loaded)
        raise UserError(f"There is no policy {policy_id}. Nothing was changed. There are: {names}.")


def load_policy(policy_id: str = "default", workspace: Path | None = None) -> Policy:
    """Return a policy, a built-in one or one of a workspace; a UserError says what is wrong."""
    return load_policies(workspace).named(policy_id)


def load_policies(workspace: Path | None = None) -> Policies:
    """Read the built-in policies, and after them those in the folder of a workspace."""
    # What reads files that people wrote is heavy, and the first page shows none of them.
    from workbench.catalogue.policy_files import read_policies

    return read_policies(workspace)
