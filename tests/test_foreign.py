"""Bytes from strangers: what is kept, what is replaced, what is refused."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.foreign import Unreadable, clean, clean_lines, decode, gunzip, load_json


def test_that_cleaned_lines_keep_their_breaks_and_lose_what_draws_nothing() -> None:
    assert clean_lines("\u200bIs it?\r\nYes\x00\u202e", 100) == "Is it?\nYes�⟨U+202E⟩"


def test_that_a_lone_surrogate_is_replaced() -> None:
    assert clean("a\ud800b") == "a?b"


@pytest.mark.parametrize(
    "data",
    ["Zürich – 5 €".encode(encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")],
)
def test_that_the_usual_encodings_are_read(data: bytes) -> None:
    assert decode(data)[0] == "Zürich – 5 €"


def test_that_a_key_that_stands_twice_is_refused_by_name() -> None:
    with pytest.raises(Unreadable, match="“b” stands twice"):
        load_json('{"a": 1, "b": 2, "b": 3}')


def test_that_a_bomb_is_refused() -> None:
    with pytest.raises(Unreadable, match="200 times its size"):
        gunzip(gzip.compress(bytes(8_000_000)), 64_000_000)


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_that_cleaned_text_can_be_stored_and_fits(text: str, limit: int) -> None:
    for cleaned in (clean(text, limit), clean_lines(text, limit)):
        assert len(cleaned) <= limit
        assert cleaned.encode("utf-8").decode("utf-8") == cleaned
        assert "\0" not in cleaned
