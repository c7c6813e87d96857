"""Texts from templates: filled with what is known, gaps in sight, nothing of an incident ever code or active."""

from datetime import date
from pathlib import Path

import pytest

from tests.storage.conftest import session, store, workspace
from workbench.domain.errors import UserError
from workbench.domain.incident import Milestone
from workbench.edits.incidents import ChangeIncident, RecordIncident, find_incident
from workbench.edits.session import Session
from workbench.tasks.incident_texts import TEXTS, write_text

__all__ = ["session", "store", "workspace"]

TODAY = date(2026, 11, 29)
HOSTILE = "{{ 7 * 7 }} {% raw %} <script>x</script> [click](http://evil) ![i](http://x) | \u202eevil"


def written(session: Session, text_id: str, **fields: object) -> str:
    session.do(RecordIncident({"title": "The agent refunded twice", "origin": "own"}))
    if fields:
        session.do(ChangeIncident("INC-2026-001", dict(fields)))
    return write_text(session.store, find_incident(session.store, "INC-2026-001"), text_id, TODAY)


@pytest.mark.parametrize("text_id", TEXTS)
def test_that_what_nobody_knows_stays_a_gap(session: Session, text_id: str) -> None:
    text = written(session, text_id)
    assert "[not known: " in text
    assert "None" not in text
    assert "\n\n\n" not in text


def test_that_what_is_known_stands_in_the_text(session: Session) -> None:
    text = written(session, "post-mortem", root_cause="No idempotency key", impact="Two customers paid twice")
    assert "# Post-mortem: The agent refunded twice" in text
    assert "No idempotency key" in text
    assert "[not known: root cause]" not in text
    assert "[not known: detection]" in text


@pytest.mark.parametrize(
    ("at", "precision", "said"),
    [("2026-11-02T09:12", "minute", "On 2 Nov 2026, 09:12 UTC our"), ("2026-11", "month", "On Nov 2026 our")],
)
def test_that_customers_read_a_day_as_people_write_it(session: Session, at: str, precision: str, said: str) -> None:
    began = Milestone.model_validate({"name": "began", "at": at, "precision": precision})
    assert said in written(session, "customer-notice", milestones=(began,))


@pytest.mark.parametrize("text_id", TEXTS)
def test_that_a_text_of_an_incident_is_neither_code_nor_active(session: Session, text_id: str) -> None:
    fields = dict.fromkeys(("summary", "impact", "containment", "fix", "root_cause", "prevention"), HOSTILE)
    text = written(session, text_id, **fields)
    assert "49" not in text
    assert "{{ 7 * 7 }}" in text
    assert "\\<script>" in text
    assert "](http" not in text.replace("\\]", "")
    assert "\u202e" not in text


def test_that_a_template_of_the_team_takes_the_place_of_ours(session: Session) -> None:
    own = session.store.folder / "templates" / "incident" / "status-update.md"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("Our words about {{ key }}: {{ fix | known('fix') }}", encoding="utf-8")
    assert written(session, "status-update") == "Our words about INC-2026-001: [not known: fix]\n"


@pytest.mark.parametrize(
    "body",
    [
        b"{{ nonsense }}",
        b"{% for",
        b"{{ key.__class__.__mro__[1].__subclasses__() }}",
        b"{{ 1 / 0 }}",
        b"{% for i in range(10 ** 9) %}x{% endfor %}",
        b"\xff\xfe\x00",
        b"x" * 100_001,
    ],
)
def test_that_a_bad_template_is_refused_with_its_name(session: Session, body: bytes) -> None:
    own: Path = session.store.folder / "templates" / "incident" / "status-update.md"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(body)
    with pytest.raises(UserError, match="Nothing was written") as refused:
        written(session, "status-update")
    assert str(own) in str(refused.value)


def test_that_an_unknown_text_is_refused(session: Session) -> None:
    with pytest.raises(UserError, match="There are: status-update"):
        written(session, "novel")
