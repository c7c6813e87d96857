"""catalogue, search: what is known of failure modes, and where something was seen."""

import sys
from pathlib import Path
from typing import Literal

import click

from workbench.catalogue.loader import builtin_catalogue
from workbench.catalogue.wording import (
    KINDS as PUBLISHED,
)
from workbench.catalogue.wording import (
    NO_COUNTERPART,
    also_known,
    kind_name,
    lead_of,
    named_source,
    rows_of,
    sources_of,
    title_of,
)
from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice, progress, safe
from workbench.domain.catalogue import Category, FailureMode, Figure, PublishedEntry, subjects_of
from workbench.domain.errors import UserError
from workbench.domain.query import FIELDS, field_of, parse
from workbench.storage.query_sql import KINDS, Kind
from workbench.storage.search import CLOSE, OPEN, Hit
from workbench.text import plain

BOLD, NORMAL = "\x1b[1m", "\x1b[0m"


@click.group("catalogue")
def catalogue() -> None:
    """Look up how agents fail; needs no workspace."""


@catalogue.command("list", epilog=example("workbench catalogue list", "workbench catalogue list --kind figure"))
@click.option(
    "--kind",
    type=click.Choice(["mode", "category", *PUBLISHED]),
    default="mode",
    show_default=True,
    help="What to list.",
)
@json_option
def list_all(kind: str, as_json: bool) -> None:
    """List the failure modes, or another kind of entry: categories, figures, practices and what else the sources say.

    With --json: [{"id", "slug", "name", "severity", "class", "check", "category"}] for modes, [{"id", "name"}] for
    other kinds, for figures with "value", "unit", "n", "period", "source", "primary" and "primary_read".
    """
    found = builtin_catalogue()
    for refused in found.refused:
        notice(f"{refused.file}, line {refused.line}: {refused.reason}. The rest of the catalogue is loaded.")
    if kind == "mode":
        rows, data = _mode_rows(found.modes)
    elif kind == "category":
        rows = [(row.id, f"{row.share} %", row.name) for row in found.categories]
        data = [{"id": row.id, "name": row.name} for row in found.categories]
    else:
        rows, data = _published_rows(tuple(row for row in found.published if isinstance(row, PUBLISHED[kind])))
    emit(columns(rows), data, as_json=as_json)


def _mode_rows(modes: tuple[FailureMode, ...]) -> tuple[list[tuple[str, ...]], list[dict[str, object]]]:
    rows: list[tuple[str, ...]] = [(mode.id, mode.severity.value, mode.name, mode.check.id) for mode in modes]
    data: list[dict[str, object]] = [
        {
            "id": mode.id,
            "slug": mode.slug,
            "name": mode.name,
            "severity": mode.severity.value,
            "class": mode.mode_class,
            "check": mode.check.id,
            "category": mode.category,
        }
        for mode in modes
    ]
    return rows, data


def _published_rows(entries: tuple[PublishedEntry, ...]) -> tuple[list[tuple[str, ...]], list[dict[str, object]]]:
    rows: list[tuple[str, ...]] = []
    data: list[dict[str, object]] = []
    wanted = {"value", "unit", "n", "period", "source", "primary", "primary_read"}
    for entry in entries:
        measure = (entry.measure,) if isinstance(entry, Figure) else ()
        rows.append((entry.id, *measure, title_of(entry)))
        figures = entry.model_dump(mode="json", include=wanted) if isinstance(entry, Figure) else {}
        data.append({"id": entry.id, "name": title_of(entry), **figures})
    return rows, data


