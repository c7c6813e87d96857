"""The words that real post-mortems use as headings and labels, and what each stands for."""

import re

HEADINGS = {
    "timeline": r"(?:incident |detailed )?(?:timeline|chronology|time ?line of events|sequence of events|event log)"
    r"(?: of .*| \(.*\))?|how we got here",
    "actions": r"(?:review |corrective |follow[- ]?up |preventi?ve |remedial )?action(?: items?|s| plan)(?: .{0,20})?"
    r"|follow[- ]?ups?(?: (?:items|tasks|work))?|(?:what are (?:we|our) )?next steps|(?:planned )?improvements"
    r"|corrective and preventati?ve measures|prevention checklist|remediation items|to-?dos?"
    r"|remediation (?:and|&) follow[- ]?up(?: steps)?|what (?:are we|we are|we're) doing(?: .*)?"
    r"|how are we making incidents like this less likely.*",
    "root_cause": r"(?:technical |underlying |the )?root causes?(?: analysis|\(s\)| of .{1,60}| and .{1,30})?"
    r"|root cause analysis \(rca\)|analysis of causes|(?:the )?causes?(?: of .{1,60})?|rca"
    r"|what (?:was|were) the (?:root )?causes?|what went wrong and why"
    r"|why (?:did )?(?:it|this)(?: incident)? happen(?:ed)?",
    "fault": r"(?:the )?fault|what went wrong",
    "contributing": r"contributing (?:factors|causes|conditions)|contributors(?: (?:and|&|/) enablers)?|enablers",
    "trigger": r"triggers?|lead[- ]?up|what triggered (?:it|this|the .*)",
    "impact": r"(?:severity (?:&|and) |user |customer |business |service |the |user-facing )?impact"
    r"(?: assessment| analysis| on .{1,60})?|key events|what was the impact|who was affected",
    "detection": r"detection|identified|how (?:was it|it was|we|did we) detect(?:ed)?(?: it)?|discovery",
    "containment": r"containment(?: actions)?",
    "fix": r"resolution(?: (?:and|&) recovery)?|fix(?:es)?|the fix|recovery|remediation|mitigations?"
    r"|mitigation (?:and|&) resolution|how did we respond"
    r"|(?:company|vendor|publication|firm|conference|administrative) responses?"
    r"|how (?:was it|it was|we|did we) (?:fix|resolve|mitigate)d?(?: .*)?",
    "response": r"(?:incident )?response",
    "prevention": r"prevention|preventati?ve measures|structural changes|how (?:do|will) we prevent .*",
    "summary": r"(?:executive |incident )?summary|tl;?\s?dr|abstract|summary of (?:the )?(?:incident|impact|event)",
    "what": r"what happened\??|description|incident description|(?:the )?narrative",
    "background": r"background|context",
    "overview": r"(?:incident )?overview|(?:incident |key )?(?:details|information|metadata|facts)",
    "date": r"(?:incident )?dates?|date of (?:the )?(?:incident|outage)|when",
    "authors": r"authors?|owners?",
    "status": r"(?:document |post-?mortem )?status",
    "lessons": r"lessons? learn(?:ed|t)|conclusions?|retrospective|takeaways",
    "sources": r"references|sources|links|further reading|external links|supporting information",
}
"""In the order in which they are tried."""

_NEED_MARKS = ("what", "overview", "background", "date", "authors", "status", "fault")
_COMPILED = {name: re.compile(pattern) for name, pattern in HEADINGS.items()}
KNOWN = re.compile("|".join(f"(?:{pattern})" for name, pattern in HEADINGS.items() if name not in _NEED_MARKS))
"""What counts as a heading even without its `##`."""


def meaning(heading: str) -> str:
    """Return what a heading stands for, or nothing."""
    words = re.sub(r"^[\W\d_]+|[\s:.!?]+$", "", heading.casefold())
    return next((name for name, pattern in _COMPILED.items() if pattern.fullmatch(words)), "")


MILESTONES = {
    "began": (
        *("date", "incident date", "date of incident", "when", "occurred", "started", "start", "start time"),
        *("incident start", "began", "date of the incident", "dates", "date and time", "start date", "onset"),
        *("started at", "start date/time", "incident began", "impact start"),
    ),
    "detected": (
        *("detected", "time detected", "detected at", "date discovered", "discovered", "date detected"),
        *("identified at", "time of detection"),
    ),
    "aware": (
        *("disclosed", "date disclosed", "advisory published", "reported", "date reported", "reported at", "aware"),
    ),
    "contained": (*("contained", "mitigated", "mitigated at", "contained at", "time of mitigation"),),
    "resolved": (
        *("resolved", "resolved at", "end", "end time", "ended", "resolution time", "date resolved", "fixed"),
        *("impact end", "time of resolution"),
    ),
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
    "mitigation": "containment",
    "preliminary root cause": "root_cause",
    "summary of impact": "summary",
    "summary": "summary",
    "tl;dr": "summary",
}
"""Labels whose text is a field of an incident."""

CATEGORY_LABELS = ("category", "failure mode", "failure category")
SEVERITY_LABELS = ("severity", "sev", "severity level", "incident severity")
NO_MOMENTS = {"status", "note", "notes", "source", "sources", "duration", "impact", "total"}
"""Bold words that begin a line of a timeline without saying when."""
