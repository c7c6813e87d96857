"""What the card and the menu of a piece of evidence say."""

from workbench.desktop.kit.moments import day, moment
from workbench.desktop.reviews.model import ReviewData, Use
from workbench.desktop.reviews.wording import short_day, shown_name, size, visible
from workbench.domain.evidence import Evidence

QUOTED = 80
"""Characters of a reason that a menu quotes."""
_KINDS = {"application/json": "json", "image": "image", "text": "text", "application/pdf": "text"}


def kind_of(use: Use) -> str:
    """Return which icon a piece of evidence has, by its content and not its name."""
    if use.evidence.kind != "file":
        return use.evidence.kind
    media = use.evidence.media_type
    if media.endswith("xml"):
        return "code"
    return _KINDS.get(media) or _KINDS.get(media.partition("/")[0], "file")


def caption_of(use: Use, data: ReviewData) -> str:
    """Return the second line of a card: what it holds or is about, and when it was captured."""
    row = use.evidence
    if use.fact.damaged:
        return "Has changed on disk or is gone; it proves nothing"
    if use.fact.purged:
        return "Purged on purpose; it proves nothing"
    parts = []
    if row.kind == "note":
        parts.append(f"“{visible(data.excerpts.get(row.id, ''))}”")
    if use.use.control_id:
        names = {control.id: control.name for control in data.mode(use.use.check_id).controls}
        parts.append(names.get(use.use.control_id, use.use.control_id))
    elif row.kind == "file":
        parts.append(size(row.size))
    if row.captured_on:
        parts.append(f"captured {short_day(row.captured_on, data.today)}")
    elif row.kind != "note":
        parts.append(f"attached {short_day(row.attached_at.date(), data.today)}")
    if row.redacted_from:
        parts.insert(0, f"redacted copy of {row.redacted_from[:8]} …")
    return " · ".join(part for part in parts if part)


def title_of(use: Use, data: ReviewData) -> str:
    """Return the first line of a card."""
    if use.evidence.kind == "note":
        return f"Note by {data.view.name_of(use.evidence.collector)}"
    return shown_name(use)


def facts_of(use: Use, data: ReviewData) -> list[str]:
    """Return what is known of a piece, one fact a line."""
    row, name_of = use.evidence, data.view.name_of
    speaks = "contradicts" if use.use.contradicts else "supports"
    lines = [f"{use.use.key}: {shown_name(use)}, {speaks} the claim"]
    lines.append(f"Attached by {name_of(use.use.attached_by)}, {moment(use.use.attached_at)}")
    if use.use.confirmed_by and use.use.confirmed_at:
        lines.append(f"Confirmed by {name_of(use.use.confirmed_by)}, {moment(use.use.confirmed_at)}")
    elif row.kind == "file":
        lines.append("Nobody else has confirmed it yet")
    if use.use.answer:
        lines.append(f"Contradiction answered by {name_of(use.use.answer.by)}")
    if use.use.holds:
        lines.append(f"Still holds, says {name_of(use.use.holds.by)}: {_quoted(use.use.holds.text)}")
    lines += _told_of(row, data)
    if row.expires_on:
        lines.append(f"Counts until {short_day(row.expires_on, data.today)}")
    if row.sha256:
        lines.append(f"{size(row.size)}, SHA-256 {short_hash(row.sha256)}")
    if row.redacted_from:
        lines.append(f"A copy without its credentials; the original has SHA-256 {short_hash(row.redacted_from)}")
    return lines


def _told_of(row: Evidence, data: ReviewData) -> list[str]:
    """Return what was said of a piece when it was attached: days, place, version, and what it is newer than."""
    lines = [f"Captured on {day(row.captured_on)}"] if row.captured_on else []
    if row.period_from or row.period_to:
        start = f"from {day(row.period_from)} " if row.period_from else ""
        lines.append(f"Observed {start}{f'until {day(row.period_to)}' if row.period_to else 'on'}")
    if row.environment:
        lines.append(f"Made in {visible(row.environment)}")
    is_this = row.subject_version == data.view.version.id
    lines.append(f"About version {visible(data.view.version.label)}" if is_this else "About another version")
    older = data.view.evidence.get(row.revises or "")
    if older is not None:
        lines.append(f"Newer revision of {visible(older.name)}, attached {moment(older.attached_at)}")
    return lines


def _quoted(text: str) -> str:
    line = visible(" ".join(text.split()))
    return f"“{line if len(line) <= QUOTED else line[:QUOTED] + '…'}”"


def short_hash(sha256: str) -> str:
    """Return the beginning of a hash, in groups of eight."""
    return f"{sha256[:8]} {sha256[8:16]} …"
