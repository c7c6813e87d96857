"""What runs without an approval in force: the first thing that an overview has to say."""

from collections.abc import Iterable

from workbench.domain.approval import Approval, ApprovalState
from workbench.domain.deployment import Stage

_WIDER = {Stage.PILOT: 0, Stage.LIMITED: 1, Stage.GENERAL: 2}


def runs_without(stage: Stage, approvals: Iterable[tuple[Approval, Stage | None]]) -> str:
    """Say in a few words why what runs is not covered; empty when it is.

    `stage` is how widely it runs; `approvals` are those of the reviews of the version that runs, each with the stage
    that its record asks for.
    """
    found = list(approvals)
    in_force = [asked for approval, asked in found if approval.state is ApprovalState.IN_FORCE]
    if any(asked is None or _WIDER[asked] >= _WIDER[stage] for asked in in_force):
        return ""
    if in_force:
        return f"runs in {stage.value} use, approved for less"
    states = [approval.state for approval, _ in found if approval.state is not ApprovalState.ASKED]
    return f"runs, approval {states[-1].value}" if states else "runs without an approval"
