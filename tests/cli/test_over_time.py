"""review diff and carry from the command line."""

from tests.cli.terminal import Terminal
from workbench.text import to_html


def test_that_two_reviews_are_compared_in_text_json_and_markdown(reviewed: Terminal) -> None:
    reviewed.well("review", "new", "DEP-1@v1", "--checklist", "twelve", "--policy", "strict")
    answer = ("review", "answer", "REV-2", "injection_defense", "--status", "pass", "--summary", "a | <b>*x*</b>")
    reviewed.well(*answer)
    text = reviewed.well("review", "diff", "REV-1", "REV-2").out
    assert text.splitlines()[1].startswith("! Compared on different checklists: nine 1 and twelve 1.")
    assert "injection_defense ? → ✓" in text
    assert "tool_contract_testing ? only in the second" in text
    data = reviewed.well("review", "diff", "REV-1", "REV-2", "--json").data
    assert [flag["what"] for flag in data["flags"]] == ["checklist", "policy"]
    [check] = [row for row in data["checks"] if row["check_id"] == "injection_defense"]
    assert (check["old"]["reviewer"], check["new"]["reviewer"]) == (None, "pass")
    assert {change["part"] for change in check["changes"]} == {"finding", "summary", "verdict"} - (
        set() if check["old"]["effect"] != check["new"]["effect"] else {"verdict"}
    )
    shown = to_html(reviewed.well("review", "diff", "REV-1", "REV-2", "--format", "markdown").out)
    assert "a | &lt;b&gt;*x*&lt;/b&gt;" in shown


def test_that_one_review_is_not_compared_with_itself(reviewed: Terminal) -> None:
    for pair in (("REV-1", "REV-1.1"), ("REV-1", "REV-9"), ("REV-1", "nonsense")):
        done = reviewed.type("review", "diff", *pair)
        assert (done.status, done.out) == (2, "")
        assert "Nothing was changed" in done.err


def test_that_carrying_is_shown_before_it_is_done(reviewed: Terminal) -> None:
    reviewed.well("review", "answer", "REV-1", "injection_defense", "--status", "fail", "--summary", "open")
    reviewed.well("review", "new", "DEP-1@v1", "--checklist", "twelve")
    before = reviewed.contents()
    shown = reviewed.well("review", "carry", "REV-2", "--from", "REV-1", "--dry-run")
    assert shown.out.startswith("Would be carried from REV-1.1 into REV-2.1: 1 check.\n\ninjection_defense\n")
    assert "summary: open" in shown.out
    assert reviewed.contents() == before
    data = reviewed.well("review", "carry", "REV-2", "--from", "REV-1", "--json").data
    assert [row["check_id"] for row in data["carried"]] == ["injection_defense"]
    assert "injection_defense ✗ open" in reviewed.type("check", "REV-2").out
    again = reviewed.type("review", "carry", "REV-2", "--from", "REV-1")
    assert (again.status, again.out) == (2, "")
    assert "nothing to carry" in again.err
    reviewed.well("undo")
    assert "injection_defense ? not answered yet" in reviewed.type("check", "REV-2").out


def test_that_a_dry_run_refuses_what_the_act_would_refuse(reviewed: Terminal) -> None:
    reviewed.well("review", "new", "DEP-1@v1", "--checklist", "nine")
    reviewed.well("review", "freeze", "REV-1")
    wishes = (
        ("REV-1", "--from", "REV-2"),
        ("REV-2", "--from", "REV-2"),
        ("REV-2", "--from", "REV-1", "--check", "nonsense"),
    )
    for wish in wishes:
        for more in ((), ("--dry-run",)):
            done = reviewed.type("review", "carry", *wish, *more)
            assert (done.status, done.out) == (2, ""), (wish, more)
            assert "Nothing was changed" in done.err
