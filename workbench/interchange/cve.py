"""CVE records, JSON 5.x: vulnerabilities, with the scores and references of everybody who added to the record."""

import re
from collections.abc import Iterator
from typing import Any

from workbench.interchange.building import build, fact, line, mapping, mappings, records_of, source_line, words
from workbench.interchange.dates import parse_date
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.severities import from_score
from workbench.interchange.source import Source

FORMAT_ID = "cve"
_MARK = re.compile(r"""["']?dataType["']?\s*:\s*["']?CVE_RECORD""")
_ID = re.compile(r"CVE-\d{4}-\d{4,7}")


def sniff(source: Source) -> bool:
    """Tell by the data type that every record states."""
    return not source.is_binary and bool(_MARK.search(source.head))


def read(source: Source, options: Options) -> Harvest:
    """Read one record or a list of them."""
    harvest = Harvest()
    for entry, place, raw in records_of(source, harvest, "CVE record"):
        harvest.add(_record(source, options, entry, place, raw))
    return harvest


def _record(source: Source, options: Options, entry: Any, place: str, raw: str) -> Found | Refusal:
    metadata = mapping(mapping(entry).get("cveMetadata"))
    key = line(metadata.get("cveId"), 40)
    if not _ID.fullmatch(key):
        return Refusal(file=source.name, place=place, reason="it has no CVE id.")
    if metadata.get("state") == "REJECTED":
        return Refusal(file=source.name, place=place, reason=f"{key} was rejected by those who gave it out.")
    containers = mapping(mapping(entry).get("containers"))
    cna = mapping(containers.get("cna"))
    parts = [cna, *mappings(containers.get("adp"))]
    text = _described(cna.get("descriptions"))
    title = line(cna.get("title"))
    dated = parse_date(words(cna.get("datePublic") or metadata.get("datePublished")))
    scores = [score for part in parts for score in _scores(part)]
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=key,
        place=place,
        fields={
            "title": title or (f"{key}: {text}"[:160] if text else key),
            "summary": text,
            "kind": "vulnerability",
            "grade": "disclosed-vulnerability",
            "milestones": [dated.milestone("aware", "published")] if dated else [],
            **_severity(scores),
            **({"severity_original": scores[0]["vectorString"], "severity_scale": "CVSS"} if scores else {}),
            "facts": _facts(parts, scores),
            "external_ids": [f"cve:{key}"],
            "sources": list(dict.fromkeys(_sources(parts))),
        },
        raw=raw,
        notes=[] if title else ["The record has no title; one was made from its description."],
    )


def _described(value: Any) -> str:
    """Return the description in English, or in the languages there are."""
    texts = [(words(each.get("lang")).startswith("en"), words(each.get("value"))) for each in mappings(value)]
    english = [text for is_english, text in texts if is_english]
    return "\n\n".join(filter(None, english or [text for _, text in texts]))


def _scores(part: dict[str, Any]) -> list[dict[str, str]]:
    """Return the CVSS scores of one container; the name of the key carries the version."""
    found = []
    provider = line(mapping(part.get("providerMetadata")).get("shortName"), 60)
    for metric in mappings(part.get("metrics")):
        for name, value in metric.items():
            if str(name).startswith("cvssV") and isinstance(value, dict):
                kept = {
                    each: line(value.get(each), 200)
                    for each in ("version", "baseScore", "baseSeverity", "vectorString")
                }
                found.append(kept | {"provider": provider})
    return found


def _severity(scores: list[dict[str, str]]) -> dict[str, str]:
    for score in scores:
        try:
            severity = from_score(float(score["baseScore"]))
        except ValueError:
            continue
        if severity:
            return {"severity": severity.value, "severity_source": _said(score)}
    return {}


def _said(score: dict[str, str]) -> str:
    return (
        f"CVSS {score['version']}: {score['baseScore']} {score['baseSeverity']} ({score['provider'] or 'CVE record'})"
    )


def _facts(parts: list[dict[str, Any]], scores: list[dict[str, str]]) -> list[dict[str, str]]:
    weaknesses = [
        line(each.get("cweId") or each.get("description"), 120)
        for part in parts
        for problem in mappings(part.get("problemTypes"))
        for each in mappings(problem.get("descriptions"))
    ]
    return [
        *(each for part in parts for affected in mappings(part.get("affected")) for each in _affected(affected)),
        *fact("CWE", ", ".join(dict.fromkeys(filter(None, weaknesses))), FORMAT_ID),
        *(each for score in scores for each in fact("CVSS", f"{_said(score)}, {score['vectorString']}", FORMAT_ID)),
    ]


def _affected(affected: dict[str, Any]) -> list[dict[str, str]]:
    versions = [
        " to ".join(filter(None, (line(each.get("version"), 60), line(each.get("lessThan"), 60))))
        for each in mappings(affected.get("versions"))[:12]
        if each.get("status") == "affected"
    ]
    product = " ".join(filter(None, (line(affected.get("vendor"), 100), line(affected.get("product"), 200))))
    return fact("Affected", f"{product}: {', '.join(versions)}" if versions else product, FORMAT_ID)


def _sources(parts: list[dict[str, Any]]) -> Iterator[str]:
    for part in parts:
        for reference in mappings(part.get("references")):
            if text := source_line(reference):
                yield text


FORMAT = Format(id=FORMAT_ID, name="CVE record (JSON)", sniff=sniff, read=read, rank=2)
