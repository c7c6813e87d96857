"""Two reviews beside each other as rows: what the profiles differ in, then each check."""

from dataclasses import dataclass

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, TOOL_TIP, Cells, RowsModel
from workbench.domain.comparison import CheckState, ComparedCheck, Comparison, Trend
from workbench.domain.model import STATUS_WORDS, Status

PROFILE = "profile"
"""The key of the row about the profiles."""
_SHORT = {Status.NOT_APPLICABLE: "N/A"}
_NOT_ASKED = "Not asked"
_ANSWERS = ("applies", "team’s answer", "finding", "summary", "rationale")
"""Parts that somebody wrote as the answer; the others follow from it or lie beside it."""
_WHERE = {"before": "the first asks it", "after": "the second asks it"}
_TONES: dict[Trend, str] = {"better": "pass", "worse": "fail"}


@dataclass(frozen=True)
class CompareRow:
    """One line of the comparison."""

    key: str
    """A check id, or `PROFILE`."""
    name: str
    caption: str
    differs: str
    """The parts of the answers that differ, in a few words."""
    more: str = ""
    """The other parts that differ."""
    check: ComparedCheck | None = None
    """None for the row about the profiles."""

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not self.differs and not self.more


def compare_rows(found: Comparison, *, only_changes: bool) -> tuple[CompareRow, ...]:
    """Return the profiles, where they differ, and the checks in order."""
    number = len(found.profile)
    words = f"{number} difference{'' if number == 1 else 's'}"
    profile = [CompareRow(PROFILE, "Profile", "What was judged", words)] if number else []
    rows = [*profile, *(_row(check) for check in found.checks)]
    return tuple(row for row in rows if not only_changes or not row.is_same)


def _row(check: ComparedCheck) -> CompareRow:
    state = check.new or check.old
    summary = state.summary if state else ""
    if check.asked != "both":
        return CompareRow(
            check.check_id, summary or "No summary", check.check_id, f"only {_WHERE[check.asked]}", "", check
        )
    parts = [change.part for change in check.changes]
    controls = sum(part.startswith("control ") for part in parts)
    answers = [*(["what is asked"] if check.method else []), *(part for part in parts if part in _ANSWERS)]
    others = [part for part in parts if part not in _ANSWERS and not part.startswith("control ")]
    others += [f"{controls} control{'' if controls == 1 else 's'}"] if controls else []
    said = (", ".join(answers or others), ", ".join(others if answers else ()))
    return CompareRow(check.check_id, summary or "No summary", check.check_id, said[0], said[1], check)


class CompareModel(RowsModel[CompareRow]):
    """One row for the profiles and one per check."""

    heads = ("Check and finding", "Before", "After", "Trend", "What differs")

    def cells(self, row: CompareRow, column: int) -> Cells:
        """Return what one cell shows."""
        check = row.check
        if check is None:
            name: Cells = {DISPLAY: row.name, Role.STRONG: True, Role.CAPTION: row.caption}
            cells: tuple[Cells, ...] = (name, {}, {}, {}, {DISPLAY: row.differs})
        else:
            cells = (
                {DISPLAY: row.name, Role.ID: f"{check.check_id}  {check.topic.partition(' ')[0]}", TOOL_TIP: row.name},
                _status(check.old),
                _status(check.new),
                {Role.CHIP: (check.trend, _TONES[check.trend])} if check.trend else {},
                _differs(row),
            )
        return {Role.KEY: row.key, SPOKEN: spoken(row, column), **cells[column]}


def _status(state: CheckState | None) -> Cells:
    if state is None:
        return {DISPLAY: _NOT_ASKED, Role.MUTED: True}
    return {Role.STATUS: state.status.value, Role.WORD: _SHORT.get(state.status)}


def _differs(row: CompareRow) -> Cells:
    if row.is_same:
        return {DISPLAY: "Nothing", Role.MUTED: True}
    return {DISPLAY: row.differs, Role.CAPTION: row.more, TOOL_TIP: f"{row.differs}, {row.more}".removesuffix(", ")}


def spoken(row: CompareRow, column: int) -> str:
    """Return a cell in words, for a screen reader."""
    check = row.check
    if check is None:
        return (f"{row.name}, {row.caption}", "", "", "", row.differs)[column]
    old, new = (STATUS_WORDS[state.status] if state else _NOT_ASKED for state in (check.old, check.new))
    cells = (f"{row.key}, {row.name}", f"before: {old}", f"after: {new}", check.trend, _differs_spoken(row))
    return cells[column]


def _differs_spoken(row: CompareRow) -> str:
    return "nothing differs" if row.is_same else ", ".join(part for part in (row.differs, row.more) if part)
