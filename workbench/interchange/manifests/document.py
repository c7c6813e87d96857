"""A manifest as plain data: JSON, JSON in lines or an event stream, YAML; nothing in it can grow or go in circles."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain.errors import UserError
from workbench.foreign import Unreadable, clean, decode, gunzip, load_json

MAX_BYTES = 32 * 1024 * 1024
MAX_YAML = 4 * 1024 * 1024
"""Characters; YAML takes some three seconds a megabyte to read."""
MAX_DEPTH = 100
MAX_NODES = 2_000_000
"""Values in one document, those that YAML aliases repeat counted each time."""
NOTHING_DONE = "Nothing was changed."


@dataclass(frozen=True)
class Document:
    """What stands in a file."""

    name: str
    """As shown, without its folder."""
    data: Any
    sha256: str
    """Of the bytes as they lie on disk."""


def open_document(path: Path) -> Document:
    """Read a file into plain data; a UserError says what is wrong with it, and where."""
    name = clean(path.name, 100)
    raw = read_bytes(path)
    try:
        text = decode(gunzip(raw, MAX_BYTES) if raw.startswith(b"\x1f\x8b") else raw)[0]
        data = parse(text)
        measure(data)
    except Unreadable as error:
        raise refused(name, f"{_place(error)}{error.what}") from error
    except RecursionError as error:
        raise refused(name, "it is nested too deeply") from error
    return Document(name, data, hashlib.sha256(raw).hexdigest())


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file that is not too large; UserError."""
    name = clean(path.name, 100)
    try:
        if not path.is_file():
            raise UserError(f"{name} could not be read: there is no such file. {NOTHING_DONE} Check the name.")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"{name} could not be read ({reason}). {NOTHING_DONE} Check the name.") from error
    if len(raw) > MAX_BYTES:
        raise refused(name, f"it is larger than {MAX_BYTES // 1024 // 1024} MB")
    return raw


def refused(name: str, reason: str) -> UserError:
    """Return the refusal of a whole file."""
    return UserError(f"{name} was not taken over: {reason.rstrip('.')}. {NOTHING_DONE} Correct the file.")


def parse(text: str) -> Any:
    """Return the data of a text; raises Unreadable."""
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise Unreadable("the file is empty.")
    start = text.lstrip()
    if start.startswith(("data:", "event:", "id: ")):
        return _lines(line.removeprefix("data:") for line in text.splitlines() if line.startswith("data:"))
    if not start.startswith(("{", "[")):
        return parse_yaml(text)
    try:
        return load_json(text)
    except Unreadable:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines):
            return _lines(lines)
        raise


def _lines(lines: Any) -> list[Any]:
    return [load_json(line) for line in lines if line.strip()]


def parse_yaml(text: str) -> Any:
    """Return the data of a YAML text; raises Unreadable, also for types of its own and deep nesting."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > MAX_YAML:
        raise Unreadable(
            f"it is longer than the {MAX_YAML // 1024 // 1024} MB of YAML that are read; JSON may be longer."
        )
    parser = YAML(typ="safe", pure=True)
    parser.max_depth = MAX_DEPTH
    try:
        return parser.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = "it is nested too deeply" if "Depth" in type(error).__name__ else _said(error)
        raise Unreadable(clean(reason.splitlines()[0], 200), mark.line + 1 if mark else None) from error
    except (YAMLError, ValueError) as error:
        raise Unreadable(clean(str(error).splitlines()[0], 200)) from error


def _said(error: Any) -> str:
    """Return what ruamel says; some of its problems only make sense after their context."""
    problem, context = str(error.problem or ""), str(error.context or "")
    return f"{context}, {problem}" if context and problem.startswith("but ") else problem or context


def measure(data: Any) -> int:
    """Return how many values data holds; raises Unreadable when they are too many, too deep, or go round in circles."""
    known: dict[int, int] = {}
    inside: set[int] = set()

    def size(value: Any, depth: int) -> int:
        if not isinstance(value, (dict, list)):
            return 1
        if id(value) in inside:
            raise Unreadable("a part of it contains itself.")
        if depth > MAX_DEPTH:
            raise Unreadable("it is nested too deeply.")
        if id(value) not in known:
            inside.add(id(value))
            parts = value.values() if isinstance(value, dict) else value
            known[id(value)] = 1 + sum(size(part, depth + 1) for part in parts)
            inside.discard(id(value))
        if known[id(value)] > MAX_NODES:
            raise Unreadable(f"it holds more than {MAX_NODES:,} values.")
        return known[id(value)]

    return size(data, 0)


def digest(value: Any) -> str:
    """Return the SHA-256 of plain data, whatever the order of its keys."""
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _place(error: Unreadable) -> str:
    return f"line {error.line}: " if error.line else ""
