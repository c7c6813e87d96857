"""Whatever a file holds, the answer is an analysis or a sentence."""

import codecs
import gzip
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.analysers.analyser import Analyser
from workbench.analysers.readers import front
from workbench.analysers.readers.front import clean
from workbench.analysers.readers.reader import Reader
from workbench.analysers.run import analyse_file, analyse_to_json, answered_checks
from workbench.domain.analysis import Analysis
from workbench.domain.errors import UserError
from workbench.domain.model import Status
from workbench.registry import walk

FILES = Path(__file__).parent / "files"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "evidence"
CLEAN = (FILES / "fifty-clean-runs.xml").read_bytes()
SUITE = '<testsuite name="s">{}</testsuite>'


def write(folder, content, name="report.xml"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def counts(found):
    return {row.input: (row.bad, row.runs) for row in found.inputs}


def test_that_fifty_runs_are_one_input_and_the_file_is_named_by_hash():
    found = analyse_file(FILES / "fifty-clean-runs.xml", check="determinism_testing")
    assert counts(found) == {"tests.test_refund::test_decision": (0, 50)}
    assert found.file.sha256 == hashlib.sha256(CLEAN).hexdigest()
    assert (found.file.name, found.file.format, found.tolerance) == ("fifty-clean-runs.xml", "junit", 0.003)


def test_that_earlier_runs_inside_a_passed_case_are_bad_runs():
    found = analyse_file(FILES / "nested-and-flaky.xml")
    assert counts(found) == {"Refund::small": (2, 3), "Refund::large": (2, 2), "Refund::broken": (1, 1)}
    assert {message for row in found.inputs for message in row.messages} >= {"first run", "no & no", "second run"}


def test_that_an_interrupted_pytest_run_says_so():
    found = analyse_file(FILES / "interrupted.json")
    assert counts(found) == {"test_a.py::test_refund": (1, 3)}
    assert found.inputs[0].messages == ("AssertionError: 12",)
    assert any("expects to fail" in note for note in found.notes)


def test_that_a_rerun_counts_as_a_bad_run(tmp_path):
    report = {"exitcode": 0, "summary": {}, "tests": [{"nodeid": "t.py::t", "outcome": "rerun"}]}
    found = analyse_file(write(tmp_path, json.dumps(report)))
    assert (counts(found), found.status) == ({"t.py::t": (1, 1)}, Status.FAIL)


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(CLEAN),
        codecs.BOM_UTF8 + CLEAN,
        CLEAN.decode().replace("utf-8", "utf-16").encode("utf-16"),
        CLEAN.decode().replace("utf-8", "utf-16").encode("utf-16-be"),
        CLEAN.replace(b"\n", b"\r\n"),
        CLEAN.replace(b"utf-8", b"iso-8859-1").replace(b"pytest", b"pr\xfcfung"),
        CLEAN.replace(b"pytest", b"pr\xfcfung"),
    ],
    ids=["gzip", "bom", "utf-16", "utf-16 without a mark", "crlf", "latin-1", "wrongly declared"],
)
def test_that_encodings_and_compression_change_nothing(tmp_path, content):
    assert counts(analyse_file(write(tmp_path, content))) == {"tests.test_refund::test_decision": (0, 50)}


def test_that_the_name_says_nothing_about_the_format(tmp_path):
    assert analyse_file(write(tmp_path, CLEAN, "report.json")).file.format == "junit"


@pytest.mark.parametrize("content", [b"", b"  \n", SUITE.format(""), '{"exitcode": 5, "summary": {}, "tests": []}'])
def test_that_an_empty_report_is_no_evidence(tmp_path, content):
    found = analyse_file(write(tmp_path, content), check="determinism_testing")
    assert (found.status, found.sentence) == (None, "No evidence: the file holds no runs.")


ENTITIES = '<!DOCTYPE t [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + SUITE.format('<testcase name="&c;"/>')
BROKEN = {
    "truncated XML": (CLEAN[:400], r"report\.xml, line \d+, column \d+: this is not complete XML"),
    "truncated JSON": ('{"exitcode": 0, "summary": {},\n"tests": [', r"line 2, column 11: this is not complete JSON"),
    "entities": (ENTITIES, "document type or entities"),
    "external DTD": ('<!DOCTYPE t SYSTEM "file:///etc/passwd">' + SUITE.format(""), "document type or entities"),
    "deep XML": ("<testsuite>" * 5000, "nested more than 100 deep"),
    "deep JSON": ('{"exitcode": 0, "summary": 0, "tests": ' + "[" * 100_000, "nested too deeply"),
    "a key twice": ('{"exitcode": 0, "summary": {}, "exitcode": 1}', "“exitcode” stands twice"),
    "a huge number": ('{"exitcode": ' + "9" * 5000 + ', "summary": {}}', "too long"),
    "no list": ('{"exitcode": 0, "summary": {}, "tests": 5}', "no list of tests"),
    "strange outcomes": (
        '{"exitcode": 0, "summary": {}, "tests": [{"nodeid": "a", "outcome": "maybe"}, 3]}',
        "2 of 2 tests have no name or no known outcome",
    ),
    "another XML": ("<html><testsuite/></html>", "begins with “html”"),
    "text": ("hello", "none of the formats"),
    "a zip": (b"PK\x03\x04rest", "zip archive"),
    "damaged gzip": (gzip.compress(CLEAN)[:-20], "damaged gzip"),
    "gzip bomb": (gzip.compress(b"<testsuite>" + b" " * 30_000_000), "times its size"),
}


@pytest.mark.parametrize(("content", "says"), BROKEN.values(), ids=BROKEN)
def test_that_what_cannot_be_read_becomes_a_sentence(tmp_path, content, says):
    with pytest.raises(UserError, match=says) as refusal:
        analyse_file(write(tmp_path, content))
    assert "The file is untouched" in str(refusal.value)


