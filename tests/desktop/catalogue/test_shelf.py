"""Narrowing the catalogue."""

import pytest

from workbench.catalogue.loader import builtin_catalogue
from workbench.desktop.catalogue.notes import interval_text
from workbench.desktop.catalogue.refusals import refused_markup
from workbench.desktop.catalogue.shelf import APPLIES, CATEGORY, CLASS, FRAMEWORK, ORIGIN, SEVERITY, Shelf, entry_key
from workbench.domain.deployment import Deployment, Profile
from workbench.domain.pack import Refused
from workbench.domain.reference import Technique

CATALOGUE = builtin_catalogue()
LONELY = Profile(agents=1, retrieval=(), users=None)


def chosen(**facets: set[str]) -> dict[str, frozenset[str]]:
    return {facet: frozenset(values) for facet, values in facets.items()}


def ids(shelf: Shelf) -> list[str]:
    return [mode.id for mode in shelf.modes()]


def counts(shelf: Shelf, facet: str) -> dict[str, int]:
    return {value.id: value.count for value in shelf.values(facet)}


def test_that_everything_is_there_before_anything_is_asked_for() -> None:
    shelf = Shelf(CATALOGUE)
    assert len(shelf.modes()) == 12
    assert len(shelf.categories()) == 6
    assert counts(shelf, SEVERITY) == {"CRITICAL": 4, "HIGH": 8, "MEDIUM": 0, "LOW": 0}
    assert counts(shelf, ORIGIN) == {"built-in": 12, "own": 0}


def test_that_values_of_one_facet_add_up_and_facets_narrow_one_another() -> None:
    shelf = Shelf(
        CATALOGUE, chosen=chosen(**{SEVERITY: {"CRITICAL"}, CATEGORY: {"prompt-injection", "tool-api-drift"}})
    )
    assert ids(shelf) == ["M01", "M06"]
    assert counts(shelf, CATEGORY)["context-pollution"] == 1
    assert counts(shelf, SEVERITY)["HIGH"] == 1
    assert shelf.categories() == []


def test_that_a_value_without_a_mode_stays_with_its_zero() -> None:
    shelf = Shelf(CATALOGUE, chosen=chosen(**{CLASS: {"Security"}}))
    assert counts(shelf, SEVERITY) == {"CRITICAL": 1, "HIGH": 0, "MEDIUM": 0, "LOW": 0}


def test_that_a_value_is_switched_on_and_off() -> None:
    shelf = Shelf(CATALOGUE)
    once = shelf.toggled(SEVERITY, "HIGH")
    assert once == chosen(**{SEVERITY: {"HIGH"}})
    assert Shelf(CATALOGUE, chosen=once).toggled(SEVERITY, "HIGH") == chosen(**{SEVERITY: set()})


def test_that_what_a_profile_rules_out_does_not_apply_and_what_it_leaves_open_does() -> None:
    deployment = Deployment(id="d", key="DEP-1", name="Lonely")
    shelf = Shelf(CATALOGUE, ((deployment, LONELY),), chosen(**{APPLIES: {"d"}}))
    assert "M11" not in ids(shelf) and "M08" not in ids(shelf)
    assert "M04" in ids(shelf)
    assert counts(shelf, APPLIES)["d"] == len(ids(shelf))


def test_that_hits_come_best_first_and_categories_match_by_the_beginning_of_words() -> None:
    shelf = Shelf(CATALOGUE, text="inj", hits=("M06", "M04"))
    assert ids(shelf) == ["M06", "M04"]
    assert [category.id for category in shelf.categories()] == ["prompt-injection"]
    assert Shelf(CATALOGUE, text="!!").categories() == []


def test_that_a_framework_leaves_the_modes_that_have_a_counterpart_there() -> None:
    shelf = Shelf(CATALOGUE, chosen=chosen(**{FRAMEWORK: {"owasp-agentic"}}))
    assert not {"M03", "M07", "M09"} & set(ids(shelf))
    assert counts(Shelf(CATALOGUE), FRAMEWORK)["mast"] == 10
    assert shelf.published() == []


def test_that_what_was_published_is_narrowed_by_category_and_search() -> None:
    of_drift = [one.id for one in Shelf(CATALOGUE, chosen=chosen(**{CATEGORY: {"tool-api-drift"}})).published()]
    assert {"share-tool-api-drift", "failed-or-wrong", "api-drift-simulation"} <= set(of_drift)
    assert "share-other" not in of_drift
    assert [one.id for one in Shelf(CATALOGUE, text="22.5 year").published()] == ["business-data-decay"]


def test_that_what_was_asked_for_is_told_in_words() -> None:
    assert Shelf(CATALOGUE, text="zzz", chosen=chosen(**{SEVERITY: {"LOW"}})).in_words() == "zzz, Low"


@pytest.mark.parametrize(
    ("argument", "key"),
    [
        ("M06", "M06"),
        ("M06.2", "M06"),
        ("injection_defense", "M06"),
        ("tool-api-drift", "M10"),
        ("category/tool-api-drift", "category/tool-api-drift"),
        ("control/human-approval", "M04"),
        ("poisoning-success", "published/poisoning-success"),
        ("published/adversarial-testing", "published/adversarial-testing"),
        ("M99", ""),
        ("published/nonsense", ""),
        ("category/nonsense", ""),
    ],
)
def test_that_an_entry_has_many_names(argument: str, key: str) -> None:
    assert entry_key(CATALOGUE, argument) == key


def test_that_the_interval_of_a_share_is_rounded_outwards() -> None:
    category = CATALOGUE.category("prompt-injection")
    assert interval_text(category) == "95 %: 4 to 25 %, the widest interval that fits"


def test_that_refused_files_are_named_with_line_and_reason() -> None:
    refused = tuple(Refused(file=f"failure-modes/{n}.md", line=n, reason="<b>odd</b>") for n in range(5))
    markup = refused_markup(CATALOGUE.model_copy(update={"refused": refused}), 3)
    assert "5 files were not loaded" in markup
    assert "failure-modes/1.md, line 1: &lt;b&gt;odd&lt;/b&gt;" in markup
    assert markup.endswith("and 2 more")


def test_that_a_framework_narrows_the_list_to_its_modes_and_to_what_was_imported_of_it() -> None:
    technique = Technique(
        id="AML.T0051", name="Injection", framework="mitre-atlas", version="5.6.0", text="x", source="MITRE ATLAS"
    )
    catalogue = CATALOGUE.model_copy(update={"published": (*CATALOGUE.published, technique)})
    shelf = Shelf(catalogue, chosen=chosen(**{FRAMEWORK: {"mitre-atlas"}}))
    assert "M06" in ids(shelf)
    assert shelf.published() == [technique]
    assert Shelf(catalogue, chosen=chosen(**{FRAMEWORK: {"mast"}})).published() == []
    assert Shelf(catalogue).published()[-1] == technique
