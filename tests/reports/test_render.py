"""What stands in the PDF: every typed field, the embedded files, the places to sign; the same bytes every time."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest

from tests.reports.sample import PROFILE, RATIONALE, SUMMARIES
from workbench.data import template
from workbench.domain.record import VerdictRecord
from workbench.reports.input import ReportInput
from workbench.reports.render import compose, render
from workbench.reports.section import chapters
from workbench.reports.words import grouped
from workbench.text import plain

ROOT = Path(__file__).parents[2]


def squeezed(text: str) -> str:
    """Return text without white space, because lines and columns break where they like."""
    return re.sub(r"\s+", "", text)


def text_of(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(pdf), "-"], capture_output=True, check=True)
    return squeezed(done.stdout.decode())


@pytest.fixture(scope="session")
def rich_text(rich_pdf: Path) -> str:
    return text_of(rich_pdf)


def test_that_every_chapter_has_a_title_and_a_template_of_its_own() -> None:
    found = chapters()
    assert [chapter.section.id for chapter in found][:1] == ["cover"]
    assert [chapter.section.id for chapter in found][-1:] == ["signatures"]
    assert [chapter.number for chapter in found] == ["", *map(str, range(1, len(found)))]
    assert all(template("report", chapter.template).is_file() for chapter in found)


Box = tuple[float, float, float, float]


def words_of(pdf: Path) -> Iterator[list[tuple[str, Box]]]:
    """Yield the words of each page with their boxes (left, top, right, bottom), points."""
    done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True)
    space = "{http://www.w3.org/1999/xhtml}"
    for page in ElementTree.fromstring(done.stdout).iter(f"{space}page"):
        yield [
            (str(word.text), (float(word.attrib["xMin"]), float(word.attrib["yMin"]), float(word.attrib["xMax"]),
                              float(word.attrib["yMax"])))
            for word in page.iter(f"{space}word")
        ]  # fmt: skip


def lie_on_each_other(one: Box, other: Box) -> bool:
    """Say whether words overlap by more than what their fonts leave free above and below the letters."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 0.5 and height > min(one[3] - one[1], other[3] - other[1]) / 4


@pytest.mark.parametrize("sentences", [1, 12])
def test_that_no_word_lies_on_another(rich_input: ReportInput, tmp_path: Path, sentences: int) -> None:
    pdf, record = tmp_path / "report.pdf", rich_input.record
    review = record.review.model_copy(update={"purpose": "Before moving from limited to general use. " * sentences})
    pdf.write_bytes(render(replace(rich_input, record=record.model_copy(update={"review": review}))))
    for number, words in enumerate(words_of(pdf), 1):
        pairs = [(a, b) for (a, one), (b, other) in combinations(words, 2) if lie_on_each_other(one, other)]
        assert not pairs, f"page {number}: {pairs}"


def test_that_every_typed_field_is_printed(rich_text: str, rich_input: ReportInput) -> None:
    record = rich_input.record
    typed = [record.review.deployment, record.review.version, record.review.purpose, str(record.review.owner)]
    typed += [summary for _, summary in SUMMARIES.values()]
    typed += plain(RATIONALE).splitlines()
    typed += [row.text for row in record.conditions] + [row.reason for row in record.waivers]
    typed += [row.text for row in record.dissents]
    typed += [row.name for row in record.evidence] + [person.name for person in record.people.values()]
    typed += [use.answer.text for use in record.uses if use.answer]
    typed += [state.reason for finding in record.findings for state in finding.controls.values() if state.reason]
    typed += [seen.title for row in record.precedents.values() for seen in row]
    typed += [tool.name for tool in PROFILE.tools or ()] + [str(PROFILE.purpose), str(PROFILE.model)]
    missing = [text for text in typed if squeezed(text) not in rich_text]
    assert not missing


def test_that_verdict_result_reasons_and_hashes_are_printed(rich_text: str, rich_input: ReportInput) -> None:
    verdict = rich_input.verdict
    assert squeezed(verdict.result) in rich_text
    assert all(squeezed(reason.rule) in rich_text for reason in verdict.reasons)
    assert squeezed(grouped(rich_input.digest)) in rich_text
    assert squeezed(grouped(verdict.journal.hash)) in rich_text
    assert all(row.sha256 in rich_text for row in rich_input.record.evidence if row.sha256)
    analyses = [use.analysis for use in rich_input.record.uses if use.analysis]
    assert analyses
    assert all(squeezed(found.sentence) in rich_text for found in analyses)
    assert all(squeezed(figure.text) in rich_text for found in analyses for figure in found.figures)


def test_that_the_three_proof_counts_are_printed_and_no_percentage_of_readiness(rich_text: str) -> None:
    assert "2declared" in rich_text
    assert "11verified" in rich_text
    assert "1stale" in rich_text
    assert not re.search(r"\d+\s*%\s*(ready|complete|done)", rich_text, re.IGNORECASE)


def test_that_the_badge_of_source_2_stands_with_its_shares(rich_text: str) -> None:
    assert "secondarytextbyanAIauthor;primariesnotread" in rich_text
    assert "notarandomsample" in rich_text


