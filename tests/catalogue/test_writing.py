"""What is written as Markdown reads back as it was, and a field is set without touching the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.test_own_pack import OWN
from workbench.catalogue.comparison import as_text, compare
from workbench.catalogue.layers import builtin_text
from workbench.catalogue.loader import builtin_catalogue
from workbench.catalogue.located import read_yaml
from workbench.catalogue.pack import PackReader
from workbench.catalogue.writing import (
    category_data,
    category_text,
    controls_text,
    id_in,
    mode_data,
    mode_text,
    next_mode_id,
    place_of,
    scalar,
    with_field,
)
from workbench.data import resource
from workbench.domain.pack import Origin

CATALOGUE = builtin_catalogue()
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Co", "Cn"))


def test_that_every_built_in_entry_reads_back_from_what_is_written_of_it() -> None:
    texts = {f"failure-modes/{mode.id}.md": mode_text(mode_data(mode, Origin())) for mode in CATALOGUE.modes}
    texts |= {f"categories/{one.id}.md": category_text(category_data(one, Origin())) for one in CATALOGUE.categories}
    texts["controls.yaml"] = controls_text(CATALOGUE.listed_controls)
    read = PackReader(resource("catalogue"), overlay=texts).read()
    assert read.refused == ()
    assert (read.modes, read.categories) == (CATALOGUE.modes, CATALOGUE.categories)
    assert read.listed_controls == CATALOGUE.listed_controls


def test_that_the_fields_of_a_check_are_written_where_they_stood() -> None:
    names = ("question", "applies_when", "because", "criteria")
    for mode in CATALOGUE.modes:
        before = builtin_text(f"failure-modes/{mode.id}.md")
        assert before is not None
        texts = (before, mode_text(mode_data(mode, Origin())))
        first, second = (sorted(names, key=lambda one, text=text: text.index(f"  {one}:")) for text in texts)  # type: ignore[misc]
        assert first == second, mode.id


@given(st.text(LETTERS, max_size=60))
def test_that_any_text_is_the_same_text_in_yaml(text: str) -> None:
    assert read_yaml(f"a: {scalar(text)}\n").data == {"a": text}


@given(st.text(LETTERS, min_size=1, max_size=60), st.text(LETTERS, min_size=1, max_size=60))
def test_that_any_text_is_the_same_text_in_a_row_of_a_list(gist: str, note: str) -> None:
    mode = mode_data(CATALOGUE.mode("M06"), Origin())
    mode |= {"sub_modes": [{"id": "M06.1", "gist": gist}], "links": [{"to": "M01", "note": note}], "aliases": [gist]}
    matter = mode_text(mode).split("---")[1]
    data = read_yaml(mode_text(mode).split("\n---\n")[0].removeprefix("---\n") + "\n").data
    assert matter
    assert data["sub_modes"][0]["gist"] == gist
    assert data["links"][0]["note"] == note
    assert data["aliases"] == [gist]


@pytest.mark.parametrize("sample", ["```\ninside\n```", "````", "a `b` c"])
def test_that_a_log_sample_may_hold_fences(sample: str) -> None:
    data = mode_data(CATALOGUE.mode("M06"), Origin()) | {"log_sample": sample}
    read = PackReader(resource("catalogue"), overlay={"failure-modes/M06.md": mode_text(data)}).read()
    assert read.mode("M06").log_sample == sample


def test_that_a_field_is_set_replaced_and_taken_out_and_the_rest_stays() -> None:
    commented = OWN.replace("id: M13\n", "id: M13  # ours\n")
    marked = with_field(commented, "deprecated", "No: longer # true")
    assert marked == commented.replace("# ours\n", '# ours\ndeprecated: "No: longer # true"\n')
    assert with_field(marked, "deprecated", "Other").count("deprecated:") == 1
    assert with_field(marked, "deprecated", "") == commented
    folded = commented.replace("id: M13  # ours\n", "id: M13  # ours\ndeprecated: >\n  over\n  lines\n")
    assert with_field(folded, "deprecated", "") == commented


def test_that_a_line_is_told_by_its_field_or_heading() -> None:
    lines = OWN.split("\n")

    def place(part: str) -> tuple[str, ...]:
        return place_of(OWN, next(number for number, line in enumerate(lines, 1) if part in line))

    assert place("warns:") == ("check", "criteria", "warns")
    assert place("severity: HIGH") == ("severity",)
    assert place("POST /pay 504") == ("What it looks like",)
    assert place_of(OWN, 1) == ()


def test_that_the_id_of_a_file_is_found_and_the_next_one_is_free() -> None:
    assert id_in(OWN) == "M13"
    assert id_in("nothing") == ""
    assert next_mode_id(CATALOGUE) == "M13"
    assert next_mode_id(CATALOGUE, {"M20"}) == "M21"
    assert next_mode_id(CATALOGUE, {"M99"}) == ""


def test_that_two_texts_are_compared_line_by_line() -> None:
    assert compare("a\nb\nc", "a\nb\nc") == ()
    assert as_text(compare("a\nb\nc", "a\nx\nc")) == "  a\n- b\n+ x\n  c"
