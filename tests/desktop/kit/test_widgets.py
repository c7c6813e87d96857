"""The widgets: what they say, what keys do, what they show and when it goes."""

from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragLeaveEvent, QImage, QStandardItemModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.desktop.gallery import NINE, Gallery, SampleTable, sample_list
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.chips import key_text
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.drop_zone import DropVeil, DropZone
from workbench.desktop.kit.evidence import EvidenceCard
from workbench.desktop.kit.flow import FlowLayout
from workbench.desktop.kit.item_painting import spoken
from workbench.desktop.kit.list_view import ListView
from workbench.desktop.kit.page import PageFoot
from workbench.desktop.kit.page_head import PageHead
from workbench.desktop.kit.rationale import RationaleField
from workbench.desktop.kit.scrim import Scrim
from workbench.desktop.kit.search_field import SearchField
from workbench.desktop.kit.signer import initials
from workbench.desktop.kit.signs import ProofCounts, SmallStrip
from workbench.desktop.kit.status_picker import StatusPicker
from workbench.desktop.kit.strip import ReadinessStrip, id_lines
from workbench.desktop.kit.table_view import TableView
from workbench.desktop.kit.tabs import Tabs
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import look, px
from workbench.desktop.kit.toast import Toast


def shown(qtbot: QtBot, widget: QWidget, width: int = 1200, height: int = 200) -> QWidget:
    """Put a widget on the screen and wait until it is there."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


@pytest.mark.parametrize("text_size", [100, 200])
def test_that_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, text_size: int) -> None:
    gallery = Gallery()
    look().set_text_size(text_size)
    shown(qtbot, gallery, 1320, 1700)
    focusable = [
        w for w in gallery.findChildren(QWidget) if w.focusPolicy() != Qt.FocusPolicy.NoFocus and w.isVisible()
    ]
    unnamed = [f"{type(w).__name__} {w.objectName()}" for w in focusable if w.isVisible() and not name_of(w)]
    unnamed = [words for words in unnamed if " qt_" not in words and "ScrollBar" not in words]
    assert unnamed == []


def test_that_targets_are_big_enough(qtbot: QtBot) -> None:
    gallery = shown(qtbot, Gallery(), 1320, 1700)
    small = [
        b.accessibleName() or b.text()
        for b in gallery.findChildren(Button)
        if b.isVisible() and (b.width() < 24 or b.height() < 24)
    ]
    assert small == []


def test_that_an_id_breaks_after_the_underscore_in_the_middle() -> None:
    assert id_lines("training_data_provenance") == ("training_data_", "provenance")
    assert id_lines("injection_defense") == ("injection_", "defense")
    assert id_lines("costs") == ("costs",)
    assert id_lines("tool_contract_testing", 3) == ("tool_", "contract_", "testing")


def test_that_the_strip_is_moved_through_by_keyboard(qtbot: QtBot) -> None:
    strip = ReadinessStrip(NINE)
    shown(qtbot, strip)
    strip.set_current(5)
    moves: list[int] = []
    strip.current_changed.connect(moves.append)
    cells = strip.findChildren(QWidget)
    cells[5].setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_End):
        qtbot.keyClick(cells[strip.current()], key)
    assert moves == [6, 5, 0, 8]
    assert name_of(cells[5]) == "injection_defense: Fail, severity critical"


def test_that_a_narrow_strip_shows_signs_alone_and_never_cuts_an_id(qtbot: QtBot) -> None:
    strip = ReadinessStrip(NINE)
    shown(qtbot, strip, 1200)
    assert strip.height() == 68
    strip.resize(500, 68)
    assert strip.height() == 32


def test_that_setting_the_same_cells_keeps_the_current_one(qtbot: QtBot) -> None:
    strip = ReadinessStrip(NINE)
    qtbot.addWidget(strip)
    strip.set_current(4)
    strip.set_cells(NINE[:8])
    assert strip.current() == 4
    strip.set_cells([])
    assert strip.current() == -1


class PickerWithField(QWidget):
    """A picker and a text field in one window."""

    def __init__(self) -> None:
        super().__init__()
        self.picker, self.field = StatusPicker(), QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.picker)
        layout.addWidget(self.field)


@pytest.fixture
def window(qtbot: QtBot) -> PickerWithField:
    """Return it on the screen."""
    widget = PickerWithField()
    shown(qtbot, widget)
    widget.activateWindow()
    return widget


def test_that_a_letter_gives_a_status(qtbot: QtBot, window: PickerWithField) -> None:
    picker = window.picker
    segment = picker.findChildren(QWidget)[0]
    segment.setFocus()
    with qtbot.waitSignal(picker.chosen) as signal:
        qtbot.keyClick(segment, Qt.Key.Key_F)
    assert signal.args == ["fail"]
    assert picker.status() == "fail"


def test_that_letters_belong_to_the_text_field_that_has_the_focus(qtbot: QtBot, window: PickerWithField) -> None:
    picker, field = window.picker, window.field
    field.setFocus()
    qtbot.keyClicks(field, "fun")
    assert field.text() == "fun"
    assert picker.status() == ""


def test_that_arrows_move_along_the_picker_without_giving_a_status(qtbot: QtBot, window: PickerWithField) -> None:
    picker = window.picker
    segments = picker.findChildren(QWidget)
    segments[0].setFocus()
    qtbot.keyClick(segments[0], Qt.Key.Key_Right)
    assert picker.status() == ""
    qtbot.keyClick(segments[1], Qt.Key.Key_Space)
    assert picker.status() == "warn"


def test_that_tabs_follow_the_arrows(qtbot: QtBot) -> None:
    tabs = Tabs(["Checks", "At a glance", "Profile"])
    shown(qtbot, tabs, 400, 60)
    first = tabs.findChildren(QWidget)[0]
    with qtbot.waitSignal(tabs.current_changed) as signal:
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert signal.args == [1]


def test_that_a_toast_leaves_by_itself_and_an_error_stays(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget(), 600, 300)
    toast = Toast(window)
    toast.show_text("Condition removed", undo=True, milliseconds=20)
    assert toast.isVisible()
    qtbot.waitUntil(lambda: not toast.isVisible(), timeout=1000)
    toast.show_text("core.dump is 10 GB.", stay=True, milliseconds=20)
    qtbot.wait(60)
    assert toast.isVisible()


def test_that_a_toast_stands_above_the_buttons_of_the_page(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget(), 600, 400)
    foot = PageFoot(window)
    foot.setGeometry(0, 340, 600, 60)
    foot.show()
    toast = Toast(window)
    toast.show_text("Condition removed", undo=True)
    assert toast.geometry().bottom() < 340
    foot.hide()
    assert toast.geometry().bottom() > 340


def test_that_undo_in_the_toast_is_told_once(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget(), 600, 300)
    toast = Toast(window)
    toast.show_text("Condition removed", undo=True)
    undo = next(button for button in toast.findChildren(QWidget) if name_of(button) == "Undo")
    with qtbot.waitSignal(toast.undo_requested):
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert not toast.isVisible()


def test_that_rationale_is_committed_once_when_typing_rests(qtbot: QtBot) -> None:
    text = RationaleField()
    shown(qtbot, text, 600, 200)
    kept: list[str] = []
    text.committed.connect(kept.append)
    text.set_text("Before.")
    text.field.setPlainText("After.")
    text.field.rested.emit()
    text.field.rested.emit()
    assert kept == ["After."]


def test_that_leaving_the_rationale_keeps_it(qtbot: QtBot) -> None:
    text = RationaleField()
    shown(qtbot, text, 600, 200)
    qtbot.keyClicks(text.field, "Sealed")
    with qtbot.waitSignal(text.committed) as signal:
        text.hide()
    assert signal.args == ["Sealed"]


def test_that_the_rationale_grows_with_its_text_within_bounds(qtbot: QtBot) -> None:
    text = RationaleField(lines=(3, 12))
    shown(qtbot, text, 600, 600)
    small = text.field.height()
    text.set_text("line\n" * 8)
    middle = text.field.height()
    text.set_text("line\n" * 80)
    assert small < middle < text.field.height() < 13 * text.field.fontMetrics().lineSpacing() + 40


def dropped(files: int = 0, link: str = "") -> QMimeData:
    """Return what a drag carries."""
    data = QMimeData()
    urls = [QUrl.fromLocalFile(f"/evidence/{number}.json") for number in range(files)]
    data.setUrls([*urls, QUrl(link)] if link else urls)
    return data


def test_that_a_drop_zone_says_what_it_would_do_and_takes_files_and_links(qtbot: QtBot) -> None:
    zone = DropZone()
    qtbot.addWidget(zone)
    assert zone._offer(dropped(files=3)) == "Attach 3 files"
    assert zone._offer(dropped(link="https://example.org/run")) == "Attach link"
    with qtbot.waitSignal(zone.files_dropped) as signal:
        zone._take(dropped(files=2))
    assert signal.args == [[Path("/evidence/0.json"), Path("/evidence/1.json")]]
    with qtbot.waitSignal(zone.link_dropped):
        zone._take(dropped(link="https://example.org/run"))
    picture = QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    with qtbot.waitSignal(zone.image_pasted):
        zone._take(picture)


def test_that_a_refusal_goes_with_the_next_try(qtbot: QtBot) -> None:
    zone = DropZone()
    shown(qtbot, zone, 400, 200)
    sentence = "core.dump is 10 GB; the limit is 2 GB. Nothing was copied. Attach a link instead."
    zone.refuse(sentence)
    assert any(label.text() == sentence and label.isVisible() for label in zone.findChildren(Label))
    zone._take(dropped(files=1))
    assert not any(label.isVisible() for label in zone.findChildren(Label))


def test_that_a_card_is_pressed_by_key_and_click(qtbot: QtBot) -> None:
    card = EvidenceCard("tools-manifest.json", "11 tools", proof="verified", age="3 days")
    shown(qtbot, card, 400, 60)
    for press in (
        lambda: qtbot.keyClick(card, Qt.Key.Key_Return),
        lambda: qtbot.mouseClick(card, Qt.MouseButton.LeftButton),
    ):
        with qtbot.waitSignal(card.activated):
            press()
    assert name_of(card) == "tools-manifest.json, 11 tools, verified, 3 days"


def test_that_search_waits_for_a_rest_and_empties_at_once(qtbot: QtBot) -> None:
    field = SearchField("Search the catalogue", key="Ctrl F")
    shown(qtbot, field, 300, 40)
    searched: list[str] = []
    field.searched.connect(searched.append)
    qtbot.keyClicks(field, "inj")
    assert searched == []
    qtbot.waitUntil(lambda: searched == ["inj"], timeout=1000)
    field.clear()
    assert searched == ["inj", ""]


def test_that_counts_and_strips_are_spoken(qtbot: QtBot) -> None:
    counts, strip = ProofCounts((6, 8, 2)), SmallStrip(["pass", "pass", "fail"])
    qtbot.addWidget(counts)
    qtbot.addWidget(strip)
    assert name_of(counts) == "6 declared, 8 verified, 2 stale"
    assert name_of(strip) == "2 pass, 1 fail"


def test_that_initials_are_of_first_and_last_name() -> None:
    assert [initials(name) for name in ("R. Adeyemi", "Ada Maria Žižek", "team")] == ["RA", "AŽ", "T"]


@pytest.mark.parametrize("make", [sample_list, SampleTable])
def test_that_the_models_of_the_gallery_are_sound(qtbot: QtBot, make: type[QAbstractItemModel]) -> None:
    model = make()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() > 0


def test_that_a_list_opens_by_enter_and_finds_a_key(qtbot: QtBot) -> None:
    rows, model = ListView("Failure modes"), sample_list()
    model.setParent(rows)
    rows.setModel(model)
    shown(qtbot, rows, 300, 200)
    assert rows.select_key("M08")
    assert not rows.select_key("M99")
    with qtbot.waitSignal(rows.opened) as signal:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert spoken(signal.args[0]) == "M08, Selected, Operational · not reported, severity critical"


def test_that_a_wrapped_label_shows_markup_as_text(qtbot: QtBot) -> None:
    label = Label("<b>2 & 3</b>", wrap=True)
    qtbot.addWidget(label)
    assert label.text() == "<b>2 & 3</b>"
    assert name_of(label) == "<b>2 & 3</b>"


def test_that_keys_are_written_as_on_the_keyboard() -> None:
    written = {"Ctrl+K": "Ctrl K", "Ctrl++": "Ctrl +", "Ctrl+Shift+Z": "Ctrl Shift Z", "+": "+", "F5": "F5"}
    assert {key: key_text(key) for key in written} == written


def test_that_a_window_steps_back_while_a_dialog_asks(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget(), 700, 500)
    dialog = DialogBase("Owner", primary="Make owner", parent=window)
    dialog.open()
    scrim = window.findChild(Scrim)
    assert scrim is not None
    assert scrim.geometry() == window.rect()
    window.resize(900, 600)
    qtbot.waitUntil(lambda: scrim.geometry() == window.rect())
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(Scrim) is None)


@pytest.mark.parametrize("text", [100, 150, 200])
def test_that_the_fields_of_a_form_are_of_one_height(qtbot: QtBot, text: int) -> None:
    look().set_text_size(text)
    form = QWidget()
    column = QVBoxLayout(form)
    fields = [QLineEdit(), QComboBox(), QDateEdit(), QSpinBox()]
    for field in fields:
        column.addWidget(field)
    shown(qtbot, form, 400, 400)
    assert {field.height() for field in fields} == {px(32)}
    look().set_text_size(100)


def test_that_what_is_lower_than_its_line_stands_in_the_middle_of_it(qtbot: QtBot) -> None:
    area = QWidget()
    flow = FlowLayout(area)
    sizes = ((100, 28), (100, 20), (150, 24))
    boxes = [QWidget() for _ in sizes]
    for box, size in zip(boxes, sizes, strict=True):
        box.setFixedSize(*size)
        flow.addWidget(box)
    shown(qtbot, area, 300, 200)
    assert [box.geometry().getRect()[:2] for box in boxes] == [(0, 0), (108, 4), (0, 36)]
    assert flow.heightForWidth(300) == 60


def test_that_a_dialog_begins_at_its_first_field_else_at_its_button(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget(), 700, 500)
    asking, telling = (
        DialogBase("Owner", primary="Keep", parent=window),
        DialogBase("Told", primary="Go", parent=window),
    )
    field = QLineEdit()
    asking.add_field("Name", field)
    for dialog, expected in ((asking, field), (telling, telling.primary)):
        dialog.open()
        assert dialog.focusWidget() is expected
        dialog.reject()


def test_that_the_control_that_is_wrong_is_scrolled_to(qtbot: QtBot) -> None:
    dialog = DialogBase("Long", primary="Keep")
    fields = [QLineEdit() for _ in range(60)]
    for number, field in enumerate(fields):
        dialog.add_field(f"Field {number}", field)
    shown(qtbot, dialog, 480, 400)
    dialog.look_at(fields[-1])
    assert dialog.focusWidget() is fields[-1]
    assert not fields[-1].visibleRegion().isEmpty()


@pytest.mark.parametrize("text", [100, 200])
def test_that_wrapped_words_stand_on_the_line_of_plain_ones(qtbot: QtBot, text: int) -> None:
    look().set_text_size(text)
    wrapped, plain = Label("Words", wrap=True), Label("Words", tall=True)
    row = QWidget()
    line = QHBoxLayout(row)
    wrapped.resize(40, 0)  # as what gets its place in a page that is not shown yet
    for one in (plain, wrapped):
        line.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
    shown(qtbot, row, 400, 200)
    picture = row.grab().toImage()

    def first_ink(label: Label) -> int:
        place = label.geometry()
        paper = picture.pixelColor(place.topRight())
        rows = range(place.top(), place.bottom() + 1)
        inked = (y for y in rows for x in range(place.left(), place.right()) if picture.pixelColor(x, y) != paper)
        return next(inked)

    assert abs(first_ink(wrapped) - first_ink(plain)) <= 1
    look().set_text_size(100)


def test_that_the_words_of_every_field_begin_at_the_same_place(qtbot: QtBot) -> None:
    form = QWidget()
    column = QVBoxLayout(form)
    line, choice, editable = QLineEdit("H"), QComboBox(), QComboBox()
    editable.setEditable(True)
    for field in (line, choice, editable):
        column.addWidget(field)
    for box in (choice, editable):
        box.addItem("H")
    shown(qtbot, form, 400, 200)
    picture = form.grab().toImage()

    def first_ink(field: QWidget) -> int:
        place, middle = field.geometry(), field.geometry().center().y()
        paper = picture.pixelColor(place.center().x(), middle)
        inside = range(place.left() + 4, place.center().x())
        return next(x for x in inside if picture.pixelColor(x, middle - 2) != paper) - place.left()

    assert len({first_ink(field) for field in (line, choice, editable)}) == 1


def test_that_columns_leave_room_for_the_scroll_bar(qtbot: QtBot) -> None:
    table = TableView("Sample")
    rows = QStandardItemModel(200, 2)
    table.setModel(rows)
    shown(qtbot, table, 500, 200)
    table.share_width((100, 100), (1,), 500)
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() > 0)
    assert table.horizontalScrollBar().maximum() == 0
    rows.setRowCount(1)
    qtbot.waitUntil(lambda: table.columnWidth(0) + table.columnWidth(1) == 500)


class TakesFiles(QWidget):
    """A page that takes files anywhere."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            event.accept()
        return isinstance(event, QDragEnterEvent) or super().event(event)


def test_that_a_page_says_what_would_become_of_what_is_held_over_it(qtbot: QtBot) -> None:
    page = TakesFiles()
    page.setAcceptDrops(True)
    qtbot.addWidget(page)
    veil = DropVeil(page, "Import")
    page.show()
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/a/one.csv"), QUrl.fromLocalFile("/a/two.csv")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPointF(5, 5), Qt.DropAction.CopyAction, files, buttons, keys))
    assert (veil.isVisible(), veil.offered, veil.size()) == (True, "Import 2 files", page.size())
    QApplication.sendEvent(page, QDragLeaveEvent())
    assert not veil.isVisible()


def test_that_the_context_of_a_page_makes_room_and_its_title_does_not(qtbot: QtBot) -> None:
    head = PageHead("Incidents", "126 of 490 · 4 selected")
    head.add_right(Button("New incident"))
    qtbot.addWidget(head)
    head.resize(260, 60)
    head.show()
    assert head.title.width() >= head.title.sizeHint().width()
    assert "126 of 490" in head.context.toolTip()
