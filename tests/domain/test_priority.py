"""All 1,000 cells of the action priority, against a transcription that shares nothing with the code's table."""

from collections import Counter
from itertools import product

import pytest

from workbench.domain.priority import Level, action_priority

RATINGS = range(1, 11)

# One line per severity and occurrence, severities from 10 down and within them occurrences from 10 down;
# the ten letters are detection 10, 9, … 1. Written out cell by cell on purpose, not folded into bands.
TRANSCRIPTION = """
HHHHHHHHHH HHHHHHHHHH HHHHHHHHHH HHHHHHHHHH HHHHHHHHHH HHHHHHHHHM HHHHHHHHHM HHHHMMLLLL HHHHMMLLLL LLLLLLLLLL
HHHHHHHHHH HHHHHHHHHH HHHHHHHHHH HHHHHHHHHH HHHHHHHHHH HHHHHHHHHM HHHHHHHHHM HHHHMMLLLL HHHHMMLLLL LLLLLLLLLL
HHHHHHHHHH HHHHHHHHHH HHHHHHHHHH HHHHHHHHHM HHHHHHHHHM HHHHMMMMMM HHHHMMMMMM MMMMMMLLLL MMMMMMLLLL LLLLLLLLLL
HHHHHHHHHH HHHHHHHHHH HHHHHHHHHH HHHHHHHHHM HHHHHHHHHM HHHHMMMMMM HHHHMMMMMM MMMMMMLLLL MMMMMMLLLL LLLLLLLLLL
HHHHHHMMMM HHHHHHMMMM HHHHHHMMMM MMMMMMMMML MMMMMMMMML MMMMLLLLLL MMMMLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL
HHHHHHMMMM HHHHHHMMMM HHHHHHMMMM MMMMMMMMML MMMMMMMMML MMMMLLLLLL MMMMLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL
HHHHHHMMMM HHHHHHMMMM HHHHHHMMMM MMMMMMMMML MMMMMMMMML MMMMLLLLLL MMMMLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL
MMMMMMLLLL MMMMMMLLLL MMMMMMLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL
MMMMMMLLLL MMMMMMLLLL MMMMMMLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL
LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL LLLLLLLLLL
"""
LINES = [line.split() for line in TRANSCRIPTION.split("\n") if line]
EXPECTED = {(s, o, d): LINES[10 - s][10 - o][10 - d] for s, o, d in product(RATINGS, repeat=3)}


@pytest.mark.parametrize("severity", RATINGS)
def test_that_every_cell_agrees_with_the_transcription(severity):
    for o, d in product(RATINGS, repeat=2):
        assert action_priority(severity, o, d).level == EXPECTED[severity, o, d], (severity, o, d)


def test_that_the_counts_are_the_published_ones():
    levels = Counter(action_priority(*cell).level for cell in product(RATINGS, repeat=3))
    assert levels == {Level.HIGH: 318, Level.MEDIUM: 214, Level.LOW: 468}


@pytest.mark.parametrize(
    ("ratings", "level"),
    [
        ((10, 2, 2), "L"), ((10, 2, 10), "H"), ((9, 5, 1), "M"), ((10, 1, 10), "L"), ((8, 7, 1), "M"),
        ((5, 8, 10), "H"),
        ((2, 10, 10), "M"), ((10, 4, 4), "H"),
        ((6, 6, 4), "M"), ((6, 4, 4), "L"), ((6, 6, 2), "M"), ((6, 4, 2), "L"),
        ((6, 4, 6), "L"), ((7, 6, 6), "H"), ((7, 3, 6), "M"), ((7, 3, 4), "L"),
    ],
)  # fmt: skip
def test_that_published_worked_rows_come_out_as_published(ratings, level):
    assert action_priority(*ratings).level == level


def test_that_a_higher_rating_never_lowers_the_priority():
    rank = {"L": 0, "M": 1, "H": 2}
    for s, o, d in product(range(1, 10), repeat=3):
        here = rank[action_priority(s, o, d).level]
        assert all(rank[action_priority(*up).level] >= here for up in ((s + 1, o, d), (s, o + 1, d), (s, o, d + 1)))


def test_that_the_priority_names_the_row_that_decides():
    assert action_priority(9, 4, 1).row == "severity 9-10, occurrence 4-5, detection 1"


@pytest.mark.parametrize("ratings", [(0, 5, 5), (5, 11, 5), (5, 5, -1)])
def test_that_a_rating_outside_one_to_ten_is_refused(ratings):
    with pytest.raises(ValueError, match="not a rating from 1 to 10"):
        action_priority(*ratings)
