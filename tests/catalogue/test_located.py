"""YAML from packs keeps its lines and cannot grow, run or hide anything."""

import time

import pytest

from workbench.catalogue.located import read_yaml
from workbench.catalogue.pack_file import PackError

REFUSED = [
    ("a: [1, 2\nb: 3\n", 2, "expected ',' or ']'"),
    ("a: 1\n\na: 2\n", 3, "`a` is given twice"),
    ("a:\n  b: 1\n  b: 2\n", 3, "`b` is given twice"),
    ("a: 1\nb: c: d\n", 2, "mapping values are not allowed"),
    ("x: 1\na: !!python/object/apply:os.system [id]\n", 2, "the type `python/object/apply:os.system` is not allowed"),
    ("a: !mine x\n", 1, "the type `!mine` is not allowed"),
    ("a: 1\nb: \x01\n", 2, "character U+0001 is not allowed"),
    ("a: 1\n---\nb: 2\n", 2, "another document"),
    ("? [a]\n: 1\n", 1, "a key must be a word"),
    ("a: 1\n\tb: 2\n", 2, "cannot start any token"),
    ("[" * 20_000, 1, "nested deeper than 16 levels"),
    ("a: *b\n", 1, "aliases (`*name`) are not allowed"),
]


@pytest.mark.parametrize(("text", "line", "reason"), REFUSED, ids=[case[2] for case in REFUSED])
def test_that_a_fault_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(PackError) as refusal:
        read_yaml(text, first_line=2)
    assert refusal.value.line == line + 1
    assert reason in refusal.value.reason


def test_that_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    start = time.perf_counter()
    with pytest.raises(PackError, match="anchors"):
        read_yaml(bomb)
    assert time.perf_counter() - start < 5


def test_that_only_plain_values_come_out() -> None:
    located = read_yaml("a: 2026-13-45\nb: [1, true, ~, 1.5, yes, 0x1F]\nc: '007'\nd: 99999999999999999999\n")
    assert located.data == {
        "a": "2026-13-45",
        "b": [1, True, None, "1.5", "yes", "0x1F"],
        "c": "007",
        "d": "99999999999999999999",
    }


def test_that_a_place_without_a_line_of_its_own_has_the_line_around_it() -> None:
    located = read_yaml("a:\n  - b: 1\n  - c: 2\n")
    assert [located.line(place) for place in [(), ("a",), ("a", 1), ("a", 1, "c"), ("a", 1, "d", "e")]] == [
        1,
        1,
        3,
        3,
        3,
    ]
