"""AIID, ATLAS, AVID, OSV and CVE: real files as they are, and what goes wrong with them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.interchange.samples import OWN, sample
from workbench.interchange.read_any import read_any
from workbench.interchange.reading import Found, Options, Reading


def facts(found: Found) -> dict[str, str]:
    return {each["label"]: each["value"] for each in found.fields.get("facts", [])}


def when(found: Found) -> list[tuple[str, str]]:
    return [(each["name"], each["at"]) for each in found.fields.get("milestones", [])]


def saved(tmp_path: Path, data: Any, name: str = "record.json") -> Reading:
    path = tmp_path / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return read_any(path)


def test_that_an_aiid_snapshot_is_read_as_one() -> None:
    reading = read_any(OWN / "aiid")
    first, last = reading.records
    assert first.fields["title"] == "Parcel bot pays twice"
    assert first.fields["external_ids"] == ["aiid:7", "aiid:8"]
    assert (first.fields["severity"], first.fields["severity_source"]) == ("MEDIUM", "Moderate (AIID CSET)")
    assert first.fields["sources"][0] == "AI Incident Database https://incidentdatabase.ai/cite/7"
    assert first.fields["sources"][2] == "And again (example.com, 2026-02-13) https://example.com/2"
    assert facts(first)["Alleged developer"] == "example-labs, other"
    assert (when(first), when(last)) == ([("began", "2026-02-11")], [])
    assert {refusal.place: refusal.reason for refusal in reading.refusals} == {
        "incident 8": "it is a duplicate of incident 7.",
        "incident ": "it has no number.",
    }
    assert Counter(file.part_of for file in reading.files) == {"incidents.csv": 3, "": 1}


def test_that_snapshots_with_other_headings_and_more_columns_are_read(tmp_path: Path) -> None:
    head = "_id,incident_id,date,editors,reports,AllegedDeployerOfAISystem,implicated_systems,title,editor_notes"
    row = """x,7,2026-02-11,[],[],"[""parcel-co""]","[""bot""]",Parcel bot pays twice,Seen again"""
    [found] = saved(tmp_path, f"{head}\n{row}\n", "incidents.csv").records
    told = {"Alleged deployer": "parcel-co", "Implicated systems": "bot", "Editor's notes": "Seen again"}
    assert facts(found) == told


def test_that_article_text_stays_out_unless_asked_for() -> None:
    assert "Secret article" not in read_any(OWN / "aiid").to_json()
    assert "Secret article" in read_any(OWN / "aiid", options=Options(with_article_text=True)).records[0].raw


def test_that_an_export_without_titles_is_refused_whole(tmp_path: Path) -> None:
    reading = saved(tmp_path, "incident_id,reports,title\n1,[],\n2,[],\n", "incidents.csv")
    assert "empty throughout" in reading.refusals[0].reason


def test_that_reports_without_incidents_say_what_they_belong_to(tmp_path: Path) -> None:
    reading = saved(tmp_path, "report_number,source_domain,url\n1,a,b\n", "reports.csv")
    assert "read together with incidents.csv" in reading.refusals[0].reason


ATLAS = """
id: ATLAS
version: 5.6.0
matrices:
- techniques:
  - {id: AML.T0051, name: LLM Prompt Injection}
  - {id: AML.T0051.001, name: Indirect, subtechnique-of: AML.T0051}
  mitigations:
  - {id: AML.M0020, name: Guardrails, techniques: [{id: AML.T0051, use: x}, {id: AML.T0052, use: x}]}
case-studies:
- id: AML.CS0001
  name: Injected agent
  summary: "A <script>alert(1)</script> in a page."
  incident-date: 2026-02-01
  incident-date-granularity: MONTH
  case-study-type: incident
  procedure: [{tactic: AML.TA0001, technique: AML.T0051, description: The page is read.}]
- id: AML.CS0002
  name: An exercise
  incident-date: 2026-01-01
  incident-date-granularity: YEAR
  case-study-type: exercise
- id: nonsense
  name: No id
