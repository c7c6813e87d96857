"""Any bytes in any file give a reading or a sentence; a folder is read file by file and everything is counted."""

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.interchange.samples import OWN, SAMPLES, sample
from workbench.domain.errors import UserError
from workbench.edits.incidents import RecordIncident
from workbench.interchange.read_any import formats, read_any, read_to_json
from workbench.interchange.reading import Options, Reading
from workbench.interchange.source import Source

ONE = OWN / "agent-postmortems" / "one.yaml"
FOLDERS = (
    *("agent-postmortems", "atlas", "avid", "awesome-agent-failures", "cve", "incident-register", "osv-pypa"),
    *("postmortems-md", "aiid", "owasp-asi", "agent-incident-log", "atlas-stix", "risk-atlas-nexus"),
)


def test_that_every_format_is_found_and_the_broad_ones_come_last() -> None:
    assert list(formats())[-2:] == ["markdown", "table"]
    assert set(formats()) == {
        *("agent-postmortems", "agent-incident-corpus", "aiid", "atlas", "avid", "cve", "osv"),
        *("markdown", "table"),
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_that_the_counts_of_a_real_folder_add_up(folder: str) -> None:
    reading = read_any(sample(folder))
    assert len(reading.files) == sum(len(files) for _, _, files in os.walk(sample(folder)))
    assert sum(file.records for file in reading.files) == len(reading.records)
    assert sum(file.refusals for file in reading.files) == len(reading.refusals)
    assert sum(file.left_out for file in reading.files) == sum(reading.left_out.values())
    assert all(file.records or file.refusals or file.left_out or file.part_of for file in reading.files)
    assert len({(record.format, record.key) for record in reading.records}) == len(reading.records)
    assert all(RecordIncident(record.fields).incident for record in reading.records)


@pytest.mark.parametrize("folder", FOLDERS)
def test_that_a_second_reading_is_the_same(folder: str) -> None:
    first, second = read_any(sample(folder)), read_any(sample(folder))
    assert first == second
    assert Reading.from_json(first.to_json()) == first


@pytest.mark.parametrize("folder", ["agent-postmortems", "avid/reports/2023", "cve", "osv-pypa/langchain", "owasp-asi"])
def test_that_a_real_file_cut_anywhere_is_read_or_refused(folder: str, tmp_path: Path) -> None:
    whole = next(path for path in sorted(sample(folder).rglob("*")) if path.is_file() and path.suffix)
    data = whole.read_bytes()
    for length in range(0, len(data), max(1, len(data) // 25)):
        path = tmp_path / whole.name
        path.write_bytes(data[:length])
        assert read_any(path).files[0].sha256


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=300),
    start=st.sampled_from(["", "---\n", "{", "[{", "a,b\n", "# ", "id: ", "PK\x03\x04", "\x1f\x8b"]),
)
def test_that_any_bytes_give_a_reading(tmp_path: Path, data: bytes, start: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(start.encode("latin-1") + data)
    reading = read_any(path)
    assert reading.files[0].records + reading.files[0].refusals >= 1
    assert Reading.from_json(reading.to_json()) == reading


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=10) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    *(
        "data_type",
        "metadata",
        "problemtype",
        "impact",
        "references",
        "affects",
        "dataType",
        "cveMetadata",
        "containers",
    ),
    *(
        "id",
        "modified",
        "affected",
        "severity",
        "aliases",
        "incident_id",
        "sources",
        "failure_classes",
        "title",
        "date",
    ),
    *("case-studies", "incident_type", "blast_radius", "external_ids", "system", "timeline", "credit", "details"),
)


@pytest.mark.parametrize("format_id", ["agent-postmortems", "agent-incident-corpus", "atlas", "avid", "cve", "osv"])
@settings(max_examples=80, deadline=None)
@given(values=st.dictionaries(st.sampled_from(KEYS), json_values, max_size=12))
def test_that_fields_of_any_type_are_read_or_refused(format_id: str, values: dict[str, object]) -> None:
    from workbench.foreign import Unreadable

    base = {
        "avid": {"data_type": "AVID"},
        "cve": {"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2026-0001"}},
        "osv": {"id": "PYSEC-2026-1"},
        "atlas": {"id": "AML.CS0001", "name": "x"},
        "agent-incident-corpus": {"id": "2026-01-x", "title": "x"},
        "agent-postmortems": {
            "incident_id": "2026-x",
            "title": "x",
            "date": "2026-01-01",
            "incident_type": "incident",
            "trigger": "x",
            "root_cause": "x",
            "sources": [{"url": "x"}],
            "failure_classes": [{"class": "other"}],
        },
    }[format_id]
    text = json.dumps({**values, **base} if len(values) % 2 else {**base, **values})
    try:
        formats()[format_id].read(Source("x.json", text.encode()), Options())
    except Unreadable as error:
        assert error.what


