"""agent-postmortems: what is taken over, what is refused, and that writing and reading lose nothing."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.interchange.samples import OWN, sample
from workbench.domain.incident import Incident
from workbench.domain.model import Severity
from workbench.interchange.agent_postmortems import REQUIRED
from workbench.interchange.agent_postmortems_out import write
from workbench.interchange.read_any import read_any
from workbench.interchange.reading import Found, Options, Reading

ONE = OWN / "agent-postmortems" / "one.yaml"
LEFT_BEHIND = {"id", "key", "recorded_by", "recorded_at", "deployment_id", "version_id"}


def incident(**fields: Any) -> Incident:
    given: dict[str, Any] = {"title": "The bot books twice", **fields}
    return Incident(
        id="0198-ab", key="INC-2026-001", recorded_by="a", recorded_at=datetime(2026, 3, 1, tzinfo=UTC), **given
    )


def only(reading: Reading) -> Found:
    assert not reading.refusals
    [found] = reading.records
    return found


def written(tmp_path: Path, *incidents: Incident) -> Path:
    path = tmp_path / "out.yaml"
    path.write_bytes(write(incidents))
    return path


def test_that_every_field_of_the_source_has_its_place() -> None:
    found = only(read_any(ONE))
    fields = found.fields
    assert (found.format, found.key, found.group) == ("agent-postmortems", "2026-parcel-bot-refund-loop", "incident")
    assert fields["title"] == "A parcel bot refunds the same order eleven times"
    assert fields["milestones"][0] | {"note": ""} == {
        "name": "began",
        "at": "2026-02-11",
        "precision": "day",
        "note": "",
    }
    assert (fields["severity"], fields["severity_source"]) == ("MEDIUM", "moderate (agent-postmortems)")
    assert fields["modes"] == [{"mode": "M01", "role": "cause", "assigned_by": "importer"}]
    assert fields["fix"].startswith("The tool was switched off")
    assert fields["impact"] == "one order, eleven refunds"
    assert fields["external_ids"] == [
        "agent-postmortems:2026-parcel-bot-refund-loop",
        "aiid:99999",
        "cve:CVE-2026-0001",
    ]
    assert fields["sources"] == ["Eleven refunds (Example News) https://example.com/refunds"]
    assert [moment["title"] for moment in fields["timeline"]] == ["First refund", "Ten more"]
    facts = {each["label"]: each["value"] for each in fields["facts"]}
    assert (fields["extent"]["money"], fields["extent"]["currency"], fields["extent"]["is_estimated"]) == (
        412.5,
        "USD",
        True,
    )
    assert facts["Failure classes"] == "runaway-loop/retry-storm, double-side-effect/duplicate-payment"
    assert found.fields["detection"] == "A customer wrote in."
    assert found.fields["contributing_factors"] == ["No limit on refunds per order", "Time-outs counted as failures"]
    assert found.raw == ONE.read_text(encoding="utf-8")


def test_that_the_same_file_gives_the_same_hash_and_a_changed_one_another(tmp_path: Path) -> None:
    changed = tmp_path / "one.yaml"
    changed.write_text(ONE.read_text(encoding="utf-8").replace("eleven", "twelve"), encoding="utf-8")
    assert only(read_any(ONE)).raw_sha256 == only(read_any(ONE)).raw_sha256
    assert only(read_any(changed)).raw_sha256 != only(read_any(ONE)).raw_sha256
    assert only(read_any(changed)).key == only(read_any(ONE)).key


def test_that_a_list_in_json_is_read_and_a_broken_record_refused_alone(tmp_path: Path) -> None:
    good = YAML(typ="safe").load(ONE.read_text(encoding="utf-8"))
    bad = {**good, "incident_id": "2026-other", "sources": []}
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"incidents": [good, bad, good]}), encoding="utf-8")
    reading = read_any(path)
    assert [record.key for record in reading.records] == ["2026-parcel-bot-refund-loop"]
    assert [(refusal.place, refusal.reason[:16]) for refusal in reading.refusals] == [
        ("record 2", "sources missing "),
        ("2026-parcel-bot-refund-loop", "the id 2026-parc"),
    ]
    assert (reading.files[0].records, reading.files[0].refusals) == (1, 2)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2026-02-11", "2026-02-30", "is not a date"),
        ("incident_type: incident", "incident_type: rumour", "neither incident nor hazard"),
        ("class: runaway-loop", "class: runaway-lop", "no failure class runaway-lop"),
        ("confidence:", "certainty:", "has no field certainty"),
        ("incident_id: 2026-parcel", "incident_id: ../parcel", "incident_id is not"),
        ("severity: moderate", "severity: &a moderate", "anchors"),
    ],
)
def test_that_what_breaks_the_schema_is_refused_with_its_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(ONE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    [refusal] = read_any(path).refusals
    assert reason in refusal.reason


def test_that_an_incident_of_ours_comes_back_as_it_was(tmp_path: Path) -> None:
    ours = incident(
        title="Bot",
        summary=" ".join(["Long"] * 200),
        kind="exercise",
        grade="adversarial-test",
        severity=Severity.HIGH,
        severity_source="set by us",
        milestones=[{"name": "began", "at": "2026-Q1", "precision": "quarter"}, {"name": "resolved", "note": "later"}],
        modes=[{"mode": "M10.2", "role": "contributing"}, {"mode": "M06", "role": "consequence"}],
        category="tool-api-drift",
        controls=[{"control": "circuit-breaker", "outcome": "absent"}],
        trigger="=cmd|' /C calc'!A0",
        impact="<script>alert(1)</script>\n--- {{ x }}",
        facts=[{"label": "Turns", "value": "about 15", "source": "source 2"}],
        timeline=[{"when": "+6:00", "title": "Detected.", "text": "How is not known", "is_milestone": True}],
        external_ids=["cve:CVE-2025-53773", "slack:C0/17"],
        sources=["source 2", "https://example.com/a"],
        severity_original="HIGH 7.8",
        severity_scale="CVSS",
        extent={"money": 412.5, "currency": "EUR", "people": 3, "minutes": 20, "reversibility": "partly"},
        contributing_factors=["No limit", "No alert"],
        detection="A customer wrote in.",
        containment="The queue was halted.",
        prevention="A cap per order.",
        actions=[{"text": "Add a cap", "owner": "Ada", "due": "2026-03", "is_done": True, "link": "OPS-7"}],
        confidence="reported by one",
        status="final",
        disputed="The vendor says 7.",
        withdrawn="2026-04-01",
        reporter="Grace",
        credits=["Ada", "Grace"],
    )
    fields = only(read_any(written(tmp_path, ours), options=Options(origin="own"))).fields
    back = incident(**fields)
    assert back == ours


def test_that_what_we_write_keeps_to_the_schema(tmp_path: Path) -> None:
    schema = json.loads(sample("agent-postmortems/schema/incident.schema.json").read_text(encoding="utf-8"))
    entry = YAML(typ="safe").load(written(tmp_path, incident()).read_text(encoding="utf-8"))
    assert set(schema["required"]) <= set(entry) <= set(schema["properties"])
    for name, value in entry.items():
        rule = schema["properties"][name]
        assert len(value) >= rule.get("minLength", 0)
        assert value in rule.get("enum", [value])
        assert set(value) <= set(rule["properties"]) if rule.get("additionalProperties") is False else True


def test_that_several_incidents_are_written_into_one_file(tmp_path: Path) -> None:
    two = incident(title="Another thing").model_copy(update={"id": "0198-cd"})
    assert len(read_any(written(tmp_path, incident(), two)).records) == 2


def test_that_references_to_a_deployment_stay_behind() -> None:
    assert b"secret-deployment" not in write([incident(deployment_id="secret-deployment")])


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=60).map(
    lambda text: " ".join(text.split())
)


@given(title=texts.filter(bool), summary=texts, cause=texts, source=texts.filter(bool))
def test_that_any_words_survive_the_round_trip(title: str, summary: str, cause: str, source: str) -> None:
    from workbench.interchange.agent_postmortems import read
    from workbench.interchange.source import Source

    ours = incident(title=title, summary=summary, root_cause=cause, sources=[source])
    [found] = read(Source("x", write([ours])), Options(origin="own")).records
    assert incident(**found.fields) == ours


def test_that_the_real_incidents_are_read_and_the_invalid_fixtures_refused() -> None:
    reading = read_any(sample("agent-postmortems"))
    assert len([file for file in reading.files if file.records]) == len(reading.records) == 11
    refused = {refusal.file for refusal in reading.refusals}
    assert {name for name in refused if name.startswith("fixtures/")} == {
        f"fixtures/2099-invalid-{what}.yaml" for what in ("bad-class", "empty-sources", "extra-field", "missing-field")
    }
    assert all(set(REQUIRED) <= set(YAML(typ="safe").load(found.raw)) for found in reading.records)
