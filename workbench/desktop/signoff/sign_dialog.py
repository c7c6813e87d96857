"""Sign a report: with which key, for which role, what is decided, and why; or that one dissents."""

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

PRINTED = f"Printed in the report and signed with it; at most {MAX_COMMENT:,} characters."
UNPRINTED = f"It lies in your signature and is printed on no page; at most {MAX_COMMENT:,} characters."
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
        self.dissent = QRadioButton("Dissent")
        self._decisions, self._decision_field = self._add_decisions()
        self._add_comment()
        self._passphrase_field = self.add_field("Passphrase", self.passphrase, self._hint())
        self.submitted.connect(self._on_submitted)
        self._show_keys(self._best_key())
        (self.key if self._keys else self._make_key).setFocus()

    def fail_passphrase(self, sentence: str) -> None:
        """Say that the passphrase did not open the key."""
        self.set_busy(busy=False)
        self._passphrase_field.set_error(f"{sentence} {self._hint()}".strip())
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

    def choose_dissent(self) -> None:
        """Choose to dissent."""
        self.dissent.setChecked(True)

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
            if not self._roles:
                break  # all have signed: only a dissent is left
            button = QRadioButton(decision.words)
            button.setEnabled(not why)
            button.setAccessibleDescription(why)
            group.addButton(button)
            column.addWidget(button)
            if why:
                column.addWidget(_note(why))
            buttons[decision] = button
        why = "Beside the roles: it counts for none and stops nothing. Whoever dissents may sign a role too."
        self.dissent.setAccessibleDescription(why)
        self.dissent.toggled.connect(self._on_dissent_toggled)
        group.addButton(self.dissent)
        column.addWidget(self.dissent)
        column.addWidget(_note(why))
        return buttons, self.add_field("Decision", box)

    @Slot(bool)
    def _on_dissent_toggled(self, is_dissent: bool) -> None:
        """A dissent has no role, and needs a text."""
        self._role_field.setVisible(not is_dissent)
        self._comment_field.set_label("What you disagree with" if is_dissent else "Comment")
        self._comment_field.set_hint(UNPRINTED if is_dissent else PRINTED)

    def _add_comment(self) -> None:
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(px(64))
        self._comment_field = self.add_field("Comment", self.comment, PRINTED)

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
        comment, is_dissent = self.comment.toPlainText(), self.dissent.isChecked()
        wrong = self._wrong_text(comment, is_dissent)
        is_decided = chosen is not None or is_dissent
        self._decision_field.set_error("" if is_decided else "Choose what you decide.")
        missing = f"Give the passphrase of the key. {self._hint()}".strip()
        self._passphrase_field.set_error("" if self.passphrase.text() else missing)
        self._comment_field.set_error(wrong)
        if entry is None or not is_decided or not self.passphrase.text() or wrong:
            undecided = next((button for button in self._decisions.values() if button.isEnabled()), self.dissent)
            self.look_at(undecided if not is_decided else self.comment if wrong else self.passphrase)
            return
        self.set_busy(busy=True)
        role = "" if is_dissent else str(self.role.currentData())
        self.wished.emit(Wish(entry, role, chosen, comment, self.passphrase.text()))

    def _wrong_text(self, comment: str, is_dissent: bool) -> str:
        if len(comment) > MAX_COMMENT:
            return f"It has {len(comment):,} characters; shorten it."
        return "Say what you disagree with." if is_dissent and not comment.strip() else ""


def _note(text: str) -> Label:
    note = Label(text, "label_regular", "muted", wrap=True)
    note.setContentsMargins(px(24), 0, 0, 0)
    return note
