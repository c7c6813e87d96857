"""Dissent as it stands: what was recorded before the freeze, what was signed after it, and what was answered."""

from collections.abc import Callable, Iterable
from datetime import datetime

from workbench.domain.approval import LedgerEntry
from workbench.domain.model import Model
from workbench.domain.review import Dissent


class DissentAnswer(Model):
    """What somebody answered a dissent; it settles nothing by itself and changes no digest."""

    text: str
    by: str
    """A name."""
    at: datetime


class StandingDissent(Model):
    """One dissent with its answers, oldest first."""

    key: str
    check_id: str | None
    """None when it is about the review as a whole."""
    text: str
    by: str
    """A name."""
    at: datetime
    fingerprint: str = ""
    """Of the certificate that signed it, SHA-256 in hex; empty for one that was only recorded."""
    answers: tuple[DissentAnswer, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether a signature proves who dissents."""
        return bool(self.fingerprint)


def standing_dissents(
    dissents: Iterable[Dissent], ledger: Iterable[LedgerEntry], name_of: Callable[[str], str]
) -> tuple[StandingDissent, ...]:
    """Lay the ledger over the dissents of a record or a draft; the signed ones follow in the order of collecting."""
    entries = tuple(ledger)
    recorded = (
        StandingDissent(key=row.key, check_id=row.check_id, text=row.text, by=name_of(row.by), at=row.at)
        for row in dissents
    )
    signed = (
        StandingDissent(
            key=entry.dissent_key or "",
            check_id=None,
            text=entry.dissent.text,
            by=entry.dissent.name,
            at=entry.dissent.at,
            fingerprint=entry.dissent.fingerprint,
        )
        for entry in entries
        if entry.dissent is not None
    )
    return tuple(
        row.model_copy(update={"answers": _answers(row.key, entries, name_of)}) for row in (*recorded, *signed)
    )


def _answers(key: str, ledger: Iterable[LedgerEntry], name_of: Callable[[str], str]) -> tuple[DissentAnswer, ...]:
    return tuple(
        DissentAnswer(text=entry.text, by=name_of(entry.by), at=entry.at)
        for entry in ledger
        if entry.kind == "dissent-answered" and entry.dissent_key == key
    )