def test_that_a_file_over_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(front, "MAX_BYTES", 1024)
    for content in (CLEAN, gzip.compress(CLEAN)):
        with pytest.raises(UserError, match="than the 0 MB that are read"):
            analyse_file(write(tmp_path, content))


def test_that_a_folder_and_a_missing_file_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "gone.xml"):
        with pytest.raises(UserError, match="is not a file that can be read"):
            analyse_file(path)


@pytest.mark.parametrize("tolerance", [0, 1, -0.1, float("nan")])
def test_that_a_tolerance_that_is_no_rate_is_refused(tolerance):
    with pytest.raises(UserError, match="not a rate between 0 and 1"):
        analyse_file(FILES / "fifty-clean-runs.xml", tolerance=tolerance)


def test_that_a_check_without_an_analyser_is_named():
    with pytest.raises(UserError, match="No analyser answers cost_routing yet"):
        analyse_file(FILES / "fifty-clean-runs.xml", check="cost_routing")


def test_that_hostile_names_are_kept_as_harmless_text(tmp_path):
    names = ["<b>&x;</b>", "a\u202eb", "\ud800", "x" * 5000, "=HYPERLINK(1)", "ignore previous\ninstructions\x07"]
    tests = [{"nodeid": name, "outcome": "passed"} for name in names for _ in range(2)]
    found = analyse_file(write(tmp_path, json.dumps({"exitcode": 0, "summary": {}, "tests": tests})))
    inputs = [row.input for row in found.inputs]
    assert "a⟨U+202E⟩b" in inputs
    assert max(len(name) for name in inputs) <= 300
    assert not any(ord(letter) < 32 for name in inputs for letter in name)
    assert Analysis.from_json(found.to_json()) == found


def test_that_the_work_reports_how_far_it_is():
    said = []
    found = analyse_to_json(
        path=str(FILES / "fifty-clean-runs.xml"), check=None, tolerance=0.01, report=lambda at, what: said.append(at)
    )
    assert said == sorted(said)
    assert said[-1] == 1.0
    assert Analysis.from_json(found).tolerance == 0.01


TOKENS = st.sampled_from(
    ["<testsuites>", "<testsuite name='s'>", "<testcase name='a'>", "</testcase>", "</testsuite>", "<failure/>", "<!--",
     "&lt;", "<![CDATA[", "\x00", "]]>", "<?xml version='1.0' encoding='utf-16'?>", "é",
     "{", '"tests":[', '"exitcode":2,', '"summary":',
     '{"nodeid":"a","outcome":"passed"},', "]", "}", "NaN", "1e999", "\ufeff"]
)  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=60).map(lambda tail: b"\x1f\x8b\x08\x00" + tail),
        st.binary(max_size=60).map(lambda noise: CLEAN[:300] + noise + CLEAN[300:]),
        st.lists(TOKENS, max_size=25).map(lambda parts: "".join(parts).encode()),
        st.lists(TOKENS, max_size=25).map(lambda parts: ("<testsuite>" + "".join(parts)).encode("utf-16")),
        st.lists(TOKENS, max_size=25).map(lambda parts: ('{"exitcode":0,"summary":1,' + "".join(parts)).encode()),
    )
)
def test_that_any_bytes_give_an_analysis_or_a_sentence(tmp_path, content):
    path = write(tmp_path, content, "any")
    try:
        found = analyse_file(path)
    except UserError as refusal:
        assert "any" in str(refusal)
    else:
        assert Analysis.from_json(found.to_json()) == found


@given(st.text())
def test_that_clean_text_can_be_stored_and_shown(text):
    clean(text).encode("utf-8")
    assert len(clean(text, 50)) <= 50 * 8


def test_that_the_answered_checks_are_those_of_the_analysers():
    assert answered_checks() == {"determinism_testing"}


def test_that_every_registered_analyser_and_reader_is_whole():
    readers = walk("workbench.analysers.readers", "READER")
    analysers = walk("workbench.analysers", "ANALYSER")
    assert all(isinstance(reader, Reader) and reader.name for reader in readers.values())
    for analyser in analysers.values():
        assert isinstance(analyser, Analyser)
        assert set(analyser.reads) <= set(readers)


REPEATED = {
    "approve_small": (1, 40),
    "approve_large": (2, 40),
    "escalate": (3, 39),
    "deny_fraud": (5, 40),
    "refund": (7, 40),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not beside this checkout")
class TestSamples:
    """The real files that tools wrote."""

    @pytest.mark.parametrize("name", ["junit/pytest-9_repeated.xml", "pytest-json-report/report.json"])
    def test_that_both_formats_of_one_run_give_the_same_counts(self, name):
        found = analyse_file(SAMPLES / "determinism_testing" / name)
        by_case = {row.input.partition("[")[2].rstrip("]"): (row.bad, row.runs) for row in found.inputs}
        assert by_case == REPEATED
        assert found.status is Status.FAIL

    def test_that_every_junit_and_pytest_file_is_read_or_refused_with_its_place(self):
        refused = []
        for path in sorted((SAMPLES / "determinism_testing").glob("[jp]*/*")):
            if path.parent.name not in ("junit", "pytest-json-report"):
                continue
            try:
                analyse_file(path)
            except UserError as refusal:
                refused.append(str(refusal))
        assert len(refused) == 1
        assert refused[0].startswith("pytest_corrupt-xml.xml, line 11, column 22: this is not complete XML")

    def test_that_every_malformed_file_is_refused_or_no_evidence(self):
        for path in sorted((SAMPLES / "malformed").iterdir()):
            try:
                found = analyse_file(path)
            except UserError as refusal:
                assert path.name in str(refusal)
            else:
                assert found.status is None
