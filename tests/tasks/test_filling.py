"""Templates filled with anything: no value changes the structure of a text, and no template runs on for ever."""

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.storage.conftest import session, store, workspace
from workbench.data import template
from workbench.domain.errors import UserError
from workbench.edits.incidents import RecordIncident
from workbench.edits.session import Session
from workbench.tasks.filling import MAX_LINE, MAX_VALUE, filled, one_line, paragraphs
from workbench.tasks.incident_texts import TEXTS, write_text

__all__ = ["session", "store", "workspace"]

BLOCKS = ("# head", "~~~\ncode", "```\ncode\n```", "> quoted", "- item", "* item", "+ item", "1. first", "12) twelfth")
OTHERS = (
    *("under\n===", "under\n---", "***", "    code", "\tcode", "| a | b |\n|---|---|\n| 1 | 2 |", "a\n:--\nb"),
    *("<b>bold</b>", "<!-- x", "<script>x</script>", "[a](http://evil)", "![a](http://evil)", "[a]: http://evil"),
    *("<http://evil>", "(http://evil)", ": http://evil", "**bold", "_it_", "&#35; x", "`code", "\\<b>", "\\", "x\\"),
    *("a\r# b", "a\u2028# b", "a\x0b# b", "a\n\n# b\n\n\n- c", "~~gone~~", "\ufeff# a", "\x00", "\u202e# a"),
)
VALUES = st.text(alphabet=st.sampled_from(list("#>-+*=~`_[]()<>!|&;:.\\\n\r\t 1ax")), max_size=40) | st.text(
    max_size=60
)
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def skeleton(text: str, *, without_paragraphs: bool = False) -> list[tuple[str, str]]:
    """Return the blocks of a text and what is not words within them."""
    found = []
    for token in PARSER.parse(text):
        if token.type != "inline":
            found.append((token.type, token.tag))
        found += [(child.type, child.tag) for child in token.children or () if not _is_words(child)]
    dropped = ("paragraph_open", "paragraph_close")
    return [each for each in found if not (without_paragraphs and each[0] in dropped)]


def _is_words(token: Token) -> bool:
    return token.type in ("text", "softbreak", "text_special")


def headings(text: str) -> list[str]:
    tokens = PARSER.parse(text)
    return [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]


def filled_with(text_id: str, value: str) -> str:
    names = ("title", "summary", "impact", "trigger", "root_cause", "detection", "containment", "fix", "prevention")
    more = ("key", "today", "severity", "deployment", "began", "phase", "times", "tells_users", "modes", "open_actions")
    done = ("limit", "takeover", "users_told", "post_mortem", "pattern", "reviews")
    values: dict[str, Any] = dict.fromkeys((*names, *more, *done), value)
    values |= {name: [value, value] for name in ("contributing_factors", "timeline", "controls")}
    values["actions"] = [dict.fromkeys(("text", "owner", "due", "state"), value)]
    return filled(template("incident", f"{text_id}.md").read_text(encoding="utf-8"), f"{text_id}.md", values)


@pytest.mark.parametrize("value", (*BLOCKS, *OTHERS))
@pytest.mark.parametrize("text_id", TEXTS)
def test_that_a_hostile_value_leaves_the_structure_as_the_template_has_it(text_id: str, value: str) -> None:
    plain, hostile = filled_with(text_id, "words"), filled_with(text_id, value)
    assert skeleton(hostile, without_paragraphs=True) == skeleton(plain, without_paragraphs=True), hostile
    assert len(headings(hostile)) == len(headings(plain))


@settings(deadline=None, max_examples=150)
@given(value=VALUES)
@example(value="0.")
@example(value="a\n1. b")
def test_that_any_value_leaves_the_headings_and_blocks_of_the_template_alone(value: str) -> None:
    for text_id in TEXTS:
        hostile = filled_with(text_id, value or "words")
        if not "".join(one_line(value).split()):
            continue  # nothing is printed, so that its place is empty
        assert skeleton(hostile, without_paragraphs=True) == skeleton(
            filled_with(text_id, "words"), without_paragraphs=True
        ), hostile


@settings(deadline=None, max_examples=150)
@given(first=VALUES, second=VALUES)
def test_that_values_beside_one_another_are_not_read_together(first: str, second: str) -> None:
    source = "# Head\n\n{{ a }}{{ b }}\n\n- {{ b }} {{ a }}\n\n{{ c | known(a) }}{{ b }}\n"
    text = filled(source, "t", {"a": first, "b": second, "c": ""})
    assert headings(text) == ["Head"]
    allowed = {"heading", "paragraph", "bullet_list", "list_item", "inline", "text", "text_special", "softbreak"}
    kinds = {kind.removesuffix("_open").removesuffix("_close") for kind, _tag in skeleton(text)}
    assert kinds <= allowed, (kinds - allowed, text)


