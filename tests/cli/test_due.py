"""due and action from the command line."""

from pathlib import Path

from tests.cli.terminal import Terminal


def made(folder: Path) -> Terminal:
    terminal = Terminal(folder / "board")
    terminal.well("init", str(terminal.workspace))
    terminal.well("deployment", "add", "Refund agent", "--version", "1.0")
    terminal.well("review", "new", "DEP-1", "--checklist", "nine")
    return terminal


def test_that_due_says_no_once_something_has_lapsed(tmp_path: Path) -> None:
    terminal = made(tmp_path)
    assert terminal.well("due").out == "Nothing lapses within 30 days.\n"
    owner = ("--owner", "Ana Silva")
    terminal.well("action", "add", "REV-1", "cost_routing", "Later", *owner, "--due", "2099-01-01")
    assert terminal.well("due").out == "Nothing lapses within 30 days.\n"
    assert "Later" in terminal.well("due", "--within", "9000w").out
    terminal.well("action", "add", "REV-1", "cost_routing", "Late", *owner, "--due", "2020-01-01")
    late = terminal.type("due", "--json", "--calendar", str(tmp_path / "due.ics"))
    assert late.status == 1
    assert [(row["id"], row["lapsed"]) for row in late.data] == [("A2", True)]
    assert (tmp_path / "due.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    terminal.well("action", "set", "A2", "--state", "dropped")
    assert terminal.well("due").status == 0


def test_that_wrong_words_are_refused_with_a_sentence(tmp_path: Path) -> None:
    terminal = made(tmp_path)
    for arguments in (
        ("due", "--within", "soon"),
        ("due", "--calendar", str(tmp_path / "due.pdf")),
        ("action", "set", "A7", "--state", "done"),
        ("action", "set", "A7"),
        ("action", "add", "REV-1", "no_such_check", "x", "--owner", "Ana"),
        ("action", "add", "REV-1", "cost_routing", "x", "--owner", "Ana", "--link", "ftp://x"),
    ):
        done = terminal.type(*arguments)
        assert (done.status, "Traceback" in done.err) == (2, False), arguments
        assert done.err


def test_that_actions_are_listed_by_review(tmp_path: Path) -> None:
    terminal = made(tmp_path)
    terminal.well("action", "add", "REV-1", "cost_routing", "Route", "--owner", "Ben Ode", "--effort", "2.5")
    [row] = terminal.well("action", "list", "REV-1", "--json").data
    assert (row["id"], row["owner"], row["effort_days"], row["due"]) == ("A1", "Ben Ode", 2.5, None)
    terminal.well("action", "set", "A1", "--state", "done", "--owner", "Cleo Marsh")
    assert terminal.well("action", "list").out == "No actions are open.\n"
    assert "Cleo Marsh" in terminal.well("action", "list", "--all").out
    assert "state: open → done" in terminal.well("history", "A1").out


def test_that_a_condition_of_a_draft_is_changed_and_removed(tmp_path: Path) -> None:
    terminal = made(tmp_path)
    terminal.well("condition", "add", "REV-1", "cost_routing", "Route", "--owner", "Ben Ode", "--due", "2099-01-01")
    done = terminal.well("condition", "change", "c1", "--due", "2099-02-01", "--owner", "Cleo Marsh", "--before-launch")
    assert done.out == "C1, Cleo Marsh, is due on 2099-02-01.\n"
    [row] = terminal.well("review", "show", "REV-1", "--json").data["conditions"]
    assert (row["text"], row["owner"], row["due"]) == ("Route", "Cleo Marsh", "2099-02-01")
    assert "2001-01-01 is over" in terminal.type("condition", "change", "C1", "--due", "2001-01-01").err
    assert "due: 2099-01-01 → 2099-02-01" in terminal.well("history", "C1").out
    (tmp_path / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    closed = terminal.well("condition", "close", "C1", "--evidence", str(tmp_path / "shot.png"))
    assert "shot.png: it is no text, and was not looked through for credentials." in closed.err
    assert terminal.well("condition", "remove", "C1").out == "C1 is removed.\n"
    assert "C1 does not exist" in terminal.type("condition", "change", "C1", "--text", "x").err
    terminal.well("undo")
    assert terminal.well("review", "show", "REV-1", "--json").data["conditions"]
