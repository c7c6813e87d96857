"""Put a record together: clean texts within limits, validated as an incident, or a refusal that says why not."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from workbench.domain.incident import Incident
from workbench.foreign import Unreadable, clean, clean_lines, load_json
from workbench.interchange.assistants import ai_text_warning
from workbench.interchange.reading import Confidence, Found, Harvest, Options, Refusal
from workbench.interchange.source import Source, yaml_of

MAX_TITLE = 300
MAX_SUMMARY = 50_000
MAX_TEXT = 20_000
MAX_ITEMS = 500
"""Moments, facts or sources of one record; no real one has a tenth of that."""
MAX_DEPTH = 8
NOBODY = {"id": "-", "key": "-", "recorded_by": "-", "recorded_at": datetime(2000, 1, 1, tzinfo=UTC)}


def words(value: Any, limit: int = MAX_TEXT) -> str:
    """Return a value from outside as clean text without space around it; nothing for None, lists and mappings."""
    if value is None or isinstance(value, list | dict | bool):
        return ""
    return clean_lines(str(value), limit).strip()


def line(value: Any, limit: int = MAX_TITLE) -> str:
    """Return a value from outside as one clean line."""
    return clean(" ".join(words(value, 10 * limit).split()), limit)


def listed(value: Any) -> list[str]:
    """Return the texts of a list, or a single text as a list of one."""
    items = value if isinstance(value, list) else [value]
    return [text for text in (words(item) for item in items[:MAX_ITEMS]) if text]


def mapping(value: Any) -> dict[str, Any]:
    """Return a mapping from outside, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[dict[str, Any]]:
    """Return the mappings in a list from outside."""
    return [item for item in value[:MAX_ITEMS] if isinstance(item, dict)] if isinstance(value, list) else []


def fact(label: str, value: Any, source: str) -> list[dict[str, str]]:
    """Return a fact, or nothing when the value says nothing."""
    text = words(value)
    return [{"label": line(label, 120), "value": text, "source": source}] if text else []


def source_line(entry: Mapping[str, Any]) -> str:
    """Return a source as one line: title, publisher, date, address."""
    names = ("title", "label", "name", "sourceDescription")
    title, publisher = line(next(filter(None, map(entry.get, names)), "")), line(entry.get("publisher"))
    url = line(entry.get("url"), 2000)
    parts = [title if title != url else "", f"({publisher})" if publisher else "", url]
    return " ".join(part for part in parts if part)


def cleaned(value: Any, depth: int = 0) -> Any:
    """Return plain data in which every text is clean; what is nested deeper than any of our fields is dropped."""
    if isinstance(value, str):
        return clean_lines(value, MAX_SUMMARY)
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, Mapping):
        return {clean(str(key)): cleaned(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(item, depth + 1) for item in value]
    return value


def entries_of(source: Source, data: Any, what: str) -> Iterator[tuple[Any, str, str]]:
    """Yield each record of a file that holds one or a list of them, with its place and its raw text.

    Raises Unreadable where there is neither; `what` is the word for a record.
    """
    if isinstance(data, dict):
        yield data, "the whole file", source.text
    elif isinstance(data, list):
        for number, entry in enumerate(data, 1):
            yield entry, f"record {number}", raw_json(entry)
    else:
        raise Unreadable(f"there is no {what} in it.")


def records_of(source: Source, harvest: Harvest, what: str, within: str = "") -> Iterator[tuple[Any, str, str]]:
    """Yield each record of a JSON or YAML file as `entries_of` does, and of a list under `within`.

    JSON may also have one record to a line, YAML several documents; a broken one of those is refused alone. Raises
    Unreadable where the whole file is broken.
    """
    parts = source.parts
    if len(parts) < 2:
        data = source.structured
        yield from entries_of(source, data.get(within, data) if isinstance(data, dict) else data, what)
        return
    for number, text in parts:
        is_json = text[:1] == "{"
        try:
            yield load_json(text) if is_json else yaml_of(text, number).data, f"line {number}", text
        except Unreadable as error:
            place = f"line {number if is_json else error.line or number}"
            harvest.add(Refusal(file=source.name, place=place, reason=clean(error.what, 400)))


def raw_json(record: Any) -> str:
    """Return a raw record as JSON text that can be stored; raises Unreadable when it is nested too deeply."""
    try:
        text = json.dumps(record, ensure_ascii=False, indent=1, default=str)
    except RecursionError as error:
        raise Unreadable("the values are nested too deeply.") from error
    return text.encode("utf-8", "replace").decode("utf-8")


def build(
    source: Source,
    options: Options,
    *,
    format_id: str,
    key: str,
    place: str,
    fields: Mapping[str, Any],
    raw: str,
    group: str = "",
    lines: Mapping[str, int] | None = None,
    confidence: Mapping[str, Confidence] | None = None,
    notes: Iterable[str] = (),
) -> Found | Refusal:
    """Return the record, or a refusal when an incident cannot be made of it; empty fields are left out."""
    raw = raw.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")
    tidy = {name: value for name, value in _within_limits(fields).items() if value not in ("", None, [], (), {})}
    tidy.setdefault("origin", options.origin)
    if not tidy.get("title"):
        return Refusal(file=source.name, place=place, reason="it has no title.")
    try:
        Incident.model_validate({**tidy, **NOBODY})
    except ValidationError as error:
        return Refusal(file=source.name, place=place, reason=_fault(error))
    return Found(
        key=clean(key, 200),
        file=source.name,
        format=format_id,
        group=clean(group, 100),
        fields=tidy,
        raw=raw,
        raw_sha256=hashlib.sha256(raw.encode("utf-8")).hexdigest(),
        lines=dict(lines or {}),
        confidence=dict(confidence or {}),
        ai_text_warning=ai_text_warning(raw),
        notes=tuple(notes),
    )


def _within_limits(fields: Mapping[str, Any]) -> dict[str, Any]:
    tidy: dict[str, Any] = cleaned(dict(fields))
    title = line(tidy.get("title"), 10_000)
    tidy["title"] = clean(title, MAX_TITLE)
    summary = words(tidy.get("summary"), MAX_SUMMARY)
    tidy["summary"] = clean_lines(f"{title}\n\n{summary}".strip(), MAX_SUMMARY) if len(title) > MAX_TITLE else summary
    for name in ("facts", "timeline", "sources", "external_ids", "milestones", "actions", "credits"):
        if isinstance(tidy.get(name), list):
            tidy[name] = tidy[name][:MAX_ITEMS]
    if all(isinstance(each, str) for each in tidy.get("external_ids") or [0]):
        tidy["external_ids"] = list(dict.fromkeys(tidy["external_ids"]))
    return tidy


def _fault(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return clean(f"{where}: {first['msg']}.")
