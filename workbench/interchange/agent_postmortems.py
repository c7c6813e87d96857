"""agent-postmortems 1.0, YAML or JSON: read from others; written as our own exchange format.

Schema: swarmproof/agent-postmortems, schema/incident.schema.json (Apache-2.0).
"""

import json
import re
from typing import Any

from workbench.interchange.building import build, fact, line, listed, mapping, mappings, records_of, source_line, words
from workbench.interchange.categories import category_of
from workbench.interchange.dates import parse_date
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.severities import severity_fields
from workbench.interchange.source import Source

FORMAT_ID = "agent-postmortems"
SCALE = "agent-postmortems"
OWN_TAG = "workbench/1 "
"""Begins the tag in which an incident of ours keeps what the schema has no field for, as JSON."""
REQUIRED = ("incident_id", "title", "date", "incident_type", "trigger", "root_cause", "sources", "failure_classes")
CLASSES = (
    *("prompt-injection", "jailbreak", "tool-misuse", "unsafe-action", "data-exfiltration", "excessive-agency"),
    *("runaway-loop", "cost-blowup", "double-side-effect", "hallucination", "reward-hacking", "goal-misalignment"),
    *("memory-context-poisoning", "supply-chain-compromise", "insecure-output", "multi-agent-failure"),
    *("task-failure", "autonomous-misuse", "other"),
)
REVERSIBILITY = {"reversible": "reversible", "partially-reversible": "partly", "irreversible": "irreversible"}
MOST = 10**15
"""Of money, records or people; more is a slip."""
MODES = {
    ("prompt-injection", ""): "M06",
    ("memory-context-poisoning", "rag-poisoning"): "M06",
    ("runaway-loop", "retry-storm"): "M01",
    ("cost-blowup", ""): "M09",
    ("multi-agent-failure", "cascade"): "M11",
    ("multi-agent-failure", "deadlock"): "M11",
}
"""Reviewed by hand: only pairs that mean the same thing. All other classes stay as the source gives them."""
_KNOWN = {
    *("schema_version", "taxonomy_version", "incident_id", "title", "summary", "date", "last_updated"),
    *("incident_type", "status", "confidence", "severity", "severity_rationale", "system", "primary_failure_class"),
    *("failure_classes", "attack_vector", "causation", "trigger", "root_cause", "contributing_factors", "detection"),
    *("recovery", "prevention", "blast_radius", "timeline", "external_ids", "cve", "cwe", "related_incidents"),
    *("tags", "submitted_by", "sources", "machine_export"),
}
_ID = re.compile(r"[0-9]{4}-[a-z0-9]+(?:-[a-z0-9]+)*")
_MARK = re.compile(r"""(?:^|[\s{,])["']?(primary_failure_class|failure_classes|incident_type|incident_id)["']?\s*:""")


def sniff(source: Source) -> bool:
    """Tell by the fields that no other format has together."""
    is_schema = '"$schema"' in source.head[:400]
    return not source.is_binary and not is_schema and len(set(_MARK.findall(source.head))) >= 3


def read(source: Source, options: Options) -> Harvest:
    """Read one incident, several in any form of JSON or YAML, or an export with a list under `incidents`."""
    harvest = Harvest()
    for entry, place, raw in records_of(source, harvest, "incident", "incidents"):
        harvest.add(_record(source, options, entry, place, raw))
    return harvest


def _record(source: Source, options: Options, entry: Any, place: str, raw: str) -> Found | Refusal:
    reason = _fault(entry)
    if reason:
        return Refusal(file=source.name, place=place, reason=reason)
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=line(entry["incident_id"]),
        place=place,
        fields=fields_of(entry),
        raw=raw,
        group=line(entry["incident_type"]),
    )


def _fault(entry: Any) -> str:
    """Return why an entry breaks the schema, as far as an import depends on it; empty when it does not."""
    if not isinstance(entry, dict):
        return "it is no set of fields."
    if missing := [name for name in REQUIRED if entry.get(name) in (None, "", [])]:
        return f"{', '.join(missing)} missing or empty; the schema requires it."
    if unknown := [line(name, 60) for name in entry if name not in _KNOWN]:
        return f"the schema has no field {', '.join(unknown[:5])}."
    if not _ID.fullmatch(str(entry["incident_id"])):
        return "incident_id is not a year and words in small letters, joined by hyphens."
    if entry["incident_type"] not in ("incident", "hazard"):
        return "incident_type is neither incident nor hazard."
    if parse_date(words(entry["date"])) is None:
        return f"“{line(entry['date'], 40)}” is not a date."
    classes = [each.get("class") for each in mappings(entry["failure_classes"])]
    wrong = [line(each, 40) or "nothing" for each in classes if each not in CLASSES]
    if wrong or not classes:
        return f"the taxonomy has no failure class {', '.join(wrong) or 'in it'}."
    return ""


