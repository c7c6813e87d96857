"""Incidents to look at."""

from workbench.domain.incident import Milestone, ModeRole

HOSTILE = "<b>bold</b> <img src=x onerror=alert(1)> <script>alert(1)</script>"


def fields(title: str, at: str = "2026-02", **more: object) -> dict[str, object]:
    """Return the fields of one incident."""
    precision = {4: "year", 7: "month", 10: "day"}[len(at)]
    began = Milestone(name="began", at=at, precision=precision)  # type: ignore[arg-type]  # one of the literals
    return {"title": title, "milestones": (began,), **more}


DRIFT = fields(
    "A renamed field spoils 40 % of transactions",
    origin="public",
    severity="HIGH",
    category="tool-api-drift",
    modes=(ModeRole(mode="M10", role="cause"), ModeRole(mode="M12", role="contributing")),
    summary="The vendor renamed `amount`.",
    sources=("source 2",),
)
INJECTION = fields(
    "Issue title runs code in a triage bot",
    "2025-07",
    origin="public",
    grade="disclosed-vulnerability",
    severity="CRITICAL",
    category="prompt-injection",
    modes=(ModeRole(mode="M06", role="cause"),),
    controls=({"control": "untrusted-content", "outcome": "absent"},),
    facts=(
        {"label": "CVSS", "value": "9.6", "source": "source 1"},
        {"label": "CVSS", "value": "7.8", "source": "CVE record"},
    ),
)
REFUND = fields("Refund tool called twice", "2026-11-17", severity="HIGH", category="inadequate-fallback")
