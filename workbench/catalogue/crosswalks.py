"""Crosswalks are YAML files, one for each framework: its entries, and which of ours answer to them."""

from collections.abc import Collection
from pathlib import Path

from workbench.catalogue.located import Located, read_yaml, validate
from workbench.catalogue.pack_file import PackError, read_text
from workbench.domain.crosswalk import Crosswalk
from workbench.domain.pack import Refused

ORDER = ("owasp-llm", "owasp-agentic", "mitre-atlas", "mast", "nist-ai-600-1", "microsoft-agentic", "cwe")
"""The frameworks that ship, as they are shown; others follow by name."""


def load_crosswalks(folder: Path, subjects: Collection[str]) -> tuple[tuple[Crosswalk, ...], tuple[Refused, ...]]:
    """Read every crosswalk of a folder; `subjects` are the modes and categories that exist."""
    loaded: list[Crosswalk] = []
    refused: list[Refused] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            loaded.append(_crosswalk(read_text(path, folder), path.stem, subjects))
        except PackError as error:
            refused.append(Refused(file=path.name, line=error.line, reason=error.reason))
    places = {framework: place for place, framework in enumerate(ORDER)}
    ordered = sorted(loaded, key=lambda one: (places.get(one.id, len(ORDER)), one.id))
    return tuple(ordered), tuple(refused)


def _crosswalk(text: str, stem: str, subjects: Collection[str]) -> Crosswalk:
    located = read_yaml(text)
    crosswalk = validate(Crosswalk, located, located.data)
    if crosswalk.id != stem:
        raise PackError(located.line(("id",)), f"the id `{crosswalk.id}` differs from the file name")
    _check(crosswalk, located, subjects)
    return crosswalk


def _check(crosswalk: Crosswalk, located: Located, subjects: Collection[str]) -> None:
    known = [entry.id for entry in crosswalk.entries]
    for place, entry in enumerate(known):
        if entry in known[:place]:
            raise PackError(located.line(("entries", place)), f"`{entry}` is listed twice")
    pairs: set[tuple[str, str]] = set()
    for place, mapping in enumerate(crosswalk.mappings):
        line = located.line(("mappings", place))
        if mapping.to not in known:
            raise PackError(line, f"`{mapping.to}` is not one of the entries")
        for subject in mapping.of:
            if subject not in subjects:
                raise PackError(line, f"there is no failure mode or category `{subject}`")
            if (subject, mapping.to) in pairs:
                raise PackError(line, f"{subject} is mapped to `{mapping.to}` twice")
            pairs.add((subject, mapping.to))
