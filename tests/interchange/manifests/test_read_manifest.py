"""Manifests of every format become rows with their hints proposed, and bad ones are refused in words."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.interchange.samples import SAMPLES
from workbench.domain.errors import UserError
from workbench.interchange.manifests.manifest import Manifest
from workbench.interchange.manifests.read_manifest import read_manifest

SCHEMA = {"type": "object", "properties": {"id": {"$ref": "#"}}}


def written(folder: Path, data: Any, name: str = "manifest.json") -> Path:
    file = folder / name
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return file


def mcp(name: str, **annotations: Any) -> dict[str, Any]:
    return {"name": name, "description": "<script>alert(1)</script>", "inputSchema": SCHEMA, "annotations": annotations}


def proposals(manifest: Manifest) -> dict[str, dict[str, Any]]:
    return {tool.name: {each.field: each.value for each in tool.proposed} for tool in manifest.tools}


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ({"readOnlyHint": True, "destructiveHint": True}, {"effect": "read"}),
        ({"destructiveHint": True}, {"effect": "irreversible"}),
        ({"readOnlyHint": False}, {"effect": "irreversible"}),
        ({"destructiveHint": False, "idempotentHint": True}, {"effect": "reversible", "idempotent": True}),
        ({"title": "Delete everything"}, {}),
        ({"readOnlyHint": "yes", "idempotentHint": 1}, {}),
    ],
)
def test_that_mcp_hints_are_proposed_by_their_defaults(
    tmp_path: Path, annotations: dict[str, Any], expected: dict[str, Any]
) -> None:
    manifest = read_manifest(written(tmp_path, {"tools": [mcp("act", **annotations)]}))
    assert proposals(manifest) == {"act": expected}
    assert manifest.tools[0].effect is None
    assert all(each.source.endswith("in manifest.json") for each in manifest.tools[0].proposed)


ANSWER = {"jsonrpc": "2.0", "id": 1, "result": {"tools": [mcp("one")]}}
LAST = {"jsonrpc": "2.0", "id": 2, "result": {"tools": [mcp("two")]}}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ANSWER, LAST]),
        f"{json.dumps(ANSWER)}\n{json.dumps(LAST)}\n",
        f"event: message\ndata: {json.dumps(ANSWER)}\n\nevent: message\ndata: {json.dumps(LAST)}\n\n",
        json.dumps({"tools": [mcp("one"), mcp("two")]}),
        json.dumps([mcp("one"), mcp("two")]),
        json.dumps({"tools": [{"name": name, "annotations": {"readOnlyHint": True}} for name in ("one", "two")]}),
    ],
)
def test_that_an_answer_is_read_in_every_wrapping(tmp_path: Path, text: str) -> None:
    assert [tool.name for tool in read_manifest(written(tmp_path, text, "answer.txt")).tools] == ["one", "two"]


def test_that_a_missing_page_and_silent_tools_are_said(tmp_path: Path) -> None:
    found = read_manifest(written(tmp_path, {"tools": [mcp("a")], "nextCursor": "2"}))
    assert any("next page" in note for note in found.notes)
    assert "1 of 1 tools come without a hint about their effect." in found.notes


def test_that_a_name_that_stands_twice_is_taken_once_and_said(tmp_path: Path) -> None:
    found = read_manifest(
        written(tmp_path, {"tools": [mcp("a"), mcp("a", title="x"), {**mcp("a"), "description": "y"}]})
    )
    assert [tool.name for tool in found.tools] == ["a"]
    assert any("stands 3 times, which differ; the first was taken" in note for note in found.notes)


@pytest.mark.parametrize(
    ("data", "names", "services"),
    [
        ([{"type": "function", "function": {"name": "a", "parameters": {}}}], ["a"], []),
        ({"model": "m", "messages": [], "tools": [{"type": "function", "name": "a", "parameters": {}}]}, ["a"], []),
        ([{"name": "a", "input_schema": {}}], ["a"], []),
        ({"name": "a", "parameters": {}}, ["a"], []),
        ({"tools": [{"functionDeclarations": [{"name": "a"}, {"name": "b"}]}]}, ["a", "b"], []),
        ({"toolConfig": {"tools": [{"toolSpec": {"name": "a", "inputSchema": {"json": {}}}}]}}, ["a"], []),
        ([{"type": "mcp", "server_label": "docs"}, {"type": "function", "name": "a"}], ["a"], ["docs"]),
        ({"functions": [{"name": "a", "description": "no arguments"}], "function_call": "auto"}, ["a"], []),
        ({"tools": [{"type": "web_search"}, {"type": "code_interpreter"}]}, ["web_search", "code_interpreter"], []),
        ({"tools": [{"functionDeclarations": [{"name": "a"}]}, {"googleSearch": {}}]}, ["a", "googleSearch"], []),
        ([{"custom_id": str(n), "body": {"tools": [{"type": "function", "name": "a"}]}} for n in (1, 2)], ["a"], []),
        ({"session": {"tools": [{"type": "function", "name": "a"}]}}, ["a"], []),
        ([{"type": "mcp", "server_label": "pay", "allowed_tools": {"tool_names": ["refund"]}}], ["refund"], ["pay"]),
    ],
)
def test_that_function_schemas_give_names_and_no_effect(
    tmp_path: Path, data: Any, names: list[str], services: list[str]
) -> None:
    found = read_manifest(written(tmp_path, data))
    assert [tool.name for tool in found.tools] == names
    assert [service.name for service in found.services] == services
    assert not any(tool.proposed for tool in found.tools)


def test_that_a_skill_of_a_card_is_a_tool_and_its_agent_a_service(tmp_path: Path) -> None:
    card = {
        "name": "Travel",
        "version": "1.2",
        "protocolVersion": "9.0",
        "url": "u",
        "skills": [{"id": "book", "name": "B"}],
    }
    found = read_manifest(written(tmp_path, card))
    assert [(tool.name, tool.api_version) for tool in found.tools] == [("book", "1.2")]
    assert [service.name for service in found.services] == ["Travel"]
    assert any("protocol version 9.0" in note for note in found.notes)


def test_that_several_cards_in_a_list_are_read_together(tmp_path: Path) -> None:
    cards = [{"name": name, "description": "d", "skills": [{"id": f"do-{name}"}]} for name in ("a", "b")]
    found = read_manifest(written(tmp_path, cards))
    assert [tool.name for tool in found.tools] == ["do-a", "do-b"]
    assert [service.name for service in found.services] == ["a", "b"]


OPENAPI = """
openapi: 3.1.0
info: {title: Shop, version: 2024-05-01}
paths:
  /orders/{id}:
    parameters: [{$ref: '#/components/parameters/id'}]
    get: {operationId: readOrder, responses: {200: {description: ok}}}
    delete: {operationId: dropOrder, requestBody: {$ref: '#/components/schemas/Node'}}
  /orders:
    post: {summary: no id}
  /round: {$ref: '#/paths/~1circle'}
  /circle: {$ref: '#/paths/~1round'}
  /away: {$ref: 'other.yaml#/x'}
