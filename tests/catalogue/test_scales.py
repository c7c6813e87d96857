"""The built-in scales load, and a broken file becomes a sentence."""

import pytest

from workbench.catalogue.scales import load_scales
from workbench.domain.errors import UserError


def test_that_the_built_in_scales_load():
    scales = load_scales()
    assert (scales.id, scales.version) == ("default", 1)
    assert [band.name for band in scales.occurrence] == ["Rare", "Unusual", "Yearly", "Monthly", "Weekly"]


@pytest.mark.parametrize("text", ["", "id = ", 'grid = 3\nid = "x"', 'id = "x"\nversion = 0'])
def test_that_a_broken_file_is_refused_by_name(tmp_path, text):
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"ours\.toml"):
        load_scales(path)
