"""Which checks a deployment has to answer, as its profile and the rules say, and where a profile contradicts itself."""

from workbench.domain.catalogue import Check
from workbench.domain.deployment import Profile, Stage
from workbench.domain.model import Model
from workbench.domain.profile_rules import Saying, listed


class Fact(Model):
    """Something that a profile says or does not say, in the two ways in which a reason needs it."""

    whether: str
    """Completes `the profile does not say whether …`."""
    absent: str
    """Completes `Does not apply by the profile: …`."""
    yes: tuple[Saying, ...]
    """One of them makes it so."""
    no: tuple[Saying, ...] = ()
    """All of them together rule it out; none never does."""

    def answer(self, profile: Profile) -> bool | None:
        """Tell whether it holds; None where the profile does not say."""
        if any(saying.holds(profile) for saying in self.yes):
            return True
        return False if self.no and all(saying.holds(profile) for saying in self.no) else None


class StageRule(Model):
    """A check that a stage asks although its fact does not hold."""

    check: str
    stages: tuple[Stage, ...]
    because: str
    when: tuple[Saying, ...] = ()

    def holds(self, check_id: str, profile: Profile) -> bool:
        """Tell whether the rule asks this check of this profile."""
        return (
            check_id == self.check
            and profile.stage in self.stages
            and all(saying.holds(profile) for saying in self.when)
        )


class Contradiction(Model):
    """What cannot be true together."""

    id: str
    when: tuple[Saying, ...]
    says: str
    """`{rows}` stands for the names of the rows that matched."""


class ApplicabilityRules(Model):
    """The rules of `resources/rules/applicability.toml`."""

    version: int
    facts: dict[str, Fact]
    """Every fact that `applies_when` of a check may name."""
    stage: tuple[StageRule, ...] = ()
    contradiction: tuple[Contradiction, ...] = ()


class Applicability(Model):
    """Whether a check applies, and why."""

    applies: bool | None
    """None when the profile does not say; the check is asked then too."""
    reason: str


def applicability(check: Check, profile: Profile, rules: ApplicabilityRules) -> Applicability:
    """Say whether a check applies; a KeyError names a fact that does not exist."""
    fact = rules.facts[check.applies_when]
    applies = fact.answer(profile)
    if applies is None:
        reason = f"Asked because the profile does not say whether {fact.whether}."
    elif applies:
        reason = f"Asked because {check.because}."
    else:
        stage = next((rule for rule in rules.stage if rule.holds(check.id, profile)), None)
        if stage is not None:
            return Applicability(applies=True, reason=f"Asked because {stage.because}.")
        reason = f"Does not apply by the profile: {fact.absent}."
    return Applicability(applies=applies, reason=reason)


def pulled_in(found: Applicability, who: str, reason: str) -> Applicability:
    """Return the applicability of a check that a reviewer asks although it does not apply."""
    why = f": {reason.rstrip('.')}" if reason else ""
    return Applicability(applies=True, reason=f"Asked because {who} pulled it in{why}. {found.reason}")


def contradictions(profile: Profile, rules: ApplicabilityRules) -> tuple[str, ...]:
    """Say in sentences what in a profile cannot be true together."""
    return tuple(
        _sentence(rule, profile) for rule in rules.contradiction if all(saying.holds(profile) for saying in rule.when)
    )


def _sentence(rule: Contradiction, profile: Profile) -> str:
    names = [name for saying in rule.when for name in saying.rows(profile)]
    return rule.says.replace("{rows}", listed(dict.fromkeys(names)))
