"""The base of every dialog: purpose in one line, labels above fields, a foot with the primary button right."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.drop_zone import Refusal
from workbench.desktop.kit.keys import page_key
from workbench.desktop.kit.scrim import Scrim
from workbench.desktop.kit.style import NO_RING, set_wrong, surface
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import color, px


class Field(QWidget):
    """A label above a control, a hint or an error below it."""

    def __init__(self, label: str, control: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self._hint_text = hint
        self._name = name = Label(label, "label", "secondary")
        name.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(label)
        control.setAccessibleDescription(hint)
        self._hint = Label(hint, "label_regular", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for widget in (name, control, self._hint):
            column.addWidget(widget)
        self._hint.setVisible(bool(hint))  # not before it has a parent: it would flash as a window

    def set_label(self, label: str) -> None:
        """Call the control otherwise."""
        self._name.setText(label)
        self.control.setAccessibleName(label)

    def set_hint(self, hint: str) -> None:
        """Show another hint below the control."""
        self._hint_text = hint
        self.set_error("")

    def set_error(self, sentence: str) -> None:
        """Frame the control and say below it what is wrong; "" takes it back."""
        set_wrong(self.control, bool(sentence))
        self._hint.setText(sentence or self._hint_text)
        self._hint.set_tone("fail" if sentence else "muted")
        self._hint.setVisible(bool(sentence or self._hint_text))
        self.control.setAccessibleDescription(sentence or self._hint_text)


class DialogBase(QDialog):
    """A dialog 400 to 560 wide. Open it with `open()`; `submitted` when the primary button or Ctrl+Enter is pressed.

    The dialog stays open on `submitted`: the page calls `accept()`, or `show_error(sentence)` when it was refused.
    """

    submitted = Signal()

    def __init__(
        self, title: str, purpose: str = "", *, primary: str, width: int = 480, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(px(max(400, min(560, width))))
        surface(self, "raised")
        self.body = QVBoxLayout()
        """Where the fields go."""
        self.body.setContentsMargins(px(20), px(16), px(20), px(20))
        self.body.setSpacing(px(12))
        self.body.addWidget(Label(title, "heading", wrap=True))
        if purpose:
            self.body.addWidget(Label(purpose, "body", "secondary", wrap=True))
        self._scrim: Scrim | None = None
        self._refusal = Refusal()
        self._wrong: Field | None = None
        self.primary = Button(primary, "primary")
        page_key(self, "Ctrl+Return", self.primary.click)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._scroll(), 1)
        self._foot_line = self._foot()
        column.addWidget(self._foot_line)

    def _scroll(self) -> QScrollArea:
        """Return the body in a frame that scrolls: large text on a small screen needs more height than there is."""
        self._content = QWidget()
        surface(self._content, "raised")
        self._content.setLayout(self.body)
        self._content.setMinimumHeight(1)  # else Qt takes the height that the texts would need in a narrow column
        self._content.installEventFilter(self)
        self._area = scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._content)
        self._area = scroll
        return scroll

    def scroll_by_keys(self, name: str) -> None:
        """Let the body take the focus, for what is only read and may be longer than the screen."""
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(name)
        self._area.setProperty(NO_RING, True)

    def event(self, event: QEvent) -> bool:
        """Be as high as the content at this width: Qt would ask for the height at another one."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit_height()
        return done

    def showEvent(self, event: QShowEvent) -> None:
        """Let what lies behind step back, and begin where there is something to do."""
        super().showEvent(event)
        if self.focusWidget() in (None, self):
            self._beginning().setFocus()
        behind = self.parentWidget()
        if behind is not None and self._scrim is None:
            self._scrim = Scrim(behind.window())

    def _beginning(self) -> QWidget:
        """Return the first control of the body that takes Tab; the primary button where there is none."""
        place = self.nextInFocusChain()
        while place is not None and place is not self:
            takes_tab = bool(place.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if takes_tab and place.isEnabled() and self._content.isAncestorOf(place) and place.isVisibleTo(self):
                return place
            place = place.nextInFocusChain()
        return self.primary

    def hideEvent(self, event: QHideEvent) -> None:
        """Give it back."""
        super().hideEvent(event)
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge of the sheet."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(color("border_strong"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the body when a hint or an error comes or goes."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            QTimer.singleShot(0, self, self._fit_height)
        return super().eventFilter(watched, event)

    @Slot()
    def _fit_height(self) -> None:
        needed = sum(_height_of(part, self.width() - 2) for part in (self.body, self._foot_line.layout()))
        screen = self.screen().availableGeometry().height() - px(48)
        self.resize(self.width(), min(needed + 2, screen))

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setProperty("foot", True)
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cancel = Button("Cancel")
        self._cancel.clicked.connect(self.reject)
        self.primary.clicked.connect(self._on_primary)
        self.primary.setDefault(True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(20), px(12), px(20), px(12))
        row.setSpacing(px(8))
        row.addWidget(self._refusal, 1)
        row.addStretch(0)
        self._foot_row = row
        row.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.primary)
        return foot

    def add_field(self, label: str, control: QWidget, hint: str = "") -> Field:
        """Put a labelled control into the body and return its field."""
        field = Field(label, control, hint)
        self.body.addWidget(field)
        return field

    def add_row(self, *fields: QWidget) -> None:
        """Put several fields side by side into the body."""
        row = QHBoxLayout()
        row.setSpacing(px(12))
        for field in fields:
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def add_button(self, button: Button) -> None:
        """Put another choice into the foot, left of the primary button."""
        self._foot_row.insertWidget(self._foot_row.indexOf(self.primary), button)

    def look_at(self, control: QWidget) -> None:
        """Put the focus on a control of the body that something is wrong with, and scroll to it."""
        control.setFocus()
        self._area.ensureWidgetVisible(control, 0, px(48))

    def hide_cancel(self) -> None:
        """Leave one button: there is nothing to cancel."""
        self._cancel.hide()

    def show_error(self, sentence: str, at: QWidget | None = None) -> None:
        """Say why it was refused: below the control `at` that is wrong, else in the foot; "" takes it back."""
        field = at.parentWidget() if at is not None else None
        if self._wrong is not None:
            self._wrong.set_error("")
        self._wrong = field if isinstance(field, Field) else None
        self._refusal.say("" if self._wrong is not None else sentence)
        if self._wrong is not None:
            self._wrong.set_error(sentence)
            self.look_at(self._wrong.control)

    @Slot()
    def _on_primary(self) -> None:
        self.show_error("")
        self.submitted.emit()


def _height_of(layout: QLayout | None, width: int) -> int:
    if layout is None:
        return 0
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