"""


def test_that_case_studies_keep_their_precision_kind_and_steps(tmp_path: Path) -> None:
    reading = saved(tmp_path, ATLAS, "ATLAS.yaml")
    first, second = reading.records
    assert (when(first), when(second)) == ([("began", "2026-02")], [("began", "2026")])
    assert (first.fields["kind"], second.fields["kind"]) == ("incident", "exercise")
    assert first.fields["modes"] == [{"mode": "M06", "role": "contributing", "assigned_by": "importer"}]
    assert first.fields["timeline"] == [
        {"when": "step 1", "title": "LLM Prompt Injection", "text": "The page is read."}
    ]
    assert "<script>" in first.fields["summary"]
    assert "severity" not in first.fields
    assert reading.refusals[0].reason == "it has no id such as AML.CS0001."


def test_that_techniques_come_with_their_names_version_and_mitigations(tmp_path: Path) -> None:
    indirect = ATLAS.replace("technique: AML.T0051,", "technique: AML.T0051.001,")
    assert facts(saved(tmp_path, indirect, "a.yaml").records[0])["Techniques"] == (
        "AML.T0051.001 LLM Prompt Injection: Indirect"
    )
    told = facts(saved(tmp_path, ATLAS, "ATLAS.yaml").records[0])
    assert told["Techniques"] == "AML.T0051 LLM Prompt Injection"
    assert told["Mitigations that ATLAS names"] == "AML.M0020 Guardrails"
    assert told["ATLAS version"] == "5.6.0"


def test_that_case_studies_can_be_chosen_by_type(tmp_path: Path) -> None:
    path = tmp_path / "ATLAS.yaml"
    path.write_text(ATLAS, encoding="utf-8")
    reading = read_any(path, options=Options(classes=("incident",)))
    assert [record.key for record in reading.records] == ["AML.CS0001"]
    assert reading.left_out == {"exercise": 1, "": 1}


def test_that_the_real_case_studies_are_read() -> None:
    reading = read_any(sample("atlas/ATLAS.yaml"))
    assert Counter(record.group for record in reading.records) == {"incident": 17, "exercise": 40}
    assert not reading.refusals
    [source_form] = read_any(sample("atlas/case-studies-source/AML.CS0053.yaml")).refusals
    assert "Import dist/ATLAS.yaml" in source_form.reason


def avid(**changes: Any) -> dict[str, Any]:
    return {
        "data_type": "AVID",
        "metadata": {"report_id": "AVID-2026-R0008"},
        "affects": {"developer": [], "deployer": None, "artifacts": [{"type": "System", "name": "example"}]},
        "problemtype": {"classof": "CVE Entry", "description": {"lang": "eng", "value": "A hole (CVE-2026-0001)"}},
        "references": [{"label": "NVD", "url": "https://a.example"}, {"label": "img", "url": "../img/1.png"}],
        "description": {"value": "A hole in example."},
        "impact": {
            "cvss": {"version": "3.1", "baseScore": 9.8, "baseSeverity": "CRITICAL"},
            "cwe": [{"cweId": "CWE-94"}],
        },
        "credit": None,
        "reports": None,
        "reported_date": "2026-01-05",
        **changes,
    }


def test_that_an_avid_record_comes_with_its_score_and_its_other_ids(tmp_path: Path) -> None:
    [found] = saved(tmp_path, avid()).records
    assert (found.key, found.fields["kind"], when(found)) == (
        "AVID-2026-R0008",
        "vulnerability",
        [("aware", "2026-01-05")],
    )
    assert (found.fields["severity"], found.fields["external_ids"]) == (
        "CRITICAL",
        ["avid:AVID-2026-R0008", "cve:CVE-2026-0001"],
    )
    assert found.fields["sources"] == ["NVD https://a.example"]


def test_that_measurements_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    measured = avid(problemtype={"classof": "LLM Evaluation"}, metadata=None, impact=None)
    lines = "\n".join(map(json.dumps, (avid(), measured))) + '\n{"data_type": "AV\n{"decision": "keep"}\n'
    path = tmp_path / "review.jsonl"
    path.write_text(lines, encoding="utf-8")
    reading = read_any(path)
    assert (len(reading.records), reading.left_out) == (1, {"LLM Evaluation": 1})
    assert [refusal.place for refusal in reading.refusals] == ["line 3", "line 4"]
    chosen = read_any(path, options=Options(classes=("LLM Evaluation",)))
    assert [record.group for record in chosen.records] == ["LLM Evaluation"]
    assert chosen.left_out == {"CVE Entry": 1}


def test_that_every_real_avid_file_is_read_left_out_or_refused() -> None:
    reading = read_any(sample("avid"))
    total = sum(file.records + file.left_out + file.refusals for file in reading.files)
    assert len(reading.files) == 473
    assert total == 469 + 7 + 6 + 34 + 1
    assert [refusal.file for refusal in reading.refusals] == ["LICENSE"]
    assert reading.left_out == {"LLM Evaluation": 159}
    assert Counter(record.group for record in reading.records) == {
        "CVE Entry": 308,
        "Third-party Report": 31,
        "AIID Incident": 9,
        "ATLAS Case Study": 8,
        "without a class": 1,
    }
    everything = read_any(sample("avid"), options=Options(classes=tuple({*Counter(r.group for r in reading.records)})))
    assert everything.left_out == {"LLM Evaluation": 159}


OSV = """
id: PYSEC-2026-1
modified: '2026-01-02T00:00:00Z'
published: 2026-01-01T10:00:00Z
aliases: [CVE-2026-0002, GHSA-aaaa-bbbb-cccc]
details: The loader runs code. It does so at once.
withdrawn: 2026-02-01T00:00:00Z
affected:
- package: {ecosystem: PyPI, name: example}
  ranges: [{type: ECOSYSTEM, events: [{introduced: '0'}, {fixed: 1.2.3}]}]
  versions: [0.1, 0.2]
