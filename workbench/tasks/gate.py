"""The answer of a review to a pipeline: checklist, word and reasons, as JSON, JUnit XML or Markdown."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from workbench.domain.dissent import StandingDissent
from workbench.domain.errors import UserError
from workbench.domain.evidence import ProofCounts, count_proof
from workbench.domain.model import STATUS_MARKS, STATUS_WORDS, Model, Severity, Status
from workbench.domain.record import VerdictRecord
from workbench.domain.review import Condition
from workbench.domain.verdict import VERDICT_WORDS, Kind, Verdict, Word
from workbench.storage.review_view import ReviewView
from workbench.text import literal, visible

Effect = Literal["blocks", "condition", "note", "nothing"]
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not."""


class _Published(Model):
    """Takes its descriptions into the schema."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class GateLine(_Published):
    """One check of the checklist."""

    check: str
    status: Status
    summary: str
    effect: Effect
    """What the finding does to the verdict."""


class GateReason(_Published):
    """Why the verdict is what it is: what blocks first."""

    effect: Literal["blocks", "condition", "note"]
    kind: Kind
    check: str
    item: str
    """A check id, or the key of a condition, a waiver or a piece of evidence."""
    severity: Severity
    rule: str
    evidence: tuple[str, ...]
    """Names of the evidence that speaks to it."""


class GateCondition(_Published):
    """What an approval depends on."""

    id: str
    """`C1`."""
    check: str
    text: str
    owner: str
    due: date
    """It lapses at the end of this day, UTC, while it is open."""
    launch: Literal["before", "after"]
    """`before`: it has to be closed before the stage goes live."""
    state: Literal["open", "closed", "lapsed"]


class GateDissent(_Published):
    """A named disagreement; it changes no verdict."""

    id: str
    """`D1`."""
    check: str | None
    """None when it is about the review as a whole."""
    text: str
    by: str
    at: datetime
    signed: bool
    """Whether a signature in the report proves who dissents."""
    answered: bool


class GateAnswer(_Published):
    """What `workbench check REV --json` prints; the schema of `docs/check.schema.json`."""

    review: str
    """`REV-1`."""
    revision: str
    """`REV-1.2`."""
    deployment: str
    version: str
    draft: bool
    """The answer of a draft can still change."""
    as_of: datetime
    word: Word
    result: str
    """The last line of the checklist."""
    lines: tuple[GateLine, ...]
    reasons: tuple[GateReason, ...]
    proof: Annotated[ProofCounts, Field(description="Uses of evidence by kind of proof; never added up.")]
    conditions: tuple[GateCondition, ...] = ()
    dissents: tuple[GateDissent, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether the version may go on, with or without conditions."""
        return self.word is not Word.NOT_READY


def gate_answer(view: ReviewView, now: datetime, *, as_frozen: bool = False) -> GateAnswer:
    """Answer for a review at an instant, or as the freeze pinned it; a UserError says that nothing is pinned."""
    verdict: Verdict | VerdictRecord = view.verdict(now)
    facts = view.facts(now) if view.record is None else view.record.facts(now, view.damaged, view.purged)
    proof, moment = count_proof(facts), now
    if as_frozen:
        if view.as_frozen is None:
            raise UserError(
                f"{view.review.full_key} is not frozen, so no verdict is pinned. Nothing was changed. "
                "Leave --as-frozen out, or freeze it."
            )
        verdict, proof, moment = view.as_frozen, view.as_frozen.proof, view.as_frozen.as_of
    return GateAnswer(
        review=view.review.key,
        revision=view.review.full_key,
        deployment=view.deployment.name,
        version=view.version.label,
        draft=view.record is None,
        as_of=moment,
        word=verdict.word,
        result=verdict.result,
        lines=tuple(
            GateLine(check=row.check_id, status=row.status, summary=row.summary, effect=row.effect)
            for row in verdict.lines
        ),
        reasons=tuple(
            GateReason(check=row.check_id, **row.model_dump(exclude={"check_id"})) for row in verdict.reasons
        ),
        proof=proof,
        conditions=tuple(
            _condition(view, row, moment)
            for row in (view.record.conditions if as_frozen and view.record else view.current_conditions())
        ),
        dissents=tuple(_dissent(row) for row in (view.frozen_dissents() if as_frozen else view.current_dissents())),
    )


def _condition(view: ReviewView, row: Condition, moment: datetime) -> GateCondition:
    return GateCondition(
        id=row.key,
        check=row.check_id,
        text=row.text,
        owner=view.name_of(row.owner),
        due=row.due,
        launch=row.launch,
        state=row.state(moment),
    )


def _dissent(row: StandingDissent) -> GateDissent:
    return GateDissent(
        id=row.key,
        check=row.check_id,
        text=row.text,
        by=row.by,
        at=row.at,
        signed=row.is_signed,
        answered=bool(row.answers),
    )


