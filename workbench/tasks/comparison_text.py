"""A comparison of two reviews as text and as Markdown."""

from collections.abc import Iterable

from workbench.domain.comparison import ComparedCheck, Comparison, Outcome, PartChange
from workbench.domain.model import STATUS_MARKS
from workbench.text import literal

LONGEST = 200
"""Characters of a value that is quoted; the JSON has it whole."""


def to_text(found: Comparison) -> str:
    """Return the flags first, then what the reviews come to, then each check that differs."""
    lines = [f"{_outcome(found.before)} → {_outcome(found.after)}"]
    lines += [f"! {flag.sentence}" for flag in found.flags]
    lines += ["", f"Verdict today: {verdict_words(found)}", f"  {found.before.result}", f"  {found.after.result}"]
    lines += ["", *_dissents(found)] if any(_dissents(found)) else []
    lines += ["", "The profile", *(f"  {words}" for words in found.profile)] if found.profile else []
    for check in found.changed:
        lines += ["", check_line(check)]
        lines += [f"  ! {sentence}" for sentence in check.method]
        lines += [f"  {short(change)}" for change in check.changes]
    same = [check.check_id for check in found.checks if check.is_same]
    lines += ["", f"Nothing differs in {counted(same)}: {', '.join(same)}."] if same else []
    return "\n".join(lines)


def to_markdown(found: Comparison) -> str:
    """Return Markdown in which nothing that somebody typed is read as markup."""
    parts = [f"### {literal(_outcome(found.before))} → {literal(_outcome(found.after))}"]
    if found.flags:
        parts.append("\n".join(f"- **Not judged alike.** {literal(flag.sentence)}" for flag in found.flags))
    parts.append(
        f"Verdict today: {verdict_words(found)}.\n\n- {literal(found.before.result)}\n- {literal(found.after.result)}"
    )
    if any(_dissents(found)):
        parts.append("\n".join(f"- {literal(line)}" for line in _dissents(found)))
    if found.profile:
        parts.append("\n".join(["**The profile**", "", *(f"- {literal(words)}" for words in found.profile)]))
    if found.changed:
        head = ["| Check | Before | After | What differs |", "|---|---|---|---|"]
        parts.append("\n".join([*head, *(_row(check) for check in found.changed)]))
    same = [f"`{check.check_id}`" for check in found.checks if check.is_same]
    parts += [f"Nothing differs in {counted(same)}: {', '.join(same)}."] if same else []
    return "\n\n".join(parts)


def _dissents(found: Comparison) -> list[str]:
    """Return the dissents from either review as a whole."""
    return [
        _cut(f"Dissent from {side.review}: {said}") for side in (found.before, found.after) for said in side.dissents
    ]


def verdict_words(found: Comparison) -> str:
    """`Not ready → Ready`, or the one word where both come to the same."""
    old, new = found.before.said, found.after.said
    return f"{old}, as before" if old == new else f"{old} → {new}"


def check_line(check: ComparedCheck) -> str:
    """`injection_defense ✗ → ✓ better`; where only one asks it, which."""
    if check.asked != "both":
        mark = STATUS_MARKS[check.old.status] if check.old else STATUS_MARKS[check.new.status] if check.new else ""
        return f"{check.check_id} {mark} only in the {'first' if check.asked == 'before' else 'second'}"
    marks = [STATUS_MARKS[state.status] for state in (check.old, check.new) if state]
    shown = marks[0] if marks[0] == marks[1] else " → ".join(marks)
    return f"{check.check_id} {shown} {check.trend}".rstrip()


def short(change: PartChange) -> str:
    """Return a change in words, long values cut."""
    return f"{change.part}: {_cut(change.old) or 'nothing'} → {_cut(change.new) or 'nothing'}"


def counted(checks: Iterable[str]) -> str:
    """`1 check`, `5 checks`."""
    number = len(list(checks))
    return f"{number} check{'' if number == 1 else 's'}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _outcome(side: Outcome) -> str:
    state = "frozen" if side.is_frozen else "draft"
    return f"{side.review} ({side.deployment} {side.version}, {side.checklist}, {side.policy}, {state})"


def _row(check: ComparedCheck) -> str:
    old, new = (STATUS_MARKS[state.status] if state else "not asked" for state in (check.old, check.new))
    said = [*check.method, *(short(change) for change in check.changes)]
    said = [check.trend, *said] if check.trend else said
    return f"| `{check.check_id}` | {old} | {new} | {'<br>'.join(literal(each) for each in said)} |"
