"""How the modes stand to other frameworks: every id with its edition, every gap visible."""

from pathlib import Path

import pytest

from workbench.catalogue.crosswalks import load_crosswalks
from workbench.catalogue.loader import builtin_catalogue
from workbench.domain.crosswalk import Strength

CATALOGUE = builtin_catalogue()
WALKS = {walk.id: walk for walk in CATALOGUE.crosswalks}


def mapped(framework: str, subject: str) -> dict[str, str]:
    walk = WALKS[framework]
    return {walk.full_id(mapping.to): mapping.strength.value for mapping in walk.of(subject)}


def test_that_seven_frameworks_ship_in_order() -> None:
    assert list(WALKS) == [
        "owasp-llm",
        "owasp-agentic",
        "mitre-atlas",
        "mast",
        "nist-ai-600-1",
        "microsoft-agentic",
        "cwe",
    ]


@pytest.mark.parametrize(
    ("framework", "subject", "expected"),
    [
        ("owasp-llm", "M06", {"LLM01:2025": "same", "LLM02:2025": "overlaps", "LLM07:2025": "overlaps"}),
        ("owasp-agentic", "M04", {"ASI02:2026": "same", "ASI05:2026": "overlaps"}),
        ("mitre-atlas", "M01", {"AML.T0029:5.6.0": "adversarial counterpart"}),
        ("mast", "M12", {"FM-2.2:release": "same", "FM-3.1:release": "overlaps", "FM-1.5:release": "overlaps"}),
        ("nist-ai-600-1", "tool-api-drift", {"Value Chain and Component Integration:2024": "same"}),
        (
            "microsoft-agentic",
            "M02",
            {"Session context contamination:2.0": "overlaps", "Memory poisoning:1.0": "adversarial counterpart"},
        ),
        ("cwe", "M07", {"CWE-1426:2026-10": "overlaps"}),
        (
            "owasp-agentic",
            "prompt-injection",
            dict.fromkeys(("ASI02:2026", "ASI03:2026"), "overlaps") | {"ASI01:2026": "same"},
        ),
    ],
)
def test_that_pairs_have_their_strength_and_edition(framework: str, subject: str, expected: dict[str, str]) -> None:
    assert mapped(framework, subject) == expected


def test_that_gaps_stay_gaps() -> None:
    gaps = {mode.id: [walk.id for walk in CATALOGUE.crosswalks if not walk.of(mode.id)] for mode in CATALOGUE.modes}
    assert gaps["M03"] == ["owasp-llm", "owasp-agentic", "mast", "nist-ai-600-1", "microsoft-agentic", "cwe"]
    assert gaps["M06"] == ["mast"]
    assert gaps["M07"] == ["owasp-agentic", "mitre-atlas"]
    assert {mode for mode, missing in gaps.items() if not missing} == {"M01", "M04", "M05", "M10", "M11"}


def test_that_a_mode_that_needs_no_attacker_has_only_counterparts_among_attacks() -> None:
    for mode in CATALOGUE.modes:
        strengths = {mapping.strength for mapping in WALKS["mitre-atlas"].of(mode.id)}
        assert mode.id == "M06" or strengths <= {Strength.ADVERSARIAL}


WALK = """\
id: ours
name: Ours
short: Ours
edition: "1"
entries:
  - {id: A-1}
mappings:
  - {of: [M01], to: A-1, strength: same}
"""


@pytest.mark.parametrize(
    ("change", "to", "line", "reason"),
    [
        ("to: A-1", "to: A-2", 8, "`A-2` is not one of the entries"),
        ("of: [M01]", "of: [M99]", 8, "no failure mode or category `M99`"),
        ("of: [M01]", "of: [M01, M01]", 8, "M01 is mapped to `A-1` twice"),
        ("strength: same", "strength: nearly", 8, "strength"),
        ("  - {id: A-1}\n", "  - {id: A-1}\n  - {id: A-1}\n", 7, "`A-1` is listed twice"),
        ("id: ours", "id: theirs", 1, "differs from the file name"),
        ('edition: "1"\n', "", 1, "`edition` is missing"),
        ("id: ours\n", "id: &anchor ours\n", 1, "anchors"),
    ],
)
def test_that_a_malformed_crosswalk_is_refused_by_line(
    tmp_path: Path, change: str, to: str, line: int, reason: str
) -> None:
    (tmp_path / "ours.yaml").write_text(WALK.replace(change, to, 1))
    (tmp_path / "whole.yaml").write_text(WALK.replace("id: ours", "id: whole"))
    walks, refused = load_crosswalks(tmp_path, {"M01"})
    assert [walk.id for walk in walks] == ["whole"]
    assert [(one.file, one.line) for one in refused] == [("ours.yaml", line)]
    assert reason in refused[0].reason
