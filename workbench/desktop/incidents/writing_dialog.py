"""A text about an incident, filled from a template: to read over, change, copy or save."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.desktop.kit.buttons import Button, button_row
from workbench.desktop.kit.dialog import DialogBase
from workbench.desktop.kit.theme import px


class WritingDialog(DialogBase):
    """Shows the text; `save_wanted` when it shall go into a file. Nothing of it is kept in the workspace."""

    save_wanted = Signal(str)

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(
            title,
            "What nobody has written down stands in square brackets. Read it over before anybody else does.",
            primary="Copy",
            width=560,
            parent=parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QPlainTextEdit(text)
        self.field.setAccessibleName(title)
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(px(320))
        self.body.addWidget(self.field)
        save = Button("Save as…", "small", icon="file-down")
        save.clicked.connect(self._on_save)
        self.body.addWidget(button_row(save))
        self.submitted.connect(self._on_copy)
        self.field.setFocus()

    @Slot()
    def _on_save(self) -> None:
        self.save_wanted.emit(self.field.toPlainText())

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.field.toPlainText())
        self.accept()
