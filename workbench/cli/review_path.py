"""What would change the answer of a review, as text and as JSON."""

from typing import Any

from workbench.domain.unblocking import Step
from workbench.domain.unblocking_sets import FixSet, Unblocking
from workbench.domain.verdict import VERDICT_WORDS
from workbench.storage.review_view import ReviewView

SETS = 5
"""How many sets the text shows; the JSON has them all."""
_EFFECTS = {"blocks": "blocks", "condition": "is a condition"}


def path_text(view: ReviewView, found: Unblocking) -> str:
    """Return what blocks with its ways out, then the smallest sets."""
    if not found.reasons:
        return f"Nothing stands between {view.review.full_key} and ready."
    lines = []
    for way in found.reasons:
        lines.append(f"{way.reason.item} {_EFFECTS[way.reason.effect]}: {way.reason.rule}.")
        lines += [f"  - {step.text} ({days(step.days)})" for step in way.steps]
    lines += _sets_text("Ready with conditions", found.to_conditions)
    lines += _sets_text("Ready", found.to_ready)
    if not found.is_complete:
        lines += ["", "There are more sets; the smallest are listed."]
    sources = sorted({step.source for way in found.reasons for step in way.steps})
    lines += ["", f"Effort in working days: {', '.join(sources)}."]
    if view.record is not None:
        lines.append(f"It is frozen: a condition is closed as it is, all else in a revision of {view.review.key}.")
    return "\n".join(lines)


def _sets_text(word: str, sets: tuple[FixSet, ...]) -> list[str]:
    if not sets:
        return []
    more = f", {SETS} of {len(sets)}" if len(sets) > SETS else ""
    lines = ["", f"{word} is reached by (the smallest first{more}):"]
    for number, each in enumerate(sets[:SETS], 1):
        reached = "" if VERDICT_WORDS[each.word] == word else f", which is {VERDICT_WORDS[each.word].lower()}"
        lines.append(f"  {number}. {each.name}: {days(each.days)}{reached}")
        lines += [f"     {step.check_id}: {step.text}" for step in each.steps]
    return lines


def days(number: float) -> str:
    """`1 day`, `0.5 days`."""
    return f"{number:g} day{'' if number == 1 else 's'}"


def path_data(view: ReviewView, found: Unblocking) -> dict[str, Any]:
    """Return the same as JSON, with every set that was kept."""
    return {
        "review": view.review.full_key,
        "word": found.word.value,
        "reasons": [
            {
                "item": way.reason.item,
                "check": way.reason.check_id,
                "effect": way.reason.effect,
                "rule": way.reason.rule,
                "steps": [_step(step) for step in way.steps],
            }
            for way in found.reasons
        ],
        "to_conditions": [_set(each) for each in found.to_conditions],
        "to_ready": [_set(each) for each in found.to_ready],
        "complete": found.is_complete,
    }


def _set(each: FixSet) -> dict[str, Any]:
    steps = [_step(step) for step in each.steps]
    return {"name": each.name, "days": each.days, "word": each.word.value, "steps": steps}


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "check": step.check_id,
        "item": step.item,
        "text": step.text,
        "days": step.days,
        "source": step.source,
    }
