"""Sign a report: with which key, for which role, what is decided, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dialog import DialogBase, Field
from workbench.desktop.kit.text import Label
from workbench.desktop.kit.theme import px
from workbench.desktop.shell.services import Services
from workbench.desktop.signoff.key_dialog import NewKeyDialog, secret_field
from workbench.desktop.signoff.signing import Wish, impossible
from workbench.domain.record import RequiredRole
from workbench.domain.verdict import Word
from workbench.reports.signing.decisions import MAX_COMMENT, Decision
from workbench.reports.signing.keys import KeyEntry

EXAMPLE_HINT = "The passphrase of the example’s keys is “{passphrase}”."


class SignDialog(DialogBase):
    """Asks for everything that a signature needs; `wished(Wish)` when it is complete. The page signs."""

    wished = Signal(object)

    def __init__(
        self,
        services: Services,
        file_name: str,
        word: Word,
        roles: Sequence[RequiredRole],
        keys: Sequence[KeyEntry],
        *,
        example_passphrase: str = "",
        parent: QWidget,
    ) -> None:
        super().__init__(
            f"Sign {file_name}",
            "Your decision is bound to the record by its digest. A signature cannot be taken back.",
            primary="Sign",
            width=520,
            parent=parent,
        )
        self._services, self._word, self._roles = services, word, tuple(roles)
        self._keys = list(keys)
        self._example_passphrase = example_passphrase
        self.key, self.role, self.passphrase = QComboBox(), QComboBox(), secret_field()
        self.comment = QPlainTextEdit()
        self._build_key()
        self._role_field = self._add_role()
        self._decisions, self._decision_field = self._add_decisions()
        self._add_comment()
        self._passphrase_field = self.add_field("Passphrase", self.passphrase, self._hint())
        self.submitted.connect(self._on_submitted)
        self._show_keys(self._best_key())
        (self.key if self._keys else self._make_key).setFocus()

    def fail_passphrase(self, sentence: str) -> None:
        """Say that the passphrase did not open the key."""
        self.set_busy(busy=False)
        self._passphrase_field.set_error(sentence)
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def fail(self, sentence: str) -> None:
        """Say why the report was not signed."""
        self.set_busy(busy=False)
        self.show_error(sentence)

    def set_busy(self, *, busy: bool) -> None:
        """While signing, nothing can be changed."""
        self.primary.setEnabled(not busy)
        self.primary.setText("Signing…" if busy else "Sign")
        for widget in (self.key, self.role, self.comment, self.passphrase):
            widget.setEnabled(not busy)

    def choose(self, decision: Decision) -> None:
        """Choose a decision."""
        self._decisions[decision].setChecked(True)

    def _build_key(self) -> None:
        self._make_key = Button("New key…", icon="key-round")
        self._make_key.clicked.connect(self._on_new_key)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.key, 1)
        row.addWidget(self._make_key)
        self.key.setAccessibleName("Key")
        both.setFocusProxy(self.key)
        self._key_field = self.add_field("Key", both)
        self.key.currentIndexChanged.connect(self._on_key_changed)

    def _add_role(self) -> Field:
        for role in self._roles:
            asked = f", asked of {role.person.name}" if role.person else ""
            self.role.addItem(f"{role.name}{asked}", role.id)
        return self.add_field("Role", self.role)

    def _add_decisions(self) -> tuple[dict[Decision, QRadioButton], Field]:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, px(2), 0, 0)
        column.setSpacing(px(4))
        group = QButtonGroup(self)
        buttons = {}
        for decision in Decision:
            why = impossible(decision, self._word)
            button = QRadioButton(decision.words)
            button.setEnabled(not why)
            button.setAccessibleDescription(why)
            group.addButton(button)
            column.addWidget(button)
            if why:
                note = Label(why, "label_regular", "muted", wrap=True)
                note.setContentsMargins(px(24), 0, 0, 0)
                column.addWidget(note)
            buttons[decision] = button
        return buttons, self.add_field("Decision", box)

    def _add_comment(self) -> None:
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(px(64))
        hint = f"Printed in the report and signed with it; at most {MAX_COMMENT:,} characters."
        self._comment_field = self.add_field("Comment", self.comment, hint)

    def _hint(self) -> str:
        return EXAMPLE_HINT.format(passphrase=self._example_passphrase) if self._example_passphrase else ""

    def _best_key(self) -> str:
        """Return the key of who acts, else the one of somebody who was asked."""
        asked = {role.person.email for role in self._roles if role.person and role.person.email}
        actor = self._services.actor
        mine = [entry for entry in self._keys if entry.email == actor.email or entry.person == actor.name]
        fitting = mine + [entry for entry in self._keys if entry.email in asked] + self._keys
        return str(fitting[0].path) if fitting else ""

    def _show_keys(self, current: str) -> None:
        self.key.clear()
        for entry in self._keys:
            self.key.addItem(f"{entry.person} <{entry.email}>", str(entry.path))
        self.key.setCurrentIndex(max(0, self.key.findData(current)))
        has_keys = bool(self._keys)
        self.key.setVisible(has_keys)
        self.primary.setEnabled(has_keys)
        if not has_keys:
            self._make_key.setText("Make a key to sign with…")

    @Slot()
    def _on_key_changed(self) -> None:
        """Propose the role that the person of this key was asked for."""
        entry = self._entry()
        for row, role in enumerate(self._roles):
            if entry is not None and role.person and role.person.email == entry.email:
                self.role.setCurrentIndex(row)

    def _entry(self) -> KeyEntry | None:
        return next((entry for entry in self._keys if str(entry.path) == self.key.currentData()), None)

    @Slot()
    def _on_new_key(self) -> None:
        dialog = NewKeyDialog(self._services, self._services.actor, self)
        dialog.made.connect(self._on_key_made)
        dialog.open()

    @Slot(object)
    def _on_key_made(self, entry: KeyEntry) -> None:
        self._keys.append(entry)
        self._make_key.setText("New key…")
        self._show_keys(str(entry.path))

    @Slot()
    def _on_submitted(self) -> None:
        entry = self._entry()
        chosen = next((decision for decision, button in self._decisions.items() if button.isChecked()), None)
        comment = self.comment.toPlainText()
        too_long = len(comment) > MAX_COMMENT
        self._decision_field.set_error("" if chosen else "Choose what you decide.")
        self._passphrase_field.set_error("" if self.passphrase.text() else "Give the passphrase of the key.")
        self._comment_field.set_error(f"It has {len(comment):,} characters; shorten it." if too_long else "")
        if entry is None or chosen is None or not self.passphrase.text() or too_long:
            return
        self.set_busy(busy=True)
        self.wished.emit(Wish(entry, str(self.role.currentData()), chosen, comment, self.passphrase.text()))
