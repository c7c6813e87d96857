"""The report against WeasyPrint on the final HTML alone, both as fresh processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.ratio import ratio
from tests.reports.sample import rich_review
from tests.storage.conftest import SteppingClock
from workbench.edits.session import Session
from workbench.reports.render import RULES, compose, style_sheet
from workbench.storage.workspace import Workspace
from workbench.tasks.export import read_input

ROOT = Path(__file__).parents[2]
AIM = 1.15
FLOOR = """
import sys
from pathlib import Path
from datetime import datetime, timezone
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
folder = Path(sys.argv[1])
fonts = FontConfiguration()
sheet = CSS(string=(folder / "report.css").read_text(), font_config=fonts)
document = HTML(string=(folder / "report.html").read_text()).render(stylesheets=[sheet], font_config=fonts)
when = datetime(2026, 11, 20, tzinfo=timezone.utc)
document.metadata.attachments = [
    Attachment(string=(folder / name).read_bytes(), name=name, relationship="Source", created=when, modified=when)
    for name in ("record.json", "verdict.json", "evidence-manifest.json")
]
(folder / "floor.pdf").write_bytes(document.write_pdf(pdf_variant="pdf/a-3a"))
"""


def test_report_speed(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    if benchmark.disabled:
        pytest.skip("benchmarks run only when they are asked for")
    workspace = Workspace.create(tmp_path / "workspace", "Speed")
    store = workspace.store(write=True)
    session = Session(store, "Ada Žižek <ada@example.org>", SteppingClock())
    rich_review(session, tmp_path)
    made = read_input(store, "REV-1", session.clock())
    store.close()
    workspace.close()
    fonts = (ROOT / "resources" / "fonts").as_uri()
    (tmp_path / "report.html").write_text(compose(made), encoding="utf-8")
    (tmp_path / "report.css").write_text(style_sheet(RULES).replace("workbench-font:", f"{fonts}/"), encoding="utf-8")
    for name, body in (
        ("record.json", made.record_bytes),
        ("verdict.json", made.verdict_bytes),
        ("evidence-manifest.json", made.manifest_bytes),
    ):
        (tmp_path / name).write_bytes(body)
    command = ("-P", "-m", "workbench", "-w", str(tmp_path / "workspace"), "report", "REV-1", "--out")

    def ours() -> None:
        run(*command, str(tmp_path / "ours.pdf"))

    def floor() -> None:
        run("-c", FLOOR, str(tmp_path))

    measured = benchmark.pedantic(lambda: ratio("report PDF", ours, floor, aim=AIM), rounds=1)
    assert measured > 0


def run(*arguments: str) -> None:
    """Run Python in a process of its own; byte-code is written, as in a real start."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
