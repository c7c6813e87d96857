"""Figures, reference cases, practices, causes and contradictions: all of both sources, and refused where malformed."""

import re
from pathlib import Path

import pytest

from tests.interchange.samples import SAMPLES
from workbench.catalogue.loader import builtin_catalogue, load_pack
from workbench.catalogue.wording import sources_of
from workbench.domain.catalogue import Cause, Contradiction, Figure, Practice, ReferenceCase, subjects_of

CATALOGUE = builtin_catalogue()
FIGURES = {entry.id: entry for entry in CATALOGUE.published if isinstance(entry, Figure)}
PRACTICES = {entry.id: entry for entry in CATALOGUE.published if isinstance(entry, Practice)}

MEASURES = {
    "agents-in-production": "11 %",
    "first-attempt-completion": "< 25 %",
    "eighth-attempt-completion": "~ 40 %",
    "unexpected-actions": "80 %",
    "quality-barrier": "32 %",
    "disrupted-attention-heads": "15–23 %",
    "forgetting-epochs": "3–5 epochs",
    "medical-hallucinations": "28–40 %",
    "legal-hallucinations": "69–88 %",
    "poisoning-success": "90 %",
    "clinejection-machines": "4,000 machines",
    "copilot-cvss-told": "9.6 CVSS",
    "copilot-cvss-record": "7.8 CVSS",
    "copilot-machines": "millions machines",
    "promised-discount": "50 %",
    "tail-example": "999 of 1,000 runs",
    "suite-that-passes": "99.9 %",
    "runs-asked-for": "1,000+ runs",
    "business-data-decay": "up to 22.5 % a year",
    "calls-per-agent": "3–10 times",
    "cost-per-request": "$5–8 a task",
    "post-mortems-counted": "> 50 post-mortems",
    "share-context-pollution": "28 %",
    "share-tool-api-drift": "22 %",
    "share-cascading-errors": "18 %",
    "share-inadequate-fallback": "15 %",
    "share-prompt-injection": "12 %",
    "share-other": "5 %",
    "adoption-failure-mode-testing": "45 %",
    "adoption-adversarial-testing": "38 %",
    "adoption-long-session-testing": "32 %",
    "adoption-api-drift-simulation": "28 %",
    "adoption-multi-agent-chaos-testing": "25 %",
    "incident-reduction": "40–60 %",
    "turns-until-wrong": "about 15 turns",
    "transactions-affected": "40 %",
    "hours-until-detected": "6 hours",
    "hours-without-booking": "3 hours",
    "seconds-to-time-out": "5 seconds",
}
"""Every figure of both sources, counted by hand in their texts, with its entry."""
PHASES = {
    "detection": ["output-anomalies", "user-flags", "automated-validation", "tool-call-alerts"],
    "triage": ["severity-by-impact", "failure-categories", "containment"],
    "resolution": ["rollback", "human-takeover", "user-communication"],
    "post-incident": ["blameless-post-mortem", "pattern-tracking", "prevention-updates"],
    "testing": [
        "failure-mode-testing",
        "adversarial-testing",
        "long-session-testing",
        "multi-agent-chaos-testing",
        "api-drift-simulation",
    ],
}
"""The practices of source 2 by phase, in its order."""


def case(case_id: str) -> dict[str, list[str]]:
    entry = CATALOGUE.published_entry(case_id)
    assert isinstance(entry, ReferenceCase)
    readings: dict[str, list[str]] = {}
    for reading in entry.readings:
        readings.setdefault(reading.at, []).append(reading.value)
    return readings


def test_that_every_figure_of_both_sources_is_an_entry() -> None:
    assert {figure.id: figure.measure for figure in FIGURES.values()} == MEASURES


def published_words() -> str:
    """Return every word of the pack that tells of the sources, with one kind of dash and without spaces."""
    folder = Path(__file__).parent.parent.parent / "resources" / "catalogue"
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file())
    return plain(text)


def plain(text: str) -> str:
    return re.sub(r"[\s\"]", "", text.replace("–", "-").replace("unit:", "").replace("value:", ""))


def test_that_no_number_of_the_sources_is_left_out() -> None:
    """Every percentage, multiple, amount and count that stands in the texts themselves stands in the pack too."""
    folder = SAMPLES.parent.parent / "sources"
    if not folder.is_dir():
        pytest.skip("the two sources are not beside this checkout")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    numbers = set(re.findall(r"\$?\d[\d,.]*(?:[–-]\d[\d,.]*)?\s?[%×]|\$\d[\d.]*(?:[–-]\d+)?|\d{1,3},\d{3}", text))
    kept = published_words()
    missing = {number for number in numbers if plain(number).rstrip("×.,") not in kept}
    assert len(numbers) > 40
    assert missing == {"29.7%", "33.9%"}, "which are percentage points, and said to be so"
    assert "29.7pointslost" in kept and "33.9pointslost" in kept


def test_that_every_practice_of_source_2_is_an_entry_in_its_phase() -> None:
    found = {phase: [one.id for one in PRACTICES.values() if one.phase == phase] for phase in PHASES}
    assert found == PHASES
    assert {practice.source for practice in PRACTICES.values()} == {"source 2"}


def test_that_the_testing_practices_have_their_adoption() -> None:
    rates = {one.id: FIGURES[one.adoption].value for one in PRACTICES.values() if one.adoption}
    assert rates == {
        "failure-mode-testing": "45",
        "adversarial-testing": "38",
        "long-session-testing": "32",
        "multi-agent-chaos-testing": "25",
        "api-drift-simulation": "28",
    }


