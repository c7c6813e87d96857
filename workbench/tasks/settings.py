"""What the workbench remembers for its user between two starts; nothing of it belongs to a workspace."""

import logging
import os
from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError

from workbench.domain.errors import UserError
from workbench.domain.model import Model

_log = logging.getLogger(__name__)
RECENT = 8
"""How many workspaces are remembered."""


class Settings(Model):
    """A field is one setting: its title is its label."""

    recent: tuple[str, ...] = Field(default=(), title="Recent workspaces")
    """Folders of the workspaces opened last, the newest first."""
    places: dict[str, str] = Field(default_factory=dict, title="Where reviews were left")
    """`check#part` by workspace id and full key of the review, the one left last at the end."""


def settings_file() -> Path:
    """Return where the settings lie."""
    return Path(platformdirs.user_config_dir("workbench", appauthor=False)) / "settings.json"


def load_settings() -> Settings:
    """Return the settings; those that cannot be read count as never made, and the log says so."""
    path = settings_file()
    try:
        return Settings.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except (OSError, ValidationError) as error:
        _log.warning("the settings %s could not be read: %s", path, error)
        return Settings()


def save_settings(settings: Settings) -> None:
    """Write the settings in one step; a UserError says why it cannot be."""
    write_setting(settings_file(), settings.model_dump_json(indent=2), "or name the workspace with -w each time")


def write_setting(path: Path, text: str, otherwise: str) -> None:
    """Write a file of settings in one step; the UserError ends with what to do `otherwise`."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        if fresh.is_file():
            fresh.unlink()
        raise UserError(
            f"The settings {path} could not be written ({error.strerror}). The workspace is safe. "
            f"Check the permissions and the disk, {otherwise}."
        ) from error


def last_workspace() -> Path | None:
    """Return the folder of the workspace opened last, whether it is still there or not."""
    recent = load_settings().recent
    return Path(recent[0]) if recent else None


def remember_workspace(folder: Path) -> None:
    """Make a folder the workspace opened last."""
    settings = load_settings()
    chosen = str(folder.resolve())
    recent = (chosen, *(other for other in settings.recent if other != chosen))[:RECENT]
    save_settings(settings.model_copy(update={"recent": recent}))
