"""What an incident says beyond itself, read after it: the reviews that it puts in doubt, and how often it came up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from workbench.desktop.incidents.wording import KIND_WORDS
from workbench.desktop.kit.markup import link
from workbench.domain.recall import Tie
from workbench.storage.learned import SoFar, read_so_far
from workbench.storage.recall_view import InDoubt, RecallView, read_recall
from workbench.storage.similar import Similar, similar_to
from workbench.storage.store import Store

SHOWN = 12
"""How many reviews are listed; the command line names them all."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
_ORDINALS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


@dataclass(frozen=True)
class Lessons:
    """What was read for one incident."""

    incident: str
    """Key."""
    recall: RecallView
    so_far: tuple[SoFar, ...]
    similar: tuple[Similar, ...] = ()


def read_lessons(store: Store, key: str) -> Lessons | None:
    """Read what an incident recalls and how often it came up; None when there is none of the key."""
    incident = store.incidents.first("key = ?", key)
    if incident is None:
        return None
    return Lessons(
        key, read_recall(store, incident, datetime.now(UTC)), read_so_far(store, incident), similar_to(store, incident)
    )


def shown_key(full_key: str) -> str:
    """Return the key of a review as people say it: a first revision by its bare key."""
    return full_key.removesuffix(".1")


def gist_markup(recall: RecallView) -> str:
    """Say in a sentence or two which reviews it is about; empty when none relies on or lacks a control."""
    relying = [row for row in recall.reviews if row.relies]
    if relying:
        failed = sum(one.outcome == "failed" for one in recall.controls)
        first = f"{_reviews(relying, 'relies', 'rely')} on {'the control' if failed == 1 else 'a control'} that failed."
        return f"<b>{first}</b> {_rest(relying)}"
    lacking = [row for row in recall.reviews if any(tie.kind == "absent" for tie in row.ties)]
    return f"<b>{_reviews(lacking, 'lacks', 'lack')} what was missing here.</b>" if lacking else ""


def _rest(relying: Sequence[InDoubt]) -> str:
    alone = [_review_link(row) for row in relying if row.nothing_else]
    if not alone:
        return "Other controls with verified proof stand beside it."
    if len(alone) > 3:
        return f"{_number(len(alone))} of them have nothing else in place with verified proof."
    names = " and ".join(part for part in (", ".join(alone[:-1]), alone[-1]) if part)
    return f"{names} {'has' if len(alone) == 1 else 'have'} nothing else in place with verified proof."


def review_markup(row: InDoubt) -> str:
    """Return one review with where it stands."""
    about = f"{row.deployment} {row.version}"
    return f"{_review_link(row)} {escape(about)} · {escape(row.signoff)}"


def reasons_markup(row: InDoubt) -> str:
    """Return the reasons of one review, a line for each check, the check a link."""
    by_check: dict[str, list[Tie]] = {}
    for tie in row.ties:
        by_check.setdefault(tie.check_id, []).append(tie)
    return "<br>".join(f"{_check_link(row, check)} {_said(ties)}" for check, ties in by_check.items())


def by_mode_markup(recall: RecallView) -> str:
    """Return the reviews that nothing but a failure mode ties, as links to the checks that ask about it."""
    links = [
        f"{_review_link(row)} {', '.join(_check_link(row, tie.check_id) for tie in row.ties)}"
        for row in recall.by_mode[:SHOWN]
    ]
    more = len(recall.by_mode) - SHOWN
    return "; ".join([*links, *([f"{more} more"] if more > 0 else [])])


def so_far_markup(so_far: Sequence[SoFar], names: Mapping[str, str]) -> str:
    """Say how often its failure mode and its category came up, each with a link to the list; `names` by id.

    That it is the first of its kind teaches nothing yet, and is not said.
    """
    told = [one for one in so_far if one.count > one.is_own]
    return " ".join(_so_far_markup(one, names.get(one.value, one.value)) for one in told)


def _so_far_markup(one: SoFar, name: str) -> str:
    kind = KIND_WORDS[one.kind].lower()
    what = link("incidents", f"{one.field}/{one.value}", f"{one.value} {name}" if one.field == "mode" else name)
    since = f"{'with' if one.field == 'mode' else 'in'} {what} since January {escape(one.year)}"
    if one.is_own:
        return f"{_ordinal(one.count)} {kind} of our own {since}."
    plural = {"near miss": "near misses", "vulnerability": "vulnerabilities"}.get(kind, f"{kind}s")
    return f"{_number(one.count)} {kind if one.count == 1 else plural} of our own {since}."


def _said(ties: Sequence[Tie]) -> str:
    return escape("; ".join(dict.fromkeys(tie.said for tie in ties)))


def _review_link(row: InDoubt) -> str:
    return link("review", row.review, shown_key(row.review))


def _check_link(row: InDoubt, check: str) -> str:
    return link("review", f"{row.review}/{check}", check) if check else "The review"


def _reviews(rows: Sequence[InDoubt], one: str, several: str) -> str:
    return f"{_number(len(rows))} review{'' if len(rows) == 1 else 's'} {one if len(rows) == 1 else several}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _ordinal(count: int) -> str:
    if 0 < count < len(_ORDINALS):
        return _ORDINALS[count]
    last = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count:,}{last}"
