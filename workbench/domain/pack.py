"""Where an entry of the catalogue comes from, and how it stands to the built-in pack."""

from typing import Annotated

from pydantic import StringConstraints

from workbench.domain.model import Model

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Refused(Model):
    """A file of a pack that was not loaded, and why."""

    file: str
    line: int
    reason: str
    pack: str = ""
    """The folder of a team's pack; empty for the built-in one."""

    @property
    def where(self) -> str:
        """File and line as a person looks for them: `team/failure-modes/M13.md, line 4`."""
        return f"{self.pack}/{self.file}, line {self.line}" if self.pack else f"{self.file}, line {self.line}"


class Origin(Model):
    """What the pack says about an entry, beside the entry itself."""

    pack: str = ""
    """The folder of a team's pack; empty for the built-in one."""
    file: str = ""
    """Within the pack."""
    deprecated: str = ""
    """Why it is not asked in new reviews any more; it stays listed, and its id is never given again."""
    overrides: str = ""
    """SHA-256 of the built-in text over which it was written, as its file says."""
    builtin: str = ""
    """SHA-256 of the built-in text that it stands for now; empty when it stands for none."""

    @property
    def is_own(self) -> bool:
        """Whether it comes from a team's pack."""
        return bool(self.pack)

    @property
    def path(self) -> str:
        """Where its file lies below `packs/`."""
        return f"{self.pack}/{self.file}"

    @property
    def is_behind(self) -> bool:
        """Whether the built-in entry has changed since it was overridden."""
        return bool(self.overrides and self.builtin and self.overrides != self.builtin)


class PackFile(Model):
    """A file of a team's pack as the journal knows it."""

    id: str
    """Its path below `packs/`: `team/failure-modes/M13.md`."""
    sha256: Sha256
    """Of its text, which the workspace keeps."""


def origin_words(origin: Origin) -> str:
    """Return where an entry comes from, in words."""
    if not origin.is_own:
        return "built in"
    return f"{origin.pack}, in place of the built-in entry" if origin.builtin else origin.pack
