"""The trace matrix of a review: failure mode × control × evidence, and its holes.

A hole is a control that is claimed, in place or partly, without a supporting use of evidence of its own; or a check
that is asked and none of whose controls is in place. A hole can be accepted, with a reason; then it is shown as that.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal

from workbench.domain.applicability import Applicability
from workbench.domain.catalogue import AnyTopic, Control
from workbench.domain.comparison import CONTROL_WORDS
from workbench.domain.evidence import EvidenceFact
from workbench.domain.model import Model, Proof, Severity, Status
from workbench.domain.review import WHOLE_CHECK, Finding

Hole = Literal["unsupported", "check-only", "no-control", ""]
HOLE_WORDS: dict[Hole, str] = {
    "unsupported": "Claimed without evidence",
    "check-only": "Only the check has evidence",
    "no-control": "No control in place",
    "": "",
}
_CLAIMED = ("in-place", "partly")


class Accepted(Model):
    """Who accepted a hole, when and why."""

    text: str
    by: str
    """Name of the person."""
    at: datetime


class TraceUse(Model):
    """One use of evidence in a cell of the matrix."""

    key: str
    name: str
    proof: Proof
    contradicts: bool
    is_void: bool
    """Damaged or purged: it supports nothing."""

    @property
    def supports(self) -> bool:
        """Whether it speaks for the claim, whatever kind of proof it is."""
        return not self.contradicts and not self.is_void


class TraceRow(Model):
    """A check as a whole, or one of its controls."""

    check_id: str
    mode_id: str
    mode: str
    severity: Severity
    status: Status
    """The reviewer's finding."""
    is_asked: bool
    """Whether the check applies and was not answered with *not applicable*: else it has no hole."""
    control_id: str | None
    """None for the check as a whole."""
    control: str
    kind: str
    """`prevents`, `detects`, `contains`, `recovers`; empty for the check as a whole."""
    state: str
    """`in place`, `partly`, `absent`, `not applicable`; empty where nobody has said, and for the check as a whole."""
    reason: str
    uses: tuple[TraceUse, ...]
    hole: Hole
    accepted: Accepted | None
    """Only where there is a hole."""

    @property
    def is_open(self) -> bool:
        """Whether there is a hole that nobody has accepted."""
        return bool(self.hole) and self.accepted is None

    @property
    def said(self) -> str:
        """What is the matter, in words; empty where nothing is."""
        return f"{HOLE_WORDS[self.hole]}, accepted" if self.accepted else HOLE_WORDS[self.hole]


class TraceMatrix(Model):
    """Every control of every check of a review, with what shows it."""

    review: str
    deployment: str
    version: str
    checklist: str
    rows: tuple[TraceRow, ...]
    """Check by check in the order of the checklist: the check as a whole, then its controls."""

    @property
    def holes(self) -> tuple[TraceRow, ...]:
        """The rows with a hole, accepted or not."""
        return tuple(row for row in self.rows if row.hole)

    @property
    def open_holes(self) -> tuple[TraceRow, ...]:
        """The holes that nobody has accepted."""
        return tuple(row for row in self.rows if row.is_open)


def trace_rows(
    checks: Iterable[str],
    topics: Mapping[str, AnyTopic],
    findings: Mapping[str, Finding],
    applies: Mapping[str, Applicability],
    facts: Iterable[EvidenceFact],
    names: Mapping[str, str],
) -> Iterator[TraceRow]:
    """Yield the rows of a matrix; the mappings are by check id, `names` are of persons by id."""
    known = tuple(facts)
    for check in checks:
        finding = findings.get(check) or Finding(id="", review_id="", check_id=check)
        is_asked = applies[check].applies is not False and finding.status is not Status.NOT_APPLICABLE
        mine = tuple(fact for fact in known if fact.check_id == check)
        for control in (None, *topics[check].controls):
            yield _row(topics[check], finding, control, mine, is_asked, names)


def hole_of(finding: Finding, control_id: str | None, facts: Iterable[EvidenceFact]) -> Hole:
    """Tell which hole there is at a control, or at a check as a whole; `facts` are those of the check."""
    if control_id is None:
        return "" if any(each.state == "in-place" for each in finding.controls.values()) else "no-control"
    state = finding.controls.get(control_id)
    if state is None or state.state not in _CLAIMED:
        return ""
    places = {fact.control_id for fact in facts if _use(fact).supports}
    return "" if control_id in places else "check-only" if None in places else "unsupported"


def hole_key(control_id: str | None) -> str:
    """Return under which key of a finding the acceptance of a hole stands."""
    return control_id or WHOLE_CHECK


def _row(
    topic: AnyTopic,
    finding: Finding,
    control: Control | None,
    facts: tuple[EvidenceFact, ...],
    is_asked: bool,
    names: Mapping[str, str],
) -> TraceRow:
    control_id = control.id if control else None
    state = finding.controls.get(control.id) if control else None
    uses = tuple(_use(fact) for fact in facts if fact.control_id == control_id)
    hole = hole_of(finding, control_id, facts) if is_asked else ""
    return TraceRow(
        check_id=finding.check_id,
        mode_id=topic.id,
        mode=topic.name,
        severity=topic.severity,
        status=finding.status,
        is_asked=is_asked,
        control_id=control_id,
        control=control.name if control else "",
        kind=control.kind.value if control else "",
        state=CONTROL_WORDS[state.state] if state else "",
        reason=state.reason if state else "",
        uses=uses,
        hole=hole,
        accepted=_accepted(finding, control_id, names) if hole else None,
    )


def _use(fact: EvidenceFact) -> TraceUse:
    is_void = fact.damaged or fact.purged
    return TraceUse(key=fact.use, name=fact.name, proof=fact.proof, contradicts=fact.contradicts, is_void=is_void)


def _accepted(finding: Finding, control_id: str | None, names: Mapping[str, str]) -> Accepted | None:
    found = (finding.accepted_holes or {}).get(hole_key(control_id))
    return Accepted(text=found.text, by=names.get(found.by, ""), at=found.at) if found else None
