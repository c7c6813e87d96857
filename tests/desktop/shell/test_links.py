"""Where links lead."""

import pytest

from workbench.desktop.shell.links import place_of


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("workbench:mode/M06", ("catalogue", "M06")),
        ("workbench:check/injection_defense", ("catalogue", "injection_defense")),
        ("workbench:category/tool-api-drift", ("catalogue", "category/tool-api-drift")),
        ("workbench:control/human-approval", ("catalogue", "control/human-approval")),
        ("workbench:incident/INC-2026-001", ("incidents", "INC-2026-001")),
        ("workbench:incidents/mode/M06", ("incidents", "mode/M06")),
        ("workbench:review/REV-1.1/cost_routing", ("reviews", "REV-1.1/cost_routing")),
        ("workbench:settings/x", None),
        ("workbench:mode/", None),
        ("https://example.org", None),
    ],
)
def test_that_a_link_of_ours_names_a_place_and_an_argument(address: str, place: tuple[str, str] | None) -> None:
    assert place_of(address) == place
