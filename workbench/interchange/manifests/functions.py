"""Function schemas as model APIs take them: OpenAI (both forms), Anthropic, Gemini, Bedrock; alone or in a request."""

from collections.abc import Iterator
from typing import Any

from workbench.domain.deployment import Service
from workbench.foreign import Unreadable, clean
from workbench.interchange.manifests.manifest import Found, ManifestFormat, items, make_tool, texts

_SCHEMAS = ("parameters", "input_schema", "inputSchema", "parametersJsonSchema")
_LISTS = ("tools", "functions", "functionDeclarations", "function_declarations")


def _entries(data: Any) -> list[Any]:
    """Return the list of tools of a bare list, a request body, or one definition."""
    if isinstance(data, list):
        return data
    body = texts(data)
    for name in ("toolConfig", "config", "body", "request"):
        body = texts(body.get(name)) or body
    for name in _LISTS:
        if isinstance(body.get(name), list):
            return list(body[name])
    return [data] if _is_tool(data) else []


def _is_tool(entry: Any) -> bool:
    tool = texts(entry)
    if any(name in tool for name in ("functionDeclarations", "function_declarations", "toolSpec")):
        return True
    inner = texts(tool.get("function")) or tool
    return tool.get("type") in ("function", "custom", "mcp") or (
        "name" in inner and any(name in inner for name in _SCHEMAS)
    )


def sniff(data: Any) -> bool:
    """Tell whether the data are function schemas."""
    return any(_is_tool(entry) for entry in _entries(data))


def read(data: Any, file: str) -> Found:
    """Return the functions; a schema says nothing about effects."""
    found = Found()
    for number, entry in enumerate(_entries(data), 1):
        if not isinstance(entry, dict):
            raise Unreadable(f"tool {number} is not an object.")
        if entry.get("type") == "mcp":
            _add_server(entry, found)
            continue
        for tool in _definitions(entry):
            kind = tool.get("type")
            name = tool.get("name") or (kind if isinstance(kind, str) and kind != "function" else None)
            contract = {field: tool.get(field) for field in ("description", *_SCHEMAS)}
            found.tools.append(make_tool(name, contract, where=f"tool {number}"))
    if found.tools:
        found.notes.append("Function schemas have no hint about effects: say of each tool what it does to the world.")
    return found


def _definitions(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what an entry defines: itself, what it wraps, or a list of declarations."""
    for name in ("functionDeclarations", "function_declarations"):
        if name in entry:
            yield from (texts(each) for each in items(entry[name]))
            return
    yield texts(entry.get("function")) or texts(entry.get("toolSpec")) or entry


def _add_server(entry: dict[str, Any], found: Found) -> None:
    label = clean(str(entry.get("server_label") or entry.get("server_url") or "MCP server"), 200)
    found.services.append(Service(name=label))
    approval = entry.get("require_approval")
    gate = f"; the request asks for approval: {clean(str(approval), 60)}" if isinstance(approval, str) else ""
    found.notes.append(
        f"`{label}` is an MCP server whose tools are not in this file{gate}. Read its tools/list answer as well."
    )


MANIFEST = ManifestFormat("functions", "function schemas", sniff, read, rank=4)
