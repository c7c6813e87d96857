"""Entries as the Markdown that a person would write by hand; what is written here reads back as the same entry."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.catalogue.pack import HOW, LOOKS, ROOT, SUBS
from workbench.domain.catalogue import Catalogue, Category, Control, FailureMode
from workbench.domain.pack import Origin

FENCE = "---"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.'’()/%–—?;+_-]*")
_WORDS_OF_YAML = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_NOTHING: tuple[object, ...] = (None, "", [], (), {})
"""What is not written: the reader then says that it is missing."""
_LATER = ("trigger", "lead", "primary_fix", "controls", "check", "sub_modes", "links", "sources")
_CHECK = ("id", "question", "applies_when", "because", "criteria")
"""As the built-in files have it: what nobody changed stands where it stood."""
_FIRST = ("id", "slug", "name", "aliases", "class", "severity", "severity_source", "category")

Data = Mapping[str, Any]


def mode_data(mode: FailureMode, origin: Origin) -> dict[str, Any]:
    """Return what the file of a mode says, as plain data: controls by id, and what the entry says about itself."""
    data = mode.model_dump(mode="json", by_alias=True)
    data["controls"] = [control.id for control in mode.controls]
    data["check"] = {name: data["check"][name] for name in _CHECK} | data["check"]
    return data | {"deprecated": origin.deprecated, "overrides": origin.overrides}


def category_data(category: Category, origin: Origin) -> dict[str, Any]:
    """Return what the file of a category says, as plain data."""
    data = category.model_dump(mode="json")
    return data | {"deprecated": origin.deprecated, "overrides": origin.overrides}


def mode_text(data: Data) -> str:
    """Write the file of a mode; `data` as `mode_data` returns it, whether it is valid or not."""
    lines = [FENCE]
    for field in (*_FIRST, "deprecated", "overrides", *_LATER):
        if data.get(field) not in _NOTHING:
            lines += _field(field, data.get(field))
    sample = str(data.get("log_sample") or "")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", sample)), default=0))
    lines += [FENCE, "", f"## {HOW}", "", _prose(data.get("mechanism"))]
    lines += ["", f"## {LOOKS}", "", f"{fence}log", sample, fence]
    lines += ["", f"## {ROOT}", "", _prose(data.get("root_cause"))]
    return "\n".join([*lines, *_sub_mode_prose(data.get("sub_modes") or ())]).rstrip() + "\n"


def category_text(data: Data) -> str:
    """Write the file of a category; `data` as `category_data` returns it."""
    lines = [FENCE]
    for field in ("id", "name", "share", "n_at_least", "impact", "modes", "source", "deprecated", "overrides"):
        if data.get(field) not in (None, "", 0) or field == "modes":
            lines += _field(field, data.get(field))
    return "\n".join([*lines, FENCE, "", _prose(data.get("prose"))]).rstrip() + "\n"


def controls_text(controls: Iterable[Control]) -> str:
    """Write the list of controls."""
    rows = [f"  - {_flow(control.model_dump(mode='json'))}" for control in controls]
    return "\n".join(["controls:", *rows]) + "\n"


def with_field(text: str, field: str, value: str) -> str:
    """Return a file with one field of its front matter set, or taken out where the value is empty; the rest stays.

    A field that goes over several lines is replaced whole.
    """
    lines = text.split("\n")
    closing = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), len(lines))
    matter, rest = lines[1:closing], lines[closing:]
    start = next((place for place, line in enumerate(matter) if re.match(rf"{field}\s*:", line)), None)
    new = _field(field, value) if value else []
    if start is not None:
        end = next((place for place, line in enumerate(matter[start + 1 :], start + 1) if _is_top(line)), len(matter))
        matter[start:end] = new
    else:
        after_id = next((place + 1 for place, line in enumerate(matter) if re.match(r"id\s*:", line)), 0)
        matter[after_id:after_id] = new
    return "\n".join([*lines[:1], *matter, *rest])


def id_in(text: str) -> str:
    """Return the id that the front matter of a file names; "" where it names none that could be read."""
    from workbench.catalogue.entry import read_entry
    from workbench.catalogue.pack import CATEGORY_HEADINGS, MODE_HEADINGS
    from workbench.catalogue.pack_file import PackError, plain_lines

    try:
        matter = read_entry(plain_lines(text), (*MODE_HEADINGS, *CATEGORY_HEADINGS)).front_matter
    except PackError:
        return ""
    return str(matter.data.get("id") or "")


def place_of(text: str, line: int) -> tuple[str, ...]:
    """Return the field, with those around it, or the heading, to which a line of a file belongs; line 1 is no field."""
    lines = text.split("\n")
    closing = next((place for place, row in enumerate(lines[1:], 1) if row.rstrip() == FENCE), len(lines))
    if line - 1 >= closing:
        heads = [row[3:].strip() for row in lines[closing:line] if row.startswith("## ")]
        return (heads[-1],) if heads else ()
    found: list[tuple[int, str]] = []
    for row in lines[1:line]:
        if match := re.match(r"( *)(?:- )?(\w+)\s*:", row):
            depth = len(match[1])
            found = [*(one for one in found if one[0] < depth), (depth, match[2])]
    return tuple(name for _, name in found)


def scalar(value: object) -> str:
    """Return a value as YAML on one line, which reads back as it is."""
    if value is None:
        return "null"
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML and text == text.strip()
    return text if is_plain and ": " not in text else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def _field(field: str, value: Any) -> list[str]:
    if isinstance(value, Mapping):
        parts = [(key, part) for key, part in value.items() if part not in _NOTHING]
        return [f"{field}:", *(f"  {line}" for key, part in parts for line in _field(key, part))]
    if isinstance(value, list | tuple):
        return _listed(field, value)
    return [f"{field}: {scalar('' if value is None else value)}"]


def _listed(field: str, values: Sequence[Any]) -> list[str]:
    if field in ("sub_modes", "links"):
        shown = [{key: part for key, part in row.items() if part and key != "prose"} for row in values]
        return [f"{field}:", *(f"  - {_flow(row)}" for row in shown)]
    if field == "controls":
        return [f"{field}:", *(f"  - {_in_flow(value)}" for value in values)]
    return [f"{field}: [{', '.join(_in_flow(value) for value in values)}]"]


def _flow(row: Data) -> str:
    return "{" + ", ".join(f"{key}: {_in_flow(value)}" for key, value in row.items()) + "}"


def _in_flow(value: object) -> str:
    """Return a value as it may stand between braces, where a comma parts values."""
    written = scalar(value)
    return _quoted(str(value)) if written == value and re.search(r"[,?]", written) else written


def _prose(text: object) -> str:
    return str(text or "").strip("\n")


def _sub_mode_prose(sub_modes: Sequence[Data]) -> list[str]:
    """Write the paragraphs of the sub-modes; where one has none, the reader says which."""
    if not any(sub.get("prose") for sub in sub_modes):
        return []
    lines = ["", f"## {SUBS}"]
    for sub in sub_modes:
        if sub.get("prose"):
            lines += ["", f"### {sub.get('id')} {sub.get('name')}", "", _prose(sub["prose"])]
    return lines


def _is_top(line: str) -> bool:
    return bool(line.strip()) and not line.startswith((" ", "\t", "-"))


def next_mode_id(catalogue: Catalogue, used: Iterable[str] = ()) -> str:
    """Return the next free id of a mode, `M13`; "" when M99 is taken. Ids in `used` were given before."""
    taken = {mode.id for mode in catalogue.modes} | set(used)
    highest = max((int(one[1:]) for one in taken if re.fullmatch(r"M\d{2}", one)), default=0)
    return f"M{highest + 1:02}" if highest < 99 else ""
