"""In what two texts of a failure mode, or of a part of operations, differ: a sentence for each change."""

from collections.abc import Iterator

from workbench.domain.catalogue import AnyTopic

_SHORT = {
    "name": "name",
    "mode_class": "class",
    "severity": "severity",
    "category": "category",
    "trigger": "trigger",
    "primary_fix": "primary fix",
}
"""Fields of which the old and the new value are told."""
_LONG = {
    "lead": "lead",
    "mechanism": "how it happens",
    "log_sample": "log sample",
    "root_cause": "root cause",
    "sub_modes": "sub-modes",
    "links": "linked modes",
    "sources": "sources",
    "aliases": "other names",
    "severity_source": "who set the severity",
    "slug": "slug",
    "proof": "what counts as evidence",
    "practices": "practices",
}
"""Fields of which it is only told that they changed."""


def topic_changes(old: AnyTopic, new: AnyTopic) -> Iterator[str]:
    """Yield what is new in a text, in the order of its fields; nothing where both say the same."""
    if old == new:
        return
    for field, word in _SHORT.items():
        was, now = getattr(old, field, None), getattr(new, field, None)
        if was != now:
            yield f"{new.id}: {word} is now {_told(now)}, before {_told(was)}."
    yield from _control_changes(old, new)
    yield from _check_changes(old, new)
    others = [word for field, word in _LONG.items() if getattr(old, field, None) != getattr(new, field, None)]
    if others:
        yield f"{new.id}: other words for {', '.join(others)}."


def _control_changes(old: AnyTopic, new: AnyTopic) -> Iterator[str]:
    was, now = ({control.id: control for control in mode.controls} for mode in (old, new))
    for key, control in now.items():
        if key not in was:
            yield f"{new.id}: the control {control.name} is new."
        elif was[key] != control:
            yield f"{new.id}: the control {was[key].name} is now {control.name} ({control.kind.value})."
    for key in was.keys() - now.keys():
        yield f"{new.id}: the control {was[key].name} is left out."


def _check_changes(old: AnyTopic, new: AnyTopic) -> Iterator[str]:
    if old.check.question != new.check.question:
        yield f"{new.id}: the question is now {_told(new.check.question)}, before {_told(old.check.question)}."
    for field, word in (("passes", "passes"), ("warns", "is a warning"), ("fails", "fails")):
        was, now = getattr(old.check.criteria, field), getattr(new.check.criteria, field)
        if was != now:
            yield f"{new.id}: {new.check.id} {word} when: {_told(now)}; before: {_told(was)}."
    if (old.check.applies_when, old.check.because) != (new.check.applies_when, new.check.because):
        yield f"{new.id}: it is asked when {new.check.because}, before when {old.check.because}."


def _told(value: object) -> str:
    return f"“{value}”" if value else "empty"