NESTED = "[" * 100_000
BOMB = "a: &a [x,x]\nb: &b [*a,*a,*a]\nid: [*b,*b,*b]\nmodified: x\naffected: x\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\0" * 5000, "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0", "no text and no workbook"),
        (b'{"data_type": "AVID", "x": ' + NESTED.encode(), "nested too deeply"),
        (b'{"data_type": "AVID", "data_type": "AVID"}', "stands twice"),
        (BOMB.encode(), "anchors"),
        (b'[{"data_type": "AVID", "x": ' + b'{"a":' * 990 + b"1" + b"}" * 990 + b"}]", "nested too deeply"),
        (b"id: x\nmodified: x\naffected: " + b"[" * 60 + b"]" * 60, "nested deeper"),
        (gzip.compress(bytes(300_000_000)), "unpacks to more"),
        (b"\x1f\x8b broken", "damaged gzip"),
    ],
)
def test_that_bombs_and_rubbish_are_refused_with_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    [refusal] = read_any(path).refusals
    assert reason in refusal.reason


@pytest.mark.parametrize(
    "kept",
    ['{"external_ids": [{}]}', '{"facts": ' + "[" * 300 + "]" * 300 + "}", '{"id": "x"}', '{"kind": 5}', "[", "[]"],
)
def test_that_a_forged_tag_of_ours_harms_nothing(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "forged.yaml"
    tag = json.dumps(f"workbench/1 {kept}")
    path.write_text(f"{ONE.read_text(encoding='utf-8')}tags: [{tag}]\n", encoding="utf-8")
    reading = read_any(path)
    assert len(reading.records) + len(reading.refusals) == 1


def test_that_lone_surrogates_do_not_get_in(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    record = {"data_type": "AVID", "description": {"value": "a\ud800b"}, "problemtype": {"classof": "\ud800"}}
    path.write_text(json.dumps(record), encoding="ascii")
    assert read_any(path).records[0].fields["title"] == "a?b"
    assert read_any(path).to_json().encode("utf-8")


def test_that_a_compressed_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml.gz"
    path.write_bytes(gzip.compress(ONE.read_bytes()))
    assert len(read_any(path).records) == 1


def test_that_links_and_hidden_files_are_not_followed_and_names_are_made_visible(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_bytes(ONE.read_bytes())
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / ".hidden.yaml").write_bytes(ONE.read_bytes())
    (folder / "a\u202egpj.yaml").write_bytes(ONE.read_bytes())
    [file] = read_any(folder).files
    assert file.name == "a⟨U+202E⟩gpj.yaml"


def test_that_the_same_record_in_two_files_is_taken_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(ONE.read_bytes())
    reading = read_any(tmp_path)
    assert len(reading.records) == 1
    assert "stands in a.yaml already" in reading.refusals[0].reason


def test_that_a_report_may_cancel(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(fraction: float | None, doing: str) -> None:
        raise Cancelled

    (tmp_path / "a.yaml").write_bytes(ONE.read_bytes())
    with pytest.raises(Cancelled):
        read_any(tmp_path, report=cancel)


@pytest.mark.parametrize("name", ["missing", "missing/deeper"])
def test_that_a_path_that_is_not_there_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="is not a file that can be read"):
        read_any(tmp_path / name)


def test_that_an_unknown_format_is_a_sentence() -> None:
    with pytest.raises(UserError, match=r"no format stix\..*Known: "):
        read_any(ONE, "stix")


def test_that_too_many_files_are_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.interchange.read_any.MAX_FILES", 1)
    for name in "ab":
        (tmp_path / name).touch()
    with pytest.raises(UserError, match="more than 1 files"):
        read_any(tmp_path)


def test_that_another_process_gets_the_same() -> None:
    said: list[str] = []
    text = read_to_json(
        path=str(ONE), format_id=None, options={"origin": "own"}, report=lambda _, doing: said.append(doing)
    )
    [record] = Reading.from_json(text).records
    assert record.fields["origin"] == "own"
    assert said == ["Reading one.yaml"]


def test_that_the_samples_are_looked_for_beside_the_checkout() -> None:
    assert SAMPLES.parts[-2:] == ("samples", "incidents")
