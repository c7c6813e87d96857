"""The category of an imported incident: only what the source states, by data; everything else is left to a person."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.interchange.samples import OWN, sample
from workbench.catalogue.loader import builtin_catalogue
from workbench.data import resource
from workbench.domain.crosswalk import Strength
from workbench.interchange.categories import category_of
from workbench.interchange.read_any import read_any
from workbench.interchange.reading import Found

CATALOGUE = builtin_catalogue()
TABLES: dict[str, Any] = tomllib.loads(resource("imports", "categories.toml").read_text(encoding="utf-8"))
PAIRS = [(word, category) for table in TABLES.values() for word, category in table["same"].items()]


def only(path: Path) -> Found:
    [found] = read_any(path).records
    return found


def test_that_every_pair_names_a_category_and_every_table_its_source() -> None:
    known = {category.id for category in CATALOGUE.categories}
    assert {category for _, category in PAIRS} <= known
    assert all(table["source"] for table in TABLES.values())
    own = {text.casefold() for one in CATALOGUE.categories for text in (one.id, one.name)}
    assert own <= {word.casefold() for word in TABLES["words"]["same"]}


@pytest.mark.parametrize(("code", "category"), [pair for pair in PAIRS if pair[0][:2].isupper()])
def test_that_a_code_means_the_same_as_its_category_in_the_crosswalk(code: str, category: str) -> None:
    found = {
        (walk.full_id(mapping.to), mapping.to, subject)
        for walk in CATALOGUE.crosswalks
        for mapping in walk.mappings
        if mapping.strength == Strength.SAME
        for subject in mapping.of
        if subject in {one.id for one in CATALOGUE.categories}
    }
    bare = code.removesuffix(".000").removesuffix(".001").removesuffix(".002")
    meant = {subject for full, entry, subject in found if bare in (full, entry)}
    assert meant == {category}


@pytest.mark.parametrize(
    ("classes", "category"),
    [
        ([("prompt-injection", "indirect")], "prompt-injection"),
        ([("hallucination", "fabricated-policy"), ("multi-agent-failure", "cascade")], "cascading-errors"),
        ([("multi-agent-failure", "collusion")], None),
        ([("jailbreak", "role-play")], None),
        ([("prompt-injection", "direct"), ("multi-agent-failure", "deadlock")], None),
    ],
)
def test_that_failure_classes_give_a_category_where_they_mean_just_one(
    tmp_path: Path, classes: list[tuple[str, str]], category: str | None
) -> None:
    entry = YAML(typ="safe").load((OWN / "agent-postmortems" / "one.yaml").read_text(encoding="utf-8"))
    entry["failure_classes"] = [{"class": name, "subclass": subclass} for name, subclass in classes]
    path = tmp_path / "one.json"
    path.write_text(json.dumps(entry), encoding="utf-8")
    assert only(path).fields.get("category") == category


@pytest.mark.parametrize(
    ("stated", "category"),
    [
        ("Tool API drift", "tool-api-drift"),
        ("inadequate-fallback", "inadequate-fallback"),
        ("ASI08:2026", "cascading-errors"),
        ("ASI08", None),
        ("FM-2.2", None),
        ("Other", "other"),
        ("Loss of business data", None),
    ],
)
def test_that_a_column_or_a_label_gives_a_category_and_keeps_other_words_as_a_fact(
    tmp_path: Path, stated: str, category: str | None
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f"Title,Date,Category\nA bot loops,2026-02-11,{stated}\n", encoding="utf-8")
    fields = only(table).fields
    assert fields.get("category") == category
    kept = [{"label": "Category", "value": stated, "source": "table"}]
    assert fields.get("facts", []) == ([] if category else kept)
    text = tmp_path / "post-mortem.md"
    text.write_text(
        f"# Post-mortem: A bot loops\n\n**Date**: 2026-02-11\n**Category**: {stated}\n\n"
        "## Summary\nA bot answered itself.\n\n## Root cause\nNo limit on turns.\n\n## Impact\nOne desk.\n",
        encoding="utf-8",
    )
    assert only(text).fields.get("category") == category


def test_that_words_that_mean_nothing_of_ours_give_no_category() -> None:
    assert category_of("atlas", ["AML.T0054", "AML.T0080"]) is None
    assert category_of("agent-incident-corpus", ["runaway_loop"]) is None
    assert category_of("words", []) is None


def test_that_case_studies_of_real_files_get_a_category_only_by_prompt_injection() -> None:
    records = read_any(sample("atlas/ATLAS.yaml")).records
    given = [record.fields["category"] for record in records if record.fields.get("category")]
    assert set(given) == {"prompt-injection"}
    assert 0 < len(given) < len(records)
