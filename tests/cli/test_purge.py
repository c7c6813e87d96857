"""Purging from the command line, and what the history says of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.storage.test_purge import holding
from workbench.domain.approval import Decision, SignedDissent
from workbench.edits.dissent import AnswerDissent
from workbench.edits.session import Session
from workbench.edits.signoff import RecordDecisions, RevokeApproval
from workbench.storage.review_view import find_review
from workbench.storage.workspace import Workspace

CHECK = "injection_defense"
SECRET = "Xylophone77Quagmire"
ROLES = ("review-lead", "security", "product-owner")
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


def test_that_a_rationale_is_purged_and_told_as_such(reviewed: Terminal) -> None:
    reviewed.well("review", "answer", "REV-1", CHECK, "--status", "fail", "--rationale", f"It is {SECRET}")
    done = reviewed.well("purge", "REV-1", CHECK, "rationale", "--reason", "a password", actor="Ben Ode")
    assert done.out == f"Purged: rationale of {CHECK} in REV-1.1.\n"
    assert holding(reviewed.workspace, SECRET) == []
    told = reviewed.well("history", "REV-1", CHECK)
    assert "rationale: – → [purged]" in told.out
    assert f"Ben Ode  Value purged  rationale of {CHECK} in REV-1.1: a password" in told.out
    rows = reviewed.well("history", "REV-1", CHECK, "--field", "rationale", "--json").data
    assert {row["field"] for row in rows if row["entity"] == "finding"} == {"rationale"}
    taken = [row["purged"] for row in rows if row["purged"] and row["purged"]["new"]]
    assert [(one["by"], one["reason"]) for one in taken] == [("Ben Ode", "a password")]
    assert reviewed.well("doctor").out.endswith("Nothing is wrong.\n")
    assert "undo stops at" in reviewed.type("undo").err


def test_that_a_file_is_purged_and_listed_as_such(reviewed: Terminal, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    log.write_text(SECRET, encoding="utf-8")
    reviewed.well("evidence", "add", "REV-1", CHECK, str(log))
    reviewed.well("evidence", "confirm", "REV-1", "E1", actor="Ben Ode")
    done = reviewed.well("purge", "evidence", "REV-1", "E1", "--reason", "a token", "--json").data
    assert (done["purged"], done["what"], done["by"]) == ("run.log (E1 of REV-1.1)", "evidence", "Ana Silva")
    assert holding(reviewed.workspace, SECRET) == []
    [use] = reviewed.well("evidence", "list", "REV-1", "--json").data
    assert (use["proof"], use["damaged"], use["purged"]) == ("declared", False, True)
    assert "purged" in reviewed.well("evidence", "list", "REV-1").out
    assert reviewed.well("evidence", "verify").out == "All 0 files have their hash.\n"
    assert "Evidence purged  run.log (E1 of REV-1.1): a token" in reviewed.well("history", "REV-1").out
    again = reviewed.type("evidence", "add", "REV-1", CHECK, str(log))
    assert (again.status, "run.log was purged on" in again.err) == (2, True)


def test_that_the_report_of_a_frozen_review_stays_and_is_not_made_again(reviewed: Terminal, tmp_path: Path) -> None:
    reviewed.well("review", "answer", "REV-1", CHECK, "--status", "fail", "--rationale", f"It is {SECRET}")
    reviewed.well("review", "freeze", "REV-1")
    report = reviewed.workspace / "reports" / "REV-1.pdf"
    reviewed.well("report", "REV-1", "--out", str(report))
    before = report.read_bytes()
    done = reviewed.well("purge", "REV-1", CHECK, "rationale", "--reason", "a password")
    assert "reports/REV-1.pdf stays as it is and may still hold it" in done.err
    assert report.read_bytes() == before
    refused = reviewed.type("report", "REV-1", "--out", str(tmp_path / "again.pdf"))
    assert (refused.status, "cannot be made again" in refused.err) == (2, True)
    assert reviewed.well("doctor").out.endswith("Nothing is wrong.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("REV-1", "nonsense", "rationale"), "REV-1 has no check nonsense"),
        (("REV-1", CHECK, "reviewer"), "reviewer cannot be purged. Nothing was changed. Of a finding these can be"),
        (("REV-1", "E7", "name"), "The journal knows nothing of E7"),
        (("evidence", "REV-1", "E7"), "REV-1.1 has no file E7"),
        (("DEP-1", "extra", "stop"), "DEP-1 has no parts"),
        (("DEP-1", "stop"), "There is no value in operations, stop of DEP-1"),
        (("INC-2026-001", "summary"), "The journal knows nothing of INC-2026-001"),
        (("REV-1",), "Name an entity, a part where it has parts, and a field"),
    ],
)
def test_that_what_cannot_be_purged_is_a_sentence(reviewed: Terminal, words: tuple[str, ...], said: str) -> None:
    before = reviewed.contents()
    refused = reviewed.type("purge", *words, "--reason", "why")
    assert refused.status == 2
    assert said in refused.err
    assert reviewed.contents() == before


def test_that_the_reasons_of_holes_and_controls_are_purged_by_their_short_names(reviewed: Terminal) -> None:
    reviewed.well("review", "accept-hole", "REV-1", CHECK, SECRET)
    reviewed.well("control", "set", "REV-1", CHECK, "untrusted-content", "na", "--reason", SECRET)
    refused = reviewed.type("purge", "REV-1", CHECK, "holes", "--reason", "why")
    assert "control.CONTROL, pulled_in, sheet_proposal, hole, hole.CONTROL." in refused.err
    for field in ("hole", "control.untrusted-content"):
        reviewed.well("purge", "REV-1", CHECK, field, "--reason", "names a customer")
    assert holding(reviewed.workspace, SECRET) == []
    assert reviewed.well("doctor").out.endswith("Nothing is wrong.\n")


def test_that_short_names_of_fields_find_their_place(reviewed: Terminal, tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text(f"guardrails: {SECRET}\n", encoding="utf-8")
    reviewed.well("deployment", "version", "DEP-1", "9.0", "--from", str(profile))
    reviewed.well("purge", "DEP-1@9.0", "guardrails", "--reason", "internal")
    assert holding(reviewed.workspace, SECRET) == []
    reviewed.well("incident", "add", "Leak", "--summary", SECRET)
    key = reviewed.well("incident", "list", "--json").data[0]["key"]
    reviewed.well("purge", key, "summary", "--reason", "a token")
    assert holding(reviewed.workspace, SECRET) == []


def sign_and_revoke(terminal: Terminal, *, again: bool = False) -> None:
    """Let roles and a dissenter sign the frozen review, as a returned report says it; revoke what that makes."""
    workspace = Workspace.open(terminal.workspace, writing=True)
    store = workspace.store(write=True)
    try:
        session = Session(store, "Ana Silva", lambda: NOON)
        who = {"name": "Ben Ode", "email": "ben@example.org", "at": NOON, "fingerprint": "AB"}
        decisions = tuple(
            Decision.model_validate({**who, "role": role, "decision": "approve", "comment": SECRET}) for role in ROLES
        )
        dissent = SignedDissent.model_validate({**who, "text": SECRET})
        digest = find_review(store, "REV-1").record_sha256
        session.do(RecordDecisions("REV-1", str(digest), decisions, (dissent,)))
        if not again:
            session.do(RevokeApproval("REV-1", SECRET))
            session.do(AnswerDissent("REV-1", "D1", SECRET))
    finally:
        store.close()
        workspace.close()


def test_that_what_was_said_after_the_freeze_is_purged_and_does_not_come_back(reviewed: Terminal) -> None:
    reviewed.well("review", "freeze", "REV-1")
    reviewed.well("report", "REV-1", "--out", str(reviewed.workspace / "reports" / "REV-1.pdf"))
    sign_and_revoke(reviewed)
    for words in (*((role, "comment") for role in ROLES), ("D1", "text"), ("D1", "answer"), ("revocation", "reason")):
        done = reviewed.well("purge", "REV-1", *words, "--reason", "names a customer")
        signed = words[1] in ("comment", "text")
        assert ("reports/REV-1.pdf stays as it is and may still hold it" in done.err) is signed, "the PDF is the truth"
    sign_and_revoke(reviewed, again=True)
    assert holding(reviewed.workspace, SECRET) == []
    rows = reviewed.well("register", "decisions", "--json").data["rows"]
    assert [(row["name"], row["decision"], row["comment"]) for row in rows] == [("Ben Ode", "Approve", "")] * 3
    [dissent] = reviewed.type("check", "REV-1", "--json").data["dissents"]
    assert (dissent["text"], dissent["answered"]) == ("[purged]", True)
    assert "comment of security in REV-1.1: names a customer" in reviewed.well("history", "REV-1").out
    assert reviewed.well("doctor").out.endswith("Nothing is wrong.\n")


def test_that_a_name_stays_and_the_refusal_says_what_to_do(reviewed: Terminal) -> None:
    refused = reviewed.type("purge", "Ana Silva", "email", "--reason", "she left")
    assert refused.status == 2
    assert "nobody could say any more who decided what. Nothing was changed. Purge the texts" in refused.err
