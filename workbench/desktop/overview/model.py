"""The overview's tables: where every deployment stands, and what lapses soon."""

from collections.abc import Callable, Sequence

from workbench.desktop.kit.roles import Role
from workbench.desktop.kit.rows import DISPLAY, SPOKEN, TOOL_TIP, Cells, ListRows, RowsModel
from workbench.domain.verdict import VERDICT_WORDS, Word
from workbench.storage.due import Due
from workbench.storage.overview import Standing

SIGNS = {Word.NOT_READY: "fail", Word.WITH_CONDITIONS: "warn", Word.READY: "pass"}
ORDER = {Word.NOT_READY: 0, Word.WITH_CONDITIONS: 1, Word.READY: 2, None: 3}
IN_REVIEW = "In review"
_KIND_WORDS = {
    "condition": "Due",
    "waiver": "Waiver until",
    "evidence": "Proof until",
    "approval": "Holds until",
    "review": "Review by",
    "action": "To do by",
    "clock": "Report by",
}
SOON_DAYS = 14


def verdict_word(standing: Standing) -> str:
    """Say where a deployment stands; an unfinished review is *in review* and not *not ready*."""
    if standing.word is not None:
        return VERDICT_WORDS[standing.word]
    if not standing.review:
        return "Not reviewed"
    return IN_REVIEW if standing.is_draft else "Outdated"


class StandingsModel(RowsModel[Standing]):
    """One row per deployment: first what runs without an approval in force, then what blocks, then by name."""

    heads = ("Deployment", "Verdict", "Checks", "Why, and who signed", "Proof")

    def show(self, rows: Sequence[Standing]) -> None:
        """Replace every row."""
        super().show(sorted(rows, key=lambda row: (not row.runs_without, ORDER[row.word], row.deployment.casefold())))

    def cells(self, row: Standing, column: int) -> Cells:
        """Return what one cell shows."""
        said = _spoken(row, column)
        return {Role.KEY: row.review or row.deployment_key, SPOKEN: said, TOOL_TIP: said, **_CELLS[column](row)}


def _deployment(standing: Standing) -> Cells:
    about = [standing.version, standing.review, standing.checklist]
    return {DISPLAY: standing.deployment, Role.CAPTION: " · ".join(part for part in about if part), Role.STRONG: True}


def _verdict(standing: Standing) -> Cells:
    word = verdict_word(standing)
    if standing.word is not None:
        return {Role.STATUS: SIGNS[standing.word], Role.WORD: word}
    return {Role.STATUS: "unknown", Role.WORD: word} if word == IN_REVIEW else {DISPLAY: word, Role.MUTED: True}


def _strip(standing: Standing) -> Cells:
    return {Role.STRIP: [cell.status.value for cell in standing.strip]}


def _why(standing: Standing) -> Cells:
    return {DISPLAY: standing.gist, Role.CAPTION: f"{_in_doubt(standing)}{standing.runs_without or standing.signoff}"}


def _in_doubt(standing: Standing) -> str:
    """Name the newest incident that puts the approval in doubt; it stands before what could be cut off."""
    return f"In doubt: {standing.failed_since[0]} · " if standing.failed_since else ""


def _signed(standing: Standing) -> str:
    return f"{standing.runs_without}. {standing.signoff}" if standing.runs_without else standing.signoff


def _doubt_in_full(standing: Standing) -> str:
    if not standing.failed_since:
        return ""
    keys = ", ".join(standing.failed_since[:3])
    more = f" and {len(standing.failed_since) - 3} more" if len(standing.failed_since) > 3 else ""
    return f". A control that the approved review relies on failed since its freeze: {keys}{more}"


def _proof(standing: Standing) -> Cells:
    if not standing.review:
        return {}
    return {Role.PROOF: (standing.proof.declared, standing.proof.verified, standing.proof.stale)}


_CELLS: tuple[Callable[[Standing], Cells], ...] = (_deployment, _verdict, _strip, _why, _proof)


def _spoken(standing: Standing, column: int) -> str:
    proof, detail = standing.proof, standing.detail.replace("`", "")
    words = (
        _about(standing),
        verdict_word(standing),
        ", ".join(f"{cell.check_id} {cell.status.value}" for cell in standing.strip),
        f"{standing.gist}{detail and ': '}{detail}. {_signed(standing)}{_doubt_in_full(standing)}",
        f"{proof.declared} declared, {proof.verified} verified, {proof.stale} stale",
    )
    return words[column]


def _about(standing: Standing) -> str:
    parts = [
        f"{standing.deployment}, version {standing.version or 'unknown'}",
        f"owned by {standing.owner or 'nobody yet'}",
        f"asks for {standing.stage} use" if standing.stage else "does not say which use it asks for",
        f"{standing.review} on checklist {standing.checklist}" if standing.review else "not reviewed yet",
    ]
    return "; ".join(parts)


class LapsesModel(ListRows[Due]):
    """What lapses within thirty days or has lapsed, the earliest first."""

    def cells(self, row: Due) -> Cells:
        """Return what one row shows."""
        return {
            DISPLAY: what_of(row),
            TOOL_TIP: f"{what_of(row)} ({row.kind} of {row.review or row.key})",
            SPOKEN: f"{what_of(row)}, {row.kind}, {when(row)[0]}, {row.on:%d %b %Y}, {row.deployment}",
            Role.KEY: place_of(row)[1],
            Role.CAPTION: f"{_KIND_WORDS[row.kind]} {row.on.day} {row.on:%b}, {row.deployment}",
            Role.CHIP: when(row),
        }


def what_of(row: Due) -> str:
    """Return what is due in a line; what changed names tools in the type of code, which a table has not."""
    return row.what.replace("`", "") if row.kind == "review" else row.what


def place_of(row: Due) -> tuple[str, str]:
    """Return the page that shows where something is due, and what it opens at."""
    return ("incidents", row.key) if row.kind == "clock" else ("reviews", f"{row.review}/{row.check_id}".rstrip("/"))


def when(lapse: Due) -> tuple[str, str]:
    """Say how long it lasts, with the tone of its chip."""
    if lapse.days < 0:
        return f"lapsed {-lapse.days} d", "fail"
    if lapse.days == 0:
        return "today", "warn"
    return f"{lapse.days} day{'s' if lapse.days != 1 else ''}", "warn" if lapse.days <= SOON_DAYS else "plain"
