"""The base of every domain model, and the words that all of them share."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Frozen, refuses unknown fields.

    The docstrings below the fields are for readers of the code: to take descriptions from them pydantic parses the
    source of every model at each start, so only a model whose descriptions are shown asks for that.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Status(StrEnum):
    """The answer to one check. `UNKNOWN` is never a pass."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    NOT_APPLICABLE = "na"
    UNKNOWN = "unknown"


STATUS_MARKS = {Status.PASS: "✓", Status.WARN: "⚠", Status.FAIL: "✗", Status.NOT_APPLICABLE: "–", Status.UNKNOWN: "?"}
STATUS_WORDS = {
    Status.PASS: "Pass",
    Status.WARN: "Warn",
    Status.FAIL: "Fail",
    Status.NOT_APPLICABLE: "Not applicable",
    Status.UNKNOWN: "Unknown",
}


class Severity(StrEnum):
    """How bad a failure mode is when it happens; belongs to the mode, never to a finding."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class Proof(StrEnum):
    """What kind of proof an evidence use is; counted apart, never summed."""

    DECLARED = "declared"
    VERIFIED = "verified"
    STALE = "stale"
