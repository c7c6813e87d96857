"""Evidence is shown with limits: large, broken and hostile files end in something to read, or in a sentence."""

import json
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from workbench.domain.errors import UserError
from workbench.storage.evidence_files import EvidenceFiles, hash_file, media_type
from workbench.tasks.evidence_preview import (
    CELL,
    LINE_LENGTH,
    LINES,
    SIDE,
    TEXT_BYTES,
    EvidencePreview,
    preview_evidence,
    read_preview,
)
from workbench.tasks.open_copy import copy_for_program, ending_for

SAMPLES = Path(__file__).parent.parent.parent.parent / "shared" / "samples" / "evidence"

OPAQUE = ("application/zip", "application/gzip", "application/octet-stream")


def shown(folder: Path, name: str, body: bytes) -> EvidencePreview:
    """Show a file in the worker, as the window does."""
    file = folder / name
    file.write_bytes(body)
    return preview_evidence(file, media_type(body[:4096]), name)


def read(folder: Path, name: str, body: bytes) -> dict[str, object]:
    """Show a file in this process."""
    file = folder / name
    file.write_bytes(body)
    kind = media_type(body[:4096])
    return read_preview(path=str(file), media_type=kind, name=name, report=lambda fraction, doing: None)


def png(width: int, height: int) -> bytes:
    """A PNG whose head promises a size; its pixels are missing."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return start + struct.pack(">I", 1000) + b"IDAT"


def test_that_text_is_shown_with_what_hides_in_it(tmp_path: Path) -> None:
    found = shown(tmp_path, "run.log", "one\r\n\ttwo \u202etxt.exe\u202c \x1b[31m\n".encode())
    assert found.kind == "text"
    assert found.text == "one\n    two ⟨U+202E⟩txt.exe⟨U+202C⟩ ⟨U+001B⟩[31m\n"


def test_that_json_is_laid_out_and_nothing_of_it_changed(tmp_path: Path) -> None:
    body = b'{"a":1,"a":12345678901234567890123.10,"s":"x, {y}: \\"z\\"","l":[1,[]]}'
    text = str(read(tmp_path, "a.json", body)["text"])
    assert text.split("\n")[:4] == ["{", '  "a": 1,', '  "a": 12345678901234567890123.10,', '  "s": "x, {y}: \\"z\\"",']
    assert "".join(text.split()) == "".join(body.decode().split())


@given(st.recursive(st.none() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)))
@settings(deadline=None)
def test_that_laid_out_json_means_the_same(value: object) -> None:
    from workbench.tasks.evidence_preview import _indented

    assert json.loads("".join(_indented(json.dumps([value])))) == [value]


def test_that_json_lines_stay_lines_and_a_deep_document_is_shown(tmp_path: Path) -> None:
    assert read(tmp_path, "a.jsonl", b'{"a": 1}\n{"a": 2}\n')["text"] == '{"a": 1}\n{"a": 2}\n'
    assert str(read(tmp_path, "deep.json", b"[" * 100_000)["text"]).startswith("[\n  [")


def test_that_long_files_and_lines_are_cut_and_that_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, "long.log", b"x" * 5000 + b"\n" + "wört\n".encode() * 200_000)
    lines = str(found["text"]).split("\n")
    assert lines[0] == "x" * LINE_LENGTH + " … 3,000 more characters"
    assert len(lines) == LINES
    assert "�" not in str(found["text"])
    assert found["notes"] == [f"the first {TEXT_BYTES // 1024} KB of 1.15 MB", "the first 4,000 lines"]


def test_that_a_table_is_shown_as_one_and_a_broken_one_as_text(tmp_path: Path) -> None:
    found = shown(tmp_path, "runs.csv", b'task;outcome\n1;"ok; fine"\n2;=HYPERLINK("x")\n')
    assert found.kind == "table"
    assert found.rows == (("task", "outcome"), ("1", "ok; fine"), ("2", '=HYPERLINK("x")'))
    assert read(tmp_path, "no.csv", b"only one column\nand one more\n")["kind"] == "text"
    [_, row] = read(tmp_path, "wide.csv", b"a,b\n1," + b"y" * 9000)["rows"]  # type: ignore[misc]
    assert len(row[1]) == CELL


def test_that_markdown_is_told_by_its_name_and_a_picture_by_its_content(tmp_path: Path) -> None:
    assert read(tmp_path, "note.md", b"# Seen")["kind"] == "markdown"
    Image.new("RGB", (2000, 20), "red").save(tmp_path / "wide.png")
    found = shown(tmp_path, "really.txt", (tmp_path / "wide.png").read_bytes())
    assert found.kind == "picture"
    assert found.notes == ("2,000 × 20 pixels", "shown smaller")
    with Image.open(BytesIO(found.picture)) as small:
        assert small.size == (SIDE, 16)
    Image.new("RGB", (20, 10), "red").save(tmp_path / "shot.webp")
    assert read(tmp_path, "shot.bin", (tmp_path / "shot.webp").read_bytes())["kind"] == "picture"


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("bomb.png", png(60_000, 60_000), "60,000 × 60,000 pixels is too large"),
        ("cut.png", png(10, 10), "damaged or cut off"),
        ("odd.jpg", b"\xff\xd8\xff\xe0 nothing", "damaged or cut off"),
        ("data.zip", b"PK\x03\x04....", "type application/zip is not shown here"),
        ("tool.exe", b"MZ\0\0", "type application/octet-stream is not shown here"),
    ],
)
def test_that_what_cannot_be_shown_says_why(tmp_path: Path, name: str, body: bytes, says: str) -> None:
    found = shown(tmp_path, name, body)
    assert found.kind == "none"
    assert says in found.text


def test_that_a_file_that_is_gone_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"The file cannot be read \(No such file or directory\)"):
        preview_evidence(tmp_path / "gone", "text/plain", "gone.log")


def test_that_every_real_sample_is_shown_or_says_why() -> None:
    if not SAMPLES.exists():
        pytest.skip("the real files are not beside this checkout")
    for file in SAMPLES.rglob("*"):
        if file.is_file() and file.stat().st_size:
            kind = media_type(file.read_bytes()[:4096])
            found = read_preview(path=str(file), media_type=kind, name=file.name, report=lambda fraction, doing: None)
            assert found["kind"] != "none" or kind in (
                "application/zip",
                "application/gzip",
                "application/octet-stream",
            )


@pytest.mark.parametrize(
    ("media", "name", "ending"),
    [
        ("text/plain", "run.csv", "csv"),
        ("text/plain", "page.html", "txt"),
        ("text/plain", "start.desktop", "txt"),
        ("application/pdf", "report.pdf.exe", "pdf"),
        ("application/zip", "table.xlsx", "xlsx"),
        ("application/zip", "tool.jar", "zip"),
        ("application/octet-stream", "report.pdf", ""),
    ],
)
def test_that_a_copy_for_a_program_has_an_ending_that_fits_its_content(media: str, name: str, ending: str) -> None:
    assert ending_for(media, name) == ending


def test_that_a_damaged_file_is_handed_to_no_program(tmp_path: Path) -> None:
    body = b"text"
    (tmp_path / "source").write_bytes(body)
    sha256 = hash_file(tmp_path / "source")
    stored = EvidenceFiles(tmp_path).path(sha256)
    stored.parent.mkdir(parents=True)
    stored.write_bytes(body)
    (tmp_path / "out").mkdir()
    copy = copy_for_program(tmp_path, sha256, "text/plain", "../../etc/run.sh", tmp_path / "out")
    assert (copy.parent, copy.name, copy.read_bytes()) == (tmp_path / "out", f"evidence-{sha256[:12]}.txt", body)
    assert copy.stat().st_mode & 0o777 == 0o400
    stored.write_bytes(b"other")
    with pytest.raises(UserError, match="has changed on disk or is gone"):
        copy_for_program(tmp_path, sha256, "text/plain", "run.log", tmp_path / "out")
