"""MITRE ATLAS: the case studies of `dist/ATLAS.yaml`, incidents and exercises apart, and what the file lists."""

import re
from dataclasses import dataclass
from typing import Any

from workbench.foreign import Unreadable
from workbench.interchange.atlas_references import references
from workbench.interchange.building import build, fact, line, mappings, raw_json, source_line, words
from workbench.interchange.categories import category_of
from workbench.interchange.dates import Dated, parse_date
from workbench.interchange.reading import Format, Found, Harvest, Options, Refusal
from workbench.interchange.source import Source

FORMAT_ID = "atlas"
_CUT = {"DATE": 10, "MONTH": 7, "YEAR": 4}
"""How much of a date says something: months and years are padded with 01."""
_INJECTION = re.compile(r"AML\.T0051(?:\.\d{3})?")
"""LLM Prompt Injection and its sub-techniques: the one technique that means the same as a mode of ours (M06)."""
M06 = {"mode": "M06", "role": "contributing", "assigned_by": "importer"}
_TOP = re.compile(r"""^[ \t]*["']?(?:case-studies|matrices)["']?:|"case-studies"\s*:""", re.MULTILINE)
_STUDY = re.compile(r"""["']?procedure["']?\s*:""")
_ONE = re.compile(r"^object-type:\s*case-study", re.MULTILINE)


def sniff(source: Source) -> bool:
    """Tell by the case studies or techniques of a release, or by case studies that somebody took out of one."""
    if source.is_binary or "AML." not in source.text:
        return False
    is_list = "AML.CS" in source.head and _STUDY.search(source.head)
    return bool(_TOP.search(source.text) or _ONE.search(source.head) or is_list)


def read(source: Source, options: Options) -> Harvest:
    """Read every case study; the source form with unresolved references is refused."""
    if re.search(r"technique:\s*['\"]?\{\{", source.text):
        raise Unreadable("this is the source form with references such as {{…}}. Import dist/ATLAS.yaml instead.")
    data = _whole(source.structured)
    told = _Told(line(data.get("version"), 20), _names(data), _mitigations(data))
    harvest = Harvest()
    harvest.references = references(source, data, told.names)
    studies = mappings(data.get("case-studies"))
    for number, study in enumerate(studies or ([] if harvest.references else [data]), 1):
        group = line(study.get("case-study-type"), 40)
        if options.classes is not None and group not in options.classes:
            harvest.leave_out(group)
        else:
            harvest.add(_record(source, options, study, f"case study {number}", told))
    return harvest


def _whole(data: Any) -> dict[str, Any]:
    """Return the file as releases have it since version 3: matrices and case studies side by side."""
    if isinstance(data, list):
        return {"case-studies": data}
    if not isinstance(data, dict):
        raise Unreadable("there is no case study in it.")
    inner = [each for each in data.values() if isinstance(each, dict) and {"case-studies", "matrices"} & each.keys()]
    data = inner[0] if inner else data
    return data if "matrices" in data or "techniques" not in data else {**data, "matrices": [data]}


@dataclass(frozen=True)
class _Told:
    """What the rest of the file says of techniques: an id keeps its meaning, its name changes between versions."""

    version: str
    names: dict[str, str]
    """Of techniques, by id."""
    mitigations: dict[str, list[str]]
    """Ids and names of what ATLAS holds against a technique, by its id."""

    def named(self, techniques: list[str]) -> str:
        """Return techniques with the names of this version."""
        return ", ".join(f"{each} {self.names.get(each, '')}".strip() for each in techniques)

    def against(self, techniques: list[str]) -> str:
        """Return what is held against any of them, each once."""
        return ", ".join(dict.fromkeys(one for each in techniques for one in self.mitigations.get(each, ())))


def _mitigations(data: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for matrix in mappings(data.get("matrices")):
        for mitigation in mappings(matrix.get("mitigations")):
            told = f"{line(mitigation.get('id'), 40)} {line(mitigation.get('name'), 120)}".strip()
            for technique in mappings(mitigation.get("techniques")):
                found.setdefault(line(technique.get("id"), 40), []).append(told)
    return found


def _names(data: dict[str, Any]) -> dict[str, str]:
    """Return the names of techniques by id, those of sub-techniques behind the name of what they are part of.

    The first that has an id keeps it.
    """
    listed = [each for matrix in mappings(data.get("matrices")) for each in mappings(matrix.get("techniques"))]
    techniques = listed[::-1]
    names = {line(each.get("id"), 40): line(each.get("name"), 120) for each in techniques}
    parents = {line(each.get("id"), 40): names.get(line(each.get("subtechnique-of"), 40), "") for each in techniques}
    return {key: f"{parents[key]}: {name}" if parents[key] else name for key, name in names.items()}


def _record(source: Source, options: Options, study: dict[str, Any], place: str, told: _Told) -> Found | Refusal:
    key = line(study.get("id"), 40)
    if not re.fullmatch(r"AML\.CS\d{4}", key):
        return Refusal(file=source.name, place=place, reason="it has no id such as AML.CS0001.")
    group = line(study.get("case-study-type"), 40)
    is_exercise = group != "incident"
    steps = mappings(study.get("procedure"))
    techniques = list(dict.fromkeys(line(step.get("technique"), 40) for step in steps))
    dated = _dated(study)
    return build(
        source,
        options,
        format_id=FORMAT_ID,
        key=key,
        place=place,
        group=group,
        fields={
            "title": study.get("name"),
            "summary": words(study.get("summary")),
            "kind": "exercise" if is_exercise else "incident",
            "grade": "adversarial-test" if is_exercise else "confirmed",
            "milestones": [dated.milestone("began")] if dated else [],
            "modes": [M06] if any(map(_INJECTION.fullmatch, techniques)) else [],
            "category": category_of(FORMAT_ID, techniques),
            "timeline": [_moment(number, step, told.names) for number, step in enumerate(steps, 1)],
            "facts": [
                *fact("Target", study.get("target"), FORMAT_ID),
                *fact("Actor", study.get("actor"), FORMAT_ID),
                *fact("Techniques", told.named(techniques), FORMAT_ID),
                *fact("Mitigations that ATLAS names", told.against(techniques), FORMAT_ID),
                *fact("ATLAS version", told.version, FORMAT_ID),
            ],
            "reporter": line(study.get("reporter") or study.get("reported-by")),
            "external_ids": [f"atlas:{key}"],
            "sources": [text for text in map(source_line, mappings(study.get("references"))) if text],
        },
        raw=raw_json(study),
        notes=[]
        if group
        else ["It does not say whether this was an incident or an exercise, and is taken for the latter."],
    )


def _dated(study: dict[str, Any]) -> Dated | None:
    cut = _CUT.get(str(study.get("incident-date-granularity")), 10)
    return parse_date(words(study.get("incident-date"))[:cut])


def _moment(number: int, step: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    technique = line(step.get("technique"), 40)
    title = names.get(technique) or technique or f"Step {number}"
    return {"when": f"step {number}", "title": title, "text": words(step.get("description"))}


FORMAT = Format(id=FORMAT_ID, name="MITRE ATLAS case studies (YAML)", sniff=sniff, read=read, rank=1)