references: [{type: FIX, url: "https://a.example"}]
severity: [{type: CVSS_V3, score: "CVSS:3.1/AV:N"}]
"""


def test_that_an_advisory_is_a_vulnerability_with_its_ids(tmp_path: Path) -> None:
    [found] = saved(tmp_path, OSV, "x.yaml").records
    assert (found.fields["title"], found.fields["kind"]) == ("example: The loader runs code", "vulnerability")
    assert found.fields["external_ids"] == ["osv:PYSEC-2026-1", "cve:CVE-2026-0002", "ghsa:GHSA-aaaa-bbbb-cccc"]
    assert facts(found)["Affected"] == "PyPI example: introduced 0, fixed 1.2.3"
    assert (when(found), found.fields["severity_original"]) == ([("aware", "2026-01-01T10:00")], "CVSS:3.1/AV:N")
    assert "withdrawn" in found.notes[1]


def test_that_an_advisory_in_json_gives_the_same(tmp_path: Path) -> None:
    from workbench.interchange.source import yaml_of

    one = yaml_of(OSV).data
    [from_json] = saved(tmp_path, one).records
    [from_yaml] = saved(tmp_path, OSV, "x.yaml").records
    assert from_json.fields == from_yaml.fields
    assert len(saved(tmp_path, {"vulns": [one, {"id": 5}]}).records) == 1


def test_that_every_real_advisory_is_read() -> None:
    reading = read_any(sample("osv-pypa"))
    assert len(reading.records) == 22
    assert [refusal.file for refusal in reading.refusals] == ["LICENSE"]
    assert all(any(each.startswith("cve:") for each in record.fields["external_ids"]) for record in reading.records)


def test_that_the_real_cve_record_holds_the_score_and_the_references_of_everybody() -> None:
    [found] = read_any(sample("cve/CVE-2025-53773.json")).records
    assert (found.key, found.fields["severity"], found.fields["severity_source"]) == (
        "CVE-2025-53773",
        "HIGH",
        "CVSS 3.1: 7.8 HIGH (microsoft)",
    )
    assert len(found.fields["sources"]) == 3
    assert facts(found)["CWE"] == "CWE-77"
    assert found.fields["summary"].startswith("Improper neutralization")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"state": "REJECTED"}, "was rejected"), ({"cveId": "CVE-1"}, "has no CVE id")],
)
def test_that_a_cve_record_that_is_none_is_refused(tmp_path: Path, changes: dict[str, str], reason: str) -> None:
    record = {"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2026-0003", **changes}, "containers": None}
    assert reason in saved(tmp_path, record).refusals[0].reason


POST_MORTEM = """incident_id: 2026-{name}
title: A bot loops
date: 2026-02-11
incident_type: incident
trigger: A time-out
root_cause: No limit
failure_classes: [{{class: runaway-loop}}]
sources: [{{title: Report, url: "https://a.example"}}]
"""


def test_that_several_documents_of_yaml_and_a_record_to_a_line_are_read_one_by_one(tmp_path: Path) -> None:
    documents = [POST_MORTEM.format(name="one"), POST_MORTEM.format(name="two"), "incident_id: [\n"]
    reading = saved(tmp_path, "---\n" + "---\n".join(documents), "all.yaml")
    assert [record.key for record in reading.records] == ["2026-one", "2026-two"]
    assert [refusal.place for refusal in reading.refusals] == ["line 21"]
    line = {"id": "GHSA-aaaa-bbbb-cccc", "modified": "2026-01-01T00:00:00Z", "details": "x", "affected": []}
    lines = [json.dumps(line), "{ broken", json.dumps({**line, "id": "PYSEC-2026-1"})]
    reading = saved(tmp_path, "\n".join(lines), "osv.jsonl")
    assert [record.key for record in reading.records] == ["GHSA-aaaa-bbbb-cccc", "PYSEC-2026-1"]
    assert [refusal.place for refusal in reading.refusals] == ["line 2"]


STUDY = {
    "id": "AML.CS0004",
    "name": "A camera is taken over",
    "incident-date": "2020-01-01",
    "incident-date-granularity": "YEAR",
    "procedure": [{"technique": "AML.T0015", "description": "It was evaded."}],
    "reported-by": "Somebody",
    "references": [{"sourceDescription": "A report", "url": "https://a.example"}],
}


@pytest.mark.parametrize(
    "data",
    [
        [STUDY],
        {"case-studies": [STUDY]},
        {"data": {"case-studies": [STUDY]}},
        {"version": "2.0.0", "techniques": [{"id": "AML.T0015", "name": "Evasion"}], "case-studies": [STUDY]},
    ],
)
def test_that_case_studies_of_other_versions_and_extracts_are_read(tmp_path: Path, data: Any) -> None:
    reading = saved(tmp_path, data)
    [study] = reading.records
    # A version that does not tell incidents from exercises is not taken at its best.
    assert (study.fields["kind"], study.fields["grade"]) == ("exercise", "adversarial-test")
    assert "does not say whether" in study.notes[0]
    assert (study.fields["reporter"], when(study)) == ("Somebody", [("began", "2020")])
    assert study.fields["sources"] == ["A report https://a.example"]
    has_names = isinstance(data, dict) and "techniques" in data
    assert study.fields["timeline"][0]["title"] == ("Evasion" if has_names else "AML.T0015")


def test_that_ranges_word_and_weaknesses_of_an_advisory_are_kept(tmp_path: Path) -> None:
    def ranged(kind: str, *events: dict[str, str]) -> dict[str, Any]:
        return {"type": kind, "events": list(events)}

    ranges = [
        ranged("ECOSYSTEM", {"introduced": "0"}, {"fixed": "0.1.2"}),
        ranged("GIT", {"introduced": "0"}, {"fixed": "abcdef"}),
        ranged("ECOSYSTEM", {"introduced": "0.2.0"}, {"last_affected": "0.2.5"}),
    ]
    advisory = {
        "id": "GHSA-aaaa-bbbb-cccc",
        "modified": "2026-01-02T00:00:00Z",
        "details": "A tool runs what it reads.",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "agents"}, "ranges": ranges}],
        "database_specific": {"severity": "MODERATE", "cwe_ids": ["CWE-94"]},
    }
    [found] = saved(tmp_path, advisory).records
    assert facts(found)["Affected"] == "PyPI agents: introduced 0, fixed 0.1.2; introduced 0.2.0, last affected 0.2.5"
    assert facts(found)["CWE"] == "CWE-94"
    assert (found.fields["severity"], found.fields["severity_original"]) == ("MEDIUM", "MODERATE")


def test_that_a_cve_record_in_another_language_has_its_text(tmp_path: Path) -> None:
    cna = {"descriptions": [{"lang": "es", "value": "Ejecuta lo que lee"}]}
    metadata = {"cveId": "CVE-2026-12345", "state": "PUBLISHED"}
    record = {"dataType": "CVE_RECORD", "cveMetadata": metadata, "containers": {"cna": cna}}
    [found] = saved(tmp_path, record).records
    assert (found.fields["title"], found.fields["summary"]) == (
        "CVE-2026-12345: Ejecuta lo que lee",
        "Ejecuta lo que lee",
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"format": "NVD_CVE", "vulnerabilities": []}, "CVE record of another form"),
        ('{"a": [1, 2', "this is not complete JSON"),
        ({"format": "workbench-incidents", "incidents": []}, "export them as agent-postmortems"),
        ({"namespace": "CSETv1", "field_list": []}, "a taxonomy"),
        ([{"incident_id": 1, "source_namespace": "OECD"}], "pairs of numbers"),
        (
            {"$schema": "https://json-schema.org/x", "incident_id": 1, "failure_classes": 1, "incident_type": 1},
            "Schema",
        ),
    ],
)
def test_that_what_only_lies_beside_incidents_is_named(tmp_path: Path, data: Any, reason: str) -> None:
    assert reason in saved(tmp_path, data).refusals[0].reason
