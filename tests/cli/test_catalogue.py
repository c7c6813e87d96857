"""What needs no workspace: the catalogue, an analysis, and how moments are typed."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

RUNS = Path(__file__).parent.parent / "analysers" / "files" / "fifty-clean-runs.xml"


@pytest.mark.parametrize(
    ("entry", "share"),
    [
        ("M02", "Published share: 28 % of at least 50 post-mortems, not a random sample (source 2: "),
        ("M06", "Published share: 12 % of at least 50 post-mortems"),
        ("M01", "Category: Tool API drift\nPublished share of its own: not reported"),
        ("M03", "Published share: not reported"),
        ("other", "Published share: 5 % of at least 50 post-mortems"),
        ("tool-api-drift", "Failure modes: M10, M01"),
    ],
)
def test_that_a_published_share_is_the_categorys_and_its_source_is_named(
    entry: str, share: str, tmp_path: Path
) -> None:
    assert share in Terminal(tmp_path).well("catalogue", "show", entry).out


def test_that_an_analysis_can_be_the_comment_of_a_pipeline(tmp_path: Path) -> None:
    name = tmp_path / "runs_of_*one*.xml"
    name.write_bytes(RUNS.read_bytes())
    done = Terminal(tmp_path).type("analyse", str(name), "--format", "markdown")
    assert done.status == 1
    assert done.out.startswith(
        "### runs\\_of\\_\\*one\\*.xml: determinism\\_testing\n\n**Proposed: Warn.** 0 of 50 failed"
    )
    assert "| Bad runs | 0 |" in done.out


def test_that_an_incident_begins_on_a_day_of_the_calendar(terminal: Terminal) -> None:
    for moment in ("2026-02-31", "2026-02-31T10:00Z", "2026-13"):
        assert f"{moment} is not a moment" in terminal.type("incident", "add", "x", "--began", moment).err
    for moment in ("2024", "2024-Q1", "2024-02", "2024-02-29", "2024-02-29T10:00Z"):
        terminal.well("incident", "add", "x", "--began", moment)
