"""Which steps are open to each check of a review, in words and with their effort."""

from collections.abc import Iterable, Iterator, Mapping

from workbench.domain.catalogue import FailureMode, Topic
from workbench.domain.evidence import EvidenceFact, has_passed
from workbench.domain.model import Proof, Status
from workbench.domain.policy import Cell
from workbench.domain.review import Waiver
from workbench.domain.unblocking import Case, Effort, Step, StepKind, control_for, is_compensated

CONFIRMABLE = 3
"""How many uses of one check are offered for confirmation; one is enough."""
_AGREE = "Let team and reviewer, two persons, both say that it does not apply"
_PROVE = {
    Status.FAIL: "Fix and prove",
    Status.WARN: "Fix and prove",
    Status.UNKNOWN: "Find out, and prove a pass",
    Status.NOT_APPLICABLE: "Answer it with a pass, and prove it",
}


def open_steps(case: Case, effort: Effort) -> Mapping[str, tuple[Step, ...]]:
    """Return the steps that bear on each check that blocks or is a condition, by check.

    A step that proves a compensating control bears on every check whose waiver names that control.
    """
    telling = {reason.check_id for reason in case.verdict().reasons if reason.effect != "note"}
    made = _Steps(case, effort)
    return {check: tuple(made.of(check)) for check in case.checklist.checks if check in telling}


class _Steps:
    """Makes the steps of one case; one that proves a control is made once and shared."""

    def __init__(self, case: Case, effort: Effort) -> None:
        self.case = case
        self.effort = effort
        self._compensations: dict[str, Step] = {}
        self._policy = case.policy.for_stage(case.profile.stage)

    def of(self, check: str) -> Iterator[Step]:
        status, mode = self.case.status(check), self.case.modes[check]
        facts = [fact for fact in self.case.facts if fact.check_id == check]
        supporting = [fact for fact in facts if fact.proof is Proof.VERIFIED and not (fact.contradicts or fact.damaged)]
        if status is Status.UNKNOWN and check in self.case.exempt:
            yield self._step("exempt", check, check, f"{_AGREE}, as the profile has it")
        elif status in _PROVE:
            yield self._step("prove", check, check, f"{_PROVE[status]}: {_remedy(status, mode)}")
        if not supporting and self._is_proof_worth(status, mode):
            yield from self._proofs(check, facts)
        finding = self.case.findings.get(check)
        if status is Status.NOT_APPLICABLE and finding and not finding.is_exemption_confirmed:
            yield self._step("second", check, check, _AGREE)
        yield from self._on_uses(check, facts)
        yield from self._on_conditions(check)
        proven = bool(supporting) if status is not Status.NOT_APPLICABLE else False
        yield from self._on_waivers(check, mode, self._policy.cell(status, mode.severity, proven=proven))

    def _is_proof_worth(self, status: Status, mode: Topic) -> bool:
        if status is Status.NOT_APPLICABLE:
            return False
        with_it, without = (self._policy.cell(status, mode.severity, proven=proven) for proven in (True, False))
        return with_it.rank < without.rank

    def _proofs(self, check: str, facts: Iterable[EvidenceFact]) -> Iterator[Step]:
        question = self.case.modes[check].check.question
        yield self._step(
            "evidence", check, check, f"Attach a file that proves it, and let another person confirm it: {question}"
        )
        uses = [fact for fact in facts if fact.use in self.case.confirmable and not fact.contradicts]
        for fact in uses[:CONFIRMABLE]:
            yield self._step("confirm", check, fact.use, f"Let another person confirm {fact.use}, {fact.name}")

    def _on_uses(self, check: str, facts: Iterable[EvidenceFact]) -> Iterator[Step]:
        damaged = [fact for fact in facts if fact.damaged]
        against = [fact for fact in facts if fact.contradicts and fact.proof is Proof.VERIFIED and not fact.answered]
        if against:
            uses = _joined(fact.use for fact in against)
            yield self._step("answer", check, uses, f"Answer what contradicts it: {uses}")
        if damaged:
            names = _joined(fact.name for fact in damaged)
            yield self._step(
                "restore", check, _joined(fact.use for fact in damaged), f"Put back or attach again: {names}"
            )

    def _on_conditions(self, check: str) -> Iterator[Step]:
        rows = [row for row in self.case.conditions if row.check_id == check]
        for state, word in (("lapsed", "Close with evidence what lapsed"), ("open", "Close with evidence")):
            keys = [row.key for row in rows if row.state(self.case.now) == state]
            if keys:
                yield self._step("close", check, _joined(keys), f"{word}: {_joined(keys)}")

    def _on_waivers(self, check: str, mode: Topic, cell: Cell) -> Iterator[Step]:
        rows = [row for row in self.case.waivers if row.check_id == check]
        lapsed = [row.key for row in rows if row.state(self.case.now) == "lapsed"]
        if lapsed:
            yield self._step("withdraw", check, _joined(lapsed), f"Withdraw what lapsed: {_joined(lapsed)}")
        if not cell.is_waivable:
            return
        days = self._policy.waiver_days_for(mode.severity)
        yield self._step("waive", check, check, f"Waiver, {days} days at most, approved by {self._by(check, mode)}")
        pending = [
            row
            for row in rows
            if row.state(self.case.now) == "pending" and not has_passed(row.expires_on, self.case.now)
        ]
        for row in pending[:1]:
            yield self._step("approve", check, row.key, f"Approve {row.key}: by {self._by(check, mode, row)}")
        if cell is Cell.BLOCKS_COMPENSATED:
            live = [row for row in rows if row.state(self.case.now) == "live"]
            wanted = [row.compensating_control for row in (*pending[:1], *live)]
            for control in dict.fromkeys((control_for(self.case, check), *wanted)):
                if control is not None and not is_compensated(self.case, control):
                    yield self._compensation(check, control)

    def _by(self, check: str, mode: Topic, waiver: Waiver | None = None) -> str:
        renewals = waiver.renewals if waiver else (self.case.renewals or {}).get(check, 0)
        role = self._policy.waiver_approver(mode.severity, renewals)
        return self._policy.role_name(role) if role else "another person than who asks"

    def _compensation(self, check: str, control: str) -> Step:
        if control not in self._compensations:
            names = {each.id: each.name for mode in self.case.modes.values() for each in mode.controls}
            text = f"Put the compensating control in place and prove it: {names.get(control, control)}"
            self._compensations[control] = self._step("compensate", check, control, text)
        return self._compensations[control]

    def _step(self, kind: StepKind, check: str, item: str, text: str) -> Step:
        name = item if kind == "compensate" else f"{check}/{item}"
        days, source = self.effort.days.get(kind, 1.0), self.effort.source
        if kind == "prove":
            days, source = (self.case.estimates or {}).get(check, (days, source))
        return Step(id=f"{kind}:{name}", kind=kind, check_id=check, item=item, text=text, days=days, source=source)


def _remedy(status: Status, mode: Topic) -> str:
    """Say what to mend where the catalogue knows it, else what has to be answered."""
    is_wrong = status in (Status.FAIL, Status.WARN)
    return mode.primary_fix if is_wrong and isinstance(mode, FailureMode) and mode.primary_fix else mode.check.question


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words)
