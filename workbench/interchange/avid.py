"""AVID reports and vulnerabilities, JSON or JSONL, chosen by class: most are advisories, many mere measurements."""

import hashlib
import re
from typing import Any

from workbench.interchange.building import build, fact, line, listed, mapping, mappings, records_of, source_line, words
from workbench.interchange.dates import parse_date
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.severities import from_score
from workbench.interchange.source import Source

FORMAT_ID = "avid"
LEFT_OUT = ("LLM Evaluation",)
"""Measurements of benchmarks; left out unless asked for, they would drown the incidents."""
NO_CLASS = "without a class"
_KINDS = {
    "CVE Entry": ("vulnerability", "disclosed-vulnerability"),
    "AIID Incident": ("incident", "confirmed"),
    "ATLAS Case Study": ("exercise", "adversarial-test"),
    "LLM Evaluation": ("exercise", "adversarial-test"),
}
_OTHER = ("vulnerability", "research")
_MARK = re.compile(r'"data_type"\s*:\s*"AVID"')
_ID = re.compile(r"AVID-\d{4}-[RV]\d{3,5}")
_ELSEWHERE = (
    ("cve", re.compile(r"\b(CVE-\d{4}-\d{4,7})\b")),
    ("aiid", re.compile(r"incidentdatabase\.ai/cite/(\d{1,6})")),
    ("atlas", re.compile(r"\b(AML\.CS\d{4})\b")),
)


def sniff(source: Source) -> bool:
    """Tell by the data type that every record states."""
    return not source.is_binary and source.head.lstrip()[:1] in ("{", "[") and bool(_MARK.search(source.head))


def read(source: Source, options: Options) -> Harvest:
    """Read one record, a list, or one per line; a broken line is refused alone."""
    harvest = Harvest()
    for entry, place, raw in records_of(source, harvest, "AVID record"):
        if not isinstance(entry, dict) or entry.get("data_type") != "AVID":
            harvest.add(Refusal(file=source.name, place=place, reason="this is no AVID record."))
            continue
        group = line(mapping(entry.get("problemtype")).get("classof"), 60) or NO_CLASS
        if (group in LEFT_OUT) if options.classes is None else (group not in options.classes):
            harvest.leave_out(group)
        else:
            harvest.add(_record(source, options, entry, group, place, raw))
    return harvest


def _record(
    source: Source, options: Options, entry: dict[str, Any], group: str, place: str, raw: str
) -> Found | Refusal:
    metadata, impact = mapping(entry.get("metadata")), mapping(entry.get("impact"))
    given = line(metadata.get("report_id") or metadata.get("vuln_id"), 60)
    own_id = given if _ID.fullmatch(given) else ""
    kind, grade = _KINDS.get(group, _OTHER)
    references = [each for each in mappings(entry.get("references")) if words(each.get("url")).startswith("http")]
    title = words(mapping(mapping(entry.get("problemtype")).get("description")).get("value"))
    text = words(mapping(entry.get("description")).get("value"))
    about = f"{title} {' '.join(words(each.get('url')) for each in references)}"
    elsewhere = [f"{scheme}:{found}" for scheme, pattern in _ELSEWHERE for found in pattern.findall(about)]
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=own_id or hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()[:16],
        place=place,
        group=group,
        fields={
            "title": title or text[:140],
            "summary": text,
            "kind": kind,
            "grade": grade,
            "milestones": _aware(entry),
            **_severity(mapping(impact.get("cvss"))),
            **_original(mapping(impact.get("cvss"))),
            "credits": _credit(entry.get("credit")),
            "facts": _facts(entry, impact),
            "external_ids": [*([f"avid:{own_id}"] if own_id else []), *elsewhere],
            "sources": [text for text in map(source_line, references) if text],
        },
        raw=raw,
        notes=_notes(given, own_id, group),
    )


def _notes(given: str, own_id: str, group: str) -> list[str]:
    notes = []
    if given and not own_id:
        notes.append(f"Its id {given} is no id of AVID; the record is known by its content.")
    if group == "ATLAS Case Study":
        notes.append("AVID does not say whether the case study was an incident or an exercise; it was taken as one.")
    return notes


def _aware(entry: dict[str, Any]) -> list[dict[str, str]]:
    """Return since when it is known: AVID never says when something happened."""
    for name, note in (("reported_date", "reported"), ("published_date", "published")):
        if dated := parse_date(words(entry.get(name))):
            return [dated.milestone("aware", note)]
    return []


def _severity(cvss: dict[str, Any]) -> dict[str, str]:
    score = cvss.get("baseScore")
    severity = from_score(float(score)) if isinstance(score, int | float) else None
    return {"severity": severity.value, "severity_source": _said(cvss)} if severity else {}


def _said(cvss: dict[str, Any]) -> str:
    return line(f"CVSS {cvss.get('version')}: {cvss.get('baseScore')} {cvss.get('baseSeverity')} (AVID)")


def _original(cvss: dict[str, Any]) -> dict[str, str]:
    return {"severity_original": line(cvss.get("vectorString")), "severity_scale": "CVSS"} if cvss else {}


def _facts(entry: dict[str, Any], impact: dict[str, Any]) -> list[dict[str, str]]:
    affects, view = mapping(entry.get("affects")), mapping(impact.get("avid"))
    artifacts = [f"{line(each.get('name'))} ({line(each.get('type'))})" for each in mappings(affects.get("artifacts"))]
    weaknesses = [line(each.get("cweId"), 20) for each in mappings(impact.get("cwe"))]
    pairs = (
        ("Developer", listed(affects.get("developer"))),
        ("Deployer", listed(affects.get("deployer"))),
        ("Affected", artifacts),
        ("Risk domain", listed(view.get("risk_domain"))),
        ("Effect", listed(view.get("sep_view"))),
        ("Lifecycle", listed(view.get("lifecycle_view"))),
        ("CWE", weaknesses),
        ("CVSS vector", listed(mapping(impact.get("cvss")).get("vectorString"))),
        ("Last changed in AVID", listed(entry.get("last_modified_date"))),
    )
    return [each for label, values in pairs for each in fact(label, ", ".join(filter(None, values)), FORMAT_ID)]


def _credit(value: Any) -> list[str]:
    return [line(each.get("value") or each.get("name")) for each in mappings(value)] or listed(value)


FORMAT = Format(id=FORMAT_ID, name="AVID (JSON or JSONL)", sniff=sniff, read=read, rank=1)
