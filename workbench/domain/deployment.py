"""People, deployments, their versions, and the profile: what is under review and what it is made of."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, StringConstraints, model_serializer

from workbench.domain.model import Model

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
CardText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Prose = Annotated[str, StringConstraints(max_length=20_000)]


class Person(Model):
    """Somebody who acts; a claimed name until a signature proves it."""

    id: str
    name: Line
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None


class Stage(StrEnum):
    """How widely a version runs, or asks to run."""

    PILOT = "pilot"
    LIMITED = "limited"
    GENERAL = "general"


class Effect(StrEnum):
    """What a tool does to the world."""

    READ = "read"
    REVERSIBLE = "reversible"
    IRREVERSIBLE = "irreversible"


class ProposedValue(Model):
    """A value that a file hints at; it counts for nothing until a person takes it over."""

    field: Literal["effect", "idempotent"]
    value: Effect | bool
    source: Line
    """Where it comes from: `MCP destructiveHint: true, in tools.json`."""


class Tool(Model):
    """One row of the tool sheet; None means that nobody knows, the word *none* that there is none."""

    name: Line
    effect: Effect | None = None
    reversed_by: Line | None = None
    gate: Line | None = None
    """Who or what has to agree before the tool runs."""
    cap_per_action: Line | None = None
    cap_per_day: Line | None = None
    idempotent: bool | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=86_400)] | None = None
    retry: Line | None = None
    schema_checked: bool | None = None
    dry_run: bool | None = None
    api_version: Line | None = None
    owner: Line | None = None
    contract_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    """Of the description and the schema that a file gave, so that a later file shows what changed."""
    proposed: tuple[ProposedValue, ...] = ()

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what an older record does not have, so that its bytes and its digest stay the same."""
        data: dict[str, Any] = handler(self)
        later = ("contract_sha256", "proposed")
        return {name: value for name, value in data.items() if name not in later or value}

    def proposal(self, field: str) -> ProposedValue | None:
        """Return what a file proposes for a field, or None."""
        return next((each for each in self.proposed if each.field == field), None)

    def settled(self, field: str) -> "Tool":
        """Return the tool without what was proposed for a field: a person has spoken."""
        return self.model_copy(update={"proposed": tuple(each for each in self.proposed if each.field != field)})


class RetrievalSource(Model):
    """Where retrieved text comes from."""

    name: Line
    trusted: bool | None = None


class Service(Model):
    """An external service that the agent calls."""

    name: Line
    limit: Line | None = None


class Profile(Model):
    """What a version is made of; None is unknown and stays unknown, an empty list is a known nothing."""

    purpose: Line | None = None
    model: Line | None = None
    model_snapshot: Line | None = None
    prompt_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    instructions_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    sampling: Line | None = None
    guardrails: Line | None = None
    fine_tuned: bool | None = None
    tools: tuple[Tool, ...] | None = None
    autonomy: Literal["suggests", "acts with approval", "acts"] | None = None
    memory: Literal["none", "session", "long-term"] | None = None
    retrieval: tuple[RetrievalSource, ...] | None = None
    training_feedback: bool | None = None
    """Whether its own output can enter training data."""
    agents: Annotated[int, Field(ge=1, le=1000)] | None = None
    topology: Line | None = None
    services: tuple[Service, ...] | None = None
    identity: Line | None = None
    users: Line | None = None
    data_exposure: Line | None = None
    tasks_per_day: Annotated[int, Field(ge=0, le=10**12)] | None = None
    cost_budget: Line | None = None
    latency_budget: Line | None = None
    stage: Stage | None = None
    """The stage asked for."""

    def worst_effect(self) -> Effect | None:
        """Return the worst tool effect that is known, or None."""
        known = {tool.effect for tool in self.tools or ()}
        for effect in (Effect.IRREVERSIBLE, Effect.REVERSIBLE, Effect.READ):
            if effect in known:
                return effect
        return None


NOTHING = frozenset({"none", "no", "nothing", "-", "–", "—"})
"""Words of a line that say that there is none, and that this is known."""


def is_known_nothing(text: object) -> bool:
    """Tell whether a line says that there is none."""
    return isinstance(text, str) and text.strip().casefold() in NOTHING


class OperationsCard(Model):
    """Who to call and how to stop it; empty is what nobody has written down."""

    on_call: CardText = ""
    stop: CardText = ""
    roll_back: CardText = ""
    last_good_version: CardText = ""
    tells_users: CardText = ""


CARD_LABELS = {
    "on_call": "On call",
    "stop": "How to stop it",
    "roll_back": "How to roll back",
    "last_good_version": "Last good version",
    "tells_users": "Who tells users",
}
"""The fields of an operations card as people read them, in their order."""


class Running(Model):
    """What runs now."""

    version_id: str
    stage: Stage
    since: date


class Deployment(Model):
    """An agent in its setting; reviews belong to its versions."""

    id: str
    key: str
    """`DEP-1`; never reused."""
    name: Line
    owner: Line | None = None
    running: Running | None = None
    operations: OperationsCard = OperationsCard()


class Version(Model):
    """One version of a deployment, with its profile."""

    id: str
    deployment_id: str
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    profile: Profile = Profile()
    created_at: datetime
