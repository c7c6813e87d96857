"""Values of the journal in words: what a history shows between its arrows."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.model import STATUS_WORDS, Status

CONTROL_WORDS = {"in-place": "In place", "partly": "Partly", "absent": "Absent", "na": "Not applicable"}
PURGED = "[purged]"


def value_words(value: Any, people: Mapping[str, str], *, is_purged: bool = False) -> str:
    """Return a value as a person reads it; `people` are names by id."""
    if is_purged:
        return PURGED
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _nested(value)
    if isinstance(value, list):
        texts = all(isinstance(part, str) for part in value)
        return "; ".join(value) if texts and value else f"{len(value)} rows" if value else "none"
    return people.get(str(value), str(value)) if isinstance(value, str) else str(value)


def change_words(old: Any, new: Any, people: Mapping[str, str]) -> str:
    """Return what differs between two values of many parts, such as a profile: `memory: none → session`."""
    before, after = old or {}, new or {}
    differing = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return "; ".join(
        f"{key.replace('_', ' ')}: {value_words(before.get(key), people)} → {value_words(after.get(key), people)}"
        for key in differing
    )


def _nested(value: Mapping[str, Any]) -> str:
    if "status" in value and "by" in value:
        return STATUS_WORDS[Status(value["status"])]
    if "state" in value:
        word = CONTROL_WORDS.get(value["state"], str(value["state"]))
        return f"{word} ({value['reason']})" if value.get("reason") else word
    if "before" in value:
        scores = [score for score in (value["before"], value.get("now")) if score]
        return " now ".join(f"{score['severity']}/{score['occurrence']}/{score['detection']}" for score in scores)
    if "text" in value:
        return str(value["text"])
    return "; ".join(f"{key.replace('_', ' ')}: {part}" for key, part in value.items() if part) or "–"
