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


def test_that_a_gap_in_a_framework_is_shown_and_every_id_has_its_edition(tmp_path: Path) -> None:
    shown = Terminal(tmp_path).well("catalogue", "show", "M03")
    assert "OWASP LLM: no counterpart" in shown.out
    assert "MITRE ATLAS: AML.T0031:5.6.0 Erode AI Model Integrity, adversarial counterpart" in shown.out
    assert "disrupted-attention-heads: 15–23 %" in shown.out
    data = Terminal(tmp_path).well("catalogue", "show", "M03", "--json").data
    assert data["also_known_as"]["owasp-agentic"] == []
    assert "scores-around-tuning" in data["published"]
    assert "In other frameworks" not in Terminal(tmp_path).well("catalogue", "show", "other").out


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("poisoning-success", "Value: 90 %\nOf how many: Not reported"),
        ("poisoning-success", "Source 1: Secondary text without a named author; primaries not read."),
        ("copilot-cvss-told", "Contradicted by: CVSS score of CVE-2025-53773 (GitHub Copilot) in the CVE record: 7.8"),
        ("copilot-cvss-record", "Primary: CVE record CVE-2025-53773; read"),
        ("stale-price-list", "is undefined in the source"),
        ("adversarial-testing", "Adopted by: 38 % of teams; of how many is not reported"),
        ("adversarial-testing", "Source 2: Secondary text by an AI author; primaries not read."),
        ("polling-tax", "About: no mode of the catalogue"),
        ("cost-with-retries", "0.08 / 0.69 = $0.116"),
        ("share-other", "Of how many: at least 50"),
        ("M02", "The window is full and what is oldest goes first"),
    ],
)
def test_that_an_entry_of_any_kind_can_be_shown(entry: str, says: str, tmp_path: Path) -> None:
    assert says in Terminal(tmp_path).well("catalogue", "show", entry).out


@pytest.mark.parametrize(
    ("kind", "count"),
    [("mode", 12), ("category", 6), ("figure", 39), ("case", 8), ("practice", 18), ("cause", 3), ("contradiction", 5)],
)
def test_that_every_kind_can_be_listed(kind: str, count: int, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    assert len(terminal.well("catalogue", "list", "--kind", kind).out.splitlines()) == count
    assert len(terminal.well("catalogue", "list", "--kind", kind, "--json").data) == count


def test_that_figures_and_practices_are_found_as_modes_are(terminal: Terminal) -> None:
    found = terminal.well("search", "five documents", "--kind", "mode", "--json").data
    assert "poisoning-success" in [hit["key"] for hit in found]
    assert terminal.well("search", "chaos", "--json").data[0]["key"] == "multi-agent-chaos-testing"


def test_that_the_quick_reference_is_a_file_and_needs_no_workspace(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "none")
    done = terminal.well("catalogue", "quick-reference", "--out", str(tmp_path / "wall.pdf"), "--paper", "Letter")
    assert done.out == f"{tmp_path / 'wall.pdf'}\n"
    assert (tmp_path / "wall.pdf").read_bytes().startswith(b"%PDF")
    refused = terminal.type("catalogue", "quick-reference", "--out", str(tmp_path))
    assert (refused.status, "Traceback" in refused.err) == (2, False)
    assert terminal.type("catalogue", "quick-reference", "--out", "x.pdf", "--paper", "a3").status == 2


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
        assert f"{moment} is not a date" in terminal.type("incident", "add", "x", "--began", moment).err
    for moment in ("2024", "2024-Q1", "2024-02", "2024-02-29", "2024-02-29T10:00Z"):
        terminal.well("incident", "add", "x", "--began", moment)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (["sev:critical", "type:mode", "injection"], ["M06"]),
        (["sev:critical type:mode injection"], ["M06"]),
        (["-type:mode", "injection"], []),
        (["sev:severe"], []),
        (["type:mode", "Five documents"], ["poisoning-success"]),
    ],
)
def test_that_a_search_takes_filters(typed: list[str], keys: list[str], terminal: Terminal) -> None:
    found = [hit["key"] for hit in terminal.well("search", *typed, "--json").data]
    assert found[: len(keys)] == keys
    assert bool(found) == bool(keys)


def test_that_a_filter_that_cannot_be_is_told(terminal: Terminal) -> None:
    assert "sev:severe is not a severity. Choose from critical" in terminal.well("search", "sev:severe").err
