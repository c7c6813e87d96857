"""The traps of public incident data, each met in a real file: one small file of our own for each."""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.interchange.read_any import read_any
from workbench.interchange.reading import Found, Reading

AVID: dict[str, Any] = {
    "data_type": "AVID",
    "data_version": "0.2",
    "metadata": {"report_id": "AVID-2026-R0008"},
    "problemtype": {"classof": "CVE Entry", "type": "Advisory", "description": {"value": "A loop without an end"}},
    "description": {"value": "**Markdown** text"},
    "reported_date": "2026-02-03",
}
CVE: dict[str, Any] = {
    "dataType": "CVE_RECORD",
    "cveMetadata": {"cveId": "CVE-2026-0001", "datePublished": "2026-02-03T10:00:00.000Z", "state": "PUBLISHED"},
    "containers": {"cna": {"title": "A prompt runs code", "descriptions": [{"lang": "en-US", "value": "It runs."}]}},
}


def saved(folder: Path, data: Any, name: str) -> Reading:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8", newline="")
    return read_any(path)


def only(reading: Reading) -> Found:
    assert not reading.refusals, reading.refusals
    [found] = reading.records
    return found


def facts(found: Found) -> dict[str, str]:
    return {each["label"]: each["value"] for each in found.fields.get("facts", [])}


def when(found: Found) -> dict[str, str]:
    return {each["name"]: each["at"] for each in found.fields.get("milestones", [])}


@pytest.mark.parametrize(
    "changes",
    [
        {"credit": None, "reports": None},
        {"credit": [], "impact": None},
        {"affects": {"developer": [], "deployer": [], "artifacts": []}},
        {"references": [{"label": "x", "url": "../img/R00031.png"}]},
        {"impact": {"cvss": {"version": "4.0", "baseScore": None}}},
        {"metrics": [{"name": "x", "results": {"Temperature (max 2.0)": ["0.1"]}}]},
        {"metrics": {"detection_method": "x"}},
    ],
)
def test_that_what_avid_leaves_out_or_writes_in_another_way_is_no_trap(tmp_path: Path, changes: dict[str, Any]) -> None:
    found = only(saved(tmp_path, AVID | changes, "AVID-2026-R0008.json"))
    assert when(found) == {"aware": "2026-02-03"}
    assert "severity" not in found.fields
    assert all(source.startswith("http") for source in found.fields.get("sources", []))


@pytest.mark.parametrize(
    ("version", "score", "ours"), [("3.0", 9.8, "CRITICAL"), ("3.1", 4.4, "MEDIUM"), ("4.0", 0.0, "")]
)
def test_that_the_versions_of_cvss_stay_apart(tmp_path: Path, version: str, score: float, ours: str) -> None:
    cvss = {"version": version, "baseScore": score, "baseSeverity": "X", "vectorString": f"CVSS:{version}/AV:L"}
    found = only(saved(tmp_path, AVID | {"impact": {"cvss": cvss}}, "a.json"))
    assert found.fields.get("severity", "") == ours
    assert f"CVSS:{version}/AV:L" in facts(found)["CVSS vector"]


def test_that_look_alikes_of_avid_are_refused_line_by_line(tmp_path: Path) -> None:
    lines = [json.dumps(AVID), '{"decision": "keep", "report_id": "AVID-2026-R0009"}', "{broken"]
    reading = saved(tmp_path, "\n".join(lines), "filter_decisions.jsonl")
    assert len(reading.records) == 1
    assert [refusal.place for refusal in reading.refusals] == ["line 2", "line 3"]


def test_that_a_cve_may_speak_american_english_and_have_scores_that_are_none(tmp_path: Path) -> None:
    metrics = [
        {"other": {"type": "ssvc", "content": {"id": "x"}}},
        {"cvssV3_1": {"version": "3.1", "baseScore": 7.8, "baseSeverity": "HIGH", "vectorString": "CVSS:3.1/AV:L"}},
    ]
    affected = [{"vendor": "Example", "product": "Editor", "versions": [{"version": "N/A", "status": "affected"}]}]
    record = json.loads(json.dumps(CVE))
    record["containers"]["cna"] |= {"metrics": metrics, "affected": affected}
    record["containers"]["adp"] = [{"title": "CISA", "references": [{"url": "https://example.com/adp"}]}]
    found = only(saved(tmp_path, record, "a.json"))
    assert (found.fields["summary"], found.fields["severity"]) == ("It runs.", "HIGH")
    assert any("https://example.com/adp" in source for source in found.fields["sources"])
    assert "Example Editor" in facts(found)["Affected"]


OSV = "id: PYSEC-2026-1\nmodified: {modified}\n{published}details: A prompt runs code.\naliases: [CVE-2026-1]\n"


