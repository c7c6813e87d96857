"""Walk a package and return its registered things: one file per thing, found when the kind is first walked."""

import importlib
import pkgutil
from typing import Any


def walk(package: str, constant: str) -> dict[str, Any]:
    """Return the `constant` of every module directly in `package`, by its `.id`, in the order of the modules' names.

    A constant that is a tuple holds several things; a class goes by its name. A module without the constant is a
    helper of the others. Modules are imported here, so they keep heavy imports inside functions. Two things with one
    id are a programming error (ValueError).
    """
    found: dict[str, Any] = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        things = getattr(importlib.import_module(module.name), constant, ())
        for thing in things if isinstance(things, tuple) else (things,):
            thing_id = thing.__name__ if isinstance(thing, type) else thing.id
            if thing_id in found:
                raise ValueError(f"{module.name}: {constant} {thing_id!r} is registered twice")
            found[thing_id] = thing
    return found
