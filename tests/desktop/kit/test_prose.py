"""Strange Markdown on a page."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from workbench.desktop.kit.prose import Log, Prose, inline_markup
from workbench.desktop.kit.scrolled import Scrolled

HOSTILE = "<b>bold</b> <img src=file:///etc/passwd> <script>alert(1)</script>"


def shown(qtbot: QtBot, text: str) -> Prose:
    prose = Prose(text)
    qtbot.addWidget(prose)
    return prose


def test_that_mark_up_is_shown_as_it_was_typed(qtbot: QtBot) -> None:
    assert shown(qtbot, HOSTILE).toPlainText() == HOSTILE
    assert "<img" not in inline_markup(HOSTILE)


@pytest.mark.parametrize("address", ["https://example.org/x.png", "file:///etc/passwd", "//host/share/x.png"])
def test_that_nothing_is_loaded_from_anywhere(qtbot: QtBot, address: str) -> None:
    prose = shown(qtbot, f"![a picture]({address})")
    assert prose.toPlainText() == "a picture"
    assert prose.loadResource(int(QTextDocument.ResourceType.ImageResource.value), QUrl(address)) is None


def test_that_only_allowed_links_are_told(qtbot: QtBot) -> None:
    prose = shown(qtbot, "[a](https://example.org) [b](file:///etc/passwd)")
    followed: list[str] = []
    prose.link_activated.connect(followed.append)
    for address in ("https://example.org", "workbench:mode/M06", "file:///etc/passwd", "javascript:alert(1)"):
        prose.anchorClicked.emit(QUrl(address))
    assert followed == ["https://example.org", "workbench:mode/M06"]
    assert "file:" not in prose.toHtml()


def test_that_text_is_as_high_as_it_is_long(qtbot: QtBot) -> None:
    page = Scrolled("Page")
    qtbot.addWidget(page)
    prose = Prose("word " * 200)
    column = page.begin(margin=0)
    column.addWidget(prose)
    page.end(column)
    page.resize(600, 400)
    page.show()
    wide = prose.height()
    assert not page.verticalScrollBar().maximum()
    page.resize(200, 400)
    qtbot.waitUntil(lambda: prose.height() > 2 * wide)
    assert page.verticalScrollBar().maximum() > 0


def test_that_a_heading_is_no_larger_than_the_text_around_it(qtbot: QtBot) -> None:
    prose = shown(qtbot, "# Loud\n\ntext")
    prose.resize(400, 100)
    heading = prose.document().begin()
    assert heading.layout().lineAt(0).height() == heading.next().layout().lineAt(0).height()


def test_that_a_log_keeps_its_spaces(qtbot: QtBot) -> None:
    log = Log("a   b\n    c <i>d</i>")
    qtbot.addWidget(log)
    assert log.toPlainText() == "a   b\n    c <i>d</i>"
