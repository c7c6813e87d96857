"""The risk matrix is a lookup, and keeps apart what nobody has assessed."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workbench.domain.risk import Rated, Scales, matrix

DATA = tomllib.loads((Path(__file__).parents[2] / "resources/scales/default.toml").read_text(encoding="utf-8"))
SCALES = Scales.model_validate(
    {**{key: value for key, value in DATA.items() if key != "grid"}, "levels": DATA["grid"]["levels"]}
)


def rated(mode_id, severity, occurrence):
    return Rated(mode_id=mode_id, severity=severity, occurrence=occurrence)


def test_that_modes_stand_where_their_ratings_put_them():
    drawn = matrix(SCALES, [rated("M06", 9, 6), rated("M08", 7, 6), rated("M07", 8, 5)], ["M05", "M06", "M07", "M08"])
    yearly = 2
    assert drawn.cell(yearly, 3).mode_ids == ("M07", "M08")
    assert drawn.cell(yearly, 4).mode_ids == ("M06",)
    assert drawn.cell(yearly, 4).level == 3
    assert drawn.not_assessed == ("M05",)


@given(
    st.dictionaries(
        st.sampled_from([f"M{n:02}" for n in range(1, 13)]), st.tuples(st.integers(1, 10), st.integers(1, 10))
    )
)
def test_that_every_rated_mode_stands_in_exactly_one_cell(ratings):
    drawn = matrix(SCALES, [rated(mode, s, o) for mode, (s, o) in ratings.items()])
    assert sorted(mode for cell in drawn.cells for mode in cell.mode_ids) == sorted(ratings)
    assert len(drawn.cells) == 25


def test_that_the_levels_are_those_of_the_look_page():
    assert ["".join(map(str, row)) for row in SCALES.levels] == ["00011", "01122", "01223", "11233", "12233"]


def test_that_no_lowest_cell_touches_a_highest_one():
    highest, lowest = 3, 0
    cells = {(row, column): SCALES.levels[row][column] for row in range(5) for column in range(5)}
    for (row, column), level in cells.items():
        if level == lowest:
            around = [(row, column + 1), (row, column - 1), (row + 1, column), (row - 1, column)]
            assert highest not in [cells.get(place) for place in around]
    assert highest not in SCALES.levels[0]
    assert highest not in [row[0] for row in SCALES.levels]


def test_that_a_mode_rated_twice_is_refused():
    with pytest.raises(ValueError, match="M01 is rated twice"):
        matrix(SCALES, [rated("M01", 1, 1), rated("M01", 2, 2)])


@pytest.mark.parametrize(
    "change", [{"levels": DATA["grid"]["levels"][:4]}, {"levels": [[9] * 5] * 5}, {"severity": DATA["severity"][:4]}]
)
def test_that_scales_with_holes_are_refused(change):
    with pytest.raises(ValidationError):
        Scales.model_validate({**SCALES.model_dump(), **change})
