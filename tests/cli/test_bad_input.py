"""What is refused: with a sentence, with 2, and with nothing changed."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.terminal import Done, Terminal, finish
from workbench.storage.workspace import Workspace

CHECK = "rate_limit_handling"
HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% for x in y %}",
    '"a" OR b* NEAR(c) AND -d ^e: {f}',
    "'; DROP TABLE finding; --",
    "=cmd|'/C calc'!A0",
    "\u202egnp.exe",
    "../../../etc/passwd",
    "$(touch x)`y`",
    "–✓⚠✗ 空 🜁",
)
ANSWER = ("review", "answer", "REV-1", CHECK, "--status", "pass")


def refused(terminal: Terminal, *arguments: str) -> Done:
    """Run a command that has to be refused in a sentence, with nothing changed."""
    before = terminal.contents()
    done = terminal.type(*arguments)
    assert (done.status, done.out) == (2, ""), done
    assert done.err.strip()
    assert "Traceback" not in done.err
    assert terminal.contents() == before
    return done


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("review", "answer", "REV-1", "no_such_check", "--status", "pass"), "REV-1 has no check no_such_check"),
        (("review", "answer", "REV-9", CHECK, "--status", "pass"), "There is no review REV-9"),
        (("review", "answer", "'; --", CHECK, "--status", "pass"), "is not a review"),
        (("review", "answer", "REV-1", CHECK, "--status", "great"), "'great' is not one of"),
        ((*ANSWER, "--summary", "x" * 81), "at most 80 characters; this has 81"),
        ((*ANSWER, "--summary", "two\nlines"), "one line"),
        ((*ANSWER, "--rationale", "x" * 20_001), "the limit is 20,000"),
        (("review", "new", "DEP-1", "--checklist", "ten"), "there is no checklist ten"),
        (("review", "new", "DEP-7"), "There is no deployment DEP-7"),
        (("review", "new", "DEP-1@v9"), "has no version v9"),
        (("review", "revise", "REV-1"), "is a draft already"),
        (("review", "signers", "REV-1", "king", "Ana Silva"), "asks for no role king"),
        (("control", "set", "REV-1", CHECK, "no-such-control", "absent"), "has no control no-such-control"),
        (("control", "set", "REV-1", CHECK, "circuit-breaker", "sometimes"), "'sometimes' is not one of"),
        (("rating", "set", "REV-1", CHECK, "11", "1", "1"), "11 is not in the range"),
        (("condition", "add", "REV-1", CHECK, "x", "--owner", "Eve", "--due", "soon"), "days are written like"),
        (("condition", "add", "REV-1", CHECK, "x", "--owner", "Eve", "--due", "2001-01-01"), "2001-01-01 is over"),
        (("condition", "add", "REV-1", CHECK, " ", "--owner", "Eve", "--due", "2099-01-01"), "text: "),
        (("waiver", "approve", "W1"), "W1 does not exist"),
        (("evidence", "confirm", "REV-1", "E1"), "REV-1 has no evidence E1"),
        (("evidence", "add", "REV-1", CHECK, "file:///etc/passwd"), "is not a link that can be attached"),
        (("evidence", "add", "REV-1", CHECK, "javascript://x"), "is not a link that can be attached"),
        (("evidence", "add", "REV-1", CHECK, "../../x"), "x could not be read (No such file or directory)"),
        (("incident", "add", "x", "--mode", "M99"), "M99 names no failure mode"),
        (("incident", "add", "x", "--began", "soon"), "soon is not a date"),
        (("incident", "add", " "), "title: "),
        (("deployment", "version", "DEP-1", "v1"), "has a version v1 already"),
        (("deployment", "version", "DEP-1", "v" * 61), "label: "),
        (("check", "REV-1", "--as-frozen"), "is not frozen"),
        (("check", "REV-1", "--at", "noon"), "moments are written like"),
        (("check", "REV-1", "--at", "9999-12-31T23:59-14:00"), "moments are written like"),
        (("catalogue", "show", "M99"), "has no entry M99"),
        (("history", "REV-1", "no_such_check"), "knows nothing of"),
    ],
)
def test_that_what_makes_no_sense_is_refused(reviewed: Terminal, arguments: tuple[str, ...], says: str) -> None:
    assert says in refused(reviewed, *arguments).err.replace("\n", " ")


def test_that_an_empty_file_a_folder_and_a_device_are_refused(reviewed: Terminal, tmp_path: Path) -> None:
    empty = tmp_path / "empty.log"
    empty.touch()
    good = tmp_path / "good.log"
    good.write_text("good")
    for bad, says in ((empty, "empty (0 bytes)"), (tmp_path, "is a folder"), (Path("/dev/zero"), "not a regular file")):
        assert says in refused(reviewed, "evidence", "add", "REV-1", CHECK, str(good), str(bad)).err
    evidence = reviewed.workspace / "evidence"
    assert [path.name for path in evidence.rglob("*")] == [".staging"]


def test_that_a_hostile_file_name_is_kept_as_text_and_shown_visibly(reviewed: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "\u202egnp.\x1b[2Jexe"
    file.write_text("x")
    done = reviewed.well("evidence", "add", "REV-1", CHECK, str(file))
    assert "⟨U+202E⟩gnp.⟨U+001B⟩[2Jexe" in done.out
    [use] = reviewed.well("evidence", "list", "REV-1", "--json").data
    assert use["file"] == file.name


def test_that_a_file_name_that_is_no_text_can_be_attached(reviewed: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "caf\udce9.log"
    file.write_text("x")
    assert "caf\ufffd.log" in finish(reviewed.start("evidence", "add", "REV-1", CHECK, str(file))).out


def test_that_text_that_is_no_text_is_refused(reviewed: Terminal) -> None:
    before = reviewed.contents()
    done = finish(reviewed.start(*ANSWER, "--rationale", "caf\udce9"))
    assert (done.status, "is not UTF-8" in done.err) == (2, True), done
    assert reviewed.contents() == before


@pytest.mark.parametrize("text", HOSTILE)
def test_that_hostile_text_comes_back_as_it_was_typed(reviewed: Terminal, text: str) -> None:
    reviewed.well(*ANSWER, f"--summary={text}", f"--rationale={text}")
    reviewed.well("deployment", "add", text, "--owner", text, "--version", text[:60])
    reviewed.well("control", "set", "REV-1", CHECK, "circuit-breaker", "na", "--reason", text)
    reviewed.well("condition", "add", "REV-1", CHECK, text, "--owner", text, "--due", "2099-12-31")
    reviewed.well("incident", "add", text, "--summary", text, "--impact", text)
    finding = reviewed.well("review", "show", "REV-1", "--json").data["findings"][0]
    assert (finding["summary"], finding["rationale"]) == (text, text)
    assert finding["controls"]["circuit-breaker"]["reason"] == text
    [condition] = reviewed.well("review", "show", "REV-1", "--json").data["conditions"]
    assert (condition["text"], condition["owner"]) == (text, text)
    assert reviewed.well("deployment", "show", "DEP-2", "--json").data["name"] == text
    assert (
        reviewed.well("incident", "show", reviewed.well("incident", "list", "--json").data[0]["key"], "--json").data[
            "summary"
        ]
        == text
    )
    assert reviewed.type("check", "REV-1").status == 1
    assert reviewed.well("search", text.replace(" -", " "), "--json").data, "-d would ask for what has no d"
    assert "Nothing is wrong" in reviewed.well("doctor").out


@pytest.mark.parametrize("text", [*HOSTILE, "", " ", "--kind", "-", "--", "*", "%", "a" * 10_000, "NEAR(", "\udce9"])
def test_that_no_search_is_an_error(reviewed: Terminal, text: str) -> None:
    assert reviewed.type("search", "--json", "--", text).status == 0


def test_that_options_that_do_not_exist_are_words_to_a_search(reviewed: Terminal) -> None:
    assert reviewed.type("search", "--drop", "-x*").status == 0


def test_that_a_folder_without_a_workspace_is_refused(tmp_path: Path) -> None:
    for arguments in (("check", "REV-1"), ("doctor",), ("incident", "add", "x")):
        done = Terminal(tmp_path).type(*arguments)
        assert (done.status, "is not a workspace" in done.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_with_something_in_it_does_not_become_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = Terminal(tmp_path).type("init", str(tmp_path))
    assert (done.status, "is not empty" in done.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_that_a_newer_workspace_is_left_alone(reviewed: Terminal) -> None:
    database = sqlite3.connect(reviewed.workspace / "workspace.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    for arguments in (("check", "REV-1"), ("undo",), ("open", str(reviewed.workspace))):
        assert "written by a newer workbench" in refused(reviewed, *arguments).err


def test_that_a_damaged_workspace_is_left_alone_and_examined(reviewed: Terminal) -> None:
    path = reviewed.workspace / "workspace.db"
    path.write_bytes(path.read_bytes()[:5000] + b"\xff" * 50_000)
    assert "is damaged" in refused(reviewed, "check", "REV-1").err
    assert "is damaged" in refused(reviewed, "undo").err
    before = reviewed.contents()
    examined = reviewed.type("doctor")
    assert (examined.status, "is damaged" in examined.out) == (1, True)
    assert reviewed.contents() == before


def test_that_changed_evidence_is_loud(reviewed: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "client.log"
    file.write_text("429")
    [use] = reviewed.well("evidence", "add", "REV-1", CHECK, str(file), "--json").data["uses"]
    stored = reviewed.workspace / "evidence" / use["sha256"][:2] / use["sha256"]
    stored.chmod(0o644)
    stored.write_text("430")
    assert reviewed.type("evidence", "verify").status == 1
    assert reviewed.type("doctor").status == 1
    assert "1 damaged" in reviewed.type("check", "REV-1").out
    assert "client.log is damaged" in refused(reviewed, "review", "freeze", "REV-1").err
    stored.unlink()
    assert "is gone" in reviewed.type("doctor").out


def test_that_a_workspace_open_elsewhere_is_read_and_not_written(reviewed: Terminal) -> None:
    elsewhere = Workspace.open(reviewed.workspace, writing=True)
    try:
        assert "is open in another program (process" in refused(reviewed, "undo").err
        assert reviewed.type("check", "REV-1").status == 1
    finally:
        elsewhere.close()


def test_that_of_several_writers_at_once_each_is_done_or_refused(reviewed: Terminal) -> None:
    started = [reviewed.start("incident", "add", f"incident {number}") for number in range(5)]
    ended = [finish(process) for process in started]
    titles = {row["title"] for row in reviewed.well("incident", "list", "--json").data}
    assert titles == {f"incident {number}" for number, done in enumerate(ended) if done.status == 0}
    assert titles
    assert all("is open in another program" in done.err for done in ended if done.status)
    assert "Nothing is wrong" in reviewed.well("doctor").out


def test_that_of_several_starts_at_once_one_makes_the_workspace(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "new")
    ended = [finish(process) for process in [terminal.start("init", str(terminal.workspace)) for _ in range(4)]]
    assert sorted(str(done.status) for done in ended) == ["0", "2", "2", "2"], ended
    assert not [done for done in ended if "bug" in done.err]
    assert "Nothing is wrong" in terminal.well("doctor").out
