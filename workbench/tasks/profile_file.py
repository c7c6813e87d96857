"""Read what a file says of a version: a profile that somebody wrote by hand, or a manifest of its tools."""

import json
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workbench.domain.deployment import Profile
from workbench.domain.errors import UserError
from workbench.domain.profile_fill import Filling, fill_tools
from workbench.interchange.manifests.document import open_document
from workbench.interchange.manifests.manifest import Manifest
from workbench.interchange.manifests.read_manifest import format_of, manifest_of

MAX_BYTES = 1024 * 1024


def read_described(path: Path) -> Profile | Manifest:
    """Return a profile, or the manifest that the content of the file turns out to be; a UserError says why neither."""
    if path.suffix.lower() != ".toml":
        try:
            document = open_document(path)
        except UserError:
            return read_profile(path)  # which says where a profile is wrong
        known = format_of(document.data)
        if known is not None:
            return manifest_of(document, known)
    return read_profile(path)


def described(
    profile: Profile, found: Profile | Manifest, *, remove_gone: bool = False
) -> tuple[Profile, Filling | None]:
    """Return the profile with what a file says: a profile replaces it, a manifest fills its tools."""
    if isinstance(found, Profile):
        return found, None
    filling = fill_tools(profile, found.tools, found.services, remove_gone=remove_gone)
    return filling.profile, filling


def read_profile(path: Path) -> Profile:
    """Return the profile; a UserError names the file, the place and the reason. What a file leaves out is unknown."""
    data = _parse(path, _read(path))
    if not isinstance(data, dict):
        raise _refusal(path, "it holds no fields by name")
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        raise _refusal(
            path, "; ".join(_in_words(fault["loc"], fault["msg"]) for fault in error.errors()[:3])
        ) from error
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


def _in_words(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(str(part) for part in place)}: {message[0].lower()}{message[1:]}"


def _refusal(path: Path, reason: str) -> UserError:
    return UserError(f"{path.name} is not a profile: {reason}. Nothing was changed. Correct the file.")
