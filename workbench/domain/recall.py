"""Recall: which reviews an incident puts in doubt, and why (record.md section 6)."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from workbench.domain.evidence import EvidenceFact
from workbench.domain.model import Model, Proof, Status
from workbench.domain.review import ControlState

TieKind = Literal["failed", "absent", "version", "evidence", "tool", "service", "model", "mode"]
STRENGTH: tuple[TieKind, ...] = ("failed", "absent", "version", "evidence", "tool", "service", "model", "mode")
"""From the strongest to the weakest: a shared failure mode alone says little, and is named apart."""
_SHORTEST_NAME = 3
"""A shorter name of a tool is found in any text."""
_STATES = {"in-place": "in place", "partly": "partly in place", "absent": "absent", "na": "not applicable"}


class Struck(Model):
    """What an incident says against reviews."""

    failed: tuple[str, ...] = ()
    """Control ids."""
    absent: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    """Mode ids; a sub-mode counts as its mode."""
    text: str = ""
    """Everything that is told of it; names of tools, services and models are looked for in it."""
    version_id: str | None = None
    """The version that ran."""
    model: str = ""
    """The model of that version."""
    files: frozenset[str] = frozenset()
    """SHA-256 of what the incident cites or came from."""


class UseFact(Model):
    """One use of evidence, as far as a recall asks."""

    fact: EvidenceFact
    sha256: str | None
    about: str
    """Id of the version that the evidence is about."""


class WaiverFact(Model):
    """A waiver that has not lapsed."""

    key: str
    is_live: bool
    compensating: str | None


class CheckFacts(Model):
    """What one finding of a review rests on."""

    check_id: str
    mode_id: str
    mode_controls: tuple[str, ...]
    """Of the mode that the check belongs to."""
    status: Status
    controls: Mapping[str, ControlState]
    uses: tuple[UseFact, ...] = ()
    waivers: tuple[WaiverFact, ...] = ()


class ReviewFacts(Model):
    """What a review rests on."""

    review: str
    """Full key."""
    version_id: str
    model: tuple[str, ...] = ()
    """The model and its snapshot, where they are known."""
    tools: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    checks: tuple[CheckFacts, ...]


class Tie(Model):
    """One reason why an incident puts a review in doubt."""

    kind: TieKind
    review: str
    check_id: str = ""
    """Empty when it is about the whole review."""
    subject: str
    """Control id, name, key of the use, or mode id; `version` for the one that ran."""
    said: str
    """Completes "this review …"; without a full stop."""
    nothing_else: bool = False
    """The finding has no other control in place with verified proof."""


def recall(struck: Struck, review: ReviewFacts, names: Mapping[str, str]) -> tuple[Tie, ...]:
    """Return the ties of one review, the strongest first.

    `names`: of controls, by id. A check that is tied more strongly is not named again for its failure mode.
    """
    found = [*_by_controls(struck, review, names), *_by_evidence(struck, review), *_by_profile(struck, review)]
    tied = {tie.check_id for tie in found}
    found += [tie for tie in _by_mode(struck, review) if tie.check_id not in tied]
    return tuple(sorted(found, key=lambda tie: (STRENGTH.index(tie.kind), not tie.nothing_else)))


def relied_on(check: CheckFacts) -> dict[str, str]:
    """Return the controls that a finding relies on, with how: a state, evidence on it, or a waiver that counts on it.

    A control that the finding says is absent or not applicable is not relied on, whatever evidence lies on it.
    """
    how: dict[str, list[str]] = {}
    for control, state in check.controls.items():
        if state.state in ("in-place", "partly"):
            how.setdefault(control, []).append(_STATES[state.state])
    for use in check.uses:
        control = use.fact.control_id or ""
        if control and not use.fact.contradicts and not _is_denied(check, control):
            how.setdefault(control, []).append(f"{use.fact.proof.value} evidence {use.fact.use}")
    for waiver in check.waivers:
        if waiver.compensating:
            how.setdefault(waiver.compensating, []).append(f"what {waiver.key} counts on instead")
    return {control: ", ".join(words) for control, words in how.items()}


def proven_controls(check: CheckFacts) -> tuple[str, ...]:
    """Return the controls that are in place with verified proof of their own."""
    verified = {
        use.fact.control_id
        for use in check.uses
        if use.fact.proof is Proof.VERIFIED and not use.fact.contradicts and not use.fact.damaged
    }
    return tuple(name for name, state in check.controls.items() if state.state == "in-place" and name in verified)


def is_named(name: str, text: str) -> bool:
    """Tell whether a text names something, as a word of its own and in whatever case."""
    wanted = name.strip()
    if len(wanted) < _SHORTEST_NAME:
        return False
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text, re.IGNORECASE) is not None


def may_be_since(when: str, day: str) -> bool:
    """Tell whether a date that is cut to its precision may be on or after a day; an unknown one may."""
    year, _, quarter = when.partition("-Q")
    latest = f"{year}-{3 * int(quarter):02}" if quarter else when
    return latest >= day[: len(latest)]


def _is_denied(check: CheckFacts, control: str) -> bool:
    state = check.controls.get(control)
    return state is not None and state.state in ("absent", "na")


def _by_controls(struck: Struck, review: ReviewFacts, names: Mapping[str, str]) -> Iterator[Tie]:
    for check in review.checks:
        reliance = relied_on(check)
        others = [control for control in proven_controls(check) if control not in struck.failed]
        for control in struck.failed:
            if control in reliance:
                yield _failed(review, check, control, reliance[control], others, names)
        for control in struck.absent:
            lacks = _lacks(check, control, names.get(control, control))
            if lacks:
                yield Tie(
                    kind="absent", review=review.review, check_id=check.check_id, subject=control, said=lacks
                )  # fmt: skip


def _failed(
    review: ReviewFacts, check: CheckFacts, control: str, how: str, others: list[str], names: Mapping[str, str]
) -> Tie:
    beside = ", ".join(names.get(other, other) for other in others)
    rest = f"in place with verified proof beside it: {beside}" if beside else "nothing else in place is verified"
    return Tie(
        kind="failed",
        review=review.review,
        check_id=check.check_id,
        subject=control,
        said=f"relies on {names.get(control, control)} ({how}); {rest}",
        nothing_else=not others,
    )


def _lacks(check: CheckFacts, control: str, name: str) -> str:
    """Say how a finding lacks, excludes or waives a control; empty when it does not."""
    state = check.controls.get(control)
    if state is not None and state.state == "absent":
        return f"lacks {name} too"
    if state is not None and state.state == "na":
        return f"excludes {name} as not applicable" + (f": {state.reason}" if state.reason else "")
    if control not in check.mode_controls or state is not None:
        return ""
    live = next((waiver.key for waiver in check.waivers if waiver.is_live), "")
    if live:
        return f"waives the check that asks for {name} ({live})"
    return f"excludes the check that asks for {name}" if check.status is Status.NOT_APPLICABLE else ""


def _by_evidence(struck: Struck, review: ReviewFacts) -> Iterator[Tie]:
    if struck.version_id is not None and review.version_id == struck.version_id:
        yield Tie(kind="version", review=review.review, subject="version", said="is of the version that ran")
    for check in review.checks:
        for use in check.uses:
            said = _shared_proof(struck, review, use)
            if said:
                yield Tie(
                    kind="evidence",
                    review=review.review,
                    check_id=check.check_id,
                    subject=use.fact.use,
                    said=f"{said}: {use.fact.name} ({use.fact.use})",
                )


def _shared_proof(struck: Struck, review: ReviewFacts, use: UseFact) -> str:
    if use.sha256 is not None and use.sha256 in struck.files:
        return "rests on a file that the incident cites"
    carried = review.version_id != use.about
    return "rests on evidence about the version that ran" if carried and use.about == struck.version_id else ""


def _by_profile(struck: Struck, review: ReviewFacts) -> Iterator[Tie]:
    words: tuple[tuple[TieKind, tuple[str, ...], str], ...] = (
        ("tool", review.tools, "has the tool {} that the incident names"),
        ("service", review.services, "calls {}, which the incident names"),
        ("model", review.model, "runs on {}, which the incident names"),
    )
    for kind, names, said in words:
        for name in dict.fromkeys(names):
            if is_named(name, struck.text):
                yield Tie(kind=kind, review=review.review, subject=name, said=said.format(name))
    model = review.model[0] if review.model else ""
    same = model.casefold() == struck.model.casefold() and review.version_id != struck.version_id
    if model and same and not is_named(model, struck.text):
        yield Tie(kind="model", review=review.review, subject=model, said=f"runs on {model}, as the version did")


def _by_mode(struck: Struck, review: ReviewFacts) -> Iterator[Tie]:
    for check in review.checks:
        if check.mode_id in struck.modes:
            yield Tie(
                kind="mode",
                review=review.review,
                check_id=check.check_id,
                subject=check.mode_id,
                said=f"asks about {check.mode_id}",
            )