@given(value=VALUES)
def test_that_what_is_escaped_reads_as_it_was_written(value: str) -> None:
    line = one_line(value)
    [*_, last] = [""] + [
        "".join(child.content for child in token.children or ())
        for token in PARSER.parse(line)
        if token.type == "inline"
    ]
    assert last == "".join(line_without_escapes(line))


def line_without_escapes(line: str) -> list[str]:
    shown, is_escaped = [], False
    for sign in line:
        if sign == "\\" and not is_escaped:
            is_escaped = True
            continue
        shown.append(sign)
        is_escaped = False
    return shown


def test_that_paragraphs_and_lines_stay_where_a_template_asks_for_them() -> None:
    assert paragraphs("One.\nTwo.\n\n\n\n# Three") == "One.\nTwo.\n\n\\# Three"
    assert one_line("One.\nTwo.\n\nThree") == "One. Two. Three"


def test_that_ordinary_words_stay_as_they_were_typed() -> None:
    said = "rate_limit hit 7 * 7 times (EUR 300, ~5 %): see https://wiki.example/a_b?x=1&y=2 — ok!"
    assert one_line(said) == said


def test_that_long_values_are_shortened_and_say_by_how_much() -> None:
    assert one_line("x" * (MAX_LINE + 1_500)).endswith("… (shortened: 1,500 characters more)")
    assert len(paragraphs("x\n" * MAX_VALUE)) < MAX_VALUE + 100


def own(session: Session, body: str) -> Path:
    path: Path = session.store.folder / "templates" / "incident" / "status-update.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")
    session.do(RecordIncident({"title": "The agent refunded twice", "origin": "own"}))
    return path


NESTED = "{% for i in range(99999) %}{% for j in range(99999) %}{% set x = i * j %}{% endfor %}{% endfor %}"


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        (f"a\n\n{NESTED}", 3, "longer than 5 seconds"),
        ("a\n{% for i in range(10**9) %}x{% endfor %}", 2, "powers"),
        ("a\n{% for i in range(999999999) %}x{% endfor %}", 2, "Range too big"),
        ("a\n{% for i in range(99999) %}xxxxxxxxxxxxxxx{{ i }}{% endfor %}", 2, "more than 500,000 characters"),
        ("{{ 'x' * 999999999 }}", 1, "more than 500,000"),
        ("a\n{{ 'x' | center(2000000000) }}", 2, "memory"),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", None, "without end"),
        ("a\nb {{ nonsense }}", 2, "nonsense"),
        ("a\n{% for", 2, ""),
        ("a\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ("{% include 'other.md' %}", 1, ""),
    ],
)
def test_that_a_template_that_does_harm_is_stopped_with_its_file_and_line(
    session: Session, body: str, line: int | None, reason: str
) -> None:
    path = own(session, body)
    began = time.monotonic()
    with pytest.raises(UserError) as refused:
        write_text(session.store, session.store.incidents.all()[0], "status-update", date(2026, 11, 29))
    said = str(refused.value)
    assert reason in said
    assert (f"{path}, line {line}" if line else str(path)) in said
    assert "Nothing was written. Correct it" in said
    assert time.monotonic() - began < 25


def test_that_a_template_that_cannot_be_interrupted_ends_with_its_process(session: Session) -> None:
    slow = "{% set big = namespace(x=99999999999) %}{% for i in range(40) %}{% set big.x = big.x * big.x %}{% endfor %}"
    path = own(session, slow)
    with pytest.raises(UserError) as refused:
        write_text(session.store, session.store.incidents.all()[0], "status-update", date(2026, 11, 29))
    assert str(path) in str(refused.value)
    assert "Nothing was written" in str(refused.value)


def test_that_a_value_printed_as_a_list_or_a_number_is_harmless_too() -> None:
    text = filled("{{ lines }}\n\n{{ count }}\n\n{{ lines[0] | safe }}", "t", {"lines": ["# a", "<b>"], "count": -1})
    assert headings(text) == []
    assert "\\<b>" in text
    assert [kind for kind, _ in skeleton(text) if "html" in kind or "list" in kind] == []
