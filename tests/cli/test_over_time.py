"""review diff from the command line."""

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
