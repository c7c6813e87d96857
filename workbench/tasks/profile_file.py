"""Read what a file says of a version: a profile that somebody wrote by hand, or a manifest of its tools."""

import json
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workbench.domain.deployment import Profile, Tool
from workbench.domain.errors import UserError
from workbench.domain.profile_fill import Filling, fill_tools
from workbench.foreign import Unreadable, clean
from workbench.interchange.manifests.document import open_document, refused
from workbench.interchange.manifests.manifest import Manifest
from workbench.interchange.manifests.read_manifest import format_of, manifest_formats, manifest_of
from workbench.interchange.source import Source, open_source
from workbench.interchange.tool_sheet import WRITERS, ToolTable, read_tool_table

MAX_BYTES = 1024 * 1024


Described = Profile | Manifest | ToolTable


def read_described(path: Path) -> Described:
    """Return a profile, a manifest or a table of tools, as the content of the file is; a UserError says why none."""
    if path.suffix.lower() in (".csv", ".tsv", ".xlsx") and path.is_file():
        return _read_table(open_source(path))
    if path.suffix.lower() != ".toml":
        document = open_document(path)
        known = format_of(document.data)
        if known is not None:
            return manifest_of(document, known)
        if not (isinstance(document.data, dict) and document.data.keys() & Profile.model_fields.keys()):
            names = ", ".join(each.name for each in manifest_formats())
            reason = "it is neither a profile, whose fields are such as model, tools and autonomy, nor any of the"
            raise refused(document.name, f"{reason} manifests that are read: {names}")
    return read_profile(path)


def _read_table(source: Source) -> ToolTable:
    try:
        return read_tool_table(source)
    except Unreadable as error:
        raise UserError(
            f"{source.name} was not taken over: {error.what.rstrip('.')}. Nothing was changed. Correct it."
        ) from error


def described(profile: Profile, found: Described, *, remove_gone: bool = False) -> tuple[Profile, Filling | None]:
    """Return the profile with what a file says.

    A profile replaces it, a table replaces its tools, a manifest fills them.
    """
    if isinstance(found, Profile):
        return found, None
    if isinstance(found, ToolTable):
        return with_table(profile, found), None
    filling = fill_tools(profile, found.tools, found.services, remove_gone=remove_gone)
    return filling.profile, filling


def with_table(profile: Profile, table: ToolTable) -> Profile:
    """Return the profile with the tools of a table; the contract that a manifest gave stays with its tool."""
    contracts = {tool.name: tool.contract_sha256 for tool in profile.tools or ()}
    rows = (tool.model_copy(update={"contract_sha256": contracts.get(tool.name)}) for tool in table.tools)
    return profile.model_copy(update={"tools": tuple(rows)})


def write_tool_sheet(tools: tuple[Tool, ...], format_id: str, target: Path) -> None:
    """Write a tool sheet as CSV or XLSX; a UserError says why not."""
    if format_id not in WRITERS:
        raise UserError(f"There is no format {format_id}. Nothing was written. Known: {', '.join(WRITERS)}.")
    try:
        target.write_bytes(WRITERS[format_id](tools))
    except OSError as error:
        raise UserError(f"{target} could not be written ({error.strerror}). Nothing else was changed.") from error


def read_described_to_json(*, path: str, report: Any) -> str:
    """Do `read_described` in a worker process, where only plain values go in and out."""
    report(None, f"Reading {clean(Path(path).name)}")
    found = read_described(Path(path))
    return json.dumps({"kind": type(found).__name__, "data": found.model_dump(mode="json")})


def described_from_json(text: str) -> Described:
    """Return what `read_described_to_json` wrote."""
    made = json.loads(text)
    kinds: dict[str, type[Profile | Manifest | ToolTable]] = {
        "Profile": Profile,
        "Manifest": Manifest,
        "ToolTable": ToolTable,
    }
    return kinds[made["kind"]].model_validate(made["data"])


def read_profile(path: Path) -> Profile:
    """Return the profile; a UserError names the file, the place and the reason. What a file leaves out is unknown."""
    data = _parse(path, _read(path))
    if not isinstance(data, dict):
        raise _refusal(path, "it holds no fields by name")
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        raise _refusal(path, "; ".join(map(_in_words, error.errors()[:3]))) from error
    except RecursionError as error:
        raise _refusal(path, "it is nested too deeply") from error


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError(f"{path} could not be read ({error.strerror}). Nothing was changed. Check the name.") from error
    if len(data) > MAX_BYTES:
        raise _refusal(path, "it is larger than 1 MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal(path, f"it is not UTF-8 text (byte {error.start})") from error


def _parse(path: Path, text: str) -> Any:
    kind = path.suffix.lower()
    try:
        if kind == ".toml":
            return tomllib.loads(text)
        if kind in (".yaml", ".yml"):
            return _parse_yaml(path, text)
        if kind == ".json":
            return json.loads(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise _refusal(path, str(error)) from error
    except RecursionError as error:
        raise _refusal(path, "it is nested too deeply") from error
    raise _refusal(path, "the name of a profile ends in .json, .yaml or .toml")


def _parse_yaml(path: Path, text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.events import AliasEvent

    parser = YAML(typ="safe", pure=True)
    try:
        if any(isinstance(event, AliasEvent) for event in parser.parse(text)):
            raise _refusal(path, "it refers to other parts of itself with *, which is not read")
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise _refusal(path, f"{where}{error.problem}") from error
    except YAMLError as error:
        raise _refusal(path, str(error).splitlines()[0]) from error


def _in_words(fault: ErrorDetails) -> str:
    place = fault["loc"]
    where = ".".join(map(str, place))
    if fault["type"] == "extra_forbidden":
        return f"{where}: there is no such field, only {', '.join(_model_at(place[:-1]).model_fields)}"
    return f"{where}: {fault['msg'][0].lower()}{fault['msg'][1:]}"


def _model_at(place: tuple[int | str, ...]) -> type[BaseModel]:
    """Return the model of which the value at a place of a profile is one; list indices name none."""
    model: type[BaseModel] = Profile
    for name in (part for part in place if isinstance(part, str)):
        [model] = _models_in(model.model_fields[name].annotation)
    return model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _refusal(path: Path, reason: str) -> UserError:
    return UserError(f"{path.name} is not a profile: {reason}. Nothing was changed. Correct the file.")
