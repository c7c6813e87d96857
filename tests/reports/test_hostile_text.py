"""Text from strangers in every field: printed literally, nothing run, nothing fetched, no crash."""

from datetime import date
from pathlib import Path

import pikepdf
import pytest

from tests.reports.sample import attach
from tests.reports.test_render import squeezed, text_of
from workbench.domain.deployment import Profile, Tool
from workbench.domain.model import Status
from workbench.edits.deployments import AddDeployment, find_deployment, find_version
from workbench.edits.evidence import AttachEvidence, Piece
from workbench.edits.findings import AnswerCheck, SetControl, WriteRationale, WriteSummary
from workbench.edits.obligations import AddCondition, RequestWaiver
from workbench.edits.reviews import FreezeReview, StartReview
from workbench.edits.session import Session
from workbench.reports.fetcher import OwnResources
from workbench.reports.render import render, typeset
from workbench.tasks.export import read_input

NAUGHTY = (
    "{{7*7}} {% for x in y %} ${7*7} #{7*7}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><link rel=attachment href=file:///etc/passwd>',
    "</style><style>@import url(http://127.0.0.1:1/x.css);body{display:none}",
    "مرحبا بالعالم שלום",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "👾 🙇 👨‍👩‍👧 ❤️",
    "&amp; &lt;b&gt; &#x41; \\ ' \" `",
    "T̡̟̤̞ĥ̷̪̲e͇̳ a̷͉ b",
)


@pytest.fixture
def nasty(session: Session, tmp_path: Path) -> Session:
    """A frozen review with naughty strings wherever a person can type."""
    first = NAUGHTY[0]
    session.do(AddDeployment(NAUGHTY[1], NAUGHTY[2], "</title>1", Profile(model=first, tools=(Tool(name=NAUGHTY[3]),))))
    version = find_version(session.store, find_deployment(session.store, "DEP-1"), None)
    session.do(StartReview(version.id, "nine", purpose=" ".join(NAUGHTY[:2])[:200]))
    session.become(NAUGHTY[4])
    for number, (check, text) in enumerate(zip(_checks(session), NAUGHTY, strict=True)):
        session.do(AnswerCheck("REV-1", check, Status.FAIL))
        session.do(WriteSummary("REV-1", check, text[:80]))
        session.do(WriteRationale("REV-1", check, "\n\n".join(NAUGHTY)))
        attach(session, tmp_path, check, f"{number} {text[:40].replace('/', '∕')}", text)
    session.do(AddCondition("REV-1", "cost_routing", " ".join(NAUGHTY)[:500], session.actor.id, date(2026, 12, 20)))
    session.do(RequestWaiver("REV-1", "cost_routing", " ".join(NAUGHTY), session.actor.id, date(2026, 12, 20)))
    session.do(AttachEvidence("REV-1", "cost_routing", (Piece(url=f"https://x.example/{'a' * 3000}?<b>"),)))
    session.do(SetControl("REV-1", "injection_defense", "structured-output", "na", NAUGHTY[1]))
    session.do(FreezeReview("REV-1"))
    return session


def _checks(session: Session) -> tuple[str, ...]:
    from workbench.storage.review_view import read_review

    return read_review(session.store, "REV-1").checklist.checks


def test_that_text_from_strangers_is_printed_literally(nasty: Session, tmp_path: Path) -> None:
    pdf = tmp_path / "nasty.pdf"
    pdf.write_bytes(render(read_input(nasty.store, "REV-1", nasty.clock())))
    text = text_of(pdf)
    for naughty in (*NAUGHTY[:4], NAUGHTY[5], NAUGHTY[7]):
        assert squeezed(naughty) in text, naughty
    for letter in "مرحبا שלום👾".replace(" ", ""):
        assert letter in text
    with pikepdf.open(pdf) as opened:
        assert set(opened.attachments) == {"record.json", "verdict.json", "evidence-manifest.json"}
        assert str(opened.Root.get("/OpenAction", "")) == ""
        assert "/JavaScript" not in opened.Root.Names


def test_that_characters_that_hide_or_reorder_are_made_visible(session: Session, tmp_path: Path) -> None:
    session.do(AddDeployment("pay\u202egpj.exe\u200b", None, "1"))
    version = find_version(session.store, find_deployment(session.store, "DEP-1"), None)
    session.do(StartReview(version.id, "nine"))
    session.do(WriteRationale("REV-1", "cost_routing", "approve\u2066d\x07"))
    pdf = tmp_path / "hidden.pdf"
    pdf.write_bytes(render(read_input(session.store, "REV-1", session.clock())))
    text = text_of(pdf)
    assert "pay⟨U+202E⟩gpj.exe⟨U+200B⟩" in text
    assert "approve⟨U+2066⟩d⟨U+0007⟩" in text


REQUESTS = (
    '<link rel="stylesheet" href="http://127.0.0.1:1/a.css">',
    '<style>@import url("file:///etc/passwd");</style>',
    '<style>@font-face { font-family: X; src: url("http://127.0.0.1:1/x.woff"); } p { font-family: X }</style><p>x</p>',
    '<style>p { background: url("file:///etc/passwd") }</style><p>x</p>',
    '<img src="file:///etc/passwd">',
    '<img src="data:image/png;base64,AAAA">',
    '<object data="file:///etc/passwd"></object>',
    '<embed src="http://127.0.0.1:1/x">',
    '<svg><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    '<img src="workbench-font:../../pyproject.toml">',
)


@pytest.mark.parametrize("body", REQUESTS)
def test_that_the_guard_is_asked_and_refuses(body: str) -> None:
    """A canary: should a new WeasyPrint not ask the guard any more, `refused` stays empty and this fails."""
    guard = OwnResources()
    pdf = typeset(f"<!DOCTYPE html><html lang=en><head></head><body>{body}</body></html>", guard, [], lambda f, d: None)
    assert guard.refused
    assert b"root:" not in pdf
    assert b"/EmbeddedFile" not in pdf


def test_that_a_link_in_the_text_attaches_nothing() -> None:
    body = '<html lang="en"><head><link rel="attachment" href="file:///etc/passwd"></head><body>x</body></html>'
    pdf = typeset(body, OwnResources(), [], lambda fraction, doing: None)
    assert b"/EmbeddedFile" not in pdf


def test_that_a_frozen_report_asks_for_nothing_but_our_fonts(nasty: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[OwnResources] = []

    class Watched(OwnResources):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr("workbench.reports.fetcher.OwnResources", Watched)
    render(read_input(nasty.store, "REV-1", nasty.clock()))
    assert made
    assert made[0].refused == []
