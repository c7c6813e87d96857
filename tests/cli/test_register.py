"""register from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

WAIVE = ("waiver", "add", "REV-1", "injection_defense", "--reason", "two weeks", "--owner", "Ben Ode")


def test_that_a_register_is_printed_and_written(reviewed: Terminal, tmp_path: Path) -> None:
    from datetime import UTC, datetime, timedelta

    today = datetime.now(UTC).date()
    assert reviewed.well("register", "waivers").out == "No waivers of all time.\n"
    reviewed.well(*WAIVE, "--expires", (today + timedelta(days=5)).isoformat())
    assert "two weeks" in reviewed.well("register", "waivers", "--from", "2020-01-01").out
    assert reviewed.well("register", "waivers", "--to", "2020-01-01").out == "No waivers until 2020-01-01.\n"
    data = reviewed.well("register", "waivers", "--json", "--from", "2020-01-01", "--to", "2099-12-31").data
    assert (data["kind"], data["from"], data["to"]) == ("waivers", "2020-01-01", "2099-12-31")
    assert [(row["id"], row["state"], row["owner"]) for row in data["rows"]] == [("W1", "pending", "Ben Ode")]
    for form, starts in (("xlsx", b"PK"), ("json", b"{"), ("text", b"Requested")):
        target = tmp_path / f"waivers.{form}"
        done = reviewed.well("register", "waivers", "--format", form, "--out", str(target))
        assert (done.out, target.read_bytes()[: len(starts)]) == ("", starts)
    assert len(json.loads((tmp_path / "waivers.json").read_text(encoding="utf-8"))["rows"]) == 1


@pytest.mark.parametrize("kind", ["approvals", "conditions", "decisions"])
def test_that_what_is_not_there_is_said(reviewed: Terminal, kind: str) -> None:
    assert reviewed.well("register", kind, "--from", "2026-01-01").out == f"No {kind} since 2026-01-01.\n"


@pytest.mark.parametrize(
    "wish",
    [
        ("waivers", "--from", "2026-02-01", "--to", "2026-01-31"),
        ("waivers", "--from", "yesterday"),
        ("waivers", "--format", "xlsx"),
        ("incidents",),
    ],
)
def test_that_wrong_wishes_are_refused(reviewed: Terminal, wish: tuple[str, ...]) -> None:
    done = reviewed.type("register", *wish)
    assert (done.status, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert done.err
