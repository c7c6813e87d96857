"""Where the files that come with the workbench are, in a checkout and in an installed wheel; and its version."""

from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under `resources/`, whether it exists or not."""
    return _root().joinpath("resources", *parts)


def template(*parts: str) -> Path:
    """Return the path of a file or folder under `templates/`, whether it exists or not."""
    return _root().joinpath("templates", *parts)


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version of the running code: of its `pyproject.toml` in a checkout, else of the installed package."""
    project = _PACKAGE.parent / "pyproject.toml"
    if _root() == _PACKAGE.parent and project.is_file():
        import tomllib

        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    from importlib.metadata import version as installed_version

    return installed_version("workbench")


@lru_cache(maxsize=1)
def _root() -> Path:
    """Return the folder that holds `resources/`: the wheel packs it into the package, a checkout has it beside."""
    packed = _PACKAGE / "_data"
    return packed if packed.is_dir() else _PACKAGE.parent
