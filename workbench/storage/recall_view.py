"""Which reviews an incident puts in doubt."""

import re
from datetime import datetime

from workbench.domain.incident import ControlOutcome, Incident
from workbench.domain.model import Model
from workbench.domain.recall import STRENGTH, Struck, Tie, recall
from workbench.storage.review_facts import Gathered, presumed
from workbench.storage.review_view import Views, newest_reviews, signoff_text
from workbench.storage.store import Store

_HASH = re.compile(r"\b[0-9a-f]{64}\b")


class InDoubt(Model):
    """A review that an incident puts in doubt."""

    review: str
    """Full key."""
    deployment: str
    version: str
    is_frozen: bool
    signoff: str
    """What its decisions amount to; empty where nothing but a failure mode ties it."""
    ties: tuple[Tie, ...]
    """The strongest first."""

    @property
    def relies(self) -> bool:
        """Whether a finding relies on a control that failed."""
        return any(tie.kind == "failed" for tie in self.ties)

    @property
    def nothing_else(self) -> bool:
        """Whether such a finding has no other control in place with verified proof."""
        return any(tie.nothing_else for tie in self.ties)


class RecallView(Model):
    """Everything that an incident recalls: the newest revision of each review."""

    incident: str
    title: str
    controls: tuple[ControlOutcome, ...]
    names: dict[str, str]
    """Of those controls, by id."""
    reviews: tuple[InDoubt, ...]
    """The strongest tie first."""
    by_mode: tuple[InDoubt, ...]
    """Tied by nothing but a failure mode: the weakest tie, named apart."""


def read_recall(store: Store, incident: Incident, now: datetime) -> RecallView:
    """Read the reviews that an incident puts in doubt; files are only hashed where a review relies on them."""
    names = control_names(store)
    struck = _struck(store, incident)
    gathered = Gathered(store, newest_reviews(store))
    views = Views(store)
    strong, weak = [], []
    for key in gathered.reviews:
        ties = recall(struck, gathered.facts(key, now, presumed), names)
        if ties and ties[0].kind == "mode":
            weak.append(_in_doubt(gathered, key, ties, ""))
        elif ties:
            proven = recall(struck, gathered.facts(key, now, store.files.is_intact), names)
            signoff = signoff_text(views, views.of(gathered.reviews[key]), now)
            strong.append(_in_doubt(gathered, key, proven, signoff))
    return RecallView(
        incident=incident.key,
        title=incident.title,
        controls=incident.controls,
        names={one.control: names.get(one.control, one.control) for one in incident.controls},
        reviews=tuple(sorted(strong, key=_urgency)),
        by_mode=tuple(weak),
    )


def control_names(store: Store) -> dict[str, str]:
    """Return the names of the controls, by id."""
    return {control.id: control.name for control in store.catalogue.controls().values()}


def _in_doubt(gathered: Gathered, key: str, ties: tuple[Tie, ...], signoff: str) -> InDoubt:
    review = gathered.reviews[key]
    version = gathered.versions[review.version_id]
    return InDoubt(
        review=key,
        deployment=gathered.deployments[version.deployment_id].name,
        version=version.label,
        is_frozen=review.state == "frozen",
        signoff=signoff,
        ties=ties,
    )


def _urgency(row: InDoubt) -> tuple[int, bool]:
    return STRENGTH.index(row.ties[0].kind), not row.nothing_else


def _struck(store: Store, incident: Incident) -> Struck:
    version = store.versions.find(incident.version_id) if incident.version_id else None
    text = told(incident)
    raw = (one.raw_sha256 for one in store.bulk.provenance(incident.id))
    return Struck(
        failed=tuple(one.control for one in incident.controls if one.outcome == "failed"),
        absent=tuple(one.control for one in incident.controls if one.outcome == "absent"),
        modes=tuple(dict.fromkeys(one.mode.partition(".")[0] for one in incident.modes)),
        text=text,
        version_id=incident.version_id,
        model=(version.profile.model or "") if version else "",
        files=frozenset((*_HASH.findall(text), *raw)),
    )


def told(incident: Incident) -> str:
    """Return everything that is told of an incident, for looking names up in it."""
    texts = [incident.title, incident.summary, incident.trigger, incident.root_cause, incident.impact, incident.fix]
    texts += [*incident.contributing_factors, incident.detection, incident.containment, incident.prevention]
    texts += [f"{fact.label} {fact.value}" for fact in incident.facts]
    texts += [f"{moment.title} {moment.text}" for moment in incident.timeline]
    return "\n".join([*texts, *incident.sources, *incident.external_ids])
