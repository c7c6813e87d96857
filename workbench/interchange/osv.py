"""OSV advisories, JSON or YAML (PyPA, GHSA and others): vulnerabilities, not incidents."""

import re
from typing import Any

from workbench.interchange.building import build, fact, line, listed, mapping, mappings, records_of, source_line, words
from workbench.interchange.dates import parse_date
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.severities import from_word
from workbench.interchange.source import Source

FORMAT_ID = "osv"
_KEYS = re.compile(
    r"""^[\s{]*["']?(id|modified|published|aliases|details|affected|schema_version)["']?\s*:""", re.MULTILINE
)
_INLINE = re.compile(r'"(id|modified|published|aliases|details|affected|schema_version)"\s*:')
_ID = re.compile(r"[A-Z][A-Za-z0-9]*-[A-Za-z0-9._:-]{1,80}")


def sniff(source: Source) -> bool:
    """Tell by the keys that every advisory has."""
    if source.is_binary:
        return False
    keys = set(_KEYS.findall(source.head)) | set(_INLINE.findall(source.head))
    return {"id", "modified"} <= keys and bool(keys & {"affected", "details", "aliases"})


def read(source: Source, options: Options) -> Harvest:
    """Read one advisory, a list, or a list under `vulns`."""
    harvest = Harvest()
    for entry, place, raw in records_of(source, harvest, "advisory", "vulns"):
        harvest.add(_record(source, options, entry, place, raw))
    return harvest


def _record(source: Source, options: Options, entry: Any, place: str, raw: str) -> Found | Refusal:
    key = line(mapping(entry).get("id"), 100)
    if not _ID.fullmatch(key):
        return Refusal(file=source.name, place=place, reason="it has no id of an advisory.")
    details, summary = words(entry.get("details")), line(entry.get("summary"))
    affected = mappings(entry.get("affected"))
    packages = list(dict.fromkeys(line(mapping(each.get("package")).get("name"), 100) for each in affected))
    dated = parse_date(words(entry.get("published")))
    withdrawn = line(entry.get("withdrawn"), 40)
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=key,
        place=place,
        fields={
            "title": summary or _title(packages, details, key),
            "summary": details,
            "kind": "vulnerability",
            "grade": "disclosed-vulnerability",
            "milestones": [dated.milestone("aware", "published")] if dated else [],
            **_severity(entry),
            "severity_original": ", ".join(_scores(entry)) or _word(entry),
            "severity_scale": "CVSS" if _scores(entry) else "GHSA" if _word(entry) else "",
            "withdrawn": withdrawn,
            "credits": [line(each.get("name")) for each in mappings(entry.get("credits")) if each.get("name")],
            "facts": [
                *(each for package in affected for each in fact("Affected", _affected(package), FORMAT_ID)),
                *(each for score in _scores(entry) for each in fact("CVSS vector", score, FORMAT_ID)),
                *fact("CWE", ", ".join(listed(_specific(entry).get("cwe_ids"))), FORMAT_ID),
            ],
            "external_ids": [_external(each) for each in (key, *listed(entry.get("aliases")))],
            "sources": [text for text in map(source_line, mappings(entry.get("references"))) if text],
        },
        raw=raw,
        notes=[
            *([] if summary else ["The advisory has no title; one was made from its text."]),
            *([f"The advisory was withdrawn on {withdrawn}."] if withdrawn else []),
        ],
    )


def _title(packages: list[str], details: str, key: str) -> str:
    sentence = re.split(r"(?<=[a-z)])\.\s", " ".join(details.split()), maxsplit=1)[0]
    about = ", ".join(filter(None, packages))
    return f"{about}: {sentence}"[:160] if about and sentence else sentence[:160] or f"{key} {about}".strip()


def _affected(package: dict[str, Any]) -> str:
    """Return the package with the versions between which it is vulnerable; the list of all versions stays raw."""
    named = mapping(package.get("package"))
    ranges = mappings(package.get("ranges"))
    # Commits say nothing to a person where versions are given too.
    ranges = [each for each in ranges if each.get("type") != "GIT"] or ranges
    spans = [
        ", ".join(
            f"{line(name, 20).replace('_', ' ')} {line(value, 60)}"
            for event in mappings(each.get("events"))
            for name, value in event.items()
        )
        for each in ranges[:12]
    ]
    head = " ".join(filter(None, (line(named.get("ecosystem"), 60), line(named.get("name"), 100))))
    return f"{head}: {'; '.join(filter(None, spans))}" if any(spans) else head


def _scores(entry: dict[str, Any]) -> list[str]:
    return [line(each.get("score"), 200) for each in mappings(entry.get("severity")) if words(each.get("score"))]


def _specific(entry: dict[str, Any]) -> dict[str, Any]:
    return mapping(entry.get("database_specific"))


def _word(entry: dict[str, Any]) -> str:
    """Return the severity that GitHub gives in a word."""
    word = line(_specific(entry).get("severity"), 20)
    return word if from_word(word, "GHSA") else ""


def _severity(entry: dict[str, Any]) -> dict[str, str]:
    severity = from_word(_word(entry), "GHSA")
    return {"severity": severity.value, "severity_source": f"{_word(entry)} (GHSA)"} if severity else {}


def _external(advisory: str) -> str:
    scheme = {"CVE": "cve", "GHS": "ghsa"}.get(advisory[:3], "osv")
    return f"{scheme}:{line(advisory, 100)}"


FORMAT = Format(id=FORMAT_ID, name="OSV advisory (JSON or YAML)", sniff=sniff, read=read, rank=3)