components:
  parameters: {id: {name: id, in: path}}
  schemas: {Node: {properties: {child: {$ref: '#/components/schemas/Node'}}}}
"""


def test_that_operations_are_tools_and_methods_propose(tmp_path: Path) -> None:
    found = read_manifest(written(tmp_path, OPENAPI, "api.yaml"))
    assert proposals(found) == {
        "readOrder": {"effect": "read"},
        "dropOrder": {"effect": "irreversible", "idempotent": True},
        "POST /orders": {},
    }
    assert {tool.api_version for tool in found.tools} == {"2024-05-01"}
    assert [service.name for service in found.services] == ["Shop"]
    assert len([note for note in found.notes if "circle" in note]) == 2
    assert any("other.yaml" in note for note in found.notes)


def test_that_a_contract_changes_with_what_it_refers_to_and_not_with_order(tmp_path: Path) -> None:
    first = {tool.name: tool.contract_sha256 for tool in read_manifest(written(tmp_path, OPENAPI)).tools}
    changed = OPENAPI.replace("child:", "kid:")
    second = {tool.name: tool.contract_sha256 for tool in read_manifest(written(tmp_path, changed)).tools}
    assert [name for name in first if first[name] != second[name]] == ["dropOrder"]
    reordered = {"tools": [{"inputSchema": SCHEMA, "name": "a"}]}
    one = read_manifest(written(tmp_path, {"tools": [{"name": "a", "inputSchema": SCHEMA}]}))
    assert one.tools[0].contract_sha256 == read_manifest(written(tmp_path, reordered)).tools[0].contract_sha256


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ('{"openapi": "4.0.0", "paths": {}}', "it is OpenAPI 4.0.0"),
        ('{"openapi": "3.1.0", "webhooks": {"a": {}}}', "only webhooks"),
        ('{"openapi": "3.0.0"}', "it has no paths"),
        ('{"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "no such method"}}', "no such method"),
        ('{"tools": [{"name": "a", "inputSchema": {}}, 5]}', "tool 2 is not an object"),
        ('{"tools": [{"name": " ", "inputSchema": {}}]}', "tool 1 has no name"),
        ('{"tools": [{"name": "a", "name": "b", "inputSchema": {}}]}', "stands twice in one object"),
        ('{"tools": [', "line 1: this is not complete JSON"),
        ('{"a": ' * 5_000 + "1" + "}" * 5_000, "nested too deeply"),
        ("- " * 300 + "a", "nested too deeply"),
        ("a: &a {b: *a}", "contains itself"),
        (BOMB, "holds more than 2,000,000 values"),
        ("a: !!python/object/apply:os.system [x]", "could not determine a constructor"),
        ("a: 1\na: 2\n", "found duplicate key"),
        ("a: 1\n---\na: 2\n", "expected a single document in the stream, but found another document"),
        ('{"permissions": {}}', "none of the forms that are read: OpenAPI, MCP tools/list"),
    ],
)
def test_that_what_names_no_tools_is_refused_with_the_reason(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_manifest(written(tmp_path, text, "bad\u202ename.json"))
    assert says in str(refusal.value)
    assert "Nothing was changed." in str(refusal.value)
    assert "⟨U+202E⟩" in str(refusal.value)


def test_that_too_many_tools_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="2,001 tools"):
        read_manifest(written(tmp_path, {"tools": [mcp(f"t{number}") for number in range(2_001)]}))
    with pytest.raises(UserError, match="no such file"):
        read_manifest(tmp_path / "gone.json")
    with pytest.raises(UserError, match="no such file"):
        read_manifest(tmp_path)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
@pytest.mark.parametrize(
    ("sample", "tools", "irreversible"),
    [
        ("mcp/filesystem_tools-list.json", 14, 3),
        ("mcp/memory_tools-list.json", 9, 3),
        ("a2a/adk_skills_agent_card.json", 1, 0),
        ("openai-functions/tools.json", 2, 0),
        ("openapi/adyen_BinLookupService-v54.yaml", 2, 0),
        ("openapi/adyen_DisputeService-v30.json", 5, 0),
    ],
)
def test_that_real_files_are_read(sample: str, tools: int, irreversible: int) -> None:
    found = read_manifest(SAMPLES.parent / "evidence" / "profiles" / sample)
    hints = [values.get("effect") for values in proposals(found).values()]
    assert (len(found.tools), hints.count("irreversible")) == (tools, irreversible)
