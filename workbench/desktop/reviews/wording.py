"""How the window words what the record holds; markup is our own, every value in it is escaped."""

import html
from datetime import date

from workbench.desktop.kit.moments import day
from workbench.desktop.reviews.model import ReviewData, Use
from workbench.domain.model import STATUS_WORDS, Status
from workbench.domain.review import Answer, Condition, Waiver
from workbench.domain.verdict import VERDICT_WORDS, Reason, Verdict, Word

BANNERS = {Word.READY: "ready", Word.WITH_CONDITIONS: "ready_with_conditions", Word.NOT_READY: "not_ready"}
SIGNS = {Word.READY: "pass", Word.WITH_CONDITIONS: "warn", Word.NOT_READY: "fail"}
_KINDS = {
    "failure": ("failure", "failures"),
    "unknown": ("unknown", "unknown"),
    "unproven": ("unproven pass", "unproven passes"),
    "contradicted": ("contradiction", "contradictions"),
    "lapsed": ("lapse", "lapses"),
    "damaged": ("damaged file", "damaged files"),
}
_DONE = {
    "failure": "failed",
    "unknown": "is unknown",
    "unproven": "passes without verified proof",
    "contradicted": "is contradicted",
    "lapsed": "has lapsed",
    "damaged": "is damaged",
    "warning": "is a warning",
    "waived": "is waived",
    "note": "is noted",
}


def short_day(value: date, today: date) -> str:
    """`17 Nov`, with the year when it is another one."""
    return f"{value.day} {value:%b}" if value.year == today.year else day(value)


def days_ago(value: date, today: date) -> str:
    """`today`, `1 day`, `198 days`."""
    number = (today - value).days
    return "today" if number <= 0 else "1 day" if number == 1 else f"{number} days"


def until(row: Condition | Waiver, today: date) -> str:
    """`due 29 Nov`, `lapses on 5 Jan 2027`, `closed 3 Nov`."""
    if isinstance(row, Condition):
        if row.closed_at is not None:
            return f"closed {short_day(row.closed_at.date(), today)}"
        return f"due {short_day(row.due, today)}{', before the launch' if row.launch == 'before' else ''}"
    return f"lapses on {short_day(row.expires_on, today)}"


def size(number: int | None) -> str:
    """`2.3 MB`; empty when there is none."""
    if number is None:
        return ""
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if number >= factor:
            return f"{number / factor:.3g} {unit}"
    return f"{number} bytes"


def is_in_review(data: ReviewData) -> bool:
    """Tell whether it is too early for a verdict: a draft with checks that nobody has answered."""
    return data.view.is_in_review(data.verdict)


def verdict_note(data: ReviewData) -> str:
    """Say why in a few words: `2 failures block`, `2 conditions`, `3 of 9 checks unknown`."""
    if is_in_review(data):
        return f"{data.unknown} of {len(data.verdict.lines)} checks unknown"
    return gist(data.verdict)


def gist(verdict: Verdict) -> str:
    """Say what blocks or what it depends on, counted."""
    blocking = [reason.kind for reason in verdict.of_effect("blocks")]
    if blocking:
        parts = [_counted(kind, blocking.count(kind)) for kind in _KINDS if kind in blocking]
        return f"{', '.join(parts)} {'blocks' if len(blocking) == 1 else 'block'}"
    number = sum(line.effect == "condition" for line in verdict.lines)
    return f"{number} condition{'s' if number != 1 else ''}" if number else ""


def _counted(kind: str, number: int) -> str:
    one, many = _KINDS[kind]
    return f"{number} {one if number == 1 else many}"


def reason_markup(reason: Reason, data: ReviewData) -> str:
    """Say what a reason is about, with its rule and its proof linked."""
    mode = data.mode(reason.check_id)
    item = html.escape(reason.item)
    about = "" if reason.item == reason.check_id else f" ({html.escape(reason.check_id)})"
    name = f'<a href="check:{html.escape(reason.check_id)}"><b>{item}</b></a>{about}'
    first = f"{name} {_DONE[reason.kind]}; {mode.id} is {mode.severity.value.lower()}."
    rule = f'Rule “<a href="rule:{html.escape(reason.check_id)}">{html.escape(reason.rule)}</a>”'
    return f"{first}<br>{rule}, {_proof_markup(reason, data)}"


def _proof_markup(reason: Reason, data: ReviewData) -> str:
    uses = data.proof_of_reason(reason)
    if uses:
        links = [f'<a href="use:{use.use.key}">{html.escape(shown_name(use))}</a>' for use in uses]
        return f"proven by {', '.join(links)}"
    counts = data.proof_of(reason.check_id)
    return "declared by the team" if counts.declared else "nothing attached"


def shown_name(use: Use) -> str:
    """Return the name of evidence with control and bidi characters made visible."""
    return visible(use.evidence.name)


def visible(text: str) -> str:
    """Make characters visible that would turn or hide a name."""
    return "".join(letter if letter.isprintable() else f"⟨{ord(letter):04X}⟩" for letter in text)


def by_whom(answer: Answer | None, data: ReviewData, role: str) -> str:
    """`by R. Adeyemi, reviewer`; nobody has answered yet."""
    return f"by {data.view.name_of(answer.by)}, {role}" if answer else "nobody has answered yet"


def status_word(status: Status) -> str:
    """Return the word of a status."""
    return STATUS_WORDS[status]


def obligation_state(row: Condition | Waiver, data: ReviewData) -> tuple[str, str]:
    """Return what a condition or waiver is today, with the tone of its chip."""
    state = row.state(data.now)
    last = row.due if isinstance(row, Condition) else row.expires_on
    if state == "closed":
        return "closed", "pass"
    if state == "pending":
        return "waits for approval", "unknown"
    number = (last - data.today).days
    if state == "lapsed":
        return f"lapsed {days_ago(last, data.today)} ago", "fail"
    words = "last day" if number == 0 else f"{number} day{'s' if number != 1 else ''} left"
    return words, "warn" if number <= 14 else "plain"


def verdict_word(verdict: Verdict) -> str:
    """Return the word of a verdict."""
    return VERDICT_WORDS[verdict.word]
