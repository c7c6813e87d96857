"""A register as a table: the columns that matter on screen; the workbook has all of them."""

from datetime import UTC, date

from workbench.desktop.kit.moments import day
from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, TOOL_TIP, Cells, RowsModel
from workbench.domain.registers import RegisterKind, RegisterRow

_STRONG: dict[RegisterKind, str] = {
    "approvals": "deployment",
    "waivers": "reason",
    "conditions": "text",
    "decisions": "name",
}
"""What the widest column says first."""
_CAPTION: dict[RegisterKind, tuple[str, ...]] = {
    "approvals": ("review", "version", "stage"),
    "waivers": ("id", "review", "check"),
    "conditions": ("id", "review", "check"),
    "decisions": ("role", "review", "deployment", "version"),
}
_STATE: dict[RegisterKind, tuple[str, str]] = {
    "approvals": ("state", "signed"),
    "waivers": ("state", "expires_on"),
    "conditions": ("state", "due"),
    "decisions": ("decision", ""),
}
_MORE: dict[RegisterKind, tuple[str, str]] = {
    "approvals": ("valid_until", "why"),
    "waivers": ("owner", "approved_by"),
    "conditions": ("owner", "evidence"),
    "decisions": ("comment", "email"),
}
_DAYS = frozenset({"valid_until", "expires_on", "due"})
_HEADS: dict[RegisterKind, tuple[str, ...]] = {
    "approvals": ("Decided (UTC)", "Deployment", "State today and signed", "Valid until, or why not"),
    "waivers": ("Requested (UTC)", "Reason", "State today and last day", "Risk owner and approver"),
    "conditions": ("Made (UTC)", "Condition", "State today and due", "Owner and closing evidence"),
    "decisions": ("Signed (UTC)", "Who signed", "Decision", "Comment"),
}


class RegisterModel(RowsModel[RegisterRow]):
    """One row per entry of a register; the heads follow its kind."""

    heads = _HEADS["approvals"]
    kind: RegisterKind = "approvals"

    def show_kind(self, kind: RegisterKind, rows: tuple[RegisterRow, ...]) -> None:
        """Show the rows of a register."""
        self.beginResetModel()
        self.kind, self._rows = kind, rows
        self.endResetModel()

    def headerData(self, section: int, orientation: object, role: int = DISPLAY) -> object:
        """Return the heads of the register that is shown."""
        from PySide6.QtCore import Qt

        if orientation == Qt.Orientation.Horizontal and role == DISPLAY and section < len(self.heads):
            return _HEADS[self.kind][section]
        return None

    def cells(self, row: RegisterRow, column: int) -> Cells:
        """Return what one cell shows."""
        first, second = _STATE[self.kind]
        above, below = _MORE[self.kind]
        if self.kind == "approvals" and row.cells["why"]:
            above, below = below, ""  # a day until which it would hold is no day until which it holds
        pairs = (
            (day(row.at.astimezone(UTC).date()), f"{row.at.astimezone(UTC):%H:%M}"),
            (row.cells[_STRONG[self.kind]], " · ".join(filter(None, (row.cells[key] for key in _CAPTION[self.kind])))),
            (_cell(row, first), _cell(row, second)),
            (_cell(row, above), _cell(row, below)),
        )
        text, caption = (" ".join(part.split()) for part in pairs[column])
        strong: Cells = {Role.STRONG: True} if column == 1 else {}
        told = ", ".join(part for part in (text, caption) if part)
        shown = {DISPLAY: text or caption, Role.CAPTION: caption if text else ""}
        return {Role.KEY: row.review, SPOKEN: told, TOOL_TIP: told, **shown, **strong}


def _cell(row: RegisterRow, key: str) -> str:
    """Return what a register says under a key, as the window writes days and states; nothing where there is none."""
    text = row.cells.get(key, "")
    if text and key in _DAYS:
        return day(date.fromisoformat(text))
    if key == "why":
        return text.replace("`", "")  # names of tools, as the window writes them in a line
    return text[:1].upper() + text[1:] if key == "state" else text
