"""The words that real post-mortems use as headings and labels, and what each stands for."""

import re

HEADINGS = {
    "timeline": r"(?:incident )?(?:timeline|chronology|time ?line of events|sequence of events)(?: of .*| \(.*\))?",
    "actions": r"(?:review |corrective |follow[- ]?up )?action(?: items?|s)(?: .{0,20})?|follow[- ]?ups?|next steps"
    r"|corrective and preventati?ve measures|prevention checklist|remediation items|to-?dos?",
    "root_cause": r"(?:technical )?root causes?(?: analysis|\(s\))?|analysis of causes|causes?|fault|rca"
    r"|why (?:did )?(?:it|this) happen(?:ed)?",
    "contributing": r"contributing (?:factors|causes)",
    "trigger": r"triggers?",
    "impact": r"(?:severity (?:&|and) |user |customer |business )?impact(?: assessment| analysis)?|key events",
    "detection": r"detection|identified|how (?:was it|it was|we) detected(?: it)?|discovery",
    "containment": r"containment(?: actions)?",
    "fix": r"resolution(?: and recovery)?|fix(?:es)?|the fix|response|recovery|remediation|mitigations?"
    r"|(?:company|vendor|publication|firm|conference|administrative) responses?|how (?:was it|we) fixed(?: it)?",
    "prevention": r"prevention|preventati?ve measures|structural changes|how (?:do|will) we prevent .*",
    "summary": r"(?:executive |incident )?summary|tl;?\s?dr|abstract",
    "what": r"what happened\??|description|incident description|background",
    "overview": r"(?:incident )?overview|incident details|metadata|details",
    "lessons": r"lessons? learn(?:ed|t)|conclusions?|retrospective|takeaways",
    "sources": r"references|sources|links|further reading|external links",
}
"""In the order in which they are tried."""

_COMPILED = {name: re.compile(pattern) for name, pattern in HEADINGS.items()}
KNOWN = re.compile("|".join(f"(?:{pattern})" for name, pattern in HEADINGS.items() if name not in ("what", "overview")))
"""What counts as a heading even without its `##`."""


def meaning(heading: str) -> str:
    """Return what a heading stands for, or nothing."""
    words = re.sub(r"^[\W\d_]+|[\s:.!]+$", "", heading.casefold())
    return next((name for name, pattern in _COMPILED.items() if pattern.fullmatch(words)), "")


MILESTONES = {
    "began": (
        *("date", "incident date", "date of incident", "when", "occurred", "started", "start", "start time"),
        *("incident start", "began", "date of the incident", "dates", "date and time", "start date", "onset"),
    ),
    "detected": ("detected", "time detected", "detected at", "date discovered", "discovered", "date detected"),
    "aware": ("disclosed", "date disclosed", "advisory published", "reported", "date reported", "aware"),
    "contained": ("contained", "mitigated", "mitigated at"),
    "resolved": ("resolved", "resolved at", "end", "end time", "ended", "resolution time", "date resolved", "fixed"),
    "reviewed": ("reviewed", "post-mortem date", "postmortem date"),
}
LABELS = {name: milestone for milestone, names in MILESTONES.items() for name in names}

TEXT_LABELS = {
    "detection": "detection",
    "containment": "containment",
    "prevention": "prevention",
    "confidence": "confidence",
    "author": "reporter",
    "authors": "reporter",
    "reporter": "reporter",
    "impact": "impact",
    "root cause": "root_cause",
    "root causes": "root_cause",
    "trigger": "trigger",
    "resolution": "fix",
    "fix": "fix",
    "summary": "summary",
    "tl;dr": "summary",
}
"""Labels whose text is a field of an incident."""

SEVERITY_LABELS = ("severity", "sev", "severity level", "incident severity")
NO_MOMENTS = {"status", "note", "notes", "source", "sources", "duration", "impact", "total"}
"""Bold words that begin a line of a timeline without saying when."""
