"""Text that nobody would type, in every place that takes some."""

from pathlib import Path

import pytest

from tests.cli.terminal import Done, Terminal, finish

CHECK = "rate_limit_handling"
LONG = "a b " * 10_000
STRANGE = (
    "x" * 200_000,
    LONG,
    "Z" + "\u0335\u0321\u034e" * 300,
    "\x1b[2J\x07\x08",
    "a\r\nb\rc",
    "a\x0cb\x0bc\x85d\u2028e",
    "\u202e\u2066abc\u2069",
    "\udcff",
    "\u00a0\u200b\ufeff",
    "\ue000\ue001\U0010ffff\ufffe",
    "{{ 7*7 }}{% raw %}%s{0}",
    "👩‍👩‍👧‍👦 e\u0301",
)
PLACES = (
    ("--actor", "{}", "incident", "add", "x"),
    ("deployment", "add", "{}", "--owner", "{}", "--version", "v1"),
    ("deployment", "version", "DEP-1", "{}"),
    ("review", "new", "DEP-1@v1", "--purpose", "{}"),
    ("review", "answer", "REV-2", CHECK, "--status", "pass", "--summary", "{}"),
    ("review", "answer", "REV-2", CHECK, "--status", "pass", "--rationale", "{}"),
    ("review", "signers", "REV-2", "security", "{}"),
    ("control", "set", "REV-2", CHECK, "circuit-breaker", "na", "--reason", "{}"),
    ("condition", "add", "REV-2", CHECK, "{}", "--owner", "{}", "--due", "2099-01-01"),
    ("waiver", "add", "REV-2", CHECK, "--reason", "{}", "--owner", "Eve", "--expires", "2099-01-01"),
    (
        "waiver",
        "add",
        "REV-2",
        CHECK,
        "--reason",
        "x",
        "--owner",
        "Eve",
        "--expires",
        "2099-01-01",
        "--compensating={}",
    ),
    ("incident", "add", "{}", "--summary", "{}", "--impact", "{}"),
    ("evidence", "add", "REV-2", CHECK, "https://{}"),
    ("evidence", "add", "REV-2", CHECK, "{}"),
    ("search", "--", "{}"),
    ("history", "{}"),
    ("catalogue", "show", "{}"),
    ("review", "show", "{}"),
    ("check", "REV-1", "--at", "{}"),
    ("verify", "{}"),
    ("signoff", "collect", "{}"),
    ("report", "REV-9", "--out", "{}"),
    ("analyse", "{}"),
)


def is_quiet(done: Done) -> bool:
    """Tell whether nothing in the output moves the cursor of a terminal or fills its window."""
    shown = done.out + done.err
    return not any(ord(letter) < 32 and letter != "\n" for letter in shown) and len(done.err) < 10_000


@pytest.mark.parametrize("place", PLACES, ids=lambda place: " ".join(place)[:40])
def test_that_strange_text_is_taken_or_refused_in_a_sentence(
    board: Terminal, place: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for text in STRANGE:
        done = board.type(*(part.format(text) for part in place))  # a bug would be raised here
        assert done.status in (0, 1, 2), done
        assert done.status != 2 or done.err.strip(), done
        assert is_quiet(done), (place, text[:50], done)
    assert "Nothing is wrong" in board.type("doctor").out


def test_that_the_workspace_and_the_folder_of_a_new_one_may_be_nonsense(tmp_path: Path) -> None:
    for text in STRANGE:
        done = Terminal(tmp_path / text[:5000]).type("check", "REV-1")
        assert (done.status, bool(done.err.strip())) == (2, True), done


def test_that_bytes_that_are_no_text_are_no_name_of_a_person(board: Terminal) -> None:
    done = finish(board.start("review", "signers", "REV-2", "security", "caf\udce9"))
    assert (done.status, "bug" in done.err) == (2, False), done
