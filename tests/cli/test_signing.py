"""Keys, signatures and verification by command line alone."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, finish, start_review
from workbench.storage.review_view import read_review
from workbench.storage.workspace import Workspace

PEOPLE = {"review-lead": "Ada Žižek", "security": "Борис Иванов", "product-owner": "山田 太郎"}
EMAILS = {"review-lead": "ada@example.org", "security": "boris@example.org", "product-owner": "taro@example.jp"}


@pytest.fixture(scope="module")
def frozen_once(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    terminal = Terminal(tmp_path_factory.mktemp("frozen") / "board")
    start_review(terminal)
    for role, person in PEOPLE.items():
        terminal.well("review", "signers", "REV-1", role, f"{person} <{EMAILS[role]}>")
    terminal.well("review", "freeze", "REV-1")
    terminal.well("report", "REV-1", "--out", str(terminal.workspace / "reports" / "REV-1.pdf"))
    return terminal


@pytest.fixture
def terminal(frozen_once: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A workspace with an unsigned report, and keys of the three people in this home."""
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", "correct horse")
    made = Terminal(Path(shutil.copytree(frozen_once.workspace, tmp_path / "board")))
    for role, person in PEOPLE.items():
        made.well("keys", "new", f"{person} <{EMAILS[role]}>")
    return made


def report_of(terminal: Terminal) -> Path:
    return terminal.workspace / "reports" / "REV-1.pdf"


def approval_of(terminal: Terminal) -> str:
    workspace = Workspace.open(terminal.workspace)
    store = workspace.store()
    try:
        approval = read_review(store, "REV-1").approval(datetime.now(UTC))
    finally:
        store.close()
        workspace.close()
    assert approval is not None
    return approval.text


def sign(terminal: Terminal, role: str, file: Path | None = None, decision: str = "reject") -> None:
    comment = ("--comment", "Fix both first")
    done = terminal.well(
        "sign",
        str(file or report_of(terminal)),
        "--key",
        EMAILS[role],
        "--role",
        role,
        "--decision",
        decision,
        *comment,
    )
    assert done.out.endswith(f"as {role}: Reject\n")


def test_that_three_signatures_are_verified_word_first_and_collected_at_once(terminal: Terminal) -> None:
    for role in PEOPLE:
        sign(terminal, role)
    done = terminal.well("verify", str(report_of(terminal)))
    lines = done.out.splitlines()
    assert lines[:2] == ["Valid, unchanged", "3 of 3 signed"]
    assert lines[2].startswith("review-lead: Reject, Ada Žižek <ada@example.org>, 20")
    assert "time claimed, identity proven" in lines[2]
    assert lines[3] == "  Fix both first"
    assert approval_of(terminal) == "Rejected, 3 of 3 signed"


def test_that_two_of_three_is_valid_but_not_done(terminal: Terminal) -> None:
    sign(terminal, "review-lead")
    sign(terminal, "security")
    done = terminal.type("verify", str(report_of(terminal)))
    assert (done.status, done.out.splitlines()[:2]) == (1, ["Valid, unchanged", "2 of 3 signed"])


def test_that_nobody_having_signed_is_not_to_be_trusted(terminal: Terminal) -> None:
    done = terminal.type("verify", str(report_of(terminal)), "--json")
    assert done.status == 1
    [found] = done.data["files"]
    assert (found["word"], found["signed"], found["required"]) == ("Do not trust", 0, 3)
    assert found["reasons"] == ["Nobody has signed this report yet."]


def test_that_an_unknown_authority_is_not_to_be_trusted_unless_it_is_named(terminal: Terminal, tmp_path: Path) -> None:
    for role in PEOPLE:
        sign(terminal, role)
    authority = tmp_path / "team.pem"
    terminal.well("authority", "export", str(authority))
    trust = Path.home() / ".local/share/workbench/trust"
    shutil.rmtree(trust)
    done = terminal.type("verify", str(report_of(terminal)))
    assert (done.status, done.out.splitlines()[0]) == (1, "Do not trust")
    assert terminal.type("verify", str(report_of(terminal)), "--trust", str(authority)).status == 0


