"""A review that goes on until it is killed: `python scripted_review.py WORKSPACE`, for `test_kill.py`.

Each line on stdin is a seed. For each a child is forked, which opens the workspace, edits, and prints the number of
every journal entry once its edit is committed; `pid N` comes before, and `gone` after the child has ended.
"""

import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from workbench.domain.deployment import Effect, Profile, Tool
from workbench.domain.model import Status
from workbench.domain.review import Rating, Score
from workbench.edits import registered
from workbench.edits.actions import AddAction
from workbench.edits.deployments import FillOperationsCard, SetProfile
from workbench.edits.dissent import RecordDissent
from workbench.edits.edit import Edit
from workbench.edits.evidence import AttachEvidence, ConfirmEvidence, Piece
from workbench.edits.findings import AnswerCheck, RateFinding, SetControl, WriteRationale, WriteSummary
from workbench.edits.incidents import RecordIncident
from workbench.edits.obligations import AddCondition, RequestWaiver
from workbench.edits.purging import PurgeValue
from workbench.edits.session import Session
from workbench.storage.evidence_files import Staged, stage
from workbench.storage.review_view import read_review
from workbench.storage.workspace import Workspace
from workbench.tasks.purging import purge

REVIEW = "REV-1"
PEOPLE = ("Ada <ada@team.example>", "Ben <ben@team.example>")


def main() -> None:
    """Fork a child for each seed, from a process that has imported everything already."""
    folder = Path(sys.argv[1])
    read_and_close(folder)
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            review_on(folder, random.Random(line.strip()))
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("gone")


def read_and_close(folder: Path) -> None:
    """Look at the workspace once, so that whatever loads at first use is loaded before the fork."""
    workspace = Workspace.open(folder)
    store = workspace.store()
    read_review(store, REVIEW)
    assert store.database.utils
    assert registered.kinds()
    store.close()
    workspace.close()


def review_on(folder: Path, chance: random.Random) -> None:
    """Edit without end, now as one person and now as the other."""
    workspace = Workspace.open(folder, writing=True)
    session = Session(workspace.store(write=True), PEOPLE[0], lambda: datetime.now(UTC))
    while True:
        session.become(chance.choice(PEOPLE))
        for edit in round_of_edits(session, chance):
            say(str(session.do(edit).seq))
        if chance.random() < 0.3:
            say(str(session.undo().seq))
        if chance.random() < 0.1:
            say(str(purge_something(session, chance)))


def round_of_edits(session: Session, chance: random.Random) -> Iterator[Edit]:
    """Yield what a person does at one check."""
    view = read_review(session.store, REVIEW)
    check = chance.choice(view.checklist.checks)
    control = chance.choice(view.modes[check].controls).id
    later = date.today() + timedelta(days=30)
    grade = chance.randint(1, 10)
    yield AnswerCheck(REVIEW, check, chance.choice(list(Status)), chance.choice(("team", "reviewer")))
    yield WriteSummary(REVIEW, check, f"summary {chance.random()}")
    yield AttachEvidence(REVIEW, check, (Piece(staged(session, f"proof {chance.random()}")),), control)
    yield SetControl(REVIEW, check, control, "partly")
    others = [use.key for use in view.uses if use.attached_by != session.actor.id and not use.confirmed_by]
    if others:
        yield ConfirmEvidence(REVIEW, (others[0],))
    yield WriteRationale(REVIEW, check, f"because {chance.random()}\n" * 40)
    yield RateFinding(REVIEW, check, Rating(before=Score(severity=grade, occurrence=5, detection=5)))
    yield AddCondition(REVIEW, check, "show it again", session.actor.id, later)
    yield RequestWaiver(REVIEW, check, "too late to mend", session.actor.id, later)
    yield RecordDissent(REVIEW, f"too early {chance.random()}", check)
    yield AddAction(REVIEW, check, f"mend it {chance.random()}", session.actor.id, later, 0.5)
    yield SetProfile(view.version.id, Profile(tasks_per_day=chance.randint(1, 10**6), tools=tools(chance)))
    yield FillOperationsCard(view.deployment.key, {"stop": f"switch {chance.random()}"})
    yield RecordIncident({"title": "It happened", "summary": f"again {chance.random()}"})


def purge_something(session: Session, chance: random.Random) -> int:
    """Purge the summaries of a check that has any, and return the entry."""
    findings = [row for row in read_review(session.store, REVIEW).findings.values() if row.summary]
    purge(session, PurgeValue(f"finding/{chance.choice(findings).id}", "summary", "to be forgotten"))
    return session.store.journal.head().seq


def tools(chance: random.Random) -> tuple[Tool, ...]:
    """Return a tool sheet of some rows."""
    return tuple(
        Tool(name=f"tool.{number}", effect=chance.choice(list(Effect))) for number in range(chance.randint(0, 5))
    )


def staged(session: Session, text: str) -> Staged:
    """Stage a small file, as the worker would."""
    source = session.store.folder / "templates" / f"{os.getpid()}.txt"
    source.write_text(text, encoding="utf-8")
    return stage(source, session.store.files.staging, lambda fraction, doing: None)


def say(line: str) -> None:
    """Write a line in one system call: it arrives whole or not at all."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main()
