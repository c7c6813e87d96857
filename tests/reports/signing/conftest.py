"""A small frozen report, three people with keys, and their signatures; made once, copied by each test."""

import gc
import hashlib
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import Certificate

from workbench.reports.signing.decisions import Decision
from workbench.reports.signing.keys import SigningKey, load_key, new_key, read_certificates
from workbench.reports.signing.sign import sign
from workbench.reports.signing.verification import Verification
from workbench.reports.signing.verify import verify

NOW = datetime(2026, 11, 20, 14, 31, tzinfo=UTC)
FONTS = Path(__file__).parents[3] / "resources" / "fonts"
PEOPLE = {
    "review-lead": ("Review lead", "Ada Žižek", "ada@example.org"),
    "security": ("Security", "Борис Иванов", "boris@example.org"),
    "product-owner": ("Product owner", "山田 太郎", "taro@example.jp"),
}
COMMENTS = {
    "review-lead": "Return with both fixes. A delta review of the two checks is enough.",
    "security": "Песочница | must be shown by a test with the published attack set.",
    "product-owner": "本番にはまだ早い",
}


def make_record(**changes: Any) -> dict[str, Any]:
    roles = [{"id": i, "name": r, "person": {"name": n, "email": e}} for i, (r, n, e) in PEOPLE.items()]
    return {"required_roles": roles, "review": {"key": "REV-1"}, **changes}


def make_report(
    record: dict[str, Any] | bytes,
    word: str = "not-ready",
    *,
    keywords: str = "",
    body: str = "",
    without: tuple[str, ...] = (),
    extra: tuple[tuple[str, bytes], ...] = (),
    **verdict: Any,
) -> bytes:
    """Return an unsigned report as WeasyPrint makes it; `without` leaves embedded files or places out.

    A record in bytes is embedded as it is, so that it keeps its digest.
    """
    from weasyprint import HTML, Attachment

    when = datetime(2026, 11, 20, tzinfo=UTC)
    data = record if isinstance(record, bytes) else json.dumps(record, ensure_ascii=False).encode()
    roles = json.loads(data)["required_roles"]
    judged = {"record_sha256": hashlib.sha256(data).hexdigest(), "word": word, **verdict}
    files = [("record.json", data), ("verdict.json", json.dumps(judged).encode()), ("evidence-manifest.json", b"{}")]
    boxes = "".join(
        f"<div id='role.{r['id']}' style='width:80mm;height:58mm;border:1pt dashed;box-sizing:border-box'>"
        f"{r['name']}<br>Not signed yet</div>"
        for r in roles
        if r["id"] not in without
    )
    html = (
        f"<html lang='en'><head><title>REV-1</title><meta name='keywords' content='{keywords}'></head>"
        f"<body><h1>Cover</h1><p>Not production ready</p>{body}"
        f"<div style='break-before:page'>{boxes}</div></body></html>"
    )
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        document = HTML(string=html).render()
        document.metadata.attachments = [
            Attachment(string=text, name=name, relationship="Source", created=when, modified=when)
            for name, text in [*files, *extra]
            if name not in without
        ]
        pdf: bytes = document.write_pdf(pdf_variant="pdf/a-3a")
        gc.collect()
    return pdf


@dataclass(frozen=True)
class Board:
    """Three people of one team."""

    keys: dict[str, SigningKey]
    anchors: tuple[Certificate, ...]
    folder: Path

    def sign(self, pdf: Path, role: str, decision: Decision = Decision.REJECT, comment: str | None = None) -> str:
        text = COMMENTS[role] if comment is None else comment
        return sign(pdf, self.keys[role], role, decision, text, NOW, fonts=FONTS)

    def verify(self, pdf: Path | bytes) -> Verification:
        return verify(pdf, self.anchors, NOW)


def make_board(folder: Path, people: dict[str, tuple[str, str, str]] = PEOPLE) -> Board:
    keys = {}
    for role, (_, name, email) in people.items():
        entry = new_key(
            folder / "keys", name, email, "pass", authority_folder=folder / "authority", trust_folder=None, now=NOW
        )
        keys[role] = load_key(folder / "keys", entry.name, "pass")
    return Board(keys, read_certificates(folder / "authority" / "authority.pem"), folder)


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    return make_board(tmp_path_factory.mktemp("board"))


@pytest.fixture(scope="session")
def unsigned() -> bytes:
    return make_report(make_record())


@pytest.fixture(scope="session")
def steps(unsigned: bytes, board: Board, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, ...]:
    """The report after one, two and three signatures."""
    pdf = tmp_path_factory.mktemp("signed") / "REV-1.pdf"
    pdf.write_bytes(unsigned)
    made = []
    for role in PEOPLE:
        board.sign(pdf, role)
        made.append(pdf.read_bytes())
    return tuple(made)


@pytest.fixture
def signed(steps: tuple[bytes, ...]) -> bytes:
    return steps[-1]


@pytest.fixture
def report(unsigned: bytes, tmp_path: Path) -> Path:
    pdf = tmp_path / "REV-1.pdf"
    pdf.write_bytes(unsigned)
    return pdf


@pytest.fixture
def judge(board: Board) -> Callable[[bytes], Verification]:
    return board.verify
