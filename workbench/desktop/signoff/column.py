"""The column beside the report: who has signed, what the signatures cover, and whether they hold."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.desktop.kit.banner import Notice
from workbench.desktop.kit.buttons import Button
from workbench.desktop.kit.dissent_row import DissentRow
from workbench.desktop.kit.drop_zone import DropZone
from workbench.desktop.kit.scrolled import EvenArea
from workbench.desktop.kit.signer import SignerRow
from workbench.desktop.kit.style import surface
from workbench.desktop.kit.text import Hairline, Label, SectionHeading
from workbench.desktop.kit.theme import px
from workbench.desktop.reviews.dissent_dialogs import WHOLE
from workbench.desktop.reviews.dissents_part import about
from workbench.desktop.signoff.reading import Frozen
from workbench.desktop.verify.card import DigestCard, VerificationCard, clear
from workbench.desktop.verify.judging import Judged
from workbench.desktop.verify.wording import DECISION_ROWS, answers_of, at_utc, signed_at
from workbench.domain.approval import Approval, ApprovalState
from workbench.domain.dissent import StandingDissent
from workbench.domain.record import RequiredRole
from workbench.reports.signing.decisions import Decision as Signed
from workbench.reports.signing.verification import SignedDissent
from workbench.text import visible

COLLECTED_NOTHING = "The signatures in the file are not in the ledger of this workspace yet."
STATES = {
    ApprovalState.APPROVED: "Approved, and in force once what is due before the launch is closed.",
    ApprovalState.REJECTED: "Rejected: one reject is enough.",
    ApprovalState.DEFERRED: "Deferred: a signer wants more before deciding.",
    ApprovalState.IN_FORCE: "Approved and in force.",
    ApprovalState.LAPSED: "Approved, but lapsed: a condition, a waiver or the time limit has passed.",
    ApprovalState.REVOKED: "Revoked.",
    ApprovalState.OUTDATED: "Outdated: what runs differs from the record.",
    ApprovalState.SUPERSEDED: "Superseded by a later revision.",
}


class Row:
    """What one required role has said, from the verified file where there is one, else from the ledger."""

    def __init__(self, role: RequiredRole) -> None:
        self.role = role
        self.name = role.person.name if role.person else "Nobody named"
        self.decision, self.when, self.comment = "missing", "", ""
        self.is_signed = self.certifies = False


def rows(frozen: Frozen, judged: Judged | None) -> list[Row]:
    """Return a row per required role, in the order of the policy."""
    found = {role.id: Row(role) for role in frozen.roles}
    for decision in frozen.approval.decisions:
        _fill(found, decision.role, decision.name, DECISION_ROWS[Signed(decision.decision.value)], decision.comment)
        found[decision.role].when = at_utc(decision.at)
    signatures = judged.verification.decisions if judged and judged.verification.is_valid else ()
    for number, signed in enumerate(signatures):
        if signed.role in found:
            _fill(found, signed.role, signed.name, DECISION_ROWS[signed.decision], signed.comment)
            found[signed.role].when = at_utc(signed.time) if signed.time else ""
        if signed.role in found and number == 0:
            found[signed.role].certifies = True
    return list(found.values())


def _fill(found: Mapping[str, Row], role: str, name: str, decision: str, comment: str) -> None:
    row = found[role]
    row.name, row.decision, row.comment, row.is_signed = visible(name), decision, visible(comment), True


def has_uncollected(frozen: Frozen, judged: Judged | None) -> bool:
    """Say whether the file holds decisions that the ledger does not have."""
    if judged is None or not judged.verification.is_valid:
        return False
    known = {decision.fingerprint for decision in frozen.approval.decisions}
    new = any(signed.fingerprint not in known for signed in judged.verification.decisions)
    return new or bool(uncollected_dissents(frozen, judged))


def uncollected_dissents(frozen: Frozen, judged: Judged | None) -> tuple[SignedDissent, ...]:
    """Return the dissents of a valid file that the ledger does not have."""
    known = {(row.fingerprint, row.text) for row in frozen.dissents}
    found = judged.verification.dissents if judged and judged.verification.is_valid else ()
    return tuple(signed for signed in found if (signed.fingerprint, signed.text) not in known)


class SignersColumn(EvenArea):
    """Signers, digest, verification, and where a returned file is taken in."""

    collect_pressed = Signal()
    dissent_pressed = Signal()
    answer_pressed = Signal(object)
    """The `StandingDissent` to answer."""
    trust_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Signers and verification")
        inner = QWidget()
        surface(inner, "surface")
        self._heading = SectionHeading("Signers")
        self._state = Label("", "body", "secondary", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.dissent = Button("Sign a dissent…", "link")
        self.dissent.clicked.connect(self.dissent_pressed)
        self._digest = DigestCard()
        self._card = VerificationCard()
        self._uncollected = Notice(COLLECTED_NOTHING, "warn")
        collect = Button("Collect", "small")
        collect.clicked.connect(self.collect_pressed)
        self._uncollected.add_right(collect)
        self._trust = Button("Look closer, or trust the authority…", "link")
        self._trust.clicked.connect(self.trust_pressed)
        self.zone = DropZone("Drop a returned file here to collect it", verb="Collect", icon="import")
        self._arrange(inner)
        self.setWidget(inner)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _arrange(self, inner: QWidget) -> None:
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(20), px(16), px(20), px(20))
        self.keep_right(column, 24)
        column.setSpacing(px(8))
        column.addWidget(self._heading)
        column.addLayout(self._rows)
        column.addWidget(self.dissent, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._state)
        column.addWidget(self._uncollected)
        column.addSpacing(px(8))
        column.addWidget(SectionHeading("What the signatures cover"))
        column.addWidget(self._digest)
        note = "SHA-256 of the record. A change to it makes every decision above outdated."
        column.addWidget(Label(note, "label_regular", "muted", wrap=True))
        column.addWidget(self._card)
        column.addWidget(self._trust, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.zone)
        column.addStretch(1)

    def show_signoff(self, frozen: Frozen, judged: Judged | None, own_authority: str) -> None:
        """Show who has signed and whether it holds; `judged` is None while the file is not verified."""
        found = rows(frozen, judged)
        signed = sum(row.is_signed for row in found)
        new = uncollected_dissents(frozen, judged)
        number = len(frozen.dissents) + len(new)
        dissents = f", {number} dissent{'' if number == 1 else 's'}" if number else ""
        self._heading.set_note(f"{signed} of {len(found)} have signed{dissents}")
        clear(self._rows)
        for row in found:
            self._rows.addWidget(Hairline())
            role = f"{row.role.name}, certifies" if row.certifies else row.role.name
            self._rows.addWidget(SignerRow(row.name, role, decision=row.decision, when=row.when, comment=row.comment))
        for dissent in frozen.dissents:
            self._rows.addWidget(Hairline())
            self._rows.addWidget(self._dissent(dissent))
        for unknown in new:
            self._rows.addWidget(Hairline())
            said = visible(unknown.name), f"{WHOLE}, signed", visible(unknown.text)
            self._rows.addWidget(DissentRow(*said, when=signed_at(unknown)))
        self.dissent.setVisible(judged is not None and judged.verification.digest == frozen.digest)
        self._show_state(frozen.approval)
        self._uncollected.setVisible(has_uncollected(frozen, judged))
        self._digest.show_digest(frozen.digest)
        self._card.setVisible(judged is not None)
        self._trust.setVisible(judged is not None and judged.is_authority_unknown)
        if judged is not None:
            self._card.show_judged(judged, own_authority)

    def _dissent(self, dissent: StandingDissent) -> DissentRow:
        row = DissentRow(
            visible(dissent.by),
            about(dissent),
            visible(dissent.text),
            when=at_utc(dissent.at),
            answers=answers_of(dissent),
            action="Answer again…" if dissent.answers else "Answer…",
        )
        row.action_pressed.connect(partial(self.answer_pressed.emit, dissent))
        return row

    def _show_state(self, approval: Approval) -> None:
        text = STATES.get(approval.state, "") or " ".join(approval.missing)
        if approval.revoked:
            text = f"Revoked: {visible(approval.revoked)}"
        if approval.differences:
            changed = ", ".join(approval.differences).replace("`", "")
            text += f" Changed: {changed}."
        self._state.setText(text)
        self._state.setVisible(bool(text))
