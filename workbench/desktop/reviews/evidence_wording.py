"""What the card and the menu of a piece of evidence say."""

from workbench.desktop.kit.moments import moment
from workbench.desktop.reviews.model import ReviewData, Use
from workbench.desktop.reviews.wording import short_day, shown_name, size, visible

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
    lines = [f"{use.use.key}: {shown_name(use)}"]
    lines.append(f"Attached by {name_of(use.use.attached_by)}, {moment(use.use.attached_at)}")
    if use.use.confirmed_by and use.use.confirmed_at:
        lines.append(f"Confirmed by {name_of(use.use.confirmed_by)}, {moment(use.use.confirmed_at)}")
    elif row.kind == "file":
        lines.append("Nobody else has confirmed it yet")
    if use.use.answer:
        lines.append(f"Contradiction answered by {name_of(use.use.answer.by)}")
    if row.expires_on:
        lines.append(f"Counts until {short_day(row.expires_on, data.today)}")
    if row.sha256:
        lines.append(f"{size(row.size)}, SHA-256 {short_hash(row.sha256)}")
    if row.redacted_from:
        lines.append(f"A copy without its credentials; the original has SHA-256 {short_hash(row.redacted_from)}")
    return lines


def short_hash(sha256: str) -> str:
    """Return the beginning of a hash, in groups of eight."""
    return f"{sha256[:8]} {sha256[8:16]} …"
