"""What an analyser read in an evidence file: figures, and a status that it proposes and a person confirms."""

from typing import Annotated, Literal, Self

from pydantic import Field, FiniteFloat, StringConstraints

from workbench.domain.model import Model, Status

Outcome = Literal["passed", "failed", "error", "skipped"]
Rate = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class RunRecord(Model):
    """One run of one case, as a reader found it in a file."""

    input: str
    """The name of the case as the file gives it, such as `tests.test_refund::test_decision[3-50]`."""
    outcome: Outcome
    """`error` is a run that broke outside the case itself; `skipped` is no run at all."""
    message: str = ""
    """Why it went wrong, one line; text from a stranger, shown as plain text only."""


class Figure(Model):
    """One number that an analyser computed."""

    name: str
    value: FiniteFloat | None
    """None when the file gives no such number."""
    text: str
    """The number as printed, with its unit and kind."""


class InputRow(Model):
    """The runs of one input."""

    input: str
    runs: int = Field(ge=1)
    """Valid runs; skipped ones are not counted."""
    bad: int = Field(ge=0)
    lower: Rate
    """One-sided 95 % lower bound of the bad rate."""
    upper: Rate
    """One-sided 95 % upper bound of the bad rate."""
    status: Status
    more_runs: int = Field(ge=0)
    """Clean runs still to add until a warning becomes a pass; 0 for a pass or a fail."""
    messages: tuple[str, ...] = ()
    """The first few distinct reasons of bad runs."""


class SourceFile(Model):
    """The file that was read."""

    name: str
    sha256: Sha256
    """Of the bytes as they lie on disk."""
    size: int = Field(ge=0)
    """In bytes."""
    format: str
    """The id of the reader that read it, such as `junit`."""


class Analysis(Model):
    """The answer of one analyser about one file."""

    analyser: str
    version: int = Field(ge=1)
    """Of the analyser; a higher one may answer differently."""
    check: str
    status: Status | None
    """What is proposed; None is *no evidence*: the file holds nothing that could answer, and never proposes a pass."""
    sentence: str
    """The result, with its kind, side, confidence and assumptions."""
    figures: tuple[Figure, ...] = ()
    inputs: tuple[InputRow, ...] = ()
    """The worst first."""
    notes: tuple[str, ...] = ()
    """What was left out and why, and how the file was read."""
    reads: str = ""
    """What the analyser can read and what it cannot see."""
    tolerance: Rate | None = None
    """The bad rate that is still tolerated; policy, not measured."""
    file: SourceFile | None = None

    def to_json(self) -> str:
        """Return the analysis as JSON; `from_json` gives an equal one back."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; pydantic's ValidationError names what is wrong."""
        return cls.model_validate_json(text)
