"""The tool sheet goes out as CSV and XLSX and comes back the same; nothing in it runs."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]  # ships no types

from workbench.domain.deployment import Effect, Profile, Tool
from workbench.domain.errors import UserError
from workbench.interchange.tool_sheet import ToolTable
from workbench.tasks.profile_file import (
    described,
    described_from_json,
    read_described,
    read_described_to_json,
    write_tool_sheet,
)

TOOLS = (
    Tool(name="refund", effect=Effect.IRREVERSIBLE, gate="a person", cap_per_day="5", idempotent=False),
    Tool(name='=HYPERLINK("http://x")', gate="@SUM(1)", reversed_by="none", timeout_seconds=2.5),
    Tool(name="look"),
)


@pytest.mark.parametrize("format_id", ["csv", "xlsx"])
def test_that_a_sheet_comes_back_as_it_went(tmp_path: Path, format_id: str) -> None:
    file = tmp_path / f"tools.{format_id}"
    write_tool_sheet(TOOLS, format_id, file)
    assert read_described(file) == ToolTable(file=file.name, tools=TOOLS)
    found = described_from_json(read_described_to_json(path=str(file), report=lambda *_: None))
    assert described(Profile(tools=(Tool(name="old"),)), found)[0].tools == TOOLS


def test_that_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    write_tool_sheet(TOOLS, "xlsx", tmp_path / "t.xlsx")
    rows = load_workbook(tmp_path / "t.xlsx").active.iter_rows()
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} == {"s"}
    write_tool_sheet(TOOLS, "csv", tmp_path / "t.csv")
    assert "\"'=HYPERLINK" in (tmp_path / "t.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Tool,Effect\nrefund,sometimes\n", "Effect, row 2: “sometimes” is none of"),
        ("Tool,Effect\n\nrefund,read\n\nrefund,soon\n", "Effect, row 5: “soon” is none of"),
        ("Tool,Colour\nrefund,red\n", "the column “Colour” is none of the tool sheet"),
        ("Tool,Gate,Gate\nrefund,a,b\n", "the column “Gate” stands twice"),
        ("a,b\n1,2\n", "its first row has to hold heads of the tool sheet"),
        ("Effect,Gate\nread,x\n", "“Tool” among them: Tool, Effect, Gate"),
        ("", "its first row has to hold heads"),
    ],
)
def test_that_a_table_that_is_no_tool_sheet_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refusal:
        read_described(tmp_path / "t.csv")
    assert says in str(refusal.value)
    assert "Nothing was changed" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Tool;Time-out, s;Owner\nrefund;2,5;Añá\n", "utf-8"),
        ("Tool;Time-out, s;Owner\r\nrefund;2,5;Añá\r\n", "cp1252"),
        ("sep=;\nTool;Time-out, s;Owner\nrefund;2.5;Añá\n", "utf-8-sig"),
        ("Tool\tTime-out, s\tOwner\nrefund\t2,5\tAñá\n", "utf-16"),
        ('Tool,"Time-out, s",Owner,\nrefund,"2,5",Añá,\n', "utf-16-le"),
        ('Tool,Owner,"Time-out, s",Gate,Retry\nrefund,Añá,2.5\n', "utf-8"),
    ],
)
def test_that_a_table_is_read_as_spreadsheets_of_any_country_write_it(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    found = read_described(tmp_path / "t.csv")
    assert found == ToolTable(file="t.csv", tools=(Tool(name="refund", timeout_seconds=2.5, owner="Añá"),))


def test_that_a_sheet_of_notes_may_stand_before_the_tools(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Please fill in the second sheet"])
    for row in (["Tool", "Time-out, s", "Dry run"], ["refund", 2.5, True]):
        (book["Tools"] if "Tools" in book.sheetnames else book.create_sheet("Tools")).append(row)
    book.save(tmp_path / "t.xlsx")
    tools = (Tool(name="refund", timeout_seconds=2.5, dry_run=True),)
    assert read_described(tmp_path / "t.xlsx") == ToolTable(file="t.xlsx", tools=tools)


def test_that_columns_may_come_in_any_order_and_some_be_missing(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Gate,Tool\na person,refund\n", encoding="utf-8")
    assert read_described(tmp_path / "t.csv") == ToolTable(file="t.csv", tools=(Tool(name="refund", gate="a person"),))


def test_that_an_unknown_format_and_a_folder_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Known: csv, xlsx"):
        write_tool_sheet(TOOLS, "ods", tmp_path / "t.ods")
    with pytest.raises(UserError, match="could not be written"):
        write_tool_sheet(TOOLS, "csv", tmp_path / "gone" / "t.csv")
