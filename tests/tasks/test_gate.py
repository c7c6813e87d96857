"""The gate answers in four forms that say the same, whatever people typed."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.evidence import ProofCounts
from workbench.domain.model import Severity, Status
from workbench.domain.verdict import Word
from workbench.tasks.gate import GateAnswer, GateCondition, GateLine, GateReason, to_junit, to_markdown, to_text

SCHEMA = Path(__file__).parents[2] / "docs" / "check.schema.json"
HOSTILE = "<script>alert(1)</script> | `x` \x00\x1b[31m \u202eevil ]]> & \ud7ff![i](http://x)\n# head"


def answer(summary: str = "", word: Word = Word.NOT_READY) -> GateAnswer:
    return GateAnswer(
        review="REV-1",
        revision="REV-1.2",
        deployment=summary or "Refund agent",
        version="1.0",
        draft=False,
        as_of=datetime(2026, 11, 29, 12, 0, tzinfo=UTC),
        word=word,
        result="RESULT: 1 CRITICAL failure — not production ready",
        lines=(
            GateLine(check="injection_defense", status=Status.FAIL, summary=summary, effect="blocks"),
            GateLine(check="cost_routing", status=Status.NOT_APPLICABLE, summary=summary, effect="nothing"),
            GateLine(check="tool_call_validation", status=Status.WARN, summary=summary, effect="condition"),
            GateLine(check="rate_limit_handling", status=Status.PASS, summary=summary, effect="nothing"),
        ),
        reasons=(
            GateReason(
                effect="blocks",
                kind="failure",
                check="injection_defense",
                item="injection_defense",
                severity=Severity.CRITICAL,
                rule="fail on CRITICAL: blocks",
                evidence=(summary,),
            ),
            GateReason(
                effect="condition",
                kind="warning",
                check="tool_call_validation",
                item="C1",
                severity=Severity.CRITICAL,
                rule="warn on CRITICAL: condition",
                evidence=(),
            ),
        ),
        proof=ProofCounts(declared=1, verified=2, stale=3),
        conditions=tuple(
            GateCondition(
                id=key,
                check="tool_call_validation",
                text=summary or "Look at reads",
                owner=summary or "Ana Silva",
                due=date(2026, 12, 31),
                launch="before",
                state=state,
            )
            for key, state in (("C1", "open"), ("C2", "closed"))
        ),
    )


def test_that_junit_fails_what_blocks_skips_what_does_not_apply_and_passes_the_rest() -> None:
    root = ElementTree.fromstring(to_junit(answer("plain")))
    [suite] = root
    assert {name: suite.get(name) for name in ("tests", "failures", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "skipped": "1",
    }
    outcomes = {case.get("name"): [child.tag for child in case] for case in suite.iter("testcase")}
    assert outcomes == {
        "injection_defense": ["failure"],
        "cost_routing": ["skipped"],
        "tool_call_validation": ["system-out"],
        "rate_limit_handling": ["system-out"],
    }


def test_that_markdown_says_what_is_still_to_be_done() -> None:
    to_do = "- C1 (`tool_call_validation`), Ana Silva, due 2026-12-31, before the launch: Look at reads"
    assert f"**To be done**\n\n{to_do}\n\n" in to_markdown(answer())


def test_that_no_summary_becomes_markup() -> None:
    made = to_markdown(answer(HOSTILE))
    assert "<script>" not in made
    rows = [line for line in made.splitlines() if line.startswith("| `")]
    assert len(rows) == 4
    assert all(row.replace("\\|", "").count("|") == 4 for row in rows)
    assert "\n# head" not in made
    assert "\u202e" not in made


@given(st.text(max_size=60).filter(lambda text: text.strip()))
def test_that_any_text_makes_readable_xml_and_json(text: str) -> None:
    made = answer(text)
    assert len(list(ElementTree.fromstring(to_junit(made).encode("utf-8", "replace")).iter("testcase"))) == 4
    assert len(to_text(made).splitlines()) >= 5
    assert to_markdown(made).count("| `") >= 4


def test_that_the_published_schema_is_that_of_the_answer() -> None:
    made = GateAnswer.model_json_schema(mode="serialization")
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert published.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert published.pop("title") == "What workbench check REV --json prints"
    made.pop("title")
    assert published == made


@pytest.mark.parametrize("word", Word)
def test_that_only_not_ready_is_no(word: Word) -> None:
    assert answer(word=word).is_ready is (word is not Word.NOT_READY)
