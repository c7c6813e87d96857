"""Failure modes proposed from the words of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.catalogue.loader import builtin_catalogue
from workbench.storage.mode_proposals import LIMIT, propose_modes

CATALOGUE = builtin_catalogue()


@pytest.mark.parametrize(
    ("text", "mode", "word"),
    [
        ("After the vendor renamed a field of its API the schema no longer matched.", "M10", "renamed"),
        ("It ignored the rate limit, got 429 and retried without a backoff.", "M01", "retried"),
        ("A web page said: ignore previous instructions. The injected prompt was obeyed.", "M06", "injected"),
        ("The conversation filled the context window and the first turns were lost.", "M02", "window"),
        ("The same input gave other answers on every run: not deterministic at temperature 0.", "M07", "temperature"),
        ("Yesterday's price came out of a stale retrieval index.", "M08", "index"),
    ],
)
def test_that_a_mode_is_proposed_from_the_words_of_a_text(text: str, mode: str, word: str) -> None:
    words = {each.mode: each.words for each in propose_modes(CATALOGUE, text)}
    assert word in words[mode]


def test_that_words_are_compared_by_their_stem() -> None:
    plural = propose_modes(CATALOGUE, "Tools were hallucinating invented endpoints")
    assert plural
    assert set(plural[0].words) <= {"tools", "hallucinating", "invented", "endpoints"}


@pytest.mark.parametrize("text", ["", "Broken.", "the and with", "zzzz qqqq", "☃ 42 17:00"])
def test_that_a_text_without_a_telling_word_gets_no_proposal(text: str) -> None:
    assert propose_modes(CATALOGUE, text) == ()


@given(st.text(max_size=300) | st.sampled_from(['"', "NEAR(a b)", "name:x OR", "a* -b", "AND OR NOT", '"" "" (']))
def test_that_no_text_is_read_as_search_syntax(text: str) -> None:
    found = propose_modes(CATALOGUE, text)
    assert len(found) <= LIMIT
    assert all(each.words for each in found)


def test_that_a_huge_text_is_looked_at_in_part() -> None:
    assert len(propose_modes(CATALOGUE, "retry backoff limit " * 100_000)) <= LIMIT
