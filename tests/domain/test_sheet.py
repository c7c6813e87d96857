"""Texts of cells: what is pasted comes out as it went in, unknown is not none, and bad cells are named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.deployment import Effect, Tool
from workbench.domain.sheet import MAX_ROWS, SERVICES, SOURCES, TOOLS, Sheet, from_tsv, to_tsv

COLUMNS = {column.field: column for column in TOOLS.columns}
REFUND = Tool(name="refund", effect=Effect.IRREVERSIBLE, gate="a person")
lines = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("effect", "Irreversible", "irreversible"),
        ("effect", "reversible write", "reversible"),
        ("effect", "REVERSIBLE", "reversible"),
        ("effect", " ", None),
        ("effect", "Nobody knows", None),
        ("idempotent", "yes", True),
        ("idempotent", "FALSE", False),
        ("idempotent", "0", False),
        ("gate", "None", "none"),
        ("gate", "–", "none"),
        ("gate", "", None),
        ("gate", "two\n lines ", "two lines"),
    ],
)
def test_that_a_text_means_a_value_and_unknown_is_not_none(field: str, text: str, value: Any) -> None:
    assert COLUMNS[field].parsed(text) == value


def test_that_a_word_that_is_no_choice_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="“sometimes” is none of: Read, Reversible write, Irreversible"):
        COLUMNS["effect"].parsed("sometimes")


def test_that_every_sheet_has_every_field_of_its_row() -> None:
    for sheet in (TOOLS, SOURCES, SERVICES):
        own: Sheet[Any] = sheet
        assert {column.field for column in own.columns} == set(own.row.model_fields) - {"contract_sha256", "proposed"}


tools = st.builds(
    Tool,
    name=lines,
    effect=st.sampled_from([None, *Effect]),
    gate=st.none() | lines,
    idempotent=st.sampled_from([None, True, False]),
    timeout_seconds=st.none() | st.integers(1, 1000).map(float),
)


@given(st.lists(tools, min_size=1, max_size=5))
def test_that_what_is_copied_can_be_pasted(sheet: list[Tool]) -> None:
    words = ("nobody knows", "unknown", "?", "none", "no", "nothing", "-", "–", "—")
    texts = [text.strip().casefold() for tool in sheet for text in (tool.name, tool.gate or "")]
    if any(text in words for text in texts):
        return
    grid = from_tsv(to_tsv([TOOLS.cells(tool) for tool in sheet]))
    assert TOOLS.pasted((), 0, 0, grid) == tuple(sheet)


def test_that_a_block_is_laid_over_and_goes_on_below() -> None:
    made = TOOLS.pasted((REFUND,), 0, 0, [["refund", "read"], ["look", "read"]])
    assert made == (REFUND.model_copy(update={"effect": Effect.READ}), Tool(name="look", effect=Effect.READ))


def test_that_the_heads_of_a_copied_sheet_are_not_a_row() -> None:
    assert TOOLS.pasted((), 0, 0, [["Tool", "Effect"], ["look", "Read"]]) == (Tool(name="look", effect=Effect.READ),)


@pytest.mark.parametrize(
    ("top", "left", "grid", "says"),
    [
        (0, 2, [["x"] * 12], "it has 12 columns, and from “Gate” on there is room for 11"),
        (0, 2, [["x"], ["y"]], "new rows begin with their name"),
        (0, 0, [["a"]] * (MAX_ROWS + 1), "a sheet holds 2,000"),
        (0, 0, [], "nothing in it to paste"),
        (0, 0, [["refund", "sometimes"]], "Effect, row 1: “sometimes” is none of"),
        (0, 7, [["soon"]], "Time-out, s, row 1: “soon” is no number; write it like 2.5"),
        (0, 7, [["1,500"]], "Time-out, s, row 1: “1,500” is no number"),
        (0, 7, [["-5"]], "Time-out, s, row 1: input should be greater than 0"),
        (1, 0, [["", "read"]], "row 2: a new row needs a name"),
        (0, 0, [[""]], "row 1: it cannot be empty"),
        (0, 0, [["x" * 201]], "Tool, row 1: string should have at most 200 characters"),
        (0, 1, [["a"]], "Effect, row 1"),
    ],
)
def test_that_a_grid_that_does_not_fit_is_refused_with_the_place(
    top: int, left: int, grid: list[list[str]], says: str
) -> None:
    with pytest.raises(ValueError) as refusal:
        TOOLS.pasted((REFUND,), top, left, grid)
    assert says in str(refusal.value)


def test_that_many_faults_are_counted() -> None:
    with pytest.raises(ValueError, match="; and 3 more"):
        TOOLS.pasted((), 0, 0, [[f"t{number}", "x"] for number in range(8)])


def test_that_no_text_from_a_clipboard_is_a_crash() -> None:
    assert from_tsv('a\t"b\nc"\r\n\r\n') == [["a", "b\nc"]]
    assert from_tsv("\0") == []
