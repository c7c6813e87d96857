"""The answer of an MCP server to `tools/list`: bare, inside `result`, page by page, or one tool.

Hints and their defaults after `ToolAnnotations` of the Model Context Protocol schema: not read-only, destructive,
not idempotent; the last two mean something only for a tool that is not read-only.
"""

from typing import Any

from workbench.domain.deployment import Effect, ProposedValue, Service
from workbench.foreign import Unreadable, clean
from workbench.interchange.manifests.manifest import Found, ManifestFormat, items, make_tool, proposed, texts

_PAGE = {"tools", "nextCursor", "_meta"}
"""What a page holds."""


def sniff(data: Any) -> bool:
    """Tell whether the data are tools of an MCP server, or the error that came in their place."""
    return any(_is_answer(page) for page in (data if isinstance(data, list) else [data]))


def _is_answer(page: Any) -> bool:
    if not isinstance(page, dict):
        return False
    if "jsonrpc" in page and ("error" in page or "tools" in texts(page.get("result"))):
        return True
    tools = _tools(page)
    if not tools:
        return isinstance(page.get("tools"), list) and page.keys() <= _PAGE
    return any("inputSchema" in texts(tool) or _is_hinted(tool) for tool in tools)


def _is_hinted(tool: Any) -> bool:
    return any(str(name).endswith("Hint") for name in texts(texts(tool).get("annotations")))


def _tools(page: dict[str, Any]) -> list[Any]:
    if "inputSchema" in page and "name" in page:
        return [page]
    return items(texts(page.get("result", page)).get("tools"))


def read(data: Any, file: str) -> Found:
    """Return the tools of every page."""
    found = Found()
    pages = [page for page in (data if isinstance(data, list) else [data]) if isinstance(page, dict)]
    version = None
    for page in pages:
        _refuse_error(page)
        answer = texts(page.get("result", page))
        info = texts(answer.get("serverInfo"))
        if info.get("name"):
            version = info.get("version") or version
            found.services.append(Service(name=clean(str(info["name"]), 200)))
        for number, tool in enumerate(_tools(page), 1):
            if not isinstance(tool, dict):
                raise Unreadable(f"tool {number} is not an object.")
            found.tools.append(_tool(tool, f"tool {number}", file))
    last = texts(pages[-1].get("result", pages[-1]))
    if last.get("nextCursor"):
        found.notes.append("The answer has a next page (nextCursor) that is not in the file: the list is not complete.")
    if version is not None:
        found.tools = [tool.model_copy(update={"api_version": clean(str(version), 60)}) for tool in found.tools]
    if not found.tools:
        found.notes.append("The server names no tools.")
    silent = sum(not tool.proposed for tool in found.tools)
    if silent:
        found.notes.append(f"{silent} of {len(found.tools)} tools come without a hint about their effect.")
    return found


def _refuse_error(page: dict[str, Any]) -> None:
    if isinstance(page.get("error"), dict) and "result" not in page:
        message = clean(str(page["error"].get("message", "no reason given")), 120)
        raise Unreadable(f"the server answered with an error ({message}).")


def _tool(tool: dict[str, Any], where: str, file: str) -> Any:
    contract = {name: tool.get(name) for name in ("description", "inputSchema", "outputSchema")}
    contract["inputSchema"] = tool.get("inputSchema", tool.get("input_schema"))
    return make_tool(tool.get("name"), contract, _hints(texts(tool.get("annotations")), file), where=where)


def _hints(annotations: dict[str, Any], file: str) -> tuple[ProposedValue, ...]:
    """Return what the hints propose; an annotation that only has a title hints at nothing."""
    read_only, destructive = annotations.get("readOnlyHint"), annotations.get("destructiveHint")
    found = []
    if read_only is True:
        return (proposed("effect", Effect.READ, "MCP readOnlyHint: true", file),)
    if destructive is True:
        found.append(proposed("effect", Effect.IRREVERSIBLE, "MCP destructiveHint: true", file))
    elif destructive is False:
        found.append(proposed("effect", Effect.REVERSIBLE, "MCP destructiveHint: false", file))
    elif read_only is False:
        because = "MCP readOnlyHint: false and no destructiveHint, which counts as destructive"
        found.append(proposed("effect", Effect.IRREVERSIBLE, because, file))
    if isinstance(annotations.get("idempotentHint"), bool):
        stated = annotations["idempotentHint"]
        found.append(proposed("idempotent", stated, f"MCP idempotentHint: {str(stated).lower()}", file))
    return tuple(found)


MANIFEST = ManifestFormat("mcp", "MCP tools/list", sniff, read, rank=2)
