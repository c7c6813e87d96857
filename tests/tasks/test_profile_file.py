"""Profiles that people wrote by hand."""

from pathlib import Path

import pytest

from workbench.domain.deployment import Effect, Profile, RetrievalSource, Tool
from workbench.domain.errors import UserError
from workbench.tasks.profile_file import described, read_described, read_profile

WRITTEN = {
    "profile.json": '{"model": "m-1", "tools": [{"name": "refund", "effect": "irreversible"}], "retrieval": []}',
    "profile.yaml": "model: m-1\ntools:\n  - name: refund\n    effect: irreversible\nretrieval: []\n",
    "profile.toml": 'model = "m-1"\nretrieval = []\n[[tools]]\nname = "refund"\neffect = "irreversible"\n',
}


@pytest.mark.parametrize("name", WRITTEN)
def test_that_every_form_gives_the_same_profile(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(WRITTEN[name], encoding="utf-8")
    found = read_profile(file)
    assert found == Profile(model="m-1", tools=(Tool(name="refund", effect=Effect.IRREVERSIBLE),), retrieval=())
    assert found.services is None
    assert found.retrieval != (RetrievalSource(name="x"),)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("p.json", '{"model": ', "line 1"),
        ("p.json", "[" * 100_000, "nested too deeply"),
        ("p.json", '{"colour": "red"}', "colour: there is no such field, only "),
        ("p.json", "[]", "holds no fields"),
        ("p.yaml", "tools:\n  - name: refund\n    effect: sometimes\n", "tools.0.effect: input should be 'read'"),
        ("p.yaml", "model: [1\n", "line 2"),
        ("p.yaml", "a: &a [x]\nb: *a\n", r"refers to other parts of itself"),
        ("p.yaml", "!!python/object/apply:os.system ['true']", "is not a profile"),
        ("p.toml", "model = ?\n", "line 1"),
        ("p.txt", "model: m", "ends in .json, .yaml or .toml"),
        ("p.toml", "x" * 1_100_000, "larger than 1 MB"),
    ],
)
def test_that_what_is_no_profile_is_refused_with_the_place(tmp_path: Path, name: str, text: str, says: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refusal:
        read_profile(file)
    assert says in str(refusal.value)
    assert "Nothing was changed" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{}", "neither a profile, whose fields are such as model, tools and autonomy, nor any of the manifests"),
        ('{"mcpServers": {}}', "manifests that are read: OpenAPI, MCP tools/list, A2A agent card, function schemas"),
        ('{"model": "a", "model": "b"}', "the key “model” stands twice"),
        ('{"tools": [{"name": "a", "inputSchema": {}}\n', "line 2: this is not complete JSON"),
        ('{"tools": [{"name": "a", "colour": "red"}]}', "tools.0.colour: there is no such field, only name, effect, "),
    ],
)
def test_that_a_file_of_either_kind_is_refused_as_what_it_is(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "p.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refusal:
        read_described(tmp_path / "p.json")
    assert says in str(refusal.value)
    assert "Nothing was changed" in str(refusal.value)


def test_that_a_server_without_tools_leaves_the_rest_of_a_profile_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text('{"tools": []}', encoding="utf-8")
    profile = Profile(model="m-1", tools=(Tool(name="refund"),))
    assert described(profile, read_described(tmp_path / "answer.json"))[0] == profile


def test_that_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be read"):
        read_profile(tmp_path / "gone.json")
    (tmp_path / "p.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="not UTF-8"):
        read_profile(tmp_path / "p.json")
