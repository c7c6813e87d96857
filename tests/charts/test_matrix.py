"""The matrix says where the worst stand, and never counts what nobody rated."""

from workbench.catalogue.scales import load_scales
from workbench.charts.matrix import build_matrix
from workbench.domain.risk import Rated, matrix

SCALES = load_scales()


def built(*places, modes=(), names=None):
    ratings = [Rated(mode_id=mode_id, severity=s, occurrence=o) for mode_id, s, o in places]
    return build_matrix(matrix(SCALES, ratings, modes), names)


def test_that_the_title_names_what_stands_worst():
    assert built(("M06", 9, 6), ("M01", 2, 2)).title == "M06 stands at the darkest level"
    assert built(("M06", 9, 6), ("M01", 9, 9)).title == "M01 and M06 stand at the darkest level"
    assert built(("M01", 1, 1)).title == "M01 stands highest, at level 0 of 3"
    assert built().title == "No mode is rated yet"


def test_that_a_cell_carries_its_count_its_ids_and_what_a_screen_reader_says():
    spec = built(("M07", 8, 5), ("M08", 7, 6))
    (mark,) = [mark for mark in spec.marks() if mark.ids]
    assert (mark.text, mark.ids, mark.key) == ("2", ("M07", "M08"), "M07 M08")
    assert mark.said == "Yearly, serious, level 2 of 3: 2 modes, M07, M08"


def test_that_modes_without_a_rating_stand_apart():
    spec = built(("M07", 8, 5), modes=["M05", "M07"], names={"M05": "Synthetic data contamination"})
    assert [note.text for note in spec.notes] == ["Not assessed: M05"]
    assert spec.notes[0].hatched
    assert spec.rows[-1] == ("M05", "Synthetic data contamination", "Not assessed", "Not assessed", "Not assessed")
    assert "1 mode rated, 1 not" in spec.caption


def test_that_the_caption_names_the_scales():
    assert "scales default 1" in built().caption
