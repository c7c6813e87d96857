"""The three families of marks for paper: signs for status, bars for severity, diamonds for proof, as inline SVG.

The shapes are those of the window; a word or a legend stands beside each.
"""

import tomllib
from functools import cache

from markupsafe import Markup

from workbench.data import resource
from workbench.domain.model import Proof, Severity, Status
from workbench.domain.verdict import Word

VERDICT_STATUS = {Word.READY: Status.PASS, Word.WITH_CONDITIONS: Status.WARN, Word.NOT_READY: Status.FAIL}
"""Which sign a verdict borrows."""
_FILLED = {Severity.CRITICAL: 4, Severity.HIGH: 3, Severity.MEDIUM: 2, Severity.LOW: 1}
_OCTAGON = "5.22 1.3 10.78 1.3 14.7 5.22 14.7 10.78 10.78 14.7 5.22 14.7 1.3 10.78 1.3 5.22"
_ROUND = 'stroke-linecap="round" stroke-linejoin="round" fill="none"'


@cache
def colours() -> dict[str, str]:
    """Return the colours of the light theme by token; paper has no other."""
    theme = tomllib.loads(resource("themes", "light.toml").read_text(encoding="utf-8"))
    groups = ("surfaces", "lines", "ink", "accent", "status", "severity", "proof")
    return {token: str(value) for group in groups for token, value in theme[group].items()}


def status_mark(status: Status) -> Markup:
    """Return the sign of a status."""
    return _svg(_SIGNS[status](colours()), "sign")


def severity_mark(severity: Severity) -> Markup:
    """Return four rising bars, filled up to the severity."""
    tint, off = colours()[severity.value.lower()], colours()["sev_off"]
    bars = (
        f'<rect x="{0.6 + index * 3.9:.1f}" y="{11 - index * 3.2:.1f}" width="3" height="{3.6 + index * 3.2:.1f}"'
        f' rx="0.8" fill="{tint if index < _FILLED[severity] else off}"/>'
        for index in range(4)
    )
    return _svg("".join(bars), "bars")


def proof_mark(proof: Proof, *, contradicts: bool = False) -> Markup:
    """Return the diamond: hollow when declared, solid when verified, hatched when stale; struck when it contradicts."""
    tint = colours()[proof.value]
    fill = {Proof.VERIFIED: tint, Proof.STALE: colours()["stale_bg"]}.get(proof, "none")
    drawn = f'<path d="M8 1.6 L14.4 8 L8 14.4 L1.6 8 Z" fill="{fill}" stroke="{tint}" stroke-width="1.5"/>'
    if proof is Proof.STALE:
        drawn += (
            f'<path d="M6.55 4.45 L11.55 9.45 M4.45 6.55 L9.45 11.55" stroke="{tint}" stroke-width="1.4" {_ROUND}/>'
        )
    if contradicts:
        text, surface = colours()["text"], colours()["surface"]
        drawn += f'<path d="M1.5 14.5 L14.5 1.5" stroke="{surface}" stroke-width="4" {_ROUND}/>'
        drawn += f'<path d="M1.5 14.5 L14.5 1.5" stroke="{text}" stroke-width="1.7" {_ROUND}/>'
    return _svg(drawn, "diamond")


def _svg(drawn: str, kind: str) -> Markup:
    return Markup(f'<svg class="mark {kind}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{drawn}</svg>')


def _pass(tint: dict[str, str]) -> str:
    return (
        f'<circle cx="8" cy="8" r="6.5" stroke="{tint["pass"]}" stroke-width="1.5" fill="none"/>'
        f'<path d="M5.2 8.3 L7.2 10.2 L10.9 6.2" stroke="{tint["pass"]}" stroke-width="1.5" {_ROUND}/>'
    )


def _warn(tint: dict[str, str]) -> str:
    return (
        f'<path d="M8 1.9 L14.7 13.8 L1.3 13.8 Z" stroke="{tint["warn_mark"]}" stroke-width="1.5"'
        f' stroke-linejoin="round" fill="{tint["warn_bg"]}"/>'
        f'<path d="M8 6.2 L8 9.3" stroke="{tint["warn"]}" stroke-width="1.6" {_ROUND}/>'
        f'<circle cx="8" cy="11.6" r="0.95" fill="{tint["warn"]}"/>'
    )


def _fail(tint: dict[str, str]) -> str:
    return (
        f'<polygon points="{_OCTAGON}" fill="{tint["fail"]}" stroke="{tint["fail"]}" stroke-width="1"'
        ' stroke-linejoin="round"/>'
        f'<path d="M5.7 5.7 L10.3 10.3 M10.3 5.7 L5.7 10.3" stroke="{tint["on_fail"]}" stroke-width="1.8" {_ROUND}/>'
    )


def _na(tint: dict[str, str]) -> str:
    return (
        f'<rect x="1.9" y="1.9" width="12.2" height="12.2" rx="2.4" stroke="{tint["na"]}" stroke-width="1.4"'
        ' fill="none"/>'
        f'<path d="M5 8 L11 8" stroke="{tint["na"]}" stroke-width="1.4" {_ROUND}/>'
    )


def _unknown(tint: dict[str, str]) -> str:
    hook = "M6.1 6.4 C6.1 4.0 9.9 4.0 9.9 6.4 C9.9 7.8 8.0 7.9 8.0 9.2"
    return (
        f'<circle cx="8" cy="8" r="6.5" stroke="{tint["unknown"]}" stroke-width="1.5" fill="none"'
        ' stroke-dasharray="2.33 1.75"/>'
        f'<path d="{hook}" stroke="{tint["unknown"]}" stroke-width="1.4" {_ROUND}/>'
        f'<circle cx="8" cy="11.4" r="0.85" fill="{tint["unknown"]}"/>'
    )


_SIGNS = {
    Status.PASS: _pass,
    Status.WARN: _warn,
    Status.FAIL: _fail,
    Status.NOT_APPLICABLE: _na,
    Status.UNKNOWN: _unknown,
}
