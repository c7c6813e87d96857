"""The columns that are remembered by the headings of a table."""

import os

import pytest

from workbench.domain.errors import UserError
from workbench.interchange.table_model import ColumnUse, TableMapping
from workbench.tasks import kept_columns
from workbench.tasks.kept_columns import keep_mapping, kept_mappings
from workbench.tasks.settings import settings_file


def mapping(*headings: str, field: str = "fact") -> TableMapping:
    return TableMapping(
        uses=tuple(ColumnUse(column=number, heading=text, field=field) for number, text in enumerate(headings))
    )


def test_that_a_mapping_replaces_what_was_kept_for_the_same_headings() -> None:
    keep_mapping(mapping("A", "B"))
    keep_mapping(mapping("A", "b"))
    keep_mapping(mapping("A", "B", field="title"))
    kept = {one.headings: one.uses[0].field for one in kept_mappings()}
    assert kept == {("A", "B"): "title", ("A", "b"): "fact"}


def test_that_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_columns, "KEPT", 3)
    for number in range(5):
        keep_mapping(mapping(f"heading {number}"))
        for path in (settings_file().parent / "columns").glob("*.json"):
            os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**9))
    assert [one.headings[0] for one in kept_mappings()] == ["heading 4", "heading 3", "heading 2"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"uses": 1}', "\udcff"])
def test_that_a_damaged_file_counts_as_none(text: str) -> None:
    keep_mapping(mapping("A"))
    (settings_file().parent / "columns" / "0.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert [one.headings for one in kept_mappings()] == [("A",)]


def test_that_what_cannot_be_kept_is_a_sentence() -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    (settings_file().parent / "columns").write_text("in the way")
    with pytest.raises(UserError, match="The workspace is safe"):
        keep_mapping(mapping("A"))
