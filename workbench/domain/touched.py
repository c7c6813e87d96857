"""Which checks a change touches: what a delta review asks again, and why."""

from collections.abc import Mapping

from workbench.domain.applicability import Applicability
from workbench.domain.catalogue import AnyTopic
from workbench.domain.deployment import Profile
from workbench.domain.model import Model
from workbench.domain.profile_diff import profile_diff


class TouchRules(Model):
    """Which checks a field of the profile bears on; a field that is not named bears on all."""

    version: int
    fields: dict[str, tuple[str, ...]]


def touched_checks(
    rules: TouchRules,
    before: Profile,
    after: Profile,
    topics: tuple[Mapping[str, AnyTopic], Mapping[str, AnyTopic]],
    applies: tuple[Mapping[str, Applicability], Mapping[str, Applicability]],
) -> dict[str, tuple[str, ...]]:
    """Return the checks that have to be answered anew, each with what touched it, in words.

    `topics` and `applies` are by check id, as the record pinned them and as they are now: a check is also touched when
    it is new, when its criteria or severity changed, and when it did not apply before and may now.
    """
    reasons: dict[str, list[str]] = {check: [] for check in topics[1]}
    for difference in profile_diff(before, after):
        for check in rules.fields.get(difference.field, tuple(reasons)):
            if check in reasons:
                reasons[check].append(difference.words)
    for check, topic in topics[1].items():
        was = topics[0].get(check)
        if was is None:
            reasons[check].append("the check is new")
        elif (was.check, was.severity) != (topic.check, topic.severity):
            reasons[check].append("the check itself was changed")
        if _was_out(applies[0].get(check)) and not _was_out(applies[1].get(check)):
            reasons[check].append("it did not apply before")
    return {check: tuple(found) for check, found in reasons.items() if found}


def _was_out(applicability: Applicability | None) -> bool:
    return applicability is not None and applicability.applies is False
