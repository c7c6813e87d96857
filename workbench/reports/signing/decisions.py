"""What a signer decides or dissents from, and the sentence in which a signature carries it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MAX_COMMENT = 2000
"""Characters of a comment. It lies in the signature whole; the printed box shows what fits."""

DISSENT = "dissent"
"""The first word of the reason of a dissent; it is none of the decisions."""

_ROLE = re.compile(r"^[a-z0-9][a-z0-9-]{0,60}$")
_DIGEST = re.compile(r"^sha256:([0-9a-f]{64})$")
_DISSENT_FIELD = re.compile(r"^dissent-[1-9][0-9]{0,8}$")


class Decision(StrEnum):
    """What one required role decides about a frozen review."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve-with-conditions"
    DEFER = "defer"
    REJECT = "reject"

    @property
    def words(self) -> str:
        """Return the decision as it is printed: `Approve with conditions`."""
        return self.value.replace("-", " ").capitalize()

    @property
    def is_approval(self) -> bool:
        """Whether the signer lets the deployment go ahead."""
        return self in (Decision.APPROVE, Decision.APPROVE_WITH_CONDITIONS)


@dataclass(frozen=True)
class Reason:
    """The reason of a signature: `decision | role | sha256:… | comment` (record.md section 4)."""

    decision: Decision
    role: str
    digest: str
    """SHA-256 of `record.json`, 64 hexadecimal digits."""
    comment: str

    @property
    def text(self) -> str:
        """Return the reason as the signature carries it."""
        return f"{self.decision.value} | {self.role} | sha256:{self.digest} | {self.comment}"

    @classmethod
    def parse(cls, text: str) -> "Reason | None":
        """Read a reason back; None when it does not have the four parts."""
        parts = text.split(" | ", 3)
        if len(parts) != 4:
            return None
        decision, role, digest, comment = parts
        match = _DIGEST.match(digest)
        if decision not in set(Decision) or not is_role_id(role) or match is None:
            return None
        return cls(Decision(decision), role, match.group(1), comment)


@dataclass(frozen=True)
class DissentReason:
    """The reason of a dissent: `dissent | sha256:… | text`; it names no role and no decision."""

    digest: str
    """SHA-256 of `record.json`, 64 hexadecimal digits."""
    said: str
    """What the signer disagrees about, at most `MAX_COMMENT` characters."""

    @property
    def text(self) -> str:
        """Return the reason as the signature carries it."""
        return f"{DISSENT} | sha256:{self.digest} | {self.said}"

    @classmethod
    def parse(cls, text: str) -> "DissentReason | None":
        """Read a reason back; None when it does not have the three parts, or says nothing."""
        parts = text.split(" | ")
        if len(parts) != 3 or parts[0] != DISSENT:
            return None
        match = _DIGEST.match(parts[1])
        if match is None or not 1 <= len(parts[2].strip()) <= MAX_COMMENT:
            return None
        return cls(match.group(1), parts[2])


def is_dissent_field(name: str) -> bool:
    """Whether a field of this name can hold a dissent; a dot would split the name, and make two fields of it."""
    return _DISSENT_FIELD.match(name) is not None


def is_role_id(text: str) -> bool:
    """Whether the text can be the id of a role; a dot would split the name of the PDF field."""
    return _ROLE.match(text) is not None


def clean_line(text: str) -> str:
    """Return the text on one line, without control or direction characters, in composed form.

    A direction override could make a name or a comment read as its opposite.
    """
    kept = (
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Zs") else c for c in unicodedata.normalize("NFC", text)
    )
    visible = "".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join(visible.split())


def clean_comment(text: str) -> str:
    """Return a comment that cannot be mistaken for a part of the reason: ` | ` becomes ` / `."""
    return clean_line(text).replace("|", "/")
