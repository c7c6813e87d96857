"""The evidence files of the example say what the example's findings say."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from defusedxml import ElementTree

from workbench.data import resource

DESK = resource("example", "evidence", "support-desk")
INVOICE = resource("example", "evidence", "invoice-matching")


@pytest.mark.parametrize(("folder", "runs"), [(DESK, 50), (INVOICE, 300)])
def test_that_the_repeated_runs_are_one_input(folder: Path, runs: int) -> None:
    suite = ElementTree.parse(folder / "repeated-runs.xml").getroot()[0]
    names = [case.get("name") for case in suite]
    assert [name[name.index("[") :] for name in names] == [f"[{run}-{runs}]" for run in range(1, runs + 1)]
    assert len({name[: name.index("[")] for name in names}) == 1
    assert suite.get("tests") == str(runs)
    assert not list(suite.iter("failure"))


@pytest.mark.parametrize(("folder", "refusals", "openings"), [(DESK, 15, 3), (INVOICE, 10, 2)])
def test_that_refusals_are_met_with_growing_waits_and_a_breaker(folder: Path, refusals: int, openings: int) -> None:
    text = (folder / "client-429-backoff.log").read_text(encoding="utf-8")
    assert text.count("429 Too Many Requests") == refusals
    assert text.count("breaker: open") == openings
    waits: dict[str, list[float]] = {}
    for seconds, attempt in re.findall(r"Retrying request in ([\d.]+) seconds \(retry (\d) of 4\)", text):
        waits.setdefault(attempt, []).append(float(seconds))
    assert max(waits["1"]) < min(waits["2"])
    assert len(set(waits["1"])) == len(waits["1"])


def test_that_three_of_eleven_tools_cannot_be_undone_and_only_writing_is_gated() -> None:
    tools = json.loads((DESK / "tools-manifest.json").read_text(encoding="utf-8"))["result"]["tools"]
    irreversible = {tool["name"] for tool in tools if tool["annotations"]["destructiveHint"]}
    assert (len(tools), irreversible) == (11, {"refund", "close_account", "send_mail"})
    gates = dict(csv.reader((DESK / "approval-gates.csv").read_text(encoding="utf-8").splitlines()[1:]))
    assert {name for name, gate in gates.items() if gate == "human"} == irreversible
    assert set(gates) == {tool["name"] for tool in tools}
    assert {gates[tool["name"]] for tool in tools if tool["annotations"]["readOnlyHint"]} == {"none"}


@pytest.mark.parametrize(("folder", "planned", "executed"), [(DESK, 5, 2), (INVOICE, 3, 0)])
def test_that_the_injection_tests_add_up(folder: Path, planned: int, executed: int) -> None:
    report = json.loads((folder / "injection-test.json").read_text(encoding="utf-8"))
    attempts = report["attempts"]
    assert report["summary"]["attempts"] == len(attempts)
    assert sum(attempt["tool_call_planned"] is not None for attempt in attempts) == planned
    assert Counter(attempt["outcome"] for attempt in attempts)["executed"] == executed


def test_that_nothing_refreshes_the_index_of_the_support_desk() -> None:
    listing = json.loads((DESK / "index-listing.json").read_text(encoding="utf-8"))
    assert listing["refresh"]["schedule"] is None
    assert sum(document["changed_since_embedding"] for document in listing["documents"]) == 20
    assert len(listing["documents"]) == 60


def test_that_fine_tuning_cost_nothing_that_was_protected() -> None:
    before, after = (
        json.loads((DESK / f"evaluation-{when}.json").read_text(encoding="utf-8")) for when in ("before", "after")
    )
    for task in ("general_qa", "arithmetic", "refusal_safety", "privacy_safety"):
        drop = before["results"][task]["acc,none"] - after["results"][task]["acc,none"]
        assert drop < before["results"][task]["acc_stderr,none"]
    assert after["results"]["ticket_triage"]["acc,none"] > before["results"]["ticket_triage"]["acc,none"] + 0.1


def test_that_the_context_stays_within_its_budget() -> None:
    spans = [
        json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        for line in (DESK / "context-budget-trace.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    tokens = [
        int(attribute["value"]["intValue"])
        for span in spans
        for attribute in span["attributes"]
        if attribute["key"] == "gen_ai.usage.input_tokens"
    ]
    assert len(tokens) == 120
    assert max(tokens) < 0.7 * 128_000


def test_that_every_generated_record_is_marked_and_reviewed() -> None:
    lines = (DESK / "training-records.jsonl").read_text(encoding="utf-8").splitlines()
    generated = [record for record in map(json.loads, lines) if record["model_name"]]
    assert len(generated) == 160
    assert all(record["watermark"] and record["reviewer"] for record in generated)


def test_that_every_file_is_described_and_every_address_is_invented() -> None:
    folder = resource("example", "evidence")
    described = (folder / "README.md").read_text(encoding="utf-8")
    for path in folder.glob("*/*"):
        assert path.name in described
        hosts = re.findall(r"https?://([^/\s\"]+)", path.read_text(encoding="utf-8"))
        assert all(host.endswith(".example") for host in hosts)
