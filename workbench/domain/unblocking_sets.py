"""The smallest sets of steps that reach a verdict: each minimal, and all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations

from workbench.domain.model import Model
from workbench.domain.unblocking import Case, Effort, Step
from workbench.domain.unblocking_steps import open_steps
from workbench.domain.verdict import Reason, Word

SHOWN = 64
"""How many sets are kept while they are put together; of more, the smallest."""
Steps = frozenset[Step]


class FixSet(Model):
    """Steps that together reach a verdict; without any one of them they do not."""

    name: str
    """`Fix both`, `Fix one, waive one`."""
    steps: tuple[Step, ...]
    """In the order of the checklist."""
    days: float
    word: Word
    """What is reached."""


class WayOut(Model):
    """One thing that blocks or is a condition, with the steps that bear on it."""

    reason: Reason
    steps: tuple[Step, ...]


class Unblocking(Model):
    """What would change the answer."""

    word: Word
    reasons: tuple[WayOut, ...]
    to_conditions: tuple[FixSet, ...]
    """The smallest first; empty when it is ready with conditions already, or ready."""
    to_ready: tuple[FixSet, ...]
    is_complete: bool
    """Whether every minimal set is listed, and not only the smallest."""


def unblocking(case: Case, effort: Effort, limit: int | None = SHOWN) -> Unblocking:
    """Return what stands in the way, what would mend each, and the minimal sets that reach a better verdict.

    A set is minimal when no part of it reaches the verdict too. `limit` bounds how many are kept; None keeps all.
    """
    decided = case.verdict()
    steps = open_steps(case, effort)
    # The stage is laid over once, not again for every combination that is tried.
    lean = replace(case, policy=case.policy.for_stage(case.profile.stage))
    cut = False
    found: dict[Word, tuple[FixSet, ...]] = {}
    for word, good in ((Word.WITH_CONDITIONS, {"condition", "note"}), (Word.READY, {"note"})):
        needed = decided.word is Word.NOT_READY or (word is Word.READY and decided.word is not Word.READY)
        sets, was_cut = _minimal_sets(lean, steps, good, limit) if needed else ([], False)
        cut = cut or was_cut
        found[word] = tuple(_fix_set(case, each) for each in sets)
    return Unblocking(
        word=decided.word,
        reasons=tuple(
            WayOut(reason=reason, steps=steps[reason.check_id]) for reason in decided.reasons if reason.effect != "note"
        ),
        to_conditions=found[Word.WITH_CONDITIONS],
        to_ready=found[Word.READY],
        is_complete=not cut,
    )


def _minimal_sets(
    case: Case, steps: Mapping[str, tuple[Step, ...]], good: set[str], limit: int | None
) -> tuple[list[Steps], bool]:
    """Put together what each check needs; checks share only the steps that prove a control."""
    whole: list[Steps] = [frozenset()]
    cut = False
    for check, own in steps.items():
        needs = _needs(case, check, own, good)
        whole = _without_supersets(before | need for before in whole for need in needs)
        if limit is not None and len(whole) > limit:
            whole, cut = whole[:limit], True
    return whole, cut


def _needs(case: Case, check: str, steps: tuple[Step, ...], good: set[str]) -> list[Steps]:
    """Return the minimal sets of steps after which a check has no effect but those that are good."""
    found: list[Steps] = []
    for size in range(len(steps) + 1):
        for chosen in combinations(steps, size):
            part = frozenset(chosen)
            if any(smaller <= part for smaller in found):
                continue
            reasons = case.with_steps(*chosen).verdict(check).reasons
            if all(reason.effect in good for reason in reasons):
                found.append(part)
    return found


def _without_supersets(sets: Iterable[Steps]) -> list[Steps]:
    """Return the sets that contain no other, the smallest first."""
    kept: list[Steps] = []
    for each in sorted(set(sets), key=_size):
        if not any(smaller < each for smaller in kept):
            kept.append(each)
    return kept


def _size(steps: Steps) -> tuple[int, float, list[str]]:
    return len(steps), sum(step.days for step in steps), sorted(step.id for step in steps)


def _fix_set(case: Case, steps: Steps) -> FixSet:
    place = {check: number for number, check in enumerate(case.checklist.checks)}
    ordered = tuple(sorted(steps, key=lambda step: (place[step.check_id], step.id)))
    return FixSet(
        name=_name(ordered),
        steps=ordered,
        days=round(sum(step.days for step in ordered), 1),
        word=case.with_steps(*ordered).verdict().word,
    )


_VERBS = {
    "prove": "fix",
    "evidence": "prove",
    "confirm": "confirm",
    "second": "agree on",
    "exempt": "leave out",
    "answer": "answer",
    "close": "close",
    "waive": "waive",
    "approve": "approve",
    "compensate": "compensate",
    "withdraw": "withdraw",
    "restore": "restore",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _name(steps: tuple[Step, ...]) -> str:
    kinds = [step.kind for step in steps]
    counts = {kind: kinds.count(kind) for kind in _VERBS if kind in kinds}
    if len(counts) == 1:
        kind, number = next(iter(counts.items()))
        how_many = {1: "it", 2: "both"}.get(number, f"all {_number(number)}")
        return f"{_VERBS[kind].capitalize()} {how_many}"
    return ", ".join(f"{_VERBS[kind]} {_number(number)}" for kind, number in counts.items()).capitalize()


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
