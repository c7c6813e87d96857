"""The JSON file of pytest-json-report."""

from collections import Counter
from typing import Any

from workbench.analysers.readers.front import EvidenceText, clean, parse_json
from workbench.analysers.readers.reader import Reader, Reading
from workbench.domain.analysis import Outcome, RunRecord

# pytest's own words. An expected failure is no answer about the case, so it is left out, as in pytest's JUnit file.
_OUTCOMES: dict[str, Outcome] = {
    "passed": "passed",
    "xpassed": "passed",
    "failed": "failed",
    "error": "error",
    "rerun": "failed",
    "skipped": "skipped",
    "xfailed": "skipped",
}
_UNFINISHED = {2: "was interrupted", 3: "broke inside pytest", 4: "was started wrongly"}
_MOST_UNREADABLE = 0.2
"""Share of entries that may be unreadable before the file is refused."""


def sniff_pytest_json(text: str) -> bool:
    """Tell whether the text is JSON that speaks of pytest's tests."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and '"exitcode"' in text and '"summary"' in text


def read_pytest_json(source: EvidenceText) -> Reading:
    """Read every test; one that was run again counts as one bad run and one whose outcome the file lacks."""
    document = parse_json(source)
    tests = document.get("tests", []) if isinstance(document, dict) else None
    if not isinstance(tests, list):
        source.refuse("there is no list of tests in it.")
    records = [record for entry in tests for record in _records(entry)]
    unreadable = sum(not _records(entry) for entry in tests)
    if unreadable > _MOST_UNREADABLE * len(tests):
        source.refuse(f"{unreadable:,} of {len(tests):,} tests have no name or no known outcome.")
    status = document.get("exitcode")
    reason = _UNFINISHED.get(status, "") if isinstance(status, int) else ""
    return Reading(
        tuple(records),
        tuple(_notes(tests, unreadable)),
        f"the test run {reason} (exit status {status})" if reason else "",
    )


def _records(entry: Any) -> list[RunRecord]:
    if not isinstance(entry, dict):
        return []
    name, outcome = entry.get("nodeid"), entry.get("outcome")
    if not isinstance(name, str) or not isinstance(outcome, str) or not name or outcome not in _OUTCOMES:
        return []
    if outcome == "rerun":
        first = RunRecord(input=clean(name), outcome="failed", message="failed, then was run again")
        return [first, RunRecord(input=clean(name), outcome="skipped", message="how it ended is not in the file")]
    return [RunRecord(input=clean(name), outcome=_OUTCOMES[outcome], message=clean(_message(entry)))]


def _message(entry: dict[str, Any]) -> str:
    """Return what the first phase that crashed said."""
    for phase in ("setup", "call", "teardown"):
        part = entry.get(phase)
        crash = part.get("crash") if isinstance(part, dict) else None
        message = crash.get("message") if isinstance(crash, dict) else None
        if isinstance(message, str):
            return message.strip().partition("\n")[0]
    return ""


def _notes(tests: list[Any], unreadable: int) -> list[str]:
    outcomes = Counter(
        entry["outcome"] for entry in tests if isinstance(entry, dict) and isinstance(entry.get("outcome"), str)
    )
    notes = []
    if outcomes["rerun"]:
        notes.append(
            f"Run again after a failure: {_tests(outcomes['rerun'])}. The file does not say how often, nor how it "
            "ended; each counts as one bad run."
        )
    if outcomes["xfailed"]:
        notes.append(f"Left out: {_tests(outcomes['xfailed'])} that the author expects to fail.")
    if unreadable:
        notes.append(f"Left out: {_tests(unreadable)} without a name or a known outcome.")
    return notes


def _tests(count: int) -> str:
    return "1 test" if count == 1 else f"{count:,} tests"


READER = Reader(id="pytest-json", name="pytest-json-report", sniff=sniff_pytest_json, read=read_pytest_json)
