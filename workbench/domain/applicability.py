"""Which checks a deployment has to answer, as its profile says."""

from collections.abc import Callable, Mapping

from workbench.domain.catalogue import Check
from workbench.domain.model import Model


class Fact(Model):
    """Something that a profile says or does not say, in the two ways in which a reason needs it."""

    whether: str
    """Completes `the profile does not say whether …`."""
    absent: str
    """Completes `Does not apply by the profile: …`."""


class Applicability(Model):
    """Whether a check applies, and why."""

    applies: bool | None
    """None when the profile does not say; the check is asked then too."""
    reason: str


FACTS: Mapping[str, Fact] = {
    "always": Fact(whether="the agent runs", absent="the agent does not run"),
    "calls_external_services": Fact(
        whether="the agent calls external services", absent="the agent calls no external service"
    ),
    "multi_turn": Fact(whether="the agent remembers earlier turns", absent="the agent remembers nothing between turns"),
    "fine_tuned": Fact(whether="the model is fine-tuned", absent="the model is used as its maker ships it"),
    "has_tools": Fact(whether="the agent has tools", absent="the agent has no tools"),
    "trains_on_output": Fact(
        whether="the agent's output can enter training data", absent="no output of the agent enters training data"
    ),
    "reads_outside_content": Fact(
        whether="the agent reads content that others can write", absent="all content the agent reads is trusted"
    ),
    "retrieves": Fact(whether="the agent retrieves from an index", absent="the agent retrieves nothing"),
    "multi_agent": Fact(whether="several agents work together", absent="one agent works alone"),
    "changing_tools": Fact(
        whether="the agent's tools can change under it", absent="the agent has no tool that could change under it"
    ),
}
"""Every fact that `applies_when` of a check may name; `Profile.fact` answers them."""


def applicability(check: Check, facts: Callable[[str], bool | None]) -> Applicability:
    """Say whether a check applies; `facts` answers yes, no or None for "the profile does not say".

    A KeyError names a fact that does not exist.
    """
    fact = FACTS[check.applies_when]
    applies = facts(check.applies_when)
    if applies is None:
        reason = f"Asked because the profile does not say whether {fact.whether}."
    elif applies:
        reason = f"Asked because {check.because}."
    else:
        reason = f"Does not apply by the profile: {fact.absent}."
    return Applicability(applies=applies, reason=reason)
