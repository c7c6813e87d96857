"""Incidents as agent-postmortems 1.0: valid for its schema, and read back by us without loss.

What the schema has no field for goes into one of its free tags. References to a deployment stay behind: they mean
nothing elsewhere.
"""

import json
import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

from workbench.domain.incident import Extent, Incident
from workbench.domain.model import Severity
from workbench.interchange.agent_postmortems import FORMAT_ID, OWN_TAG, REVERSIBILITY, fields_of
from workbench.interchange.building import NOBODY
from workbench.interchange.writing import Writer

_SEVERITIES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "high",
    Severity.MEDIUM: "moderate",
    Severity.LOW: "low",
}
_CLASSES = {
    "M01": ("runaway-loop", "retry-storm"),
    "M06": ("prompt-injection", ""),
    "M09": ("cost-blowup", ""),
    "M11": ("multi-agent-failure", "cascade"),
}
_CONFIDENCE = ("reported", "corroborated", "confirmed", "disputed")
_STATUS = ("preliminary", "factual", "final")
_UNKNOWN = "Not recorded."
_STAYS = {"id", "key", "recorded_by", "recorded_at", "deployment_id", "version_id", "origin"}
_ID = re.compile(r"[0-9]{4}-[a-z0-9]+(?:-[a-z0-9]+)*")
_URL = re.compile(r"https?://[^\s<>\"]+")


def write(incidents: Sequence[Incident]) -> bytes:
    """Return one incident as a YAML document, several as a list under `incidents`."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # only its default is annotated
    yaml.allow_unicode = True
    yaml.width = 110
    entries = [entry_of(incident) for incident in incidents]
    text = StringIO()
    yaml.dump(entries[0] if len(entries) == 1 else {"incidents": entries}, text)
    return text.getvalue().encode("utf-8")


def entry_of(incident: Incident) -> dict[str, Any]:
    """Return an incident in the fields of the schema."""
    entry: dict[str, Any] = {
        "schema_version": "1.0",
        "taxonomy_version": "1.0",
        "incident_id": _incident_id(incident),
        "title": _fitting_title(incident.title),
        "summary": incident.summary[:500],
        "date": _date(incident),
        "incident_type": "incident" if incident.kind == "incident" else "hazard",
        "system": {},
        **_classes(incident),
        "trigger": incident.trigger or _UNKNOWN,
        "root_cause": incident.root_cause or _UNKNOWN,
        "detection": incident.detection or _note(incident, "detected"),
        "recovery": incident.fix or _UNKNOWN,
        "prevention": incident.prevention or _UNKNOWN,
        "blast_radius": {"scope": incident.impact or _UNKNOWN, **_measured(incident.extent)},
        "sources": [_source(text) for text in incident.sources] or [_source(incident.key)],
    }
    if incident.severity:
        entry["severity"] = _SEVERITIES[incident.severity]
    if incident.timeline:
        entry["timeline"] = [_moment(each.when, each.title, each.text) for each in incident.timeline]
    if incident.contributing_factors:
        entry["contributing_factors"] = list(incident.contributing_factors)
    if incident.reporter:
        entry["submitted_by"] = incident.reporter
    if incident.confidence in _CONFIDENCE:
        entry["confidence"] = incident.confidence
    if incident.status in _STATUS:
        entry["status"] = incident.status
    entry |= _references(incident)
    return entry | {"tags": [OWN_TAG + _rest(incident, entry)]}


def _rest(incident: Incident, entry: dict[str, Any]) -> str:
    """Return what reading the entry back would lose or change, as JSON."""
    whole = incident.model_dump(mode="json", exclude=_STAYS)
    read = Incident.model_validate({**fields_of(entry), **NOBODY}).model_dump(mode="json")
    rest = {name: value for name, value in whole.items() if read[name] != value}
    return json.dumps(rest, ensure_ascii=False)


def _incident_id(incident: Incident) -> str:
    """Return the id that it came with, or one that no other workspace gives."""
    scheme = f"{FORMAT_ID}:"
    given = next((each.removeprefix(scheme) for each in incident.external_ids if each.startswith(scheme)), "")
    if _ID.fullmatch(given):
        return given
    words = re.sub(r"[^a-z0-9]+", "-", incident.id.lower()).strip("-") or "incident"
    return f"{incident.recorded_at.year}-{words}"


def _fitting_title(title: str) -> str:
    return title[:140] if len(title) >= 8 else f"Incident: {title}"


def _date(incident: Incident) -> str:
    """Return the earliest day that is known, padded as the schema asks; the tag keeps the true precision."""
    at = incident.when
    if found := re.match(r"\d{4}-\d\d-\d\d", at):
        return found[0]
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", at):
        return f"{found[1]}-{3 * int(found[2]) - 2:02}-01"
    if re.fullmatch(r"\d{4}-\d\d", at):
        return f"{at}-01"
    return f"{at}-01-01" if re.fullmatch(r"\d{4}", at) else incident.recorded_at.date().isoformat()


def _classes(incident: Incident) -> dict[str, Any]:
    pairs = [_CLASSES[role.mode.partition(".")[0]] for role in incident.modes if role.mode[:3] in _CLASSES]
    chain = [{"class": name, "subclass": sub} if sub else {"class": name} for name, sub in pairs or [("other", "")]]
    return {"primary_failure_class": chain[0]["class"], "failure_classes": chain}


def _measured(extent: Extent | None) -> dict[str, Any]:
    """Return what the schema can hold of the numbers: money in dollars, whole records and people."""
    if extent is None:
        return {}
    names = {each: name for name, each in REVERSIBILITY.items()}
    parts: dict[str, Any] = {"reversibility": names[extent.reversibility]} if extent.reversibility else {}
    if extent.currency == "USD":
        money = {"amount_usd": extent.money, "amount_usd_max": extent.money_most}
        known = {name: value for name, value in money.items() if value is not None}
        parts["cost"] = known | ({"estimated": True} if extent.is_estimated else {})
    if extent.records is not None:
        parts["data"] = {"records": extent.records}
    if extent.people is not None:
        parts["user_harm"] = {"affected_count": extent.people}
    return parts


def _note(incident: Incident, name: str) -> str:
    milestone = incident.milestone(name)
    return (milestone and (milestone.note or milestone.at)) or _UNKNOWN


def _moment(when: str, title: str, text: str) -> dict[str, str]:
    event = " ".join(part for part in (title, text) if part)
    return {"at": when, "event": event} if when else {"event": event}


def _source(text: str) -> dict[str, str]:
    found = _URL.search(text)
    if found is None:
        return {"url": "urn:workbench:source", "title": text, "type": "other"}
    title = text.replace(found[0], "").strip()
    return {"url": found[0], "title": title, "type": "other"} if title else {"url": found[0], "type": "other"}


def _references(incident: Incident) -> dict[str, Any]:
    """Return the external ids that the schema has a place for."""
    found: dict[str, str] = {}
    for each in incident.external_ids:
        scheme, _, value = each.partition(":")
        name = {"aiid": "aiid", "oecd": "oecd_aim", "aiaaic": "aiaaic"}.get(scheme)
        if name and value:
            found.setdefault(name, value)
    cves = [each.removeprefix("cve:") for each in incident.external_ids if re.fullmatch(r"cve:CVE-\d{4}-\d+", each)]
    return ({"external_ids": found} if found else {}) | ({"cve": cves} if cves else {})


WRITER = Writer(id=FORMAT_ID, name="agent-postmortems (exchange)", suffix=".yaml", write=write)
