"""Which records a text means, read off the window's thread: the index is asked once, short lists are looked through."""

from collections.abc import Iterable, Sequence
from itertools import islice

from workbench.catalogue.wording import title_of
from workbench.desktop.kit.chips import key_text
from workbench.desktop.palette.entries import Entry, Group, filled, matched
from workbench.desktop.shell.history import Stop
from workbench.desktop.shell.places import Place
from workbench.domain.catalogue import Catalogue
from workbench.domain.query import Query, parse
from workbench.storage.review_list import ReviewName, read_review_names
from workbench.storage.search import Hit
from workbench.storage.store import Store

SHOWN = 4
"""Entries of one group."""
RECENT_SHOWN = 6


def read_records(store: Store, catalogue: Catalogue, text: str) -> tuple[Group, ...]:
    """Return the records that match a text, best first within their kind."""
    query = parse(text)
    if query.is_empty or query.finds_nothing:
        return ()
    hits = store.search.find_each(text, SHOWN)
    in_words = query.words and not query.filters
    names = read_review_names(store)
    checks = _first(_checks(store, query)) if in_words else ()
    reviews = [*(_reviews(names, query) if in_words else ()), *_findings(names, query, hits)]
    return filled(
        (
            Group("Checks in open reviews", checks),
            Group("Catalogue", _first(_entries(catalogue, query, hits))),
            Group("Incidents", tuple(_incident(query, hit) for hit in hits if hit.kind == "incident")),
            Group("Reviews", _first(row for row in reviews if row.key not in {check.key for check in checks})),
            Group("Evidence", tuple(_evidence(store, query, hits))),
        )
    )


def read_recent(store: Store, catalogue: Catalogue, stops: Sequence[tuple[Stop, Place]]) -> tuple[Entry, ...]:
    """Return places that were visited, the latest first, each with what was open there."""
    entries = (_recent(store, catalogue, stop, place) for stop, place in stops)
    return _first((entry for entry in entries if entry is not None), RECENT_SHOWN)


def _recent(store: Store, catalogue: Catalogue, stop: Stop, place: Place) -> Entry | None:
    if not stop.argument:
        return Entry(place.title, icon=place.icon, note=key_text(place.key), place=stop.place)
    title = _title(store, catalogue, stop)
    key = stop.argument.partition("/")[0] if stop.place != "catalogue" else stop.argument.rpartition("/")[2]
    return (title and Entry(title, icon=place.icon, note=key, place=stop.place, argument=stop.argument)) or None


def _title(store: Store, catalogue: Catalogue, stop: Stop) -> str:
    """Return the name of a record that was visited; empty for what is no record or is gone."""
    if stop.place == "incidents":
        found = store.incidents.first("key = ?", stop.argument)
        return found.title if found else ""
    if stop.place == "catalogue":
        named = {mode.id: mode.name for mode in catalogue.modes}
        named |= {f"category/{row.id}": row.name for row in catalogue.categories}
        named |= {f"published/{row.id}": title_of(row) for row in catalogue.published}
        return named.get(stop.argument, "")
    key, _, check = stop.argument.partition("/")
    name = next((row.name for row in read_review_names(store) if key in (row.key, row.full_key)), "")
    return f"{check} · {name}" if name and check else name