def test_that_the_shares_are_those_of_the_categories_and_say_of_how_many() -> None:
    for category in CATALOGUE.categories:
        figure = next(one for one in FIGURES.values() if one.id.startswith("share-") and category.id in one.about)
        assert (figure.value, figure.n) == (str(category.share), f"at least {category.n_at_least}")


def test_that_only_the_record_of_the_cve_is_a_primary_that_was_read() -> None:
    assert [figure.id for figure in FIGURES.values() if figure.primary_read] == ["copilot-cvss-record"]
    assert FIGURES["copilot-cvss-told"].contradicts == ("copilot-cvss-record",)


def test_that_the_worked_logs_are_reference_cases() -> None:
    window = [value for values in case("filling-window").values() for value in values]
    assert [value.split(" tokens")[0] for value in window[:4]] == ["3,200", "28,400", "89,300", "128,000"]
    assert "40k" in window[4]
    training = case("training-on-own-output")
    assert training["Its synthetic data"] == ["3.2 % hallucinated", "12.8 % hallucinated"]
    assert [training[f"Model {round_}"][0][:4] for round_ in (1, 2, 3)] == ["91 %", "87 %", "61 %"]
    scores = " ".join(value for values in case("scores-around-tuning").values() for value in values)
    assert all(number in scores for number in ("84.2", "91.0", "89.7", "93.1", "61.3", "55.8"))
    cost = " ".join(value for values in case("cost-of-two-agents").values() for value in values)
    assert all(number in cost for number in ("0.08", "6.40", "23 %", "31 %", "61 %", "0.11"))


def test_that_a_freshness_of_0_43_is_said_to_be_undefined() -> None:
    entry = CATALOGUE.published_entry("stale-price-list")
    assert isinstance(entry, ReferenceCase)
    assert "0.43 of 1.0" in case("stale-price-list")["Freshness score"]
    assert "undefined in the source" in entry.note


def test_that_the_quotation_has_three_causes_of_which_one_has_no_mode() -> None:
    causes = [entry for entry in CATALOGUE.published if isinstance(entry, Cause)]
    assert {cause.id: cause.modes for cause in causes} == {
        "dumb-rag": ("M02", "M08"),
        "brittle-connectors": ("M10", "M12"),
        "polling-tax": (),
    }
    assert causes[2].note.startswith("Not mapped.")


def test_that_contradictions_stand_side_by_side() -> None:
    sides = {
        entry.id: " | ".join(side.says for side in entry.sides)
        for entry in CATALOGUE.published
        if isinstance(entry, Contradiction)
    }
    assert set(sides) == {
        "two-semantic-drifts",
        "two-scores-for-copilot",
        "cost-with-retries",
        "failed-or-wrong",
        "two-critical-failures",
    }
    assert "9.6" in sides["two-scores-for-copilot"] and "7.8" in sides["two-scores-for-copilot"]
    assert all(number in sides["cost-with-retries"] for number in ("0.11", "0.105", "0.116"))


def test_that_every_entry_cites_a_source_and_leads_to_entries_that_exist() -> None:
    sources = {source.id for source in CATALOGUE.sources}
    subjects = {mode.id for mode in CATALOGUE.modes} | {category.id for category in CATALOGUE.categories}
    subjects |= {sub.id for mode in CATALOGUE.modes for sub in mode.sub_modes}
    for entry in CATALOGUE.published:
        cited = set(sources_of(entry))
        assert cited <= sources, entry.id
        assert set(subjects_of(entry)) <= subjects, entry.id
    assert all(source.badge for source in CATALOGUE.sources)


FIGURE = '  - {id: one, subject: Something, value: "1", unit: "%", source: source 1'


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("figures.yaml", f"figures:\n{FIGURE}}}\n{FIGURE}}}\n", 3, "the slug one is already in figures.yaml"),
        ("figures.yaml", f"figures:\n\n{FIGURE}, contradicts: [two]}}\n", 3, "there is no figure `two`"),
        ("figures.yaml", f"figures:\n{FIGURE}, about: [M1]}}\n", 2, "`figures.0.about.0`"),
        ("figures.yaml", "figures:\n  - {id: one, value: 3}\n", 2, "`figures.0.source` is missing"),
        ("figures.yaml", "- one\n", 1, "input should be"),
        ("practices.yaml", "practices:\n- {id: one, name: x, phase: later, text: x, source: s}\n", 2, "phase"),
        ("contradictions.yaml", "contradictions:\n- {id: one, name: x, about: [], sides: [], note: x}\n", 2, "sides"),
    ],
)
def test_that_a_malformed_list_is_refused_by_line_and_the_rest_loads(
    tmp_path: Path, name: str, text: str, line: int, reason: str
) -> None:
    (tmp_path / "pack.yaml").write_text("name: Ours\nversion: 1\n")
    (tmp_path / "causes.yaml").write_text("causes:\n- {id: whim, name: Whim, gloss: x, source: source 1, note: x}\n")
    (tmp_path / name).write_text(text)
    pack = load_pack(tmp_path)
    assert [entry.id for entry in pack.published] == ["whim"]
    assert [(one.file, one.line) for one in pack.refused] == [(name, line)]
    assert reason in pack.refused[0].reason


def test_that_a_figure_that_is_contradicted_contradicts_back(tmp_path: Path) -> None:
    other = FIGURE.replace("id: one", "id: two")
    (tmp_path / "pack.yaml").write_text("name: Ours\nversion: 1\n")
    (tmp_path / "figures.yaml").write_text(f"figures:\n{FIGURE}, contradicts: [two]}}\n{other}}}\n")
    assert "`two` does not contradict `one` back" in load_pack(tmp_path).refused[0].reason
