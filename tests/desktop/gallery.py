"""Renders every component of the kit to a picture, to be looked at: `python -m tests.desktop.gallery FOLDER`."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QSize, Qt
from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from workbench.desktop.kit import marks
from workbench.desktop.kit.banner import Notice, VerdictBadge, VerdictBanner
from workbench.desktop.kit.buttons import Button, IconButton, button_row
from workbench.desktop.kit.card import Card
from workbench.desktop.kit.chips import Chip, FilterChip, KeyChip
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.drop_zone import DropZone
from workbench.desktop.kit.empty import EmptyState, ErrorCard
from workbench.desktop.kit.evidence import EvidenceCard
from workbench.desktop.kit.item_painting import Index
from workbench.desktop.kit.list_view import ListView
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.progress import ProgressCard
from workbench.desktop.kit.rationale import RationaleField
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.search_field import SearchField
from workbench.desktop.kit.signer import SignerRow
from workbench.desktop.kit.signs import ProofCounts, SeverityBars, SmallStrip, proof_legend, status_legend
from workbench.desktop.kit.status_picker import CriteriaList, StatusPicker
from workbench.desktop.kit.strip import ReadinessStrip, StripCell
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.tabs import Switch, Tabs
from workbench.desktop.kit.text import KeyValueList, Label, RichText, SectionHeading
from workbench.desktop.kit.theme import look
from workbench.desktop.kit.toast import Toast
from workbench.desktop.kit.welcome_card import WelcomeCard

NINE = (
    StripCell("rate_limit_handling", "pass", "CRITICAL"),
    StripCell("context_management", "pass", "CRITICAL"),
    StripCell("fine_tune_regression", "pass", "HIGH"),
    StripCell("tool_call_validation", "warn", "CRITICAL"),
    StripCell("training_data_provenance", "pass", "HIGH"),
    StripCell("injection_defense", "fail", "CRITICAL"),
    StripCell("determinism_testing", "warn", "HIGH"),
    StripCell("retrieval_freshness", "fail", "HIGH"),
    StripCell("cost_routing", "na", "MEDIUM"),
)
STATUSES = [cell.status for cell in NINE]
CRITERIA = {
    "pass": "Retrieved text cannot reach a tool call without a policy check, shown by a test.",
    "warn": "Separated, but not yet tested against the published attack set.",
    "fail": "Retrieval and actions share one context, or nobody can show that they do not.",
}


def sample_list() -> QStandardItemModel:
    """Return rows for a list."""
    model = QStandardItemModel()
    for number, (name, severity) in enumerate([("Rest", "HIGH"), ("Selected", "CRITICAL"), ("Third", "LOW")], 7):
        item = QStandardItem(name)
        item.setData(f"M{number:02}", Role.ID)
        item.setData(f"M{number:02}", Role.KEY)
        item.setData("Operational · not reported", Role.CAPTION)
        item.setData(severity, Role.SEVERITY)
        model.appendRow(item)
    return model


class SampleTable(QAbstractTableModel):
    """Rows of a review at a glance."""

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(NINE)

    @override
    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 5

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return ("Status", "Check and finding", "Severity", "Proof", "Age")[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = NINE[index.row()]
        values: dict[int, dict[int, object]] = {
            0: {Role.STATUS: cell.status},
            1: {Qt.ItemDataRole.DisplayRole: "Circuit breaker and backoff", Role.ID: cell.check_id},
            2: {Role.SEVERITY: cell.severity},
            3: {Role.PROOF: (0, 1, index.row() % 2)},
            4: {Qt.ItemDataRole.DisplayRole: "2 d", Qt.ItemDataRole.TextAlignmentRole: Qt.AlignmentFlag.AlignRight},
        }
        if role == Role.FILL and cell.status == "fail":
            return "fail_bg"
        return values[index.column()].get(role)


def _column(*widgets: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setSpacing(12)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return column


def marks_column() -> QWidget:
    """Marks, chips, buttons."""
    bars = button_row(*(SeverityBars(severity) for severity in marks.SEVERITIES))
    off = Button("Attach")
    off.setEnabled(False)
    primary_off = Button("Ask for approval", "primary")
    primary_off.setEnabled(False)
    checks = [QCheckBox("Off"), QCheckBox("Partly"), QCheckBox("On"), QRadioButton("One")]
    checks[1].setTristate(True)  # type: ignore[union-attr]
    checks[1].setCheckState(Qt.CheckState.PartiallyChecked)  # type: ignore[union-attr]
    checks[2].setChecked(True)
    checks[3].setChecked(True)
    return _column(
        SectionHeading("Three families of marks", "never a dot", line=True),
        status_legend(),
        bars,
        proof_legend(),
        button_row(ProofCounts((6, 8, 0)), ProofCounts((1, 0, 2), words=True)),
        SmallStrip(STATUSES),
        button_row(Chip("Confirmed"), Chip("lapsed 2 d", "fail"), Chip("9 days", "warn"), Chip("stale", "stale")),
        button_row(FilterChip("Grade: confirmed", on=True), FilterChip("Category"), KeyChip("Ctrl K")),
        button_row(Button("Attach"), off, Button("Recall", "small", icon="waypoints"), IconButton("ellipsis", "More")),
        button_row(Button("New review", "primary", icon="plus", key="Ctrl N"), primary_off, Button("Journal", "link")),
        button_row(Button("Action…", "quiet", icon="list-todo", key="A"), Switch([("Board", "table-2"), "Table"])),
        button_row(*checks),
        SearchField("Search the catalogue", key="Ctrl F"),
        _key_values(),
        SignerRow("R. Adeyemi", "Review lead", decision="reject", when="20 Nov, 14:31 UTC", comment="Return both."),
        SignerRow("T. Novak", "Product owner", when="asked today"),
    )


def _key_values() -> KeyValueList:
    rows = KeyValueList(columns=True)
    rows.add("Root cause", "The agent assumed that every response matched the schema.")
    rows.add("Failed control", '<a href="control:x">Schema validation</a> (absent)')
    return rows


def verdict_column() -> QWidget:
    """Banners, progress, empty states."""
    fail, warn, good = VerdictBanner(), VerdictBanner(), VerdictBanner()
    reasons = ['<b>injection_defense</b> failed; M06 is critical. <a href="r">Rule</a> · <a href="p">Proof</a>']
    fail.set_verdict("not_ready", [*reasons, "<b>retrieval_freshness</b> failed; M08 is high."])
    warn.set_verdict("ready_with_conditions", ["1,000 repeated runs on posting, L. Brandt."], "9 days left, 29 Nov")
    good.set_verdict("ready", ["No blockers, no conditions."])
    badge = VerdictBadge()
    badge.set_verdict("not_ready", "2 failures block")
    progress = ProgressCard("Writing the report", "page 14 of 24")
    progress.set_progress(0.58, "page 14 of 24")
    empty = Card()
    sentence = "No incidents yet. Record one when something goes wrong, or import the post-mortems you have."
    empty.column.addWidget(EmptyState("siren", sentence, button="New incident", key="Ctrl I", link="Import…"))
    broken = ErrorCard("<b>redteam-2026-05.pdf has changed on disk.</b> The copy in the workspace is untouched.")
    notice = Notice("<b>Two reviews relied on the control that failed.</b> REV-11 has nothing else.")
    notice.add_right(Button("Open both", "link"))
    return _column(fail, warn, good, button_row(badge), progress, empty, broken, notice, _evidence())


def _evidence() -> QWidget:
    zone, over = DropZone(), DropZone()
    over.offered = "Attach 3 files"
    zone.refuse("core.dump is 10 GB; the limit is 2 GB. Nothing was copied. Attach a link instead.")
    return _column(
        EvidenceCard("tools-manifest.json", "11 tools · captured 17 Nov", kind="json", proof="verified", age="3 days"),
        EvidenceCard("redteam-2026-05.pdf", "Internal red team", kind="text", proof="stale", age="198 days"),
        zone,
        over,
    )


def form_column() -> QWidget:
    """Dialog, list, table."""
    dialog = DialogBase("Waiver for retrieval_freshness", "A waiver lapses by itself.", primary="Ask for approval")
    dialog.add_field("Reason", QPlainTextEdit("The index changes four times a year."))
    approver, date = QComboBox(), QDateEdit()
    approver.addItems(["J. Okafor", "L. Brandt"])
    field = dialog.add_field("Approver", approver)
    field.set_error("You asked for it; choose someone else.")
    dialog.add_field("Lapses on", date, "60 days, the longest allowed")
    dialog.add_field("Compensating control", QLineEdit("Quarterly refresh by hand"))
    dialog.setWindowFlags(Qt.WindowType.Widget)
    rows = ListView("Failure modes")
    model = sample_list()
    model.setParent(rows)
    rows.setModel(model)
    rows.setCurrentIndex(model.index(1, 0))
    rows.setFixedHeight(56 * 3)
    return _column(dialog, rows, RichText("Linked <b>text</b> with <a href='x'>a link</a>."))


def review_column() -> QWidget:
    """Strip, picker, criteria, table."""
    head = PageHead("Support desk agent", "REV-17 · checklist nine · moving from limited to general", stacked=True)
    head.set_title("Support desk agent", "REV-17 · checklist nine", "4.1")
    head.add_tabs(Tabs(["Checks", "At a glance", "Profile", "History"]))
    head.add_right(Button("Meeting", icon="presentation", key="F5"))
    strip = ReadinessStrip(NINE)
    strip.set_current(5)
    picker, criteria, text = StatusPicker("fail"), CriteriaList(), RationaleField()
    criteria.set_criteria(CRITERIA, "fail")
    text.set_text("Retrieved content is not sandboxed from the action layer.")
    text.show_kept()
    table = TableView("Findings", row_height=56)
    model = SampleTable(table)
    table.setModel(model)
    table.resizeColumnsToContents()
    table.setFixedHeight(table.fitting_height())
    return _column(
        head, strip, Label("Can text the agent retrieves make it act?", "title"), picker, criteria, text, table
    )


def welcome_row() -> QWidget:
    """Cards of the welcome page, on the desk."""
    row = QWidget()
    surface(row, "window")
    layout = QHBoxLayout(row)
    layout.addWidget(WelcomeCard("flask-conical", "Try the example", "A finished review.", key="Enter", strip=STATUSES))
    layout.addWidget(WelcomeCard("folder-plus", "New workspace", "An empty folder of your own.", key="Ctrl N"))
    layout.addStretch(1)
    return row


class Gallery(QWidget):
    """All of it on one sheet."""

    def __init__(self) -> None:
        super().__init__()
        surface(self, "surface")
        columns = QHBoxLayout()
        for column in (marks_column(), verdict_column(), form_column()):
            columns.addWidget(column, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(columns)
        layout.addWidget(review_column())
        layout.addWidget(welcome_row())
        layout.addSpacing(64)
        self.toast = Toast(self)


def render(widget: QWidget, path: Path, ratio: float = 1.0) -> None:
    """Write a widget as a PNG."""
    image = QImage(QSize(round(widget.width() * ratio), round(widget.height() * ratio)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    widget.render(image)
    image.save(str(path))


def main(folder: str) -> None:
    """Write `components-light.png` and `components-dark.png` into a folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    look().start("light")
    gallery = Gallery()
    gallery.resize(1320, 1700)
    gallery.show()
    gallery.toast.show_text("Condition removed", undo=True)
    for scheme in ("light", "dark"):
        look().set_scheme(scheme)  # type: ignore[arg-type]
        app.processEvents()
        app.processEvents()
        render(gallery, Path(folder) / f"components-{scheme}.png", 1.4)


if __name__ == "__main__":
    main(sys.argv[1])