def test_that_a_changed_byte_is_not_to_be_trusted_and_not_collected(terminal: Terminal, tmp_path: Path) -> None:
    sign(terminal, "review-lead")
    body = bytearray(report_of(terminal).read_bytes())
    body[len(body) // 3] ^= 1
    copy = tmp_path / "returned.pdf"
    copy.write_bytes(body)
    held = report_of(terminal).read_bytes()
    done = terminal.type("signoff", "collect", str(copy))
    assert (done.status, done.out.splitlines()[0]) == (1, "Do not trust")
    assert report_of(terminal).read_bytes() == held


def test_that_a_returned_file_is_collected_and_an_older_or_other_one_refused(
    terminal: Terminal, tmp_path: Path
) -> None:
    away, other = tmp_path / "away.pdf", tmp_path / "other.pdf"
    shutil.copy(report_of(terminal), away)
    shutil.copy(report_of(terminal), other)
    sign(terminal, "review-lead", away)
    sign(terminal, "security", other)
    older = shutil.copy(away, tmp_path / "older.pdf")
    sign(terminal, "security", away)
    terminal.well("signoff", "collect", str(away))
    assert report_of(terminal).read_bytes() == away.read_bytes()
    refused = terminal.type("signoff", "collect", str(other))
    assert refused.status == 2
    assert "does not continue REV-1.pdf byte by byte" in refused.err
    earlier = terminal.type("signoff", "collect", str(older))
    assert earlier.status == 2
    assert "is an earlier state of REV-1.pdf" in earlier.err
    assert report_of(terminal).read_bytes() == away.read_bytes()
    terminal.well("signoff", "collect", str(away))
    assert approval_of(terminal) == "Rejected, 2 of 3 signed"


def test_that_signing_while_the_workspace_is_open_elsewhere_signs_and_says_so(terminal: Terminal) -> None:
    holder = Workspace.open(terminal.workspace, writing=True)
    try:
        file = str(report_of(terminal))
        process = terminal.start("sign", file, "--key", "ada-zizek", "--role", "review-lead", "--decision", "defer")
        done = finish(process)
    finally:
        holder.close()
    assert done.status == 0
    assert "has not taken note of it yet" in done.err
    assert b"/ByteRange" in report_of(terminal).read_bytes()


def test_that_a_wrong_passphrase_leaves_the_file_as_it_is(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    before = report_of(terminal).read_bytes()
    monkeypatch.setenv("WORKBENCH_PASSPHRASE", "wrong")
    arguments = ("--key", "ada-zizek", "--role", "review-lead", "--decision", "reject")
    done = terminal.type("sign", str(report_of(terminal)), *arguments)
    assert done.status == 2
    assert "the passphrase is wrong" in done.err
    assert report_of(terminal).read_bytes() == before


def test_that_without_a_terminal_a_missing_passphrase_is_a_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WORKBENCH_PASSPHRASE")
    done = terminal.type("keys", "new", "Zoe <zoe@example.org>")
    assert done.status == 2
    assert "--passphrase-file" in done.err


def test_that_a_key_without_an_email_says_what_its_certificate_lacks(terminal: Terminal) -> None:
    done = terminal.type("keys", "new", "Zoe")
    assert done.status == 0
    assert "zoe@localhost" in done.out
    assert "--email" in done.err


def test_that_keys_are_listed_with_a_passphrase_from_a_file(terminal: Terminal, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("correct horse\n", encoding="utf-8")
    terminal.well("keys", "new", "Zoe", "--email", "zoe@example.org", "--passphrase-file", str(secret))
    found = terminal.well("keys", "list", "--json").data["keys"]
    assert [key["name"] for key in found] == ["ada-zizek", "boris", "taro", "zoe"]


@pytest.mark.parametrize("body", [b"", b"not a pdf", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF"])
def test_that_what_is_no_report_is_not_to_be_trusted(terminal: Terminal, tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(body)
    done = terminal.type("verify", str(file))
    assert (done.status, done.out.splitlines()[:2]) == (1, ["Do not trust", "0 of 0 signed"])
    assert terminal.type("sign", str(file), "--key", "boris", "--role", "security", "--decision", "defer").status == 2
    assert file.read_bytes() == body


def test_that_a_missing_file_is_wrong_use(terminal: Terminal, tmp_path: Path) -> None:
    done = terminal.type("verify", str(tmp_path / "none.pdf"))
    assert done.status == 2
    assert "is not a file" in done.err


def test_that_a_dissent_is_signed_collected_at_once_and_counts_for_no_role(terminal: Terminal) -> None:
    for role in PEOPLE:
        sign(terminal, role)
    text = "The attack set is a year old"
    terminal.well("keys", "new", "Omar Farouk <omar@example.org>")
    done = terminal.well("sign", str(report_of(terminal)), "--key", "omar@example.org", "--dissent", text, "--json")
    assert (done.data["dissent"], done.data["role"], done.data["collected"]) == (text, None, "REV-1.1")
    told = terminal.well("verify", str(report_of(terminal))).out.splitlines()
    assert told[:2] == ["Valid, unchanged", "3 of 3 signed"]
    at = next(place for place, line in enumerate(told) if line.startswith("dissent: Omar Farouk <omar@example.org>, 2"))
    assert told[at + 1] == f"  {text}"
    assert "identity proven" in told[at]
    [found] = terminal.well("verify", str(report_of(terminal)), "--json").data["files"]
    assert [(row["name"], row["text"]) for row in found["dissents"]] == [("Omar Farouk", text)]
    assert approval_of(terminal) == "Rejected, 3 of 3 signed"
    shown = terminal.well("review", "show", "REV-1", "--json").data
    assert [(row["id"], row["by"], row["signed"]) for row in shown["dissents"]] == [("D1", "Omar Farouk", True)]
    terminal.well("signoff", "collect", str(report_of(terminal)))
    assert len(terminal.well("review", "show", "REV-1", "--json").data["dissents"]) == 1
    assert terminal.well("history", "D1").out.count("Decisions collected") >= 1


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--role", "security"),
        ("--decision", "reject"),
        ("--dissent", "no", "--role", "security"),
        ("--dissent", "no", "--comment", "why"),
    ],
)
def test_that_neither_a_half_decision_nor_a_mixture_is_signed(terminal: Terminal, options: tuple[str, ...]) -> None:
    before = report_of(terminal).read_bytes()
    done = terminal.type("sign", str(report_of(terminal)), "--key", EMAILS["security"], *options)
    assert (done.status, "Error: " in done.err) == (2, True)
    assert report_of(terminal).read_bytes() == before


def test_that_answering_a_dissent_leaves_three_signatures_valid(terminal: Terminal) -> None:
    for role in PEOPLE:
        sign(terminal, role)
    terminal.well("sign", str(report_of(terminal)), "--key", EMAILS["security"], "--dissent", "A year old")
    before = terminal.well("verify", str(report_of(terminal)), "--json").data["files"]
    body = report_of(terminal).read_bytes()
    answered = terminal.well("review", "answer-dissent", "REV-1", "D1", "A new set is tried", "--json")
    assert (answered.data["id"], answered.data["signed"], answered.data["by"]) == ("D1", True, PEOPLE["security"])
    assert [(row["by"], row["text"]) for row in answered.data["answers"]] == [("Ana Silva", "A new set is tried")]
    assert report_of(terminal).read_bytes() == body
    after = terminal.well("verify", str(report_of(terminal)), "--json").data["files"]
    assert after == before
    assert (after[0]["word"], after[0]["signed"], after[0]["required"]) == ("Valid, unchanged", 3, 3)
    assert approval_of(terminal) == "Rejected, 3 of 3 signed"
    assert terminal.well("review", "show", "REV-1", "--json").data["digest"] == after[0]["digest"]
    assert "A new set is tried" in terminal.well("history", "D1").out
    assert "(answered)" in terminal.type("check", "REV-1").err
    refused = terminal.type("undo")
    assert (refused.status, "undo stops at a freeze" in refused.err) == (2, True)
