"""agent-incident-corpus (JSON): one incident with a scenario that can be replayed, which stays in the raw record.

Shape: ajinb/agent-incident-corpus, `corpus/*.json` (data CC BY 4.0).
"""

import re
from typing import Any

from workbench.interchange.building import build, fact, line, listed, mapping, mappings, records_of, source_line, words
from workbench.interchange.categories import category_of
from workbench.interchange.dates import parse_date
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.severities import severity_fields
from workbench.interchange.source import Source

FORMAT_ID = "agent-incident-corpus"
_KEYS = re.compile(r'"(failure_class|blast_radius|time_to_detect|time_to_contain|containment|scenario)"\s*:')
_ID = re.compile(r"\d{4}-\d\d(?:-\d\d)?-[a-z0-9-]{1,150}")
_MODES = {"retry_storm": "M01", "prompt_injection": "M06"}
"""Reviewed by hand: only words that mean the same thing as a mode of ours."""


def sniff(source: Source) -> bool:
    """Tell by the fields that no other format has together."""
    return not source.is_binary and source.head.lstrip()[:1] in ("{", "[") and len(set(_KEYS.findall(source.head))) >= 3


def read(source: Source, options: Options) -> Harvest:
    """Read one incident, a list of them, or a list under `incidents`."""
    harvest = Harvest()
    for entry, place, raw in records_of(source, harvest, "incident", "incidents"):
        harvest.add(_record(source, options, entry, place, raw))
    return harvest


def _record(source: Source, options: Options, entry: Any, place: str, raw: str) -> Found | Refusal:
    entry = mapping(entry)
    key = line(entry.get("id"), 200)
    if not _ID.fullmatch(key):
        return Refusal(file=source.name, place=place, reason="it has no id such as 2025-11-what-happened.")
    dated = parse_date(words(entry.get("date")))
    severity = line(entry.get("severity"), 60)
    mode = _MODES.get(words(entry.get("failure_class")))
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=key,
        place=place,
        fields={
            "title": entry.get("title"),
            "summary": words(entry.get("summary")),
            "milestones": [dated.milestone("began")] if dated else [],
            **severity_fields(severity, FORMAT_ID),
            "modes": [{"mode": mode, "role": "cause", "assigned_by": "importer"}] if mode else [],
            "category": category_of(FORMAT_ID, [words(entry.get("failure_class"))]),
            "contributing_factors": listed(entry.get("contributing_factors")),
            "impact": words(entry.get("blast_radius")),
            "containment": words(entry.get("containment")),
            "facts": _facts(entry),
            "external_ids": [f"{FORMAT_ID}:{key}"],
            "sources": [text for text in map(source_line, mappings(entry.get("sources"))) if text],
        },
        raw=raw,
    )


def _facts(entry: dict[str, Any]) -> list[dict[str, str]]:
    """Return what has no field of its own; how long something took is words here, never a time of ours."""
    pairs = (
        ("System", entry.get("system")),
        ("Autonomy", entry.get("autonomy")),
        ("Failure class", entry.get("failure_class")),
        ("Time to detect", entry.get("time_to_detect")),
        ("Time to contain", entry.get("time_to_contain")),
    )
    return [each for label, value in pairs for each in fact(label, value, FORMAT_ID)]


FORMAT = Format(id=FORMAT_ID, name="agent-incident-corpus (JSON)", sniff=sniff, read=read, rank=1)