@pytest.mark.parametrize(
    ("published", "at"),
    [
        ('published: "2026-02-03T10:00:00Z"\n', "2026-02-03T10:00"),
        ("published: 2026-02-03T10:00:00Z\n", "2026-02-03T10:00"),
        ("published: 2026-02-03 10:00:00+00:00\n", "2026-02-03T10:00"),
        ("", ""),
    ],
)
def test_that_an_advisory_is_published_in_quotes_without_or_never(tmp_path: Path, published: str, at: str) -> None:
    text = OSV.format(modified="2026-02-04T00:00:00Z", published=published)
    found = only(saved(tmp_path, text, "PYSEC-2026-1.yaml"))
    assert when(found).get("aware", "") == at
    assert found.fields["title"] == "A prompt runs code."


def test_that_what_is_no_advisory_in_their_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".id-allocator").write_text("123")
    saved(tmp_path, OSV.format(modified="2026-02-04", published=""), "PYSEC-2026-1.yaml")
    reading = read_any(tmp_path)
    assert (len(reading.records), reading.refusals) == (1, ())


@pytest.mark.parametrize(
    ("score", "says"), [("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", ""), ("CVSS:4.0/AV:N", "")]
)
def test_that_a_vector_without_a_score_gives_no_severity(tmp_path: Path, score: str, says: str) -> None:
    text = OSV.format(modified="2026-02-04", published="") + f"severity:\n- {{type: CVSS_V3, score: '{score}'}}\n"
    found = only(saved(tmp_path, text, "a.yaml"))
    assert found.fields.get("severity", "") == says
    assert found.fields["severity_original"] == score


AIID = "incident_id,date,reports,description,title\n"


@pytest.mark.parametrize("date", ["2015-05-19", "May 19, 2015", "5/19/2015"])
def test_that_aiid_dates_of_every_sheet_are_one_day(tmp_path: Path, date: str) -> None:
    assert when(only(saved(tmp_path, f'{AIID}1,"{date}",[],x,A\n', "incidents.csv"))) == {"began": "2015-05-19"}


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("12-2016", "2016-12"),
        ("08/2017", "2017-08"),
        ("Late 2016", "2016"),
        ("April 2009", "2009-04"),
        ("4-2009", "2009-04"),
        ("6-29-2015", "2015-06-29"),
        ("2016 (Research conducted）", ""),
        ("Present", ""),
        ("12/6/2018", ""),
        (" 2015-05-19 ", "2015-05-19"),
        ("", ""),
    ],
)
def test_that_aiid_dates_are_no_more_precise_than_they_are(tmp_path: Path, date: str, at: str) -> None:
    assert when(only(saved(tmp_path, f'{AIID}1,"{date}",[],x,A\n', "incidents.csv"))).get("began", "") == at


def test_that_a_day_that_begins_at_midnight_elsewhere_is_not_cut_to_the_day_before(tmp_path: Path) -> None:
    """`2018-12-04T22:00:00.000Z` is the fifth of December two hours east of Greenwich: the minute is kept, not cut."""
    found = only(saved(tmp_path, f"{AIID}1,2018-12-04T22:00:00.000Z,[],x,A\n", "incidents.csv"))
    assert when(found)["began"] == "2018-12-04T22:00"


def test_that_a_near_miss_is_one_when_all_annotators_say_so(tmp_path: Path) -> None:
    """The same incident may be classified several times; two annotators who differ settle nothing."""
    (tmp_path / "classifications_CSETv0.csv").write_text(
        "Namespace,Incident ID,Severity,Near Miss\nCSETv0,1,Minor,Near miss\nCSETv0,2,Minor,Near miss\n"
        "CSETv0,2,Severe,Harm caused\nCSETv0,,Severe,Near miss\n"
    )
    reading = saved(tmp_path, f"{AIID}1,2015-05-19,[],x,A\n2,2015-05-20,[],x,B\n", "incidents.csv")
    assert not reading.refusals
    kinds = [(each.fields.get("kind"), each.fields.get("severity")) for each in read_any(tmp_path).records]
    assert kinds == [("near-miss", "LOW"), (None, None)]


def test_that_the_export_of_the_website_is_read(tmp_path: Path) -> None:
    """UTF-8 with a byte order mark, semicolons, carriage returns, names with spaces."""
    head = "Incident ID;Title;Description;Date;Alleged Deployer of AI System;Alleged Developer of AI System;Reports"
    text = f'\ufeff{head}\r\n622;"A bot sells a car; for 1 dollar";"Two\nlines";2023-12-18;["a-dealer"];["b"];[1]\r\n'
    found = only(saved(tmp_path, text, "export.csv"))
    assert (found.fields["title"], when(found)["began"]) == ("A bot sells a car; for 1 dollar", "2023-12-18")
    assert facts(found)["Alleged Deployer of AI System"] == "a-dealer"


def test_that_numbers_in_extended_json_are_no_incident(tmp_path: Path) -> None:
    reading = saved(tmp_path, {"_id": {"$oid": "x"}, "incident_id": {"$numberInt": "70"}}, "a.json")
    assert not reading.records
    assert reading.refusals[0].reason


