"""Every field of a profile and every column of its sheets has one short line of help."""

import pytest

from workbench.catalogue.field_help import field_help
from workbench.domain.deployment import Profile, RetrievalSource, Service, Tool
from workbench.domain.model import Model

SHEETS: list[tuple[str, type[Model]]] = [
    ("profile", Profile),
    ("tool", Tool),
    ("source", RetrievalSource),
    ("service", Service),
]


@pytest.mark.parametrize(("name", "model"), SHEETS)
def test_that_every_field_has_its_line_and_no_other_has(name: str, model: type[Model]) -> None:
    assert set(field_help()[name]) == set(model.model_fields) - {"contract_sha256", "proposed"}


def test_that_a_line_is_short_and_a_phrase() -> None:
    for lines in field_help().values():
        for line in lines.values():
            assert len(line) <= 80
            assert not line.endswith((".", "!"))
            assert "\n" not in line