@catalogue.command("show", epilog=example("workbench catalogue show M06", "workbench catalogue show poisoning-success"))
@click.argument("name", metavar="M06")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show one entry: how a failure mode comes about, what stops it, when its check passes, what others call it.

    Takes a mode by id, slug or check; a category, figure, practice, reference case, cause or contradiction by id.
    With --json: every field of the entry; a mode or category also has "also_known_as", each framework with its
    entries and none where there is no counterpart, and "published", the ids of what was published about it.
    """
    entry = _entry(name)
    data = entry.model_dump(mode="json", by_alias=True)
    if isinstance(entry, FailureMode | Category):
        known = also_known(builtin_catalogue(), entry.id)
        data |= {"also_known_as": {walk.id: list(names) for walk, names in known}}
        data |= {"published": [about.id for about in _about(entry)]}
    emit(_entry_text(entry), data, as_json=as_json)


@catalogue.command(
    "quick-reference", epilog=example("workbench catalogue quick-reference --out wall.pdf --paper letter")
)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE.pdf", help="Where to write it.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Its size.")
@json_option
def quick_reference(out: Path, paper: Literal["a4", "letter"], as_json: bool) -> None:
    """Write one page for the wall: every failure mode with trigger, severity, primary fix and check.

    With --json: {"file", "paper"}.
    """
    from workbench.tasks.quick_reference import export_quick_reference

    path = export_quick_reference(builtin_catalogue(), out, paper, on_progress=progress)
    progress(1.0, "")
    emit(str(path), {"file": str(path), "paper": paper}, as_json=as_json)


def _entry(name: str) -> FailureMode | Category | PublishedEntry:
    wanted, found = name.strip().casefold(), builtin_catalogue()
    others: tuple[Category | PublishedEntry, ...] = (*found.categories, *found.published)
    if operation := next((row for row in found.operations if wanted in (row.slug, row.check.id)), None):
        return operation
    return next((row for row in others if row.id.casefold() == wanted), None) or _mode(name)


def _entry_text(entry: FailureMode | Category | PublishedEntry) -> str:
    if isinstance(entry, FailureMode):
        return _text(entry)
    return _category_text(entry) if isinstance(entry, Category) else _published_text(entry)


def _published_text(entry: PublishedEntry) -> str:
    found = builtin_catalogue()
    facts = [*rows_of(found, entry), ("About", ", ".join(subjects_of(entry)) or "no mode of the catalogue")]
    lines = [title_of(entry), f"{kind_name(entry)} {entry.id}", "", *(f"{label}: {value}" for label, value in facts)]
    lines += ["", lead_of(entry)] if lead_of(entry) else []
    badges = (f"{named_source(source)}: {found.source(source).badge}" for source in sources_of(entry))
    return "\n".join([*lines, "", *badges])


def _about(entry: FailureMode | Category) -> tuple[PublishedEntry, ...]:
    """Return what was published about an entry, its sub-modes included."""
    subs = [sub.id for sub in entry.sub_modes] if isinstance(entry, FailureMode) else []
    return builtin_catalogue().published_about([entry.id, *subs])


def _known_lines(entry: FailureMode | Category) -> list[str]:
    """Return what other frameworks call an entry, gaps included, and what was published about it."""
    known = also_known(builtin_catalogue(), entry.id)
    lines = ["", "In other frameworks"] if known else []
    for walk, names in known:
        lines += [f"  {walk.short}: {named}" for named in names or (NO_COUNTERPART.casefold(),)]
    about = _about(entry)
    found = [f"  {row.id}: {f'{row.measure}, ' if isinstance(row, Figure) else ''}{title_of(row)}" for row in about]
    return [*lines, "", "Published about it", *found] if found else lines


def _category_text(category: Category) -> str:
    modes = ", ".join(category.modes) or "none of the catalogue"
    lines = [category.name, _share(category), "", category.impact, f"Failure modes: {modes}"]
    return "\n".join([*lines, "", plain(category.prose), *_known_lines(category)])


def _share(category: Category) -> str:
    """Return the published share with what a reader has to know of its source."""
    badge = builtin_catalogue().source(category.source).badge
    share = f"{category.share} % of at least {category.n_at_least} post-mortems, not a random sample"
    return f"Published share: {share} ({category.source}: {badge})"


def _category_lines(mode: FailureMode) -> list[str]:
    """Return where a mode is counted; a share is the category's and never the mode's."""
    counted = [row for row in builtin_catalogue().categories if mode.id in row.modes]
    lines = []
    for category in counted:
        lines.append(f"Category: {category.name}")
        lines.append(_share(category) if category.id == mode.category else "Published share of its own: not reported")
    return lines or ["Published share: not reported"]


def _mode(name: str) -> FailureMode:
    wanted = name.strip().casefold()
    for mode in builtin_catalogue().modes:
        names = (mode.id, mode.slug, mode.name, mode.check.id, *mode.aliases, *(sub.id for sub in mode.sub_modes))
        if wanted in {known.casefold() for known in names}:
            return mode
    raise UserError(
        f"The catalogue has no entry {name}. Nothing was changed. `workbench catalogue list` names them all."
    )


def _text(mode: FailureMode) -> str:
    criteria = mode.check.criteria
    lines = [
        f"{mode.id}  {mode.name}",
        f"{mode.severity} ({mode.severity_source}), {mode.mode_class}",
        *([f"Also known as: {', '.join(mode.aliases)}"] if mode.aliases else []),
        "",
        mode.lead,
        "",
        f"Trigger: {mode.trigger}",
        f"Root cause: {' '.join(mode.root_cause.split())}",
        f"Primary fix: {mode.primary_fix}",
        *_category_lines(mode),
        "",
        plain(mode.mechanism),
        "",
        "In a log",
        *(f"  {line}" for line in mode.log_sample.splitlines()),
        "",
        "Controls",
        *(f"  {control.id}: {control.name} ({control.kind.value})" for control in mode.controls),
        "",
        f"Check {mode.check.id}: {mode.check.question}",
        f"  Pass: {criteria.passes}",
        f"  Warn: {criteria.warns}",
        f"  Fail: {criteria.fails}",
    ]
    for sub in mode.sub_modes:
        lines += ["", f"{sub.id} {sub.name}", *([plain(sub.prose)] if sub.prose else [])]
    lines += ["", "Links", *(f"  {link.relation} {link.to}: {link.note}" for link in mode.links)] if mode.links else []
    return "\n".join([*lines, *_known_lines(mode), "", f"Sources: {', '.join(mode.sources)}"])


def _prefix_help() -> str:
    width = max(len(field.example) for field in FIELDS)
    lines = []
    for field in FIELDS:
        lines += [f"  {field.example:<{width}}  {field.means}"]
        lines += [f"  {'':<{width}}    {', '.join(field.values)}"] if field.values else []
    return "\b\nFilters (- before one turns it round):\n" + "\n".join(lines) + "\n\n"


@click.command(
    "search",
    context_settings={"ignore_unknown_options": True},
    epilog=_prefix_help()
    + example("workbench search rate limit", "workbench search sev:critical is:open after:2026-01 injection --limit 5"),
)
@click.argument("text", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only this kind; may be given again.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@json_option
@click.pass_obj
def search(context: Context, text: tuple[str, ...], kinds: tuple[Kind, ...], limit: int, as_json: bool) -> None:
    """Find modes, incidents, reviews and evidence; every word must occur, the last one may be a beginning.

    "Quoted words" stand in a row, -word must not occur. Filters such as sev:critical narrow what is found.

    Exit status 0 with or without a match. With --json: [{"kind", "key", "title", "excerpt"}].
    """
    typed = " ".join(_quoted(word) for word in text)
    for complaint in parse(typed).complaints:
        notice(complaint)
    with context.reading() as store:
        hits = store.search.find(typed, kinds=kinds, limit=limit)
    if as_json:
        emit("", [_hit_data(hit) for hit in hits], as_json=True)
    elif hits:
        bold, normal = (BOLD, NORMAL) if sys.stdout.isatty() else ("", "")
        click.echo(_marked("\n".join(_hit_text(hit) for hit in hits), bold, normal))
    else:
        notice(f"Nothing matches {typed}. Try fewer words or filters.")


def _quoted(word: str) -> str:
    """Return an argument as a query has it: the shell took the quotes from around one with blanks."""
    if not any(letter.isspace() for letter in word) or '"' in word:
        return word
    prefix, colon, value = word.partition(":")
    if colon and field_of(prefix.removeprefix("-")):
        return f'{prefix}:"{value}"'
    return f'-"{word[1:]}"' if word.startswith("-") else word


def _hit_data(hit: Hit) -> dict[str, str]:
    return {"kind": hit.kind, "key": hit.key, "title": hit.title, "excerpt": _marked(hit.excerpt, "", "")}


def _hit_text(hit: Hit) -> str:
    excerpt = safe(hit.excerpt.replace("\n", " "))
    return f"{hit.kind:<8}  {hit.key}  {safe(hit.title)}\n          {excerpt}"


def _marked(text: str, before: str, after: str) -> str:
    return text.replace(OPEN, before).replace(CLOSE, after)


COMMANDS = Commands("catalogue", (catalogue, search))