def test_that_the_digest_stands_in_one_piece_as_sha256sum_prints_it(rich_pdf: Path, rich_input: ReportInput) -> None:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(rich_pdf), "-"], capture_output=True, check=True)
    assert rich_input.digest in done.stdout.decode()


def test_that_the_three_files_are_embedded_with_their_relationship_and_the_digest_holds(
    rich_pdf: Path, rich_input: ReportInput
) -> None:
    with pikepdf.open(rich_pdf) as pdf:
        relationships = {name: str(spec.relationship) for name, spec in pdf.attachments.items()}
        files = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        keywords = str(pdf.docinfo["/Keywords"])
    assert relationships == {
        "record.json": "/Source",
        "verdict.json": "/Data",
        "evidence-manifest.json": "/Supplement",
    }
    digest = hashlib.sha256(files["record.json"]).hexdigest()
    assert keywords == f"sha256:{digest}"
    assert digest == rich_input.digest == VerdictRecord.model_validate_json(files["verdict.json"]).record_sha256
    listed = {row["sha256"] for row in json.loads(files["evidence-manifest.json"])}
    assert listed == {row.sha256 for row in rich_input.record.evidence}


def test_that_each_role_has_a_place_of_80_by_58_millimetres_to_sign(rich_pdf: Path, rich_input: ReportInput) -> None:
    with pikepdf.open(rich_pdf) as pdf:
        names = pdf.Root.Names.Dests.Names
        places = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}
        last = len(pdf.pages)
        for role in rich_input.record.required_roles:
            place = places[f"role.{role.id}"]
            page, left, top = pdf.pages.index(pikepdf.Page(place[0])) + 1, float(place[2]), float(place[3])
            assert page == last
            assert left + 80 * 72 / 25.4 <= 595.3 - 22 * 72 / 25.4 + 1
            assert top - 58 * 72 / 25.4 >= 24 * 72 / 25.4


def test_that_it_claims_pdf_a_3a_and_is_tagged_with_language_title_and_bookmarks(rich_pdf: Path) -> None:
    with pikepdf.open(rich_pdf) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"] == "REV-1 Support desk agent 4.1: readiness review"
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            checks = [item.title for item in next(i for i in outline.root if i.title == "Findings").children]
    assert titles[:2] == ["Cover", "Result"]
    assert len(checks) == 9


def test_that_only_the_bundled_fonts_are_embedded(rich_pdf: Path) -> None:
    rows = subprocess.run(["pdffonts", str(rich_pdf)], capture_output=True, text=True, check=True).stdout.splitlines()
    names = {row.split("+")[1].split()[0] for row in rows[2:]}
    assert {"Inter", "JetBrains-Mono"} <= names
    assert {name.rsplit("-", 1)[0].split("-")[0] for name in names} <= {"Inter", "JetBrains"}


def test_that_qpdf_finds_nothing_wrong(rich_pdf: Path) -> None:
    done = subprocess.run(["qpdf", "--check", str(rich_pdf)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("zone", "locale"), [("Pacific/Kiritimati", "C"), ("America/St_Johns", "de_DE.UTF-8")])
def test_that_the_same_frozen_review_gives_the_same_bytes_anywhere(
    rich_pdf: Path, rich_input: ReportInput, tmp_path: Path, zone: str, locale: str
) -> None:
    (tmp_path / "record.json").write_bytes(rich_input.record_bytes)
    (tmp_path / "verdict.json").write_bytes(rich_input.verdict_bytes)
    code = (
        "import sys, locale, hashlib, pathlib; locale.setlocale(locale.LC_ALL, 'C')\n"
        "from workbench.reports.input import ReportInput\nfrom workbench.reports.render import render\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "files = [(folder / name).read_bytes() for name in ('record.json', 'verdict.json')]\n"
        "print(hashlib.sha256(render(ReportInput.frozen(*files))).hexdigest())"
    )
    environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == hashlib.sha256(rich_pdf.read_bytes()).hexdigest()


def test_that_the_page_is_told_while_it_is_laid_out(rich_input: ReportInput) -> None:
    told: list[str] = []
    render(rich_input, lambda fraction, doing: told.append(doing))
    assert told[0] == "Writing the chapters"
    assert "Laying out page 3" in told
    assert told[-1] == "Writing the file"


def test_that_a_frozen_report_names_its_signature_fields_and_not_who_has_signed(rich_text: str, rich_pdf: Path) -> None:
    with pikepdf.open(rich_pdf) as pdf:
        last = len(pdf.pages)
    assert rich_text.count("Notsignedyet") == 3
    assert f"3,onpage{last}" in rich_text
    assert "workbenchverifyREV-1.pdf" in rich_text


def test_that_a_number_in_the_html_comes_from_no_outside_address(rich_input: ReportInput) -> None:
    html = compose(rich_input)
    assert not re.search(r"<(link|script|img|object|embed|iframe|image)\b", html)
    assert not re.search(r"\bsrc=|@import|url\(", html)


def test_that_the_cover_says_how_many_dissent(rich_pdf: Path) -> None:
    done = subprocess.run(["pdftotext", "-l", "1", str(rich_pdf), "-"], capture_output=True, check=True, text=True)
    assert "Two dissents are recorded" in " ".join(done.stdout.split())
