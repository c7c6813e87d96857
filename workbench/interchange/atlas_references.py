"""MITRE ATLAS: techniques and mitigations of `dist/ATLAS.yaml`, to read beside our own entries."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from workbench.domain.reference import Mitigation, ReferencePack, Technique
from workbench.interchange.building import line, listed, mappings, words
from workbench.interchange.source import Source

FRAMEWORK, SOURCE = "mitre-atlas", "MITRE ATLAS"
MAX_TEXT, MAX_USE = 8_000, 2_000
"""Letters of a description and of how a mitigation is used; the longest ones have 5,622 and 700."""

EntryT = TypeVar("EntryT", bound=BaseModel)


def references(source: Source, data: Mapping[str, Any], names: Mapping[str, str]) -> ReferencePack | None:
    """Return what the matrices of a file list, each id once; None for a file without them.

    `names` are those of techniques by id. What has no id of ATLAS is left out.
    """
    matrices = mappings(data.get("matrices"))
    version = line(data.get("version"), 20)
    common = {"framework": FRAMEWORK, "version": version, "source": SOURCE}
    tactics = {line(one.get("id"), 40): line(one.get("name"), 120) for one in _all(matrices, "tactics")}
    techniques = [common | _technique(one, names, tactics) for one in _all(matrices, "techniques")]
    mitigations = [common | _mitigation(one) for one in _all(matrices, "mitigations")]
    pack = ReferencePack(
        framework=FRAMEWORK,
        source=SOURCE,
        name=SOURCE,
        version=version,
        author="MITRE",
        address="https://atlas.mitre.org",
        file=source.name,
        sha256=source.sha256,
        techniques=tuple(_valid(Technique, techniques)),
        mitigations=tuple(_valid(Mitigation, mitigations)),
    )
    return pack if pack.entries else None


def _all(matrices: Iterable[Mapping[str, Any]], part: str) -> list[dict[str, Any]]:
    return [one for matrix in matrices for one in mappings(matrix.get(part))]


def _technique(one: Mapping[str, Any], names: Mapping[str, str], tactics: Mapping[str, str]) -> dict[str, Any]:
    key = line(one.get("id"), 40)
    return {
        "id": key,
        "name": names.get(key, ""),
        "text": words(one.get("description"), MAX_TEXT),
        "tactics": [f"{line(tactic, 40)} {tactics.get(tactic, '')}".strip() for tactic in listed(one.get("tactics"))],
        "part_of": line(one.get("subtechnique-of"), 40) or None,
        "maturity": line(one.get("maturity"), 40),
    }


def _mitigation(one: Mapping[str, Any]) -> dict[str, Any]:
    answers = ((line(each.get("id"), 40), words(each.get("use"), MAX_USE)) for each in mappings(one.get("techniques")))
    return {
        "id": line(one.get("id"), 40),
        "name": line(one.get("name"), 120),
        "text": words(one.get("description"), MAX_TEXT),
        "answers": [{"to": to, "use": " ".join(use.split())} for to, use in dict(answers).items()],
        "lifecycle": [line(each, 80) for each in listed(one.get("ml-lifecycle"))],
        "groups": [line(each, 80) for each in listed(one.get("category"))],
    }


def _valid(model: type[EntryT], entries: Iterable[Mapping[str, Any]]) -> Iterator[EntryT]:
    """Yield what is an entry, each id once; what misses its id or its name is no reference for anybody."""
    seen: set[str] = set()
    for entry in entries:
        if entry["name"] and entry["id"] not in seen:
            seen.add(entry["id"])
            try:
                yield model.model_validate(entry)
            except ValidationError:
                continue
