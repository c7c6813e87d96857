"""YAML that remembers on which line everything stands, so that a refusal can name it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from workbench.catalogue.pack_file import PackError

MAX_DEPTH = 16
"""Levels of nesting in a front matter; ours use four."""

Place = tuple[str | int, ...]
"""The way from the top to a value, as pydantic writes it: `("check", "criteria", "passes")`."""

ModelT = TypeVar("ModelT", bound=BaseModel)

_CORE_TAGS = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?\d{1,18}")
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class Located:
    """Plain data and the line of every part of it."""

    data: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """Return the line of a value, or of the closest thing around it that exists."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]


class _PlainComposer(Composer):
    """Refuses anchors and aliases: nothing of ours needs them, and a few of them can stand for gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if event.anchor is not None:
            raise ComposerError(None, None, "anchors (`&name`) and aliases (`*name`) are not allowed", event.start_mark)
        return super().compose_node(parent, index)


def read_yaml(text: str, first_line: int = 1) -> Located:
    """Read one YAML document into text, whole numbers, truth values, lists and mappings.

    `first_line` is the line of the file on which the text begins. Raises PackError for anything malformed, for
    anchors and aliases, own types, a key given twice, and nesting deeper than MAX_DEPTH.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _PlainComposer
    yaml.max_depth = MAX_DEPTH
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PackError(first_line + (mark.line if mark else 0), f"not YAML: {_problem(error)}") from error
    except ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        raise PackError(line, f"character U+{error.character:04X} is not allowed") from error
    except (YAMLError, ValueError) as error:
        raise PackError(first_line, f"not YAML: {error}") from error
    lines: dict[Place, int] = {(): first_line}
    data = None if node is None else _plain(node, (), lines, first_line)
    return Located(data, lines)


def read_json(text: str) -> Located:
    """Read one JSON document, of which nothing but its faults has a line. Raises PackError for what is none."""
    try:
        return Located(json.loads(text), {(): 1})
    except json.JSONDecodeError as error:
        raise PackError(error.lineno, f"not JSON: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise PackError(1, "not JSON that can be read") from error


def validate(model: type[ModelT], located: Located, data: Any) -> ModelT:
    """Make a model from data that came from `located`; raises PackError for the first fault by line."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = sorted((located.line(fault["loc"]), _fault(fault)) for fault in error.errors(include_url=False))
    line, reason = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    raise PackError(line, reason + more)


def _problem(error: MarkedYAMLError) -> str:
    if type(error).__name__ == "MaxDepthExceededError":
        return f"nested deeper than {MAX_DEPTH} levels"
    # The scanner repeats itself on a second line, with an excerpt.
    return ", ".join(part.splitlines()[0] for part in (error.context, error.problem) if part)


def _fault(fault: Any) -> str:
    name = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return f"`{name}` is missing"
    if fault["type"] == "extra_forbidden":
        return f"`{name}` is not a known field"
    message = fault["msg"][:1].lower() + fault["msg"][1:]
    return f"`{name}`: {message}" if name else message


def _plain(node: Any, place: Place, lines: dict[Place, int], first_line: int) -> Any:
    kind = str(node.tag).removeprefix(_CORE_TAGS)
    if ":" in kind or "/" in kind or kind.startswith("!"):
        raise PackError(first_line + node.start_mark.line, f"the type `{kind}` is not allowed")
    if isinstance(node, MappingNode):
        return _mapping(node, place, lines, first_line)
    if isinstance(node, SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[(*place, index)] = first_line + item.start_mark.line
            items.append(_plain(item, (*place, index), lines, first_line))
        return items
    return _scalar(kind, str(node.value))


def _mapping(node: MappingNode, place: Place, lines: dict[Place, int], first_line: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value in node.value:
        line = first_line + key_node.start_mark.line
        if not isinstance(key_node, ScalarNode):
            raise PackError(line, "a key must be a word")
        key = key_node.value
        if key in result:
            raise PackError(line, f"`{key}` is given twice")
        lines[(*place, key)] = line
        result[key] = _plain(value, (*place, key), lines, first_line)
    return result


def _scalar(kind: str, text: str) -> str | int | bool | None:
    """Return the value; dates and fractions stay text, since no field of ours wants them."""
    if kind == "null":
        return None
    if kind == "bool":
        return _BOOLEANS.get(text.lower(), text)
    if kind == "int" and _INTEGER.fullmatch(text):
        return int(text)
    return text
