"""What a scan for credentials looks for and what it tells: the file, the lines and the kinds, never the secret."""

from collections.abc import Iterable, Sequence

from pydantic import Field, model_validator

from workbench.domain.errors import UserError
from workbench.domain.model import Model

SHOWN_LINES = 5
"""How many lines of one kind a sentence names."""


class CredentialRule(Model):
    """One kind of credential and how it is recognised."""

    kind: str
    hints: tuple[str, ...]
    """Lower-case literals; where none stands nearby, nothing is searched."""
    detector: str = ""
    """`module:Class` of a plugin of the library, whose regular expressions are taken."""
    pattern: str = ""
    """A regular expression of ours, with the value in the group `secret`."""
    whole: bool = False
    """Take the whole of what the detector matches, and not the group in it."""
    several_lines: bool = False
    entropy: float = 0.0
    """Bits for each character that a value needs at least."""
    mixed: bool = False
    """A value needs letters and something else: a word of a language is none."""
    shortest: int = 8

    @model_validator(mode="after")
    def _has_one_source(self) -> "CredentialRule":
        if bool(self.detector) == bool(self.pattern):
            raise ValueError(f"the rule for {self.kind} needs a detector or a pattern")
        return self


class CredentialRules(Model):
    """All rules, and how far a scan goes."""

    version: int
    scan_bytes: int
    """From the beginning of a file; the rest is not scanned, and that is said."""
    seconds: float
    """How long the scan of one file may take; what is left then is not scanned either."""
    placeholders: tuple[str, ...]
    """Regular expressions of values that are no secrets."""
    rules: tuple[CredentialRule, ...] = Field(alias="rule")


class Credential(Model):
    """What may be told of a credential: where it stands and of what kind it is."""

    file: str
    line: int
    """0 where there are no lines, as in an address."""
    kind: str


class CredentialsFound(UserError):
    """Files hold what looks like credentials, and nobody has said yet what to do with them; nothing was stored."""

    def __init__(self, found: Sequence[Credential], *, can_redact: bool = True) -> None:
        self.found = tuple(found)
        self.can_redact = can_redact
        """False where they stand in what no copy can be made of: an address, a PDF, an archive."""
        remedy = (
            "Attach a copy in which they are redacted (--redact), or the file as it is (--with-secrets)."
            if can_redact
            else "No redacted copy can be made: take them out first, or attach it as it is (--with-secrets)."
        )
        super().__init__(f"{' '.join(told(self.found))} Nothing was attached. {remedy}")


def told(found: Iterable[Credential]) -> list[str]:
    """Return one sentence for each file: `run.log holds what looks like credentials: AWS key (line 3).`"""
    files: dict[str, dict[str, list[int]]] = {}
    for each in found:
        files.setdefault(each.file, {}).setdefault(each.kind, []).append(each.line)
    return [
        f"{file} holds what looks like credentials: {', '.join(kind + _lines(lines) for kind, lines in kinds.items())}."
        for file, kinds in files.items()
    ]


def _lines(lines: list[int]) -> str:
    numbers = sorted(set(lines) - {0})
    shown = ", ".join(map(str, numbers[:SHOWN_LINES]))
    more = f" and {len(numbers) - SHOWN_LINES} more" if len(numbers) > SHOWN_LINES else ""
    return f" (line{'s' if len(numbers) > 1 else ''} {shown}{more})" if numbers else ""