def _first(entries: Iterable[Entry], limit: int = SHOWN) -> tuple[Entry, ...]:
    """Return the first entries, each place once."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        seen.setdefault(entry.key, entry)
    return tuple(islice(seen.values(), limit))


def _checks(store: Store, query: Query) -> Iterable[Entry]:
    rows = store.database.conn.execute(
        """SELECT finding.check_id, ifnull(json_extract(finding.reviewer, '$.status'), 'unknown'),
            review.number, review.revision, deployment.name || ' ' || version.label
        FROM review JOIN finding ON finding.review_id = review.id JOIN version ON version.id = review.version_id
        JOIN deployment ON deployment.id = version.deployment_id
        WHERE review.state = 'draft' ORDER BY review.number DESC, finding.check_id"""
    )
    for check, status, number, revision, name in rows:
        text = f"{check} · {name}"
        if (found := query.found_in(text)) is not None and query.found_in(name) is None:
            review = f"REV-{number}.{revision}"
            note = review if revision > 1 else f"REV-{number}"
            yield Entry(text, found, status=status, note=note, place="reviews", argument=f"{review}/{check}")


def _entries(catalogue: Catalogue, query: Query, hits: Sequence[Hit]) -> Iterable[Entry]:
    published = {row.id for row in catalogue.published}
    if query.words and not query.filters:
        yield from _modes_by_name(catalogue, query)  # the index gives few, and what was published often names them best
    named: list[Entry] = []
    told: list[Entry] = []
    for hit in hits:
        if hit.kind == "mode":
            argument = f"published/{hit.key}" if hit.key in published else hit.key
            found = matched(query, hit.title)
            excerpt = "" if found else hit.excerpt
            note = "" if hit.key in published else hit.key
            entry = Entry(hit.title, found, excerpt, "book-open", note=note, place="catalogue", argument=argument)
            (named if found else told).append(entry)
    if query.words and not query.filters:
        yield from _small_entries(catalogue, query)
    yield from sorted(named, key=lambda entry: entry.note == "")  # modes before what was published about them
    yield from told


def _modes_by_name(catalogue: Catalogue, query: Query) -> Iterable[Entry]:
    for mode in catalogue.modes:
        if (found := query.found_in(mode.name)) is not None:
            yield Entry(mode.name, found, icon="book-open", note=mode.id, place="catalogue", argument=mode.id)


def _small_entries(catalogue: Catalogue, query: Query) -> Iterable[Entry]:
    """Yield sub-modes and categories by their names: the index holds them within their modes."""
    for mode in catalogue.modes:
        for sub in mode.sub_modes:
            if (found := query.found_in(sub.name)) is not None:
                text = f"{sub.name}, a sub-mode of {mode.name}"
                yield Entry(text, found, icon="book-open", note=sub.id, place="catalogue", argument=sub.id)
    for category in catalogue.categories:
        if (found := query.found_in(category.name)) is not None:
            text = f"{category.name}, a post-mortem category"
            yield Entry(text, found, icon="book-open", place="catalogue", argument=f"category/{category.id}")


def _incident(query: Query, hit: Hit) -> Entry:
    found = matched(query, hit.title)
    excerpt = "" if found else hit.excerpt
    return Entry(hit.title, found, excerpt, "siren", note=hit.key, place="incidents", argument=hit.key)


def _reviews(names: Sequence[ReviewName], query: Query) -> Iterable[Entry]:
    for row in names:
        found = query.found_in(f"{row.name} {row.full_key}")
        if found is not None:
            yield _review(row, query)


def _review(row: ReviewName, query: Query) -> Entry:
    return Entry(
        row.name,
        matched(query, row.name),
        excerpt="" if row.is_frozen else "Draft",
        icon="clipboard-check",
        note=row.key,
        place="reviews",
        argument=row.full_key,
    )


def _findings(names: Sequence[ReviewName], query: Query, hits: Sequence[Hit]) -> Iterable[Entry]:
    by_key = {row.full_key: row for row in names}
    for hit in hits:
        review = by_key.get(hit.key) if hit.kind == "review" else None
        if review is not None:
            text = f"{hit.title} · {review.name}"
            found = matched(query, hit.title)
            excerpt = "" if found else hit.excerpt
            argument = f"{hit.key}/{hit.title}"
            yield Entry(text, found, excerpt, "clipboard-check", note=review.key, place="reviews", argument=argument)


def _evidence(store: Store, query: Query, hits: Sequence[Hit]) -> Iterable[Entry]:
    """Yield evidence as it is used last: it is shown under the check of a review."""
    for hit in hits:
        if hit.kind != "evidence":
            continue
        row = store.database.conn.execute(
            """SELECT review.number, review.revision, evidence_use.check_id FROM evidence_use
                JOIN review ON review.id = evidence_use.review_id WHERE evidence_use.evidence_id = ?
                ORDER BY review.number DESC, review.revision DESC LIMIT 1""",
            (hit.key,),
        ).fetchone()
        if row is not None:
            found = matched(query, hit.title)
            yield Entry(
                hit.title,
                found,
                "" if found else hit.excerpt,
                "paperclip",
                note=f"REV-{row[0]}",
                place="reviews",
                argument=f"REV-{row[0]}.{row[1]}/{row[2]}",
            )
