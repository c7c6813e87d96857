"""Search: whatever is typed, whatever lies in the index."""

import time

import pytest

from workbench.domain.query import parse
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.storage.query_sql import match_of
from workbench.storage.search import CLOSE, OPEN, excerpt_of
from workbench.storage.store import Store


@pytest.mark.parametrize(
    ("body", "text", "excerpt"),
    [
        ("The agent called twice.", "agent", "The [agent] called twice."),
        ("The Agént called twice.", "AGENT cal", "The [Agént] [called] twice."),
        ("a b c d e f g match", "match", "…d e f g [match]"),
        ("match " + "x " * 30, "match", "[match]" + " x" * 15 + "…"),
        ("only in the title", "elsewhere", "only in the title"),
        ("", "x", ""),
    ],
)
def test_that_an_excerpt_shows_the_words_around_the_first_match(body: str, text: str, excerpt: str) -> None:
    assert excerpt_of(body, parse(text).wanted).replace(OPEN, "[").replace(CLOSE, "]") == excerpt


def test_that_a_word_typed_twice_is_looked_for_once_and_the_last_is_a_prefix() -> None:
    assert match_of(parse("rate limit rate")) == '"limit" "rate"*'


def test_that_a_text_full_of_matches_takes_no_time(store: Store, session: Session) -> None:
    incident = {"title": "a", "summary": "a b " * 12_000, "grade": "confirmed", "kind": "incident", "origin": "own"}
    session.do(RecordIncident(dict(incident)))
    start = time.monotonic()
    assert store.search.find("a b " * 10_000)
    assert time.monotonic() - start < 1


def test_that_an_incident_is_found_by_every_text_of_it(session: Session, store: Store) -> None:
    fields = ("summary", "trigger", "root_cause", "impact", "detection", "containment", "fix", "prevention")
    texts = {name: f"quokka{place} here" for place, name in enumerate(fields)}
    session.do(
        RecordIncident({"title": "A", **texts, "actions": [{"text": "wombat"}], "contributing_factors": ["emu"]})
    )
    for word in (*(text.split()[0] for text in texts.values()), "wombat", "emu"):
        assert [hit.key for hit in store.search.find(word)] == ["INC-2026-001"], word
