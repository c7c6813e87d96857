"""What stands beside a check while it is answered: what came before, what went wrong, and what others answered."""

from workbench.domain.model import Model, Status


class Before(Model):
    """What the review before this one, of the same deployment, answered."""

    review: str
    """Full key."""
    version: str
    asked: bool
    """False where its checklist does not ask the check; then nothing else is said."""
    status: Status = Status.UNKNOWN
    by: str = ""
    summary: str = ""
    changes: tuple[str, ...] = ()
    """What changed in the profile since, as far as it bears on the check, in words."""
    method: tuple[str, ...] = ()
    """In what the two did not ask alike: the checklist, and the text of the check."""


class Elsewhere(Model):
    """What another review answered to the same check."""

    review: str
    deployment: str
    version: str
    checklist: str
    status: Status
    summary: str


class Precedent(Model):
    """An incident that shows the mode at work, or in which one of its controls failed or was absent."""

    key: str
    title: str
    when: str
    """ISO date cut to what is known; empty where nothing is."""
    grade: str
    impact: str
    controls: tuple[str, ...]
    """Of the check's, such as `Rate limiter failed`."""


class Precedents(Model):
    """The newest incidents, and how many there are."""

    newest: tuple[Precedent, ...] = ()
    total: int = 0


class CheckContext(Model):
    """Everything that stands beside one check of one review."""

    review: str
    check_id: str
    mode: str
    """Mode id; that of a part of operations is no failure mode."""
    before: Before | None
    """None where no earlier review of the deployment is there."""
    own: Precedents
    public: Precedents
    elsewhere: tuple[Elsewhere, ...]
    """The newest reviews of other deployments that have an answer."""
    answers: dict[Status, int]
    """How many of the newest revisions of other reviews gave which answer; *unknown* counts those without one."""
    other_checklists: tuple[str, ...]
    """The checklists of those that are not this review's: their answers are to another list of questions."""
    is_whole: bool
    """Whether all reviews were looked at, or only the newest."""


def answers_said(answers: dict[Status, int]) -> str:
    """Return how others answered: `3 pass, 1 fail, 2 unknown`; empty where nobody was asked."""
    words = {Status.NOT_APPLICABLE: "not applicable"}
    return ", ".join(f"{answers[status]} {words.get(status, status.value)}" for status in Status if answers.get(status))
