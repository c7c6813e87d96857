"""Which of our categories a source means by one of its own, by data that says where each pair comes from."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache

from workbench.data import resource


def category_of(source: str, stated: Iterable[str]) -> str | None:
    """Return the category that a source states; None where its words mean none of ours, or several.

    `source` is one of the tables of `resources/imports/categories.toml`.
    """
    same = _same(source)
    found = {same[word.strip().casefold()] for word in stated if word.strip().casefold() in same}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=8)
def _same(source: str) -> dict[str, str]:
    table = tomllib.loads(resource("imports", "categories.toml").read_text(encoding="utf-8"))[source]
    return {word.casefold(): category for word, category in table["same"].items()}