def dissent_line(row: GateDissent) -> str:
    """Return `D1, Ben Ode dissents (injection_defense): The sandbox was never tried. Not answered.`."""
    how = "dissents with a signature" if row.signed else "dissents"
    about = f" ({row.check})" if row.check else ""
    text = " ".join(row.text.split())
    return f"{row.id}, {row.by} {how}{about}: {text}" + (" (answered)" if row.answered else "")


def to_text(answer: GateAnswer) -> str:
    """Return the checklist and RESULT, to the letter of source 1."""
    lines = (f"{row.check} {STATUS_MARKS[row.status]} {row.summary}".rstrip() for row in answer.lines)
    return "\n".join([*lines, answer.result])


def to_junit(answer: GateAnswer) -> str:
    """Return JUnit XML: a test case per check, a failure where something blocks, skipped where it does not apply."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    blocked = {line.check for line in answer.lines if line.effect == "blocks"}
    skipped = [line for line in answer.lines if line.status is Status.NOT_APPLICABLE and line.check not in blocked]
    counts = {"tests": str(len(answer.lines)), "failures": str(len(blocked)), "skipped": str(len(skipped))}
    name = _xml(f"{answer.revision} {answer.deployment} {answer.version}")
    root = Element("testsuites", {"name": "workbench", **counts, "errors": "0"})
    suite = SubElement(root, "testsuite", {"name": name, **counts, "errors": "0"})
    suite.set("timestamp", answer.as_of.strftime("%Y-%m-%dT%H:%M:%S"))
    for line in answer.lines:
        case = SubElement(suite, "testcase", {"classname": _xml(answer.deployment), "name": line.check})
        reasons = [reason for reason in answer.reasons if reason.check == line.check]
        said = _xml(line.summary or STATUS_WORDS[line.status])
        if line.check in blocked:
            rules = [_xml(reason.rule) for reason in reasons if reason.effect == "blocks"]
            failure = SubElement(case, "failure", {"message": said, "type": _first_kind(reasons)})
            failure.text = "\n".join(rules)
        elif line in skipped:
            SubElement(case, "skipped", {"message": said})
        else:
            told = [f"{STATUS_WORDS[line.status]}: {line.summary}", *(reason.rule for reason in reasons)]
            SubElement(case, "system-out").text = _xml("\n".join(told))
    told = [answer.result, *map(dissent_line, answer.dissents)]
    SubElement(suite, "system-out").text = _xml("\n".join(told))
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def to_markdown(answer: GateAnswer) -> str:
    """Return Markdown for a comment on a change: the result, a table of the checks, and what blocks."""
    of_what = f"{answer.revision} {answer.deployment} {answer.version}"
    draft = " A draft: the answer can still change." if answer.draft else ""
    proof = answer.proof
    parts = [
        f"### {STATUS_MARKS[_SIGNS[answer.word]]} {VERDICT_WORDS[answer.word]}: {literal(of_what)}",
        f"{literal(answer.result)}.{draft}",
        "\n".join(["| Check | Status | Finding |", "|---|---|---|", *map(_row, answer.lines)]),
        *_reasons("Blocks", [row for row in answer.reasons if row.effect == "blocks"]),
        *_reasons("Conditions", [row for row in answer.reasons if row.effect == "condition"]),
        *_to_do([row for row in answer.conditions if row.state != "closed"]),
        *_dissents(answer.dissents),
        f"Proof attached: {proof.declared} declared, {proof.verified} verified, {proof.stale} stale. "
        f"As of {answer.as_of:%Y-%m-%d %H:%M} UTC.",
    ]
    return "\n\n".join(parts)


_SIGNS = {Word.READY: Status.PASS, Word.WITH_CONDITIONS: Status.WARN, Word.NOT_READY: Status.FAIL}


def _row(line: GateLine) -> str:
    return f"| `{line.check}` | {STATUS_MARKS[line.status]} {STATUS_WORDS[line.status]} | {literal(line.summary)} |"


def _reasons(title: str, reasons: Iterable[GateReason]) -> list[str]:
    lines = [
        f"- `{row.check}`{'' if row.item == row.check else f' ({row.item})'}: {literal(row.rule)}" for row in reasons
    ]
    return ["\n".join([f"**{title}**", "", *lines])] if lines else []


def _to_do(rows: Iterable[GateCondition]) -> list[str]:
    lines = [
        f"- {row.id} (`{row.check}`), {literal(row.owner)}, due {row.due}"
        f"{', before the launch' if row.launch == 'before' else ''}{', lapsed' if row.state == 'lapsed' else ''}: "
        f"{literal(row.text)}"
        for row in rows
    ]
    return ["\n".join(["**To be done**", "", *lines])] if lines else []


def _dissents(rows: Iterable[GateDissent]) -> list[str]:
    lines = [f"- {literal(dissent_line(row))}" for row in rows]
    return ["\n".join(["**Dissent**", "", *lines])] if lines else []


def _first_kind(reasons: Iterable[GateReason]) -> str:
    return next(reason.kind for reason in reasons if reason.effect == "blocks")


def _xml(text: str) -> str:
    """Return text without what XML cannot hold, hidden characters made visible."""
    return "\n".join(_NO_XML.sub("�", visible(line)) for line in text.split("\n"))
