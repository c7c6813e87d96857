"""What was reviewed: the profile of the version, the tool sheet, and what nobody knows."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.deployment import Profile, Tool
from workbench.reports.input import ReportInput
from workbench.reports.section import Section

UNKNOWN = "Not known"
_FIELDS = (
    *(("purpose", "Purpose"), ("stage", "Stage asked for"), ("users", "Users"), ("data_exposure", "Data exposure")),
    *(("model", "Model"), ("model_snapshot", "Model snapshot"), ("sampling", "Sampling")),
    *(("prompt_sha256", "Prompt, SHA-256"), ("instructions_sha256", "Instructions, SHA-256")),
    *(("guardrails", "Guardrails"), ("fine_tuned", "Fine-tuned"), ("training_feedback", "Output can enter training")),
    *(("autonomy", "Autonomy"), ("identity", "Acts as"), ("memory", "Memory"), ("agents", "Agents")),
    *(("topology", "Topology"), ("tasks_per_day", "Tasks per day"), ("cost_budget", "Cost budget")),
    ("latency_budget", "Latency budget"),
)
_CHOICES = ("stage", "autonomy", "memory")
"""Fields whose values are words of ours; what people typed is printed as they typed it."""
_TOOL_DETAILS = (
    *(("reversed_by", "reversed by"), ("gate", "gate"), ("cap_per_action", "cap per action")),
    *(("cap_per_day", "cap per day"), ("idempotent", "idempotent"), ("timeout_seconds", "time-out in seconds")),
    *(("retry", "retry"), ("schema_checked", "schema checked"), ("dry_run", "dry run")),
    *(("api_version", "API version"), ("owner", "owner")),
)


def build(report_input: ReportInput) -> Mapping[str, Any]:
    """Return the rows of the profile; unknown stays unknown."""
    record = report_input.record
    profile = record.profile
    rows = [(title, said(getattr(profile, name), is_choice=name in _CHOICES)) for name, title in _FIELDS]
    return {
        "review": record.review,
        "created_by": record.name_of(record.review.created_by) or UNKNOWN,
        "rows": [row for row in [*rows, *_lists(profile)] if row[1] != UNKNOWN],
        "unknown": ", ".join(title for title, value in [*rows, *_lists(profile)] if value == UNKNOWN),
        "tools": None if profile.tools is None else [_tool(tool) for tool in profile.tools],
    }


def said(value: Any, *, is_choice: bool = False) -> str:
    """Return a value of the profile in words; only one of ours begins with a capital that is not in it."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return f"{value:,g}"
    text = str(value)
    return text[:1].upper() + text[1:] if is_choice else text


def _lists(profile: Profile) -> list[tuple[str, str]]:
    retrieval = None if profile.retrieval is None else [
        f"{source.name} ({ {True: 'trusted', False: 'not trusted', None: 'trust not known'}[source.trusted] })"
        for source in profile.retrieval
    ]  # fmt: skip
    services = None if profile.services is None else [
        f"{service.name} ({service.limit or 'limit not known'})" for service in profile.services
    ]  # fmt: skip
    return [("Retrieves from", _joined(retrieval)), ("External services", _joined(services))]


def _joined(parts: list[str] | None) -> str:
    return UNKNOWN if parts is None else ", ".join(parts) or "None"


def _tool(tool: Tool) -> Mapping[str, str]:
    known = [(title, getattr(tool, name)) for name, title in _TOOL_DETAILS]
    return {
        "name": tool.name,
        "effect": said(tool.effect.value if tool.effect else None, is_choice=True),
        "details": ", ".join(f"{title}: {said(value)}" for title, value in known if value is not None),
        "unknown": ", ".join(title for title, value in known if value is None),
    }


SECTION = Section("profile", "What was reviewed", 20, build)