def fields_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an incident; what we wrote ourselves comes back whole."""
    blast = mapping(entry.get("blast_radius"))
    severity = line(entry.get("severity"), 60)
    dated = parse_date(words(entry.get("date")))
    fields: dict[str, Any] = {
        "title": entry.get("title"),
        "summary": words(entry.get("summary")),
        "kind": "incident" if entry.get("incident_type") == "incident" else "near-miss",
        "grade": "confirmed" if entry.get("incident_type") == "incident" else "research",
        "milestones": [dated.milestone("began", "occurred or first disclosed")] if dated else [],
        **severity_fields(severity, SCALE),
        "modes": _modes(entry),
        "category": category_of(FORMAT_ID, _class_names(entry)),
        "trigger": words(entry.get("trigger")),
        "root_cause": words(entry.get("root_cause")),
        "impact": _impact(blast),
        "extent": _extent(blast),
        "contributing_factors": listed(entry.get("contributing_factors")),
        "detection": words(entry.get("detection")),
        "fix": words(entry.get("recovery")),
        "prevention": words(entry.get("prevention")),
        "confidence": line(entry.get("confidence"), 60),
        "status": line(entry.get("status"), 60),
        "reporter": line(entry.get("submitted_by")),
        "facts": _facts(entry, blast),
        "timeline": [
            {"when": line(moment.get("at"), 60), "title": line(moment.get("event"))}
            for moment in mappings(entry.get("timeline"))
        ],
        "external_ids": _external_ids(entry),
        "sources": [text for text in map(source_line, mappings(entry.get("sources"))) if text],
    }
    return {**fields, **_own(entry)}


def _own(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what an incident of ours keeps beyond the schema."""
    for tag in entry.get("tags") or []:
        if isinstance(tag, str) and tag.startswith(OWN_TAG):
            try:
                kept = json.loads(tag.removeprefix(OWN_TAG))
            except (ValueError, RecursionError):
                return {}
            return kept if isinstance(kept, dict) else {}
    return {}


def _modes(entry: dict[str, Any]) -> list[dict[str, str]]:
    found: list[str] = []
    first = ""
    for number, each in enumerate(mappings(entry.get("failure_classes"))):
        name, subclass = line(each.get("class")), line(each.get("subclass"))
        mode = MODES.get((name, subclass)) or MODES.get((name, ""))
        if mode and mode not in found:
            found.append(mode)
            first = mode if number == 0 else first
    return [
        {"mode": mode, "role": "cause" if mode == first else "contributing", "assigned_by": "importer"}
        for mode in found
    ]


def _class_names(entry: dict[str, Any]) -> list[str]:
    """Return the failure classes, each as it is and with its subclass."""
    found = []
    for each in mappings(entry.get("failure_classes")):
        name, subclass = line(each.get("class")), line(each.get("subclass"))
        found += [name, f"{name}/{subclass}"]
    return found


def _extent(blast: dict[str, Any]) -> dict[str, Any]:
    cost = mapping(blast.get("cost"))
    money, most = _number(cost.get("amount_usd")), _number(cost.get("amount_usd_max"))
    known = {
        "money": money,
        "money_most": most,
        "currency": "USD" if money is not None or most is not None else None,
        "is_estimated": str(cost.get("estimated")).casefold() == "true" or None,
        "records": _number(mapping(blast.get("data")).get("records"), whole=True),
        "people": _number(mapping(blast.get("user_harm")).get("affected_count"), whole=True),
        "reversibility": REVERSIBILITY.get(line(blast.get("reversibility"), 40)),
    }
    return {name: value for name, value in known.items() if value is not None}


def _number(value: Any, *, whole: bool = False) -> float | int | None:
    """Return a number that our fields can hold, from a number or its text; None for what is none."""
    try:
        number = float(words(value, 40))
    except ValueError:
        return None
    if not 0 <= number <= MOST:
        return None
    return int(number) if whole else number


def _impact(blast: dict[str, Any]) -> str:
    parts = [words(blast.get("scope"))]
    parts += [words(mapping(blast.get(name)).get("description")) for name in ("data", "user_harm")]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _facts(entry: dict[str, Any], blast: dict[str, Any]) -> list[dict[str, str]]:
    system, harm = mapping(entry.get("system")), mapping(blast.get("user_harm"))
    classes = [
        "/".join(filter(None, (line(each.get("class")), line(each.get("subclass")))))
        for each in mappings(entry.get("failure_classes"))
    ]
    pairs = (
        ("Framework", system.get("framework")),
        ("Vendor", system.get("vendor")),
        ("Models", ", ".join(listed(system.get("models")))),
        ("Tools", ", ".join(listed(system.get("tools")))),
        ("Autonomy", system.get("autonomy_level")),
        ("Failure classes", ", ".join(classes)),
        ("Harm", ", ".join(listed(harm.get("categories")))),
        ("Attack vector", entry.get("attack_vector")),
        ("CWE", ", ".join(listed(entry.get("cwe")))),
        ("Severity rationale", entry.get("severity_rationale")),
    )
    return [each for label, value in pairs for each in fact(label, value, FORMAT_ID)]


def _external_ids(entry: dict[str, Any]) -> list[str]:
    others = mapping(entry.get("external_ids"))
    schemes = (("aiid", "aiid"), ("oecd", "oecd_aim"), ("aiaaic", "aiaaic"))
    return [
        f"{FORMAT_ID}:{line(entry.get('incident_id'), 200)}",
        *(f"{scheme}:{line(others[name], 200)}" for scheme, name in schemes if words(others.get(name))),
        *(f"cve:{line(each, 60)}" for each in listed(entry.get("cve"))),
    ]


FORMAT = Format(id=FORMAT_ID, name="agent-postmortems (YAML or JSON)", sniff=sniff, read=read)
