"""Writers: whole, readable by others, and harmless whatever the texts are."""

import csv
import json
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from workbench.domain.incident import Incident
from workbench.domain.model import Severity
from workbench.interchange.read_any import read_any
from workbench.interchange.writing import writers
from workbench.text import to_html

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1+1",
    "\n=1",
    "＝1",
    "<script>alert(1)</script>",
    "{{ x }}",
]


def incident(**fields: Any) -> Incident:
    whole: dict[str, Any] = {
        "title": "The bot books twice",
        "summary": "Two bookings for one order.",
        "severity": Severity.HIGH,
        "milestones": [
            {"name": "began", "at": "2026-02-11T09:20", "precision": "minute"},
            {"name": "resolved", "note": "later"},
        ],
        "modes": [{"mode": "M12", "role": "cause"}],
        "root_cause": "No idempotency key.",
        "impact": "One order.",
        "timeline": [{"when": "2026-02-11 09:20 UTC", "title": "Booked", "text": "twice | at once"}],
        "external_ids": ["aiid:7"],
        "sources": ["https://example.com/a"],
        **fields,
    }
    return Incident(
        id="0198", key="INC-2026-001", recorded_by="ada", recorded_at=datetime(2026, 3, 1, tzinfo=UTC), **whole
    )


def test_that_the_writers_are_registered() -> None:
    assert {each.id: each.suffix for each in writers().values()} == {
        "agent-postmortems": ".yaml",
        "csv": ".csv",
        "json": ".json",
        "markdown": ".md",
        "xlsx": ".xlsx",
    }


@pytest.mark.parametrize("writer_id", sorted(writers()))
def test_that_a_writer_writes_none_one_and_many_the_same_way_each_time(writer_id: str) -> None:
    write = writers()[writer_id].write
    for count in (0, 1, 3):
        incidents = [incident(title=f"Number {number}") for number in range(count)]
        assert write(incidents) == write(incidents)


@pytest.mark.parametrize("text", HOSTILE)
def test_that_no_cell_becomes_a_formula(text: str) -> None:
    hostile = incident(title=f"x{text}", root_cause=text, trigger=text, sources=[text])
    rows = list(csv.reader(StringIO(writers()["csv"].write([hostile]).decode("utf-8-sig"), newline="")))
    assert not [
        cell
        for cell in rows[1]
        if cell.lstrip().startswith(("=", "+", "-", "@", "＝")) or (cell[:1] in "\t\r\n" and cell)
    ]
    sheet = load_workbook(BytesIO(writers()["xlsx"].write([hostile]))).active
    assert {cell.data_type for cell in sheet[2] if cell.value is not None} == {"s"}
    assert not [cell for cell in sheet[2] if cell.hyperlink]


def test_that_a_text_stays_whole_in_a_workbook() -> None:
    sheet = load_workbook(BytesIO(writers()["xlsx"].write([incident(root_cause="=1+1", summary="a" * 40_000)]))).active
    row = dict(zip((cell.value for cell in sheet[1]), (cell.value for cell in sheet[2]), strict=True))
    assert (row["Root cause"], row["Began"], row["Resolved"]) == ("=1+1", "2026-02-11T09:20Z", "later")
    assert len(row["Summary"]) == 32_000


def test_that_the_json_is_what_the_workbench_keeps() -> None:
    document = json.loads(writers()["json"].write([incident()]))
    assert [Incident.model_validate(each) for each in document["incidents"]] == [incident()]


@pytest.mark.parametrize("writer_id", ["csv", "xlsx", "markdown", "agent-postmortems"])
def test_that_what_was_written_can_be_imported_again(tmp_path: Path, writer_id: str) -> None:
    writer = writers()[writer_id]
    path = tmp_path / f"out{writer.suffix}"
    path.write_bytes(
        writer.write([incident(), incident(title="Another").model_copy(update={"id": "0199", "key": "INC-2"})])
    )
    reading = read_any(path)
    assert not reading.refusals
    assert [record.fields["title"] for record in reading.records] == ["The bot books twice", "Another"]
    first = reading.records[0].fields
    assert writer_id == "markdown" or "aiid:7" in first["external_ids"]
    assert (first["root_cause"], first["milestones"][0]["at"]) == ("No idempotency key.", "2026-02-11T09:20")


def test_that_markdown_brings_no_html_no_foreign_heading_and_no_script_link() -> None:
    text = "<img src=x onerror=alert(1)>\n# Fake heading\n---\n[x](javascript:alert(1))"
    written = writers()["markdown"].write([incident(summary=text)]).decode()
    assert written.count("\n# ") == 0
    html = to_html(written)
    assert "<img" not in html
    assert 'href="javascript' not in html


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_that_any_text_can_be_written(text: str) -> None:
    title = text.encode("utf-8", "replace").decode()
    for writer in writers().values():
        assert writer.write([incident(title=title, summary=title, sources=[title])])


WHOLE: dict[str, Any] = {
    "extent": {"money": 1200.5, "money_most": 3000, "currency": "EUR", "records": 7, "reversibility": "partly"},
    "severity_original": "sev2",
    "severity_scale": "house scale",
    "contributing_factors": ["No cap on refunds", "No alert"],
    "detection": "A customer wrote in.",
    "containment": "The queue was halted.",
    "prevention": "A cap per order.",
    "actions": [
        {"text": "Add a cap", "owner": "Ada", "due": "2026-03-01", "is_done": True, "link": "https://t.example/7"}
    ],
    "reporter": "Grace",
    "credits": ["Lin"],
    "disputed": "The vendor counts one.",
}


@pytest.mark.parametrize("writer_id", ["csv", "json", "markdown", "agent-postmortems"])
def test_that_a_writer_leaves_nothing_out(writer_id: str) -> None:
    text = writers()[writer_id].write([incident(**WHOLE)]).decode("utf-8-sig")
    values = (
        "1200.5",
        "3000",
        "EUR",
        "sev2",
        "house scale",
        "No alert",
        "wrote in",
        "halted",
        "A cap per order",
        "Ada",
    )
    for value in (*values, "2026-03-01", "t.example/7", "Grace", "Lin", "The vendor counts one"):
        assert value in text.replace("1,200.5", "1200.5").replace("3,000", "3000"), value


def test_that_markdown_brings_back_causes_and_actions(tmp_path: Path) -> None:
    path = tmp_path / "one.md"
    path.write_bytes(writers()["markdown"].write([incident(**WHOLE)]))
    [found] = read_any(path).records
    assert found.fields["actions"] == [{**WHOLE["actions"][0]}]
    for name in ("detection", "containment", "prevention", "contributing_factors", "reporter"):
        assert found.fields[name] == WHOLE[name], name
