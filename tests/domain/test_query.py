"""The language of searches: what a text means, and that any text means something."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.query import FIELDS, MAX_QUERY, field_of, folded, parse

_PREFIXES = st.sampled_from([name for field in FIELDS for name in (field.name, *field.also)])
_PIECES = st.one_of(
    st.text(max_size=20),
    st.builds("{}:{}".format, _PREFIXES, st.text(max_size=12)),
    st.sampled_from(
        ['"', "-", "*", "NEAR(", "OR", "AND NOT", "(", ")", ":", "^", "\0", "{title}:", "'", "--", "\ud800"]
    ),
)
TEXTS = st.lists(_PIECES, max_size=12).map(" ".join)


def words(text: str) -> list[str]:
    """Return the words of a query as `-a+b*`: unwanted, a phrase, the beginning of a word."""
    return ["-" * word.is_unwanted + "+".join(word.parts) + "*" * word.is_beginning for word in parse(text).words]


def filters(text: str) -> list[str]:
    return ["-" * row.is_unwanted + f"{row.field}={'|'.join(row.values)}" for row in parse(text).filters]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rate limit", ["rate", "limit*"]),
        ("rate limit rate", ["limit", "rate*"]),
        ('"rate limit" again', ["rate+limit", "again*"]),
        ('again "rate limit"', ["again", "rate+limit"]),
        ('again "rate lim', ["again", "rate+lim*"]),
        ("refund -twice", ["refund*", "-twice"]),
        ('-"rate limit" x', ["-rate+limit", "x*"]),
        ("INC-2026-03", ["INC+2026+03*"]),
        ("don't e-mail", ["don+t", "e+mail*"]),
        ("foo:bar https://x.y/z", ["foo+bar", "https+x+y+z*"]),
        ("inj sev:high", ["inj*"]),
        ("e\u0301te", ["\u00e9te*"]),
        ("OR * ) NEAR(", ["OR", "NEAR*"]),
        ("sev: x", ["x*"]),
    ],
)
def test_that_words_phrases_and_unwanted_words_are_told_apart(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sev:critical", ["sev=critical"]),
        ("SEV:Crit", ["sev=critical"]),
        ("severity:high sev:low", ["sev=high|low"]),
        ("sev:high,low", ["sev=high|low"]),
        ("is:o", ["is=open|own"]),
        ("-sev:low", ["-sev=low"]),
        ("mode:m6 mode:M10.2", ["mode=M06|M10"]),
        ("after:2026-01 before:2026-03-15", ["after=2026-01-01", "before=2026-03-15"]),
        ("has:fix has:cause", ["has=fix", "has=cause"]),
        ('deployment:"Support desk"', ["deployment=Support desk"]),
        ("kind:near grade:conf", ["kind=near-miss", "grade=confirmed"]),
        ("status:na actor:ada", ["status=na", "by=ada"]),
        ("foo:bar", []),
        ("sev:", []),
    ],
)
def test_that_prefixes_become_filters(text: str, expected: list[str]) -> None:
    assert filters(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sev:severe", "sev:severe is not a severity. Choose from critical, high, medium, low."),
        ("after:2026-13", "after:2026-13 is not a day. Write after:2026, after:2026-03 or after:2026-03-15."),
        ("mode:injection", "mode:injection is not the id of a failure mode. Write mode:M06."),
        ("severity:x", "sev:x is not a severity. Choose from critical, high, medium, low."),
    ],
)
def test_that_a_value_that_cannot_be_is_told_in_a_sentence_and_finds_nothing(text: str, sentence: str) -> None:
    query = parse(f"refund {text}")
    assert query.complaints == (sentence,)
    assert query.finds_nothing


@pytest.mark.parametrize(
    ("text", "is_empty", "finds_nothing"),
    [
        ("", True, False),
        (" ", True, False),
        ("sev:", True, False),
        ('"', False, True),
        ("- *", False, True),
        ("x", False, False),
    ],
)
def test_that_nothing_typed_asks_for_nothing_and_what_has_no_word_finds_nothing(
    text: str, is_empty: bool, finds_nothing: bool
) -> None:
    assert (parse(text).is_empty, parse(text).finds_nothing) == (is_empty, finds_nothing)


def test_that_every_example_is_a_filter_of_its_field() -> None:
    for field in FIELDS:
        [row] = parse(field.example).filters
        assert row.field == field.name
        assert all(value in parse(f"{field.name}:{value}").values(field.name) for value in field.values)


def test_that_no_prefix_means_two_fields() -> None:
    names = [name for field in FIELDS for name in (field.name, *field.also)]
    assert len(names) == len(set(names)) == len([name for name in names if field_of(name)])


@given(TEXTS)
def test_that_any_text_is_understood(text: str) -> None:
    query = parse(text)
    assert all(re.fullmatch(r"\w+", part) for word in query.words for part in word.parts)
    assert sum(word.is_beginning for word in query.words) <= 1
    for span in query.spans:
        assert ":" in text[span.start : span.end]
        assert 0 <= span.start < span.end <= MAX_QUERY
    assert query.is_empty or query.finds_nothing or query.words or query.filters


@given(st.text())
def test_that_folding_takes_case_and_accents_away(text: str) -> None:
    assert folded(text) == folded(folded(text))
    assert folded("Žižek ÉTÉ") == "zizek ete"
