"""The main job: from the welcome page to a signed report that others can verify."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tests.journeys.conftest import Start
from tests.journeys.person import Person
from tests.journeys.ways import act_as, make_workspace, start_review
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.verification import Verification, Word
from workbench.reports.signing.verify import verify
from workbench.tasks.signing import anchors

ADA, BEN, CHO = "Ada Silva <ada@example.org>", "Ben Ode <ben@example.org>", "Cho Lin <cho@example.org>"
PASSPHRASE = "correct horse"
CHECKS = (
    "rate_limit_handling",
    "context_management",
    "fine_tune_regression",
    "tool_call_validation",
    "training_data_provenance",
    "injection_defense",
    "determinism_testing",
    "retrieval_freshness",
    "cost_routing",
)
RUNS = "determinism_testing"
DROP = "Drop files here"


def write_runs(folder: Path, number: int = 50) -> Path:
    """Write a JUnit file of clean runs of one input."""
    cases = "".join(
        f'<testcase classname="refund" name="test_amount[{run}-{number}]"/>' for run in range(1, number + 1)
    )
    file = folder / "repeated-runs.xml"
    file.write_text(f'<testsuites><testsuite name="refund" tests="{number}">{cases}</testsuite></testsuites>')
    return file


def answer(person: Person, check: str, folder: Path) -> None:
    """Answer the check that is shown: status, summary, rationale, and a file that shows it."""
    person.press("P")
    person.see(f"{check}: Pass")
    person.fill("Summary", f"{check} was tried and holds")
    person.press("Tab")
    person.type_text("Seen in the log of the trial.")
    person.press("Escape")
    file = folder / f"{check}.log"
    file.write_text(f"the trial of {check}\n")
    person.drop([file], DROP)
    person.see(file.name, "1 declared, 0 verified, 0 stale")


def take_the_proposal(person: Person, folder: Path) -> None:
    """Attach 50 runs through the dialog and confirm what the analyser proposes."""
    person.press("E")
    person.see(f"Attach evidence to {RUNS}")
    person.click("Choose files")
    person.give_path(write_runs(folder))
    person.see("repeated-runs.xml")
    person.click("Attach")
    person.see("Proposal", "998")
    person.click("Confirm")
    person.see("Confirmed by Ada Silva", f"{RUNS}: Warn")


def confirm_evidence(person: Person, check: str) -> None:
    """Confirm the one piece of evidence of the check that is shown."""
    person.click("repeated-runs.xml, " if check == RUNS else f"{check}.log, ")
    person.see("<testsuite" if check == RUNS else f"the trial of {check}")
    person.click("Confirm")
    person.press("Escape")
    person.see("0 declared, 1 verified, 0 stale")


def add_condition(person: Person) -> None:
    """Add what the warning asks for."""
    person.click(f"{RUNS}: Warn")
    person.press("C")
    person.see(f"Condition for {RUNS}")
    person.type_text("998 clean runs before general use")
    person.click("Add the condition")
    person.see("Conditions and waivers", "998 clean runs before general use")


def sign(person: Person, who: str, role: str, number: int) -> None:
    """Sign as one person, with a key that is made on the way."""
    act_as(person, who)
    person.click("Sign…")
    person.see("A signature cannot be taken back")
    person.click("Make a key to sign with…" if role == "Review lead" else "New key…")
    person.fill("Passphrase", PASSPHRASE)
    person.press("Tab")
    person.type_text(PASSPHRASE)
    person.click("Make the key")
    person.see_no_more("New signing key")
    person.choose("Role", role)
    person.click("Approve with conditions")
    person.fill("Comment", f"Read and agreed, {role}.")
    person.fill("Passphrase", PASSPHRASE)
    person.click("Sign")
    person.see(f"{number} of 3 have signed", seconds=30)


def judged(report: Path) -> Verification:
    return verify(report, anchors(), datetime.now(UTC))


def test_that_a_person_gets_from_the_welcome_page_to_a_verified_report(
    person: Person, start: Start, tmp_path: Path
) -> None:
    start()
    make_workspace(person, tmp_path / "reviews")
    act_as(person, ADA)
    start_review(person, "Refund agent")
    for number, check in enumerate(CHECKS, 1):
        person.see(check, f"{number} of 9")
        if check == RUNS:
            take_the_proposal(person, tmp_path)
        else:
            answer(person, check, tmp_path)
        person.press("Ctrl+Down")

    act_as(person, BEN)
    for check in reversed(CHECKS):
        person.see(f"{CHECKS.index(check) + 1} of 9")
        confirm_evidence(person, check)
        person.press("Ctrl+Up")
    add_condition(person)

    person.click("At a glance")
    person.see("Ready with conditions", "0 declared, 9 verified, 0 stale")
    person.menu("Review", "Freeze…")
    person.see("A freeze pins the review")
    person.click("Freeze")
    person.see("REV-1 is frozen")
    person.click("Close")

    person.click("Sign-off")
    person.click("Write the report")
    person.see("Page 1 of", "0 of 3 have signed", seconds=60)  # the page comes with the report
    for number, (who, role) in enumerate(((ADA, "Review lead"), (BEN, "Security"), (CHO, "Product owner")), 1):
        sign(person, who, role, number)
    person.see("3 of 3 have signed", "Valid, unchanged", "Approved and in force")

    (report,) = (tmp_path / "reviews" / "reports").glob("*.pdf")
    verification = judged(report)
    assert (verification.word, verification.count) == (Word.VALID_UNCHANGED, "3 of 3 signed")
    decided = {(one.role, one.name, one.decision) for one in verification.decisions}
    assert {decision for _role, _name, decision in decided} == {Decision.APPROVE_WITH_CONDITIONS}
    assert {role for role, _name, _decision in decided} == {"review-lead", "security", "product-owner"}
    told = subprocess.run(["pdfsig", "-nocert", str(report)], capture_output=True, text=True).stdout
    assert told.count("Signature is Valid.") == 3
    checked = subprocess.run(["qpdf", "--check", str(report)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