CASE = """\
id: ATLAS
case-studies:
- id: AML.CS0041
  name: Rules file backdoor
  summary: 'Text with <script>alert(1)</script> and <span style="color:white">white on white</span>.'
  incident-date: {date}
  incident-date-granularity: {granularity}
  procedure: [{{tactic: AML.TA0001, technique: AML.T0086, description: x}}]
"""


@pytest.mark.parametrize(
    ("date", "granularity", "at"),
    [("2025-09-01", "MONTH", "2025-09"), ("2025-01-01", "YEAR", "2025"), ("'2025-03-18'", "DATE", "2025-03-18")],
)
def test_that_a_padded_atlas_date_keeps_its_granularity(tmp_path: Path, date: str, granularity: str, at: str) -> None:
    found = only(saved(tmp_path, CASE.format(date=date, granularity=granularity), "ATLAS.yaml"))
    assert when(found) == {"began": at}
    assert found.fields["summary"].startswith("Text with <script>")
    assert found.fields.get("sources", []) == []
    assert found.fields["timeline"][0]["title"] == "AML.T0086", "an id that the file gives no name stays an id"


@pytest.mark.parametrize(("value", "shown"), [("'yes'", "yes"), ("false", "no"), ("true", "yes")])
def test_that_reversible_may_be_a_word_or_a_truth_value(tmp_path: Path, value: str, shown: str) -> None:
    text = f"---\ntitle: Agent deletes an inbox\ndate: 2026-02-23\nreversible: {value}\n---\n\nIt deleted the inbox.\n"
    assert facts(only(saved(tmp_path, text, "a.md")))["Reversible"] == shown


def test_that_the_cells_of_a_register_may_hold_lists_and_commas(tmp_path: Path) -> None:
    text = 'incident_id,title,date,incident_type,tools,guardrail\nAIR-1,A,2026-01-02,hazard,shell|git,"Yes, bypassed"\n'
    [found, _] = saved(tmp_path, f"{text}AIR-2,B,2026-01-03,incident,x,No\n", "a.csv").records
    assert found.fields["kind"] == "near-miss"
    assert (facts(found)["tools"], facts(found)["guardrail"]) == ("shell, git", "Yes, bypassed")


def test_that_a_table_of_owasp_is_one_incident_a_row(tmp_path: Path) -> None:
    rows = (
        "| Exploit / Incident | Impact Summary | ASI T&M Mapping | Links |\n|---|---|---|---|\n"
        f"| EchoLeak – Jun 2025{' ' * 300}| • Mails leak<br>• Without a click | • T06<br>• ASI02 | https://a.b |\n"
        "| Flowise – 2025 | Code runs | • — | — |\n| Amazon Q – Jul 2025 | Code | TI12, ASI17 | — |\n"
    )
    reading = saved(tmp_path, f"# ASI Agentic Exploits & Incidents\n\n{rows}", "a.md")
    assert [found.fields["title"] for found in reading.records] == ["EchoLeak", "Flowise", "Amazon Q"]
    assert [when(found)["began"] for found in reading.records] == ["2025-06", "2025", "2025-07"]
    assert "<br>" not in reading.records[0].fields["summary"]
    assert "ASI T&M Mapping" not in facts(reading.records[1])


@pytest.mark.parametrize("line_end", ["<br>\n", "  \n"])
@pytest.mark.parametrize(
    ("date", "name", "at"),
    [
        ("January 18-19, 2024", "began", "2024-01-18"),
        ("Mid-February 2026", "began", "2026-02"),
        ("2025", "began", "2025"),
        ("Resurfaced widely January 2026 (original incident April 2025)", "began", "2025-04"),
        ("Publicly disclosed April 16, 2026", "aware", "2026-04-16"),
        ("7-13th Nov 2025", "began", "2025-11-07"),
    ],
)
def test_that_a_block_of_labels_holds_dates_as_people_write_them(
    tmp_path: Path, line_end: str, date: str, name: str, at: str
) -> None:
    head = f"**Company**: Example{line_end}**Date**: {date}{line_end}**Impact**: Orders were late{line_end}"
    text = f"# A bot stalls\n\n{head}\n## Root cause\nNo limit.\n\n## References\n- https://example.com/a\n"
    assert when(only(saved(tmp_path, text, "a.md")))[name] == at


def test_that_a_resolution_long_after_is_taken_as_it_stands(tmp_path: Path) -> None:
    """One real file has 25 September for an outage of two hours in July: nothing is corrected in silence."""
    head = "# A bot stalls\n\n- **Date**: 2023-07-25\n- **Resolved**: 2023-09-25\n"
    text = f"{head}\n## Root cause\nNo limit.\n\n## Impact\nX.\n"
    assert when(only(saved(tmp_path, text, "a.md"))) == {"began": "2023-07-25", "resolved": "2023-09-25"}


VERIS = {"incident_id": "x", "schema_version": "1.3.7", "timeline": {"incident": {"year": 2014}}, "plus": {}}


def test_that_a_veris_record_is_refused_whatever_its_ending(tmp_path: Path) -> None:
    assert "none of the formats" in saved(tmp_path, VERIS, "a.JSON").refusals[0].reason
