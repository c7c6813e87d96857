"""Purging: which values can be erased for good, what stands in their place, and the record of who did it and why."""

import copy
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from workbench.domain.evidence import Sha256
from workbench.domain.model import Model

GONE = "[purged]"
"""Stands where a text was that may not be empty."""
_PROFILE = (
    *("purpose", "model", "model_snapshot", "sampling", "guardrails", "tools", "retrieval", "topology", "services"),
    *("identity", "users", "data_exposure", "cost_budget", "latency_budget"),
)
_CARD = ("on_call", "stop", "roll_back", "last_good_version", "tells_users")
_TEXTS_OF_INCIDENT = ("summary", "trigger", "root_cause", "impact", "fix", "severity_source")
_LATER_OF_INCIDENT = (
    *("severity_original", "severity_scale", "contributing_factors", "extent", "detection", "containment"),
    *("prevention", "actions", "response", "confidence", "status", "disputed", "withdrawn", "reporter", "credits"),
)
_RESPONSE = tuple(f"response.{name}" for name in ("takeover", "users_told", "post_mortem", "pattern", "reviews"))
PURGEABLE: dict[str, dict[str, Any]] = {
    "finding": {
        "summary": "",
        "rationale": "",
        "controls": {},
        "controls.*.reason": "",
        "pulled_in.reason": "",
        "sheet_proposal.sentence": GONE,
        "accepted_holes.*.text": GONE,
    },
    "evidence": {"name": GONE, "url": None, "environment": None},
    "evidence_use": {"answer.text": GONE, "holds.text": GONE, "analysis": None},
    "condition": {"text": GONE},
    "waiver": {"reason": GONE},
    "action": {"text": GONE, "link": ""},
    "dissent": {"text": GONE},
    "ledger": {"text": GONE, "decision.comment": "", "dissent.text": GONE},
    "review": {"purpose": ""},
    "deployment": {"name": GONE, "owner": None, **{f"operations.{name}": "" for name in _CARD}},
    "version": {f"profile.{name}": None for name in _PROFILE},
    "incident": {
        "title": GONE,
        **dict.fromkeys(_TEXTS_OF_INCIDENT, ""),
        **dict.fromkeys(_LATER_OF_INCIDENT),
        **dict.fromkeys(_RESPONSE, ""),
        **{name: [] for name in ("facts", "timeline", "external_ids", "sources", "controls")},
    },
}
"""What can be purged, by table and path (`*` is any key), and what stands there afterwards.

Keys, people, dates and statuses stay: without them nobody could say what was decided, and by whom.
"""
SAME_TEXT = {"url": "name", "name": "url"}
"""Fields of evidence that hold the same text where the evidence is a link."""
_JSON = frozenset(
    {
        *(
            "controls",
            "pulled_in",
            "sheet_proposal",
            "accepted_holes",
            "answer",
            "holds",
            "analysis",
            "operations",
            "profile",
            "decision",
            "dissent",
        ),
        *("contributing_factors", "extent", "actions", "response", "credits"),
        *("facts", "timeline", "external_ids", "sources"),
    }
)

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Purge(Model):
    """One purge: what was erased, by whom, when and why; never what it said."""

    id: str
    what: Literal["value", "evidence"]
    name: str
    """As people call it: `rationale of injection_defense in REV-1.1`."""
    reason: Reason
    by: str
    """Person id."""
    at: datetime
    places: tuple[tuple[str, str], ...]
    """Entity and path of each place that was gone over: (`finding/0192…`, `rationale`)."""
    sha256: Sha256 | None = None
    """Of the file that was purged."""
    records: dict[str, str] = Field(default_factory=dict)
    """Digest of each stored record or verdict that held the value, and the SHA-256 of what is left of it."""
    reviews: tuple[str, ...] = ()
    """Ids of the frozen reviews whose report cannot be made again."""


def is_json(field: str) -> bool:
    """Tell whether the column of a field holds JSON."""
    return field in _JSON


def field_of(path: str) -> str:
    """Return the field that a path begins with."""
    return path.partition(".")[0]


def left_of(table: str, path: str) -> tuple[Any] | None:
    """Return what stands at a path after a purge, in a tuple of one; None where nothing can be purged."""
    parts = path.split(".")
    for pattern, left in PURGEABLE.get(table, {}).items():
        expected = pattern.split(".")
        if len(expected) == len(parts) and all(one in ("*", part) for one, part in zip(expected, parts, strict=True)):
            return (left,)
    return None


def value_at(field_value: Any, path: str) -> Any:
    """Return what stands at a path in the value of its field; None where there is nothing."""
    found = field_value
    for part in path.split(".")[1:]:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def with_left(field_value: Any, path: str, left: Any) -> Any:
    """Return the value of a field with something else at a path."""
    parts = path.split(".")[1:]
    if not parts:
        return copy.copy(left)
    changed = copy.deepcopy(field_value)
    inner = changed
    for part in parts[:-1]:
        inner = inner[part]
    inner[parts[-1]] = copy.copy(left)
    return changed


def known_as(value: Any) -> str:
    """Return a value as text by which two of them are compared."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
