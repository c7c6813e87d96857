"""What runs without an approval in force: the first thing that an overview has to say."""

from collections.abc import Iterable

from workbench.domain.approval import Approval, ApprovalState
from workbench.domain.deployment import Stage

_WIDER = {Stage.PILOT: 0, Stage.LIMITED: 1, Stage.GENERAL: 2}


def is_wider(stage: Stage, asked: Stage | None) -> bool:
    """Tell whether a stage is wider than the one asked for; where none was named, the policy judged the widest."""
    return asked is not None and _WIDER[stage] > _WIDER[asked]


def runs_without(stage: Stage, approvals: Iterable[tuple[Approval, Stage | None]]) -> str:
    """Say in a few words why what runs is not covered; empty when it is.

    `stage` is how widely it runs; `approvals` are those of the reviews of the version that runs, each with the stage
    that its record asks for.
    """
    found = list(approvals)
    if any(approval.state is ApprovalState.IN_FORCE and not is_wider(stage, asked) for approval, asked in found):
        return ""
    narrow = (ApprovalState.IN_FORCE, ApprovalState.OUTDATED)
    if any(approval.state in narrow and is_wider(stage, asked) for approval, asked in found):
        return f"runs in {stage.value} use, approved for less"
    states = [approval.state for approval, _ in found if approval.state is not ApprovalState.ASKED]
    return f"runs, approval {states[-1].value}" if states else "runs without an approval"
