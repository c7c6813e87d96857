"""Severity words of other scales, brought to ours by one table; the original is always kept beside it."""

from workbench.domain.model import Severity

C, H, M, L = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW

SCALES: dict[str, dict[str, Severity]] = {
    "agent-postmortems": {"critical": C, "high": H, "moderate": M, "low": L},
    "agent-incident-corpus": {"critical": C, "high": H, "medium": M, "low": L},
    "GHSA": {"critical": C, "high": H, "moderate": M, "medium": M, "low": L},
    "CVSS": {"critical": C, "high": H, "medium": M, "low": L},
    "AIID CSET": {"critical": C, "severe": H, "moderate": M, "minor": L},
    "AI agent incident register": {"severe": C, "serious": H, "moderate": M},
    "plain words": {"critical": C, "high": H, "medium": M, "moderate": M, "low": L, "minor": L, "major": H},
}
"""Words that a scale has below LOW (`informational`, `negligible`), or that say nothing, give no severity of ours."""

_BANDS = ((9.0, C), (7.0, H), (4.0, M), (0.1, L))
"""Qualitative severity rating scale of CVSS 3.1, section 5; 4.0 has the same."""


def from_word(word: str, scale: str) -> Severity | None:
    """Return our severity for a word of a scale, or None when the table has none for it."""
    return SCALES[scale].get(word.strip().casefold())


def from_score(score: float) -> Severity | None:
    """Return our severity for a CVSS base score of 0 to 10; None for 0 and for what is no score."""
    if not 0 <= score <= 10:
        return None
    return next((severity for least, severity in _BANDS if score >= least), None)


def severity_fields(word: str, scale: str) -> dict[str, str]:
    """Return the fields of an incident for a severity in the words of a scale; none for an empty word."""
    word = word.strip()
    if not word:
        return {}
    severity = from_word(word, scale)
    ours = {"severity": severity.value, "severity_source": f"{word} ({scale})"} if severity else {}
    return {**ours, "severity_original": word, "severity_scale": scale}
