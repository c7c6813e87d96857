"""The scales of the risk matrix, from TOML."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from workbench.data import resource
from workbench.domain.errors import UserError
from workbench.domain.risk import Scales


def load_scales(path: Path | None = None) -> Scales:
    """Read scales, by default the built-in ones; UserError names the file and what is wrong in it."""
    path = path or resource("scales", "default.toml")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        levels = data.pop("grid", {}).get("levels")
        return Scales.model_validate({**data, "levels": levels})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError) as error:
        raise UserError(f"The scales in {path.name} cannot be read: {error}. {_REMEDY}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise UserError(f"The scales in {path.name} are wrong at {where}: {first['msg']}. {_REMEDY}") from error


_REMEDY = "No rating was changed. Mend the file, or remove it to use the built-in scales."
