"""Function schemas as model APIs take them: OpenAI (both forms), Anthropic, Gemini, Bedrock; alone or in a request."""

from collections.abc import Iterator
from typing import Any

from workbench.domain.deployment import Service
from workbench.foreign import Unreadable, clean
from workbench.interchange.manifests.manifest import Found, ManifestFormat, items, make_tool, texts

_SCHEMAS = ("parameters", "input_schema", "inputSchema", "parametersJsonSchema")
_DECLARATIONS = ("functions", "functionDeclarations", "function_declarations")
_WRAPPINGS = ("toolConfig", "config", "session", "body", "request")


def _entries(data: Any) -> list[Any]:
    """Return the tools of a bare list, of a request body or of several, one in a line, or of one definition."""
    if isinstance(data, list):
        bodies = [_listed(each) for each in data]
        if any(body is not None for body in bodies):
            return [entry for body in bodies for entry in body or ()]
        return data
    listed = _listed(data)
    return listed if listed is not None else [data] if _is_tool(data) else []


def _listed(data: Any) -> list[Any] | None:
    """Return the tools that a request body lists; those that it lists as functions need no schema to be ones."""
    body = texts(data)
    for name in _WRAPPINGS:
        body = texts(body.get(name)) or body
    if isinstance(body.get("tools"), list):
        return list(body["tools"])
    for name in _DECLARATIONS:
        if isinstance(body.get(name), list):
            return [{"function": each} if isinstance(each, dict) else each for each in body[name]]
    return None


def _is_tool(entry: Any) -> bool:
    tool = texts(entry)
    if any(name in tool for name in ("functionDeclarations", "function_declarations", "toolSpec")):
        return True
    return (
        isinstance(tool.get("function"), dict)
        or tool.get("type") in ("function", "custom", "mcp")
        or ("name" in tool and any(name in tool for name in _SCHEMAS))
    )


def _is_built_in(entry: Any) -> bool:
    """Tell whether an entry is a tool of the model's own API, which has a type and no name: `web_search`."""
    return isinstance(texts(entry).get("type"), str) and "name" not in texts(entry)


def sniff(data: Any) -> bool:
    """Tell whether the data are function schemas."""
    if any(_is_tool(entry) for entry in _entries(data)):
        return True
    return any(_is_built_in(entry) for entry in _listed(data) or ())


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
            name = tool.get("name") or (kind if isinstance(kind, str) and kind != "function" else _only_key(tool))
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


def _only_key(tool: dict[str, Any]) -> str | None:
    """Return the name of a tool that is written as one key with its settings: `{"googleSearch": {}}`."""
    return next(iter(tool)) if len(tool) == 1 and isinstance(next(iter(tool.values())), dict) else None


def _add_server(entry: dict[str, Any], found: Found) -> None:
    label = clean(str(entry.get("server_label") or entry.get("server_url") or "MCP server"), 200)
    found.services.append(Service(name=label))
    allowed = _named(entry.get("allowed_tools"))
    for name in allowed:  # their schemas are the server's to tell
        tool = make_tool(name, None, where=f"a tool of {label}")
        found.tools.append(tool.model_copy(update={"contract_sha256": None}))
    approval = clean(_approval(entry.get("require_approval")), 200)
    gate = f"; the request asks for approval: {approval}" if approval else ""
    whose = "of whose tools only the names are in this file" if allowed else "whose tools are not in this file"
    found.notes.append(f"`{label}` is an MCP server {whose}{gate}. Read its tools/list answer as well.")


def _named(value: Any) -> list[Any]:
    return items(texts(value).get("tool_names")) if isinstance(value, dict) else items(value)


def _approval(value: Any) -> str:
    """Return who has to approve what, as the request says it: `never`, or `never for refund; always for charge`."""
    if isinstance(value, str):
        return value
    return "; ".join(f"{when} for {', '.join(map(str, _named(which)))}" for when, which in texts(value).items())


MANIFEST = ManifestFormat("functions", "function schemas", sniff, read, rank=4)
