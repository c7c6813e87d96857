"""What is left of an incident when it is shared."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.domain.anonymity import Names, anonymise
from workbench.domain.incident import Incident
from workbench.interchange.writing import writers

NAMES = Names(
    people=("Ada Žižek", "Bo", "ada.zizek"), systems=("Support desk agent",), domains=("acme.example",), words=("Zeus",)
)


def incident(**fields: Any) -> Incident:
    known = {
        "id": "0192",
        "key": "INC-2026-001",
        "title": "It happened",
        "recorded_by": "p1",
        "recorded_at": datetime(2026, 11, 17, 9, 30, tzinfo=UTC),
    }
    return Incident.model_validate({**known, **fields})


def summary(text: str, names: Names = NAMES, **fields: Any) -> str:
    return anonymise(incident(summary=text, **fields), names).incident.summary


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ada Žižek saw it", "[person 1] saw it"),
        ("ADA ZIZEK and ada_žižek", "[person 1] and [person 1]"),
        ("Zizek's shift, then Ada's", "[person 1]'s shift, then [person 2]'s"),
        ("A\u200bda Z\u030ciz\u030cek", "[person 1]"),
        ("Bo stopped the robot", "[person 1] stopped the robot"),
        ("the support-desk-agents answered", "the [system 1]s answered"),
        ("project zeus", "project [word 1]"),
        ("mail ada@acme.example or x@other.org", "mail [e-mail] or [e-mail]"),
        ("see https://wiki.acme.example/a?b=c.", "see [address]"),
        ("db1.prod.internal and 10.0.0.12:5432", "[address] and [address]"),
        ("metrics.acme.example was down", "[address] was down"),
        ("refunded € 4,812.50 twice", "refunded [thousands of €] twice"),
        ("2.3 million USD", "[millions of USD]"),
        ("$8", "[a few $]"),
        ("order ORD-48213, INC-2026-031, CVE-2025-53773", "order [id], [id], CVE-2025-53773"),
        ("trace 5f2b8c1e-9a1d-4c3b-8e2f-1a2b3c4d5e6f", "trace [id]"),
        ("key sk-live0a1b2c3d4e5f6g7h", "key [id]"),
        ("account 123456789, call +49 30 1234567", "account [number], call [number]"),
        ("128,000 tokens on 2026-11-17 at 14:02, GPT-4, M06", "128,000 tokens on 2026-11-17 at 14:02, GPT-4, M06"),
    ],
)
def test_that_names_addresses_ids_and_amounts_are_replaced(text: str, left: str) -> None:
    assert summary(text) == left


def test_that_a_public_incident_keeps_its_public_addresses() -> None:
    text = "https://example.com/post and https://db.internal/x and http://localhost:80/"
    assert summary(text, origin="public") == "https://example.com/post and [address] and [address]"


def test_that_what_identifies_the_record_itself_is_gone() -> None:
    whole = incident(
        deployment_id="d1", version_id="v1", external_ids=("cve:CVE-2025-1", "jira:OPS-7"), sources=("OPS-7 by Ada",)
    )
    shared = anonymise(whole, NAMES).incident
    assert (shared.key, shared.deployment_id, shared.version_id, shared.recorded_by) == ("INC", None, None, "")
    assert shared.external_ids == ("cve:CVE-2025-1",)
    assert shared.sources == ("[id] by [person 1]",)
    assert shared.id == anonymise(whole, NAMES).incident.id != whole.id


def test_that_every_replacement_is_told_with_how_often() -> None:
    told = anonymise(incident(title="Ada and Ada", summary="€ 5"), Names(people=("Ada",))).replaced
    assert [(one.was, one.put, one.times) for one in told] == [("Ada", "[person 1]", 2), ("€ 5", "[a few €]", 1)]


OURS = {
    *("person", "system", "word", "address", "e", "mail", "id", "number", "about", "inc"),
    *("a", "few", "tens", "hundreds", "thousands", "millions", "of"),
}
"""The words that stand for others: whoever is called that cannot be told from them."""
LETTERS = st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Mn"))
NAME = st.lists(st.text(LETTERS, min_size=2, max_size=8), min_size=1, max_size=3).map(" ".join)


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(one for one in folded if unicodedata.category(one) not in ("Mn", "Cf"))


def stands_in(name: str, text: str) -> bool:
    return bool(re.search(rf"(?<![^\W_]){re.escape(plain(name))}(?![^\W_])", plain(text)))


@given(name=NAME, system=NAME, before=st.text(max_size=30), after=st.text(max_size=30), change=st.sampled_from(
    [str.upper, str.lower, str.title, str.swapcase, str]))  # fmt: skip
def test_that_no_name_survives_in_any_field_and_case(
    name: str, system: str, before: str, after: str, change: Any
) -> None:
    for one in (name, system):
        assume(plain(one).strip() and not OURS & set(re.findall(r"[^\W_]+", plain(one))))
        assume(not plain(one).isdecimal())
    text = f"{before} {change(name)} {change(system)} {after} x@{'y' * 5}.org"
    known = Names(people=(name,), systems=(system,))
    whole = incident(
        title="T " + text[:200],
        summary=text,
        impact=text,
        sources=(text,),
        facts=({"label": text, "value": text, "source": text},),
        timeline=({"when": text, "title": text, "text": text},),
        milestones=({"name": "detected", "note": text},),
    )
    shared = anonymise(whole, known).incident
    for left in (shared.summary, shared.impact, *shared.sources, shared.facts[0].value, shared.timeline[0].text):
        assert not stands_in(name, left)
        assert not stands_in(system, left)
        assert "yyyyy" not in left
    assert shared.milestones[0].note == shared.summary


WRITERS = writers()


@given(st.text(max_size=400))
@settings(deadline=None)
def test_that_any_text_can_be_anonymised_and_written_in_every_format(text: str) -> None:
    shared = anonymise(incident(title="T" + text[:200], summary=text, impact=text), NAMES).incident
    assert all(writer.write([shared]) for writer in WRITERS.values())


def test_that_a_hostile_text_does_not_take_long() -> None:
    for text in ("a" * 50_000, "@" * 50_000, "a." * 25_000, "1," * 25_000, "A-1" * 16_000, "http://" * 7_000):
        summary(text)
