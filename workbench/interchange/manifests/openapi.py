"""An OpenAPI 3 or Swagger 2 document: each operation is a tool.

Safe and idempotent methods after RFC 9110 section 9.2; what overwrites or deletes is proposed as irreversible.
"""

from typing import Any

from workbench.domain.deployment import Effect, ProposedValue, Service
from workbench.foreign import Unreadable, clean
from workbench.interchange.manifests.document import digest
from workbench.interchange.manifests.manifest import Found, ManifestFormat, make_tool, proposed, texts

_METHODS = ("get", "head", "options", "trace", "query", "put", "patch", "delete", "post")
_SAFE = ("get", "head", "options", "trace", "query")
_OVERWRITE = ("put", "patch", "delete")
_IDEMPOTENT = ("put", "delete")
_VERSIONS = ("2.0", "3.0", "3.1", "3.2")


def sniff(data: Any) -> bool:
    """Tell whether the data are an OpenAPI document, of whatever version."""
    return isinstance(data, dict) and ("openapi" in data or "swagger" in data)


def read(data: Any, file: str) -> Found:
    """Return the operations; raises Unreadable for a version that is not known, and for no path at all."""
    version = str(data.get("openapi", data.get("swagger")))
    if not version.startswith(_VERSIONS):
        raise Unreadable(f"it is OpenAPI {clean(version, 20)}, and the versions 2.0, 3.0, 3.1 and 3.2 are read.")
    paths = data.get("paths")
    if not isinstance(paths, dict):
        what = "only webhooks, which call the agent" if data.get("webhooks") else "no paths"
        raise Unreadable(f"it has {what}.")
    return _Reader(data, file).read(paths)


class _Reader:
    """One document with its references."""

    def __init__(self, document: dict[str, Any], file: str) -> None:
        self._document, self._file = document, file
        self._found = Found()
        self._names: set[str] = set()
        self._outgoing: dict[str, tuple[str, frozenset[str]]] = {}

    def read(self, paths: dict[str, Any]) -> Found:
        info = texts(self._document.get("info"))
        for path, item in paths.items():
            operations = self._path_item(str(path), item)
            for method in _METHODS:
                if isinstance(operations.get(method), dict):
                    self._add(str(path), method, operations[method], operations, info.get("version"))
        title = info.get("title")
        if isinstance(title, str) and title.strip():
            self._found.services.append(Service(name=clean(title, 200)))
        return self._found

    def _path_item(self, path: str, item: Any) -> dict[str, Any]:
        """Return the path item that references lead to; empty, with a note, where they lead out or in circles."""
        seen: set[str] = set()
        while isinstance(item, dict) and isinstance(item.get("$ref"), str) and not _has_operation(item):
            pointer = item["$ref"]
            if pointer in seen:
                self._found.notes.append(f"The path {clean(path, 80)} refers to itself in a circle and was left out.")
                return {}
            seen.add(pointer)
            item = self._at(pointer)
            if item is None:
                where = clean(pointer, 80)
                self._found.notes.append(
                    f"The path {clean(path, 80)} is described in {where}, not here; it was left out."
                )
                return {}
        return texts(item)

    def _at(self, pointer: str) -> Any:
        """Return what a local JSON pointer leads to, or None."""
        if not pointer.startswith("#/"):
            return None
        value: Any = self._document
        for part in pointer[2:].split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def _add(self, path: str, method: str, operation: dict[str, Any], item: dict[str, Any], version: object) -> None:
        place = clean(f"{method.upper()} {path}", 200)
        name = operation.get("operationId")
        if not isinstance(name, str) or not name.strip():
            name = place
        elif name in self._names:
            self._found.notes.append(
                f"The operationId `{clean(name, 60)}` stands twice; the other one is {place} here."
            )
            name = place
        self._names.add(name)
        contract = [method, path, self._contract(operation), self._contract(item.get("parameters"))]
        tool = make_tool(name, contract, _hints(method, self._file), api_version=version, where=place)
        self._found.tools.append(tool)

    def _contract(self, value: Any) -> list[str]:
        """Return the digests of a part and of everything that it refers to, however it goes round."""
        own, waiting = _digest_and_references(value)
        reached: dict[str, str] = {}
        todo = list(waiting)
        while todo:
            pointer = todo.pop()
            if pointer not in reached:
                if pointer not in self._outgoing:
                    self._outgoing[pointer] = _digest_and_references(self._at(pointer))
                reached[pointer], further = self._outgoing[pointer]
                todo += further
        return [own, *(f"{pointer} {reached[pointer]}" for pointer in sorted(reached))]


def _has_operation(item: dict[str, Any]) -> bool:
    return any(method in item for method in _METHODS)


def _digest_and_references(value: Any) -> tuple[str, frozenset[str]]:
    references: set[str] = set()
    todo = [value]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                references.add(part["$ref"])
            todo += part.values()
        elif isinstance(part, list):
            todo += part
    return digest(value), frozenset(references)


def _hints(method: str, file: str) -> tuple[ProposedValue, ...]:
    because = f"HTTP {method.upper()}"
    if method in _SAFE:
        return (proposed("effect", Effect.READ, because, file),)
    found = []
    if method in _OVERWRITE:
        found.append(proposed("effect", Effect.IRREVERSIBLE, f"{because} overwrites or deletes", file))
    if method in _IDEMPOTENT:
        found.append(proposed("idempotent", True, f"{because} is idempotent", file))
    return tuple(found)


MANIFEST = ManifestFormat("openapi", "OpenAPI", sniff, read, rank=1)
