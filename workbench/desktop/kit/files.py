"""Where the window finds its themes, fonts and icons; standard library only, because the first paint needs it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def resource(*parts: str) -> Path:
    """Return the path of a bundled file: in the installed package, else in the checkout beside it."""
    packed = _PACKAGE / "_data" / "resources"
    root = packed if packed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
