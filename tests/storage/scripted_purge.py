"""A person who writes secrets and purges them until killed: `python scripted_purge.py WORKSPACE`, for `test_kill.py`.

Each line on stdin forks a child. It prints `pid N`; then, for each secret, `wrote SECRET` once it is written and lies
in a backup too, and `purged SECRET` once the purge is acknowledged; and `gone` after it has ended.
"""

import os
import secrets
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.storage.scripted_review import REVIEW, read_and_close, say
from workbench.edits.evidence import AttachEvidence, Piece
from workbench.edits.findings import WriteRationale
from workbench.edits.purging import PurgeEvidence, PurgeValue
from workbench.edits.session import Session
from workbench.storage.evidence_files import stage
from workbench.storage.review_view import read_review
from workbench.storage.workspace import Workspace
from workbench.tasks.purging import purge

CHECK = "injection_defense"


def main() -> None:
    """Fork a child for each line, from a process that has imported everything already."""
    folder = Path(sys.argv[1])
    read_and_close(folder)
    say("ready")
    for number, _line in enumerate(sys.stdin):
        child = os.fork()
        if child == 0:
            purge_on(folder, is_file_next=number % 2 == 1)
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("gone")


def purge_on(folder: Path, *, is_file_next: bool) -> None:
    """Write and purge without end, now a text and now a file."""
    workspace = Workspace.open(folder, writing=True)
    session = Session(workspace.store(write=True), "Ada <ada@team.example>", lambda: datetime.now(UTC))
    store = session.store
    while True:
        secret = f"secret{secrets.token_hex(12)}"
        if is_file_next:
            source = folder / "templates" / "secret.txt"
            source.write_text(secret, encoding="utf-8")
            piece = Piece(stage(source, store.files.staging, lambda fraction, doing: None), text=secret)
            source.unlink()
            session.do(AttachEvidence(REVIEW, CHECK, (piece,)))
            uses = read_review(store, REVIEW).uses
            edit: PurgeEvidence | PurgeValue = PurgeEvidence(REVIEW, uses[-1].key, "a secret")
        else:
            session.do(WriteRationale(REVIEW, CHECK, f"It is {secret}"))
            finding = read_review(store, REVIEW).findings[CHECK]
            edit = PurgeValue(f"finding/{finding.id}", "rationale", "a secret")
        copy = folder.parent / "latest.db"
        shutil.copyfile(store.path, copy)
        copy.replace(folder / "backups" / "latest.db")
        say(f"wrote {secret}")
        purge(session, edit)
        say(f"purged {secret}")
        is_file_next = not is_file_next


if __name__ == "__main__":
    main()
