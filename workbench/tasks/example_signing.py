"""The reports of the example: made and signed in processes of their own, beside what else is going on."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from workbench.data import resource
from workbench.domain.model import Model
from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import load_key
from workbench.reports.signing.sign import sign
from workbench.storage.review_view import find_review
from workbench.storage.workspace import Workspace
from workbench.tasks.export import Progress, export_report
from workbench.tasks.worker_client import run_worker

PASSPHRASE = "example"
"""Of every key in the example's `keys/`. No secret: nobody outside trusts what these keys sign."""


class Signature(Model):
    """What one person signs."""

    email: str
    """Names the key."""
    role: str
    decision: Decision
    comment: str
    at: datetime


class Signing:
    """Makes the report of a frozen review and lets everybody sign it; several reviews at once.

    Rendering and signing take seconds each and would keep the people of the example waiting.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="example-report")
        self._stopped = Event()
        self._reports: dict[str, Future[Path]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what still runs: after an error nobody waits for it."""
        self._stopped.set()
        self._pool.shutdown()

    def begin(self, review_key: str, signatures: Sequence[Signature], now: datetime) -> None:
        """Start with a review that is frozen by now."""
        self._reports[review_key] = self._pool.submit(self._make, review_key, tuple(signatures), now)

    def finish(self, review_key: str) -> Path:
        """Wait for the signed report of a review."""
        return self._reports[review_key].result()

    def _make(self, review_key: str, signatures: Sequence[Signature], now: datetime) -> Path:
        report = self._export(review_key, now)
        run_worker(
            "workbench.tasks.example_signing:sign_all",
            {
                "pdf": str(report),
                "keys_folder": str(self._folder / "keys"),
                "signatures": [signature.model_dump_json() for signature in signatures],
            },
            cancelled=self._stopped.is_set,
        )
        return report

    def _export(self, review_key: str, now: datetime) -> Path:
        """Read on a connection of its own, since a connection belongs to one thread."""
        workspace = Workspace.open(self._folder)
        store = workspace.store()
        try:
            out = self._folder / "reports" / find_review(store, review_key).report_name
            return export_report(store, review_key, out, now=now, cancelled=self._stopped.is_set)
        finally:
            store.close()
            workspace.close()


def sign_all(*, report: Progress, pdf: str, keys_folder: str, signatures: list[str]) -> None:
    """Sign a report by several people in turn; runs in the worker."""
    for text in signatures:
        signature = Signature.model_validate_json(text)
        report(None, f"Signing as {signature.role}")
        key = load_key(Path(keys_folder), signature.email, PASSPHRASE)
        sign(
            Path(pdf),
            key,
            signature.role,
            signature.decision,
            signature.comment,
            signature.at,
            fonts=resource("fonts"),
        )
