"""Tables: dialects, encodings, proposed and saved mappings, hostile workbooks."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.interchange.samples import sample
from workbench.domain.errors import UserError
from workbench.foreign import Unreadable
from workbench.interchange.read_any import read_any
from workbench.interchange.reading import Options, Reading
from workbench.interchange.source import Source
from workbench.interchange.table import read
from workbench.interchange.table_model import ColumnUse, TableMapping, TablePlace, TablePreview
from workbench.interchange.table_preview import preview
from workbench.interchange.table_rows import table_rows

TABLE = (
    "Id,Title,Date,Severity,What happened\nA-1,Zürich bot loops,2026-02-11,High,“Über” loops\nA-2,Two,May 2026,low,X\n"
)


def written(tmp_path: Path, data: bytes | str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def titles(reading: Reading) -> list[str]:
    return [record.fields["title"] for record in reading.records]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_that_encodings_and_delimiters_are_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = TABLE.replace(",", delimiter).replace("\n", "\r\n")
    reading = read_any(written(tmp_path, text.encode(encoding)))
    assert titles(reading) == ["Zürich bot loops", "Two"]
    first = reading.records[0]
    assert (first.key, first.fields["severity"], first.fields["summary"]) == ("table.csv:A-1", "HIGH", "“Über” loops")
    assert reading.records[1].fields["milestones"][0]["precision"] == "month"


def test_that_breaks_in_cells_lists_and_headings_that_differ_in_case_survive(tmp_path: Path) -> None:
    text = 'Title,Date,Source,SOURCE,vendor\n"Two\nlines",2026-02-11,https://a.example,https://b.example,'
    text += '"[""x"", ""y""]"\n,,,,\n'
    [record] = read_any(written(tmp_path, text)).records
    assert record.fields["title"] == "Two lines"
    assert record.fields["sources"] == ["https://a.example", "https://b.example"]
    assert record.fields["facts"][0]["value"] == "x, y"
    assert '"SOURCE (4)"' in record.raw


def test_that_a_column_of_unclear_dates_is_asked_about_once(tmp_path: Path) -> None:
    path = written(tmp_path, "Title,Date\nA,4/5/2026\nB,5/6/2026\n")
    seen = preview(path)
    assert "Say which comes first" in seen.problems[0]
    assert "milestones" not in read_any(path).records[0].fields
    uses = tuple(use.model_copy(update={"date_order": "day-month"}) for use in seen.mapping.uses)
    chosen = TableMapping.from_json(seen.mapping.model_copy(update={"uses": uses}).to_json())
    assert preview(path, chosen).problems == ()
    record = read_any(path, options=Options(mapping=chosen)).records[0]
    assert record.fields["milestones"][0]["at"] == "2026-05-04"


def test_that_one_clear_date_settles_its_column(tmp_path: Path) -> None:
    [first, _] = read_any(written(tmp_path, "Title,Date\nA,4/5/2026\nB,25/6/2026\n")).records
    assert first.fields["milestones"][0]["at"] == "2026-05-04"


def test_that_headings_further_down_are_found(tmp_path: Path) -> None:
    text = "Export of the register,,\n,,\nTitle,Date,Severity\nA,2026-01-01,low\n"
    assert titles(read_any(written(tmp_path, text))) == ["A"]


def test_that_a_saved_mapping_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    mapping = TableMapping(uses=(ColumnUse(column=1, heading="Headline", field="title"),))
    [refusal] = read_any(written(tmp_path, TABLE), "table", options=Options(mapping=mapping)).refusals
    assert "should be “Headline” and is “Title”" in refusal.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code,name,alias\nA,B,C\nD,E,F\n", "no column is recognised"),
        ("Title,Date\n,2026-01-01\n,2026-01-02\n", "empty throughout"),
        ("Title,Owner\nA,B\nC,D\n", "no column says when"),
        ("Title,Date\nA,2026-01-01\n,2026-01-02\n", "it has no title"),
        ("Id,Title,Date\n1,A,2026-01-01\n1,B,2026-01-01\n", "stands here twice"),
    ],
)
def test_that_what_cannot_be_imported_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in read_any(written(tmp_path, text)).refusals[0].reason


def test_that_formulas_stay_text(tmp_path: Path) -> None:
    [record] = read_any(written(tmp_path, "Title,Date\n=HYPERLINK(1),2026-01-01\n")).records
    assert record.fields["title"] == "=HYPERLINK(1)"


def workbook(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_that_a_workbook_is_read(tmp_path: Path) -> None:
    data = workbook(
        [["Title", "Date", "Severity", "Cost"], ["A", "2026-01-02", "high", 412.0], ["B", None, None, "=1+1"]]
    )
    reading = read_any(written(tmp_path, data, "table.xlsx"))
    assert titles(reading) == ["A", "B"]
    assert reading.records[0].fields["facts"] == [{"label": "Cost", "value": "412", "source": "table"}]
    assert load_workbook(BytesIO(data)).active["D3"].value == "=1+1"
    assert "facts" not in reading.records[1].fields


def sheets(**rows: list[list[object]]) -> bytes:
    book, out = Workbook(), BytesIO()
    book.remove(book.active)
    for name, cells in rows.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


ABOUT = [["A register"], ["Kept by the platform team"]]
ROWS = [["All of 2026"], [], ["No.", "Title", "Date"], [1, "A", "2026-01-02"]]
OLDER = [["No.", "Title", "Date"], [1, "B", "2025-01-02"]]


def test_that_the_sheet_with_the_incidents_is_found_and_another_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, sheets(About=ABOUT, Now=ROWS, Before=OLDER), "table.xlsx")
    reading = read_any(path)
    assert [record.key for record in reading.records] == ["table.xlsx:Now:1"]
    said = "table.xlsx: the sheet “Now” was read, its headings are in row 3. 2 other sheets were not read."
    assert reading.notes == (said,)
    before = Options(places={"": TablePlace(sheet="Before")})
    # The same number on another sheet is another record.
    assert [record.key for record in read_any(path, options=before).records] == ["table.xlsx:Before:1"]
    here = Options(places={"table.xlsx": TablePlace(sheet="Now", heading_row=4), "": TablePlace(sheet="Before")})
    assert read_any(path, options=here).tables[0].headings == ("1", "A", "2026-01-02")
    gone = Options(places={"": TablePlace(sheet="Later")})
    assert "Its sheets: About, Now, Before." in read_any(path, options=gone).refusals[0].reason
    empty = Options(places={"": TablePlace(sheet="Now", heading_row=2)})
    assert "row 2 is empty or not there" in read_any(path, options=empty).refusals[0].reason


def test_that_a_sheet_is_known_again_by_its_headings(tmp_path: Path) -> None:
    path = written(tmp_path, sheets(Now=ROWS, Other=[["Was", "Wann"], ["A", "2026-01-02"]]), "table.xlsx")
    uses = (ColumnUse(column=0, heading="Was", field="title"), ColumnUse(column=1, heading="Wann", field="began"))
    reading = read_any(path, options=Options(known=(TableMapping(uses=uses),)))
    assert [record.key[:17] for record in reading.records] == ["table.xlsx:Other:"]


TRACKER = (
    "Issue key,Issue Type,Summary,Description,Created,Priority\nOPS-1,Incident,Rows gone,Long,01/Mar/26 9:14 AM,P1\n"
)
DESK = "number,opened_at,short_description,description,close_notes\nINC7,2026-03-01,Rows gone,Long,Restored\n"


@pytest.mark.parametrize(("text", "key"), [(TRACKER, "OPS-1"), (DESK, "INC7")])
def test_that_exports_of_ticket_systems_are_read_without_choosing_columns(tmp_path: Path, text: str, key: str) -> None:
    [record] = read_any(written(tmp_path, text)).records
    assert (record.key, record.fields["title"], record.fields["summary"]) == (f"table.csv:{key}", "Rows gone", "Long")
    assert [(stone["name"], stone["at"]) for stone in record.fields["milestones"]] == [("aware", "2026-03-01")]


def test_that_what_the_website_of_aiid_exports_has_its_numbers(tmp_path: Path) -> None:
    text = "\ufeffIncident ID;Title;Date;Alleged Deployer of AI System\r\n10;A bot loops;2014-08-14;acme\r\n"
    [record] = read_any(written(tmp_path, text)).records
    assert record.fields["external_ids"] == ["aiid:10"]


def test_that_the_row_in_which_a_file_is_cut_off_is_refused(tmp_path: Path) -> None:
    reading = read_any(written(tmp_path, "Title,Date,Summary\nA,2026-01-02,Whole\nB,2026-01-0"))
    assert titles(reading) == ["A"]
    assert [(one.place, "cut off" in one.reason) for one in reading.refusals] == [("row 3", True)]
    assert titles(read_any(written(tmp_path, "Title,Date,Summary,Fix\nA,2026-01-02,x\nB,2026-01-03,x\n"))) == ["A", "B"]


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part.filename))
    return out.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
)


@pytest.mark.parametrize("content", [bytes(200_000_000), ENTITIES, b"<worksheet><sheetData><row", b""])
def test_that_a_hostile_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    data = repacked(workbook([["Title", "Date"], ["A", "2026-01-02"]]), "xl/worksheets/sheet1.xml", content)
    reading = read_any(written(tmp_path, data, "x.xlsx"))
    assert not reading.records
    assert len(reading.refusals) == 1


def test_that_a_cut_off_workbook_is_refused(tmp_path: Path) -> None:
    data = workbook([["Title", "Date"], ["A", "2026-01-02"]])
    for length in (10, 200, len(data) // 2, len(data) - 30):
        [refusal] = read_any(written(tmp_path, data[:length], "x.xlsx")).refusals
        assert refusal.reason


def test_that_an_encrypted_part_of_a_workbook_is_refused(tmp_path: Path) -> None:
    data = bytearray(workbook([["Title", "Date"], ["A", "2026-01-02"]]))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1  # the flag in the directory of the archive
        place = data.find(b"PK\x01\x02", place + 4)
    [refusal] = read_any(written(tmp_path, bytes(data), "x.xlsx")).refusals
    assert "encrypted" in refusal.reason


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=4))
def test_that_a_damaged_workbook_is_read_or_refused(place: int, junk: bytes) -> None:
    data = bytearray(workbook([["Title", "Date"], ["A", "2026-01-02"]]))
    place %= len(data)
    data[place : place + len(junk)] = junk
    try:
        read(Source("x.xlsx", bytes(data)), Options())
    except Unreadable as error:
        assert error.what


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab,;|\t\n\r"\\\0=Title Date2026-01é', max_size=200))
def test_that_any_text_is_a_table_or_refused(text: str) -> None:
    try:
        read(Source("x.csv", text.encode()), Options())
    except Unreadable as error:
        assert error.what


def test_that_a_preview_of_no_table_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="do not fall into columns"):
        preview(written(tmp_path, "just words"))


def test_that_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.interchange.table_rows.MAX_ROWS", 3)
    with pytest.raises(Unreadable, match="more than the 3 rows"):
        table_rows(Source("x.csv", b"a,b\n" * 9))


def test_that_the_real_register_is_read() -> None:
    reading = read_any(sample("incident-register"))
    assert [record.key for record in reading.records] == [
        "incidents.excerpt.csv:AIR-002",
        "incidents.excerpt.csv:AIR-005",
    ]
    assert [record.fields["severity_source"] for record in reading.records] == [
        "Serious (AI agent incident register)",
        "Moderate (AI agent incident register)",
    ]
    assert reading.records[0].fields["milestones"][0]["at"] == "2025-07-18"


def test_that_the_real_sheet_of_classifications_is_read() -> None:
    reading = read_any(sample("aiid/sample-incident-classifications.csv"))
    assert [record.fields["external_ids"] for record in reading.records] == [["aiid:1"], ["aiid:2"]]
    assert reading.records[0].fields["milestones"][0]["at"] == "2015-05-19"


def mapped(seen: TablePreview, *fields: str) -> TableMapping:
    """The mapping of a preview with other fields."""
    uses = zip(seen.mapping.uses, fields, strict=True)
    return seen.mapping.model_copy(
        update={"uses": tuple(use.model_copy(update={"field": field}) for use, field in uses)}
    )


def test_that_a_known_mapping_is_found_by_its_headings_wherever_they_stand(tmp_path: Path) -> None:
    seen = preview(written(tmp_path, "Nr,Was,Tag\n1,A bot loops,2026-05-04\n"))
    known = mapped(seen, "id", "title", "began")
    later = written(tmp_path, "Export of May;;;\nNr;Was;Tag;\n7;A bot stalls;2026-06-05;\n", "later.csv")
    [record] = read_any(later, options=Options(known=(known,))).records
    assert (record.key, record.fields["title"]) == ("later.csv:7", "A bot stalls")
    assert preview(later, known=(known,)).is_known
    other = written(tmp_path, "Nr,Was,Tag,Ort\n1,A bot loops,2026-05-04,Ulm\n", "other.csv")
    assert not preview(other, known=(known,)).is_known


def test_that_a_mapping_of_some_columns_is_shown_and_known_with_all_of_them(tmp_path: Path) -> None:
    path = written(tmp_path, "Nr,Was,Tag\n1,A bot loops,2026-05-04\n")
    [table] = read_any(path, options=Options(mapping=mapped(preview(path), "ignore", "title", "ignore"))).tables
    partly = table.mapping.model_copy(update={"uses": table.mapping.uses[1:2]})
    [table] = read_any(path, options=Options(mapping=partly)).tables
    assert [use.field for use in table.mapping.uses] == ["ignore", "title", "ignore"]
    assert table.mapping.headings == ("Nr", "Was", "Tag")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A bot loops,2026-05-04\nA bot stalls,2026-06-05\n", "holds “2026-05-04”. If the headings are in another row"),
        ("Title,Date\n,\n", "There is no row below the headings."),
        ("Source,SOURCE,source,Title\na,b,c,d\n", "Columns 1, 2 and 3 are called “Source”, whatever the case"),
        ("Title,Date\n@SUM(1),2026-05-04\nB,2026-05-05\n", "1 cell begins like a formula, such as “@SUM(1)”"),
        ("Title,Date\nA,yesterday\nB,soon\nC,n/a\n", "Date: 2 values are no dates, such as “yesterday”"),
        ("Title,Date\n,2026-05-04\n,2026-05-05\n", "Title: the column is empty throughout"),
    ],
)
def test_that_a_preview_says_what_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    assert problem in "\n".join(preview(written(tmp_path, text)).problems)


def test_that_two_columns_for_what_there_is_once_are_refused_and_shown_beside_both(tmp_path: Path) -> None:
    path = written(tmp_path, "Title,Name,Date\nA,B,2026-05-04\n")
    twice = mapped(preview(path), "title", "title", "began")
    seen = preview(path, twice)
    assert [column.short for column in seen.columns] == ["used twice", "used twice", ""]
    assert seen.columns[0].problem == "“Name” is used as “Title” too; only one column can be."
    [refusal] = read_any(path, options=Options(mapping=twice)).refusals
    assert "two columns are used as “Title”" in refusal.reason


def test_that_formulas_whose_value_is_not_in_the_workbook_are_told(tmp_path: Path) -> None:
    data = workbook([["Title", "Date", "Cost"], ["A", "2026-01-02", "=1+1"], ["B", "2026-01-03", "=2+2"]])
    told = preview(written(tmp_path, data, "table.xlsx")).problems
    assert told == (
        "2 cells hold formulas without their values, and come out empty. "
        "Open the file in a spreadsheet, save it, and import it then.",
    )
    computed = repacked(
        data,
        "xl/worksheets/sheet1.xml",
        re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")),
    )
    path = written(tmp_path, computed, "computed.xlsx")
    assert preview(path).problems == ()
    assert preview(path).columns[2].samples == ("2",)
