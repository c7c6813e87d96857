"""How the window words a verification."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.domain.dissent import StandingDissent
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.verification import SignedDecision, SignedDissent, Verification, Word
from workbench.text import visible

DECISION_ROWS = {
    Decision.APPROVE: "approve",
    Decision.APPROVE_WITH_CONDITIONS: "approve_with_conditions",
    Decision.DEFER: "defer",
    Decision.REJECT: "reject",
}
"""Decision to its row in `kit.signer.DECISIONS`."""
EXAMPLE_AUTHORITY = "The names are proven by the authority of the example, which nobody outside trusts"
PAIRS = 8
"""Of a fingerprint on one line, which fits the narrow column of the sign-off too."""
_FINGERPRINT = re.compile(r"[0-9A-F]{2}(?::[0-9A-F]{2}){31}")


@dataclass(frozen=True)
class Fact:
    """One line of what was checked."""

    icon: str
    text: str
    tone: str = "text"
    mono: tuple[str, ...] = ()
    """A fingerprint on lines of its own: nobody compares 95 characters in running text."""


def facts(verification: Verification, own_authority: str = "") -> tuple[Fact, ...]:
    """Say what was checked; `own_authority` says which authority was passed along besides the trusted ones."""
    if verification.word is Word.DO_NOT_TRUST:
        return tuple(_reason(reason) for reason in verification.reasons)
    return tuple(_facts(verification, own_authority))


def _facts(verification: Verification, own_authority: str) -> Iterator[Fact]:
    signatures: list[SignedDecision | SignedDissent] = [*verification.decisions, *verification.dissents]
    number = len(signatures)
    hold = "1 signature holds" if number == 1 else f"{number} signatures hold"
    if verification.word is Word.VALID_UNCHANGED:
        yield Fact("check", f"{hold}; the last covers the whole file")
    else:
        yield Fact("check", f"{hold}; what came after the last is listed below")
    yield Fact("check", "The embedded record has the digest that every signature names")
    if own_authority:
        yield Fact("info", own_authority)
    else:
        yield Fact("check", "The names are proven by an authority that you trust")
    if all(signed.time_proven for signed in signatures):
        yield Fact("check", "The times are proven by time-stamps")
    else:
        yield Fact("info", "Times come from the signers’ computers; no time authority is set", "secondary")
    for addition in verification.additions:
        yield Fact("info", f"Added later: {addition}")


def _reason(reason: str) -> Fact:
    """Set a fingerprint apart from its sentence."""
    match = _FINGERPRINT.search(reason)
    if match is None:
        return Fact("x", reason)
    pairs = match[0].split(":")
    lines = tuple(":".join(pairs[start : start + PAIRS]) for start in range(0, len(pairs), PAIRS))
    return Fact("x", f"{reason[: match.start()].rstrip()}:", mono=lines)


def signed_at(signed: SignedDecision | SignedDissent) -> str:
    """`20 Nov 2026, 14:31 UTC`; a signature may claim no time."""
    return at_utc(signed.time) if signed.time else "no time claimed"


def answers_of(dissent: StandingDissent) -> list[tuple[str, str]]:
    """Return each answer with who gave it and when, as the row of a dissent shows them."""
    return [(visible(each.text), f"{visible(each.by)} answered, {at_utc(each.at)}") for each in dissent.answers]


def at_utc(moment: datetime) -> str:
    """`20 Nov 2026, 14:31 UTC`."""
    moment = moment.astimezone(UTC)
    return f"{moment.day} {moment:%b %Y, %H:%M} UTC"


def role_words(role: str) -> str:
    """`review-lead` as `Review lead`, where only the id is known."""
    return visible(role).replace("-", " ").capitalize()


def digest_lines(digest: str) -> tuple[str, str]:
    """Return a digest in groups of eight, on two lines."""
    groups = [digest[start : start + 8] for start in range(0, len(digest), 8)]
    return " ".join(groups[:4]), " ".join(groups[4:])
