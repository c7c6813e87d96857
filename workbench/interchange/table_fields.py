"""What a column of a table can be used for, and which headings suggest it."""

import re

FIELDS = {
    "id": "Id in the source",
    "title": "Title",
    "summary": "What happened",
    "kind": "Kind: incident, hazard, near miss, exercise, vulnerability",
    "began": "When it began",
    "aware": "Since when it is known",
    "detected": "When it was detected",
    "contained": "When it was contained",
    "resolved": "When it was resolved",
    "severity": "Severity",
    "category": "Category, or a code that means one",
    "impact": "Impact",
    "trigger": "Trigger",
    "root_cause": "Root cause",
    "detection": "How it was noticed",
    "containment": "How the harm was limited",
    "fix": "What was done",
    "prevention": "What would prevent it",
    "actions": "Action",
    "source": "Source: a title or an address",
    "aiid": "Number in the AI Incident Database",
    "cve": "CVE id",
    "external": "Ids elsewhere, each as scheme:value",
    "reporter": "Who reported it",
    "fact": "A fact under its heading",
    "ignore": "Not imported",
}
"""Field and what a person reads for it."""

DATES = ("began", "aware", "detected", "contained", "resolved")
MANY = ("source", "fact", "ignore", "actions", "cve")
"""Fields that more than one column may be used for."""

_HEADINGS = {
    "id": r"(?:incident|issue|ticket)?[ _-]?(?:id|no\.?|number|key|ref(?:erence)?)|_id",
    "title": r"(?:incident[ _-]?)?(?:title|headline)|subject|short[ _]description",
    "summary": r"summary|description|what[ _]happened|details|incident[ _](?:summary|description)",
    "kind": r"(?:(?:incident|issue)[ _])?(?:kind|type)|incident[ _]or[ _]hazard",
    "began": r"(?:incident|event|start|occurrence|began)?[ _-]?(?:date|start|time)(?:[ _]of[ _]incident)?"
    r"|began|occurred(?:[ _](?:at|on))?|when",
    "aware": r"(?:date[ _])?(?:disclosed|reported|published)(?:[ _](?:date|at|on))?"
    r"|disclosure[ _]date|(?:created|opened)(?:[ _](?:at|on|date))?",
    "detected": r"(?:date[ _])?(?:detected|discovered)(?:[ _](?:at|on|date))?|detection[ _](?:time|date)",
    "contained": r"(?:contained|mitigated)(?:[ _](?:at|on|date))?",
    "resolved": r"(?:resolved|fixed|closed|end)(?:[ _](?:at|on|date|time))?|end",
    "severity": r"severity|sev|priority",
    "category": r"(?:incident|failure|post[- ]?mortem)?[ _]?category|owasp[ _](?:code|id)",
    "impact": r"impact(?:[ _]summary)?|harm(?:[ _]type)?|consequences?",
    "trigger": r"trigger",
    "root_cause": r"root[ _-]?causes?|cause",
    "fix": r"fix|close[ _]notes|resolution|remediation|mitigation|what[ _]changed[ _]after",
    "detection": r"detection(?:[ _]method)?|how[ _]detected|signal[ _]after[ _]launch",
    "containment": r"containment",
    "prevention": r"prevention|missing[ _]control|preventive[ _]actions?",
    "actions": r"actions?(?:[ _]items?)?|corrective[ _]actions?",
    "source": r"(?:source|reference)s?(?:[ _]\d)?(?:[ _](?:url|link))?|urls?|links?|aiid[ _]url",
    "aiid": r"aiid(?:[ _]?(?:id|incident|number))?",
    "cve": r"cves?(?:[ _]?ids?)?",
    "external": r"external[ _]?ids?",
    "reporter": r"reporter|reported[ _]by|author|submitter",
    "fact": r".*(?:deployer|developer|vendor|sector|agent[ _]type|system|model|tool|failure[ _]pattern).*"
    r"|.*(?:owasp|authority|cost|duration|people|affected|confidence|status|domain|harmed).*",
}
_COMPILED = {name: re.compile(pattern) for name, pattern in _HEADINGS.items()}

KINDS = {
    "incident": "incident",
    "hazard": "near-miss",
    "near miss": "near-miss",
    "near-miss": "near-miss",
    "exercise": "exercise",
    "vulnerability": "vulnerability",
}


_NOTHING = ("", "n/a", "none", "null", "nan", "-")


def is_value(text: str) -> bool:
    """Say whether a cell says anything."""
    return text.casefold() not in _NOTHING


def without_title(fields: list[str], headings: list[str]) -> list[str]:
    """Return the fields of headings where the short text is called summary and the long one description."""
    if "title" in fields or "summary" not in fields:
        return fields
    words = [" ".join(heading.casefold().split()) for heading in headings]
    if "summary" not in words or "description" not in words:
        return fields
    named = {"summary": "title", "description": "summary"}
    return [named.get(word, field) for word, field in zip(words, fields, strict=True)]


def field_for(heading: str) -> str:
    """Return the field that a heading suggests, `ignore` when it suggests none."""
    words = " ".join(heading.casefold().replace("\u200b", "").split())
    return next((name for name, pattern in _COMPILED.items() if pattern.fullmatch(words)), "ignore")
