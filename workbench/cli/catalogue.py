"""catalogue, search: what is known of failure modes, and where something was seen."""

import sys
from pathlib import Path
from typing import Literal

import click

from workbench.catalogue.wording import (
    KINDS as PUBLISHED,
)
from workbench.catalogue.wording import (
    NO_COUNTERPART,
    about,
    also_known,
    kind_name,
    lead_of,
    named_source,
    rows_of,
    sources_of,
    title_of,
)
from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice, progress, safe
from workbench.domain.catalogue import Catalogue, Category, FailureMode, Figure, PublishedEntry
from workbench.domain.errors import UserError
from workbench.domain.pack import origin_words
from workbench.domain.query import FIELDS, field_of, parse
from workbench.storage.query_sql import KINDS, Kind
from workbench.storage.search import CLOSE, OPEN, Hit
from workbench.text import plain

PAPER = click.Choice(["a4", "letter"], case_sensitive=False)
BOLD, NORMAL = "\x1b[1m", "\x1b[0m"


@click.group("catalogue")
def catalogue() -> None:
    """Look up how agents fail, and write down what the team knows.

    Looking up needs no workspace; where there is one, its packs lie over the built-in catalogue.
    """


@catalogue.command("list", epilog=example("workbench catalogue list", "workbench catalogue list --kind figure"))
@click.option(
    "--kind",
    type=click.Choice(["mode", "category", *PUBLISHED]),
    default="mode",
    show_default=True,
    help="What to list.",
)
@json_option
@click.pass_obj
def list_all(context: Context, kind: str, as_json: bool) -> None:
    """List the failure modes, or another kind of entry: categories, figures, practices and what else the sources say.

    With --json: [{"id", "slug", "name", "severity", "class", "check", "category", "pack", "overrides_builtin",
    "deprecated"}] for modes, [{"id", "name", "pack", "deprecated"}] for categories, [{"id", "name"}] for other kinds,
    for figures with "value", "unit", "n", "period", "source", "primary" and "primary_read". "pack" is empty for what
    is built in.
    """
    found = context.catalogue
    for refused in found.refused:
        notice(f"{refused.where}: {refused.reason}. The rest of the catalogue is loaded.")
    if kind == "mode":
        rows, data = _mode_rows(found)
    elif kind == "category":
        rows = [(row.id, _short_share(row), row.name, *_said(found, f"category/{row.id}")) for row in found.categories]
        data = [
            {"id": row.id, "name": row.name, **_origin_data(found, f"category/{row.id}")} for row in found.categories
        ]
    else:
        rows, data = _published_rows(tuple(row for row in found.published if isinstance(row, PUBLISHED[kind])))
    emit(columns(rows), data, as_json=as_json)


def _mode_rows(found: Catalogue) -> tuple[list[tuple[str, ...]], list[dict[str, object]]]:
    rows: list[tuple[str, ...]] = [
        (mode.id, mode.severity.value, mode.name, mode.check.id, *_said(found, mode.id)) for mode in found.modes
    ]
    data: list[dict[str, object]] = [
        {
            "id": mode.id,
            "slug": mode.slug,
            "name": mode.name,
            "severity": mode.severity.value,
            "class": mode.mode_class,
            "check": mode.check.id,
            "category": mode.category,
            **_origin_data(found, mode.id),
            "overrides_builtin": bool(found.origin(mode.id).builtin),
        }
        for mode in found.modes
    ]
    return rows, data


def _said(found: Catalogue, key: str) -> tuple[str, str]:
    """Return where an entry comes from and whether it is deprecated, as two cells."""
    origin = found.origin(key)
    return origin_words(origin), "deprecated" if origin.deprecated else ""


def _origin_data(found: Catalogue, key: str) -> dict[str, str]:
    origin = found.origin(key)
    return {"pack": origin.pack, "deprecated": origin.deprecated}


def _short_share(category: Category) -> str:
    return f"{category.share} %" if category.n_at_least else "not reported"


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
@click.pass_obj
def show(context: Context, name: str, as_json: bool) -> None:
    """Show one entry: how a failure mode comes about, what stops it, when its check passes, what others call it.

    Takes a mode by id, slug or check; a category, figure, practice, reference case, cause or contradiction by id.
    With --json: every field of the entry; a mode or category also has "also_known_as", each framework with its
    entries and none where there is no counterpart, "published", the ids of what was published about it, "pack", empty
    for what is built in, and "deprecated", the reason.
    """
    found = context.catalogue
    entry = entry_named(found, name)
    data = entry.model_dump(mode="json", by_alias=True)
    if isinstance(entry, FailureMode | Category):
        known = also_known(found, entry.id)
        data |= {"also_known_as": {walk.id: list(names) for walk, names in known}}
        data |= {"published": [one.id for one in _about(found, entry)]}
        data |= _origin_data(found, key_of_entry(entry))
    emit(_entry_text(found, entry), data, as_json=as_json)


@catalogue.command(
    "quick-reference", epilog=example("workbench catalogue quick-reference --out wall.pdf --paper letter")
)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE.pdf", help="Where to write it.")
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"], case_sensitive=False),
    default="a4",
    show_default=True,
    help="Its size.",
)
@json_option
@click.pass_obj
def quick_reference(context: Context, out: Path, paper: Literal["a4", "letter"], as_json: bool) -> None:
    """Write one page for the wall: every failure mode with trigger, severity, primary fix and check.

    With --json: {"file", "paper"}.
    """
    from workbench.tasks.quick_reference import export_quick_reference

    path = export_quick_reference(context.catalogue, out, paper, on_progress=progress)
    progress(1.0, "")
    emit(str(path), {"file": str(path), "paper": paper}, as_json=as_json)


def entry_named(found: Catalogue, name: str) -> FailureMode | Category | PublishedEntry:
    """Return the entry of a name as a person types it; a UserError says that there is none."""
    wanted = name.strip().casefold()
    others: tuple[Category | PublishedEntry, ...] = (*found.categories, *found.published)
    if operation := next((row for row in found.operations if wanted in (row.slug, row.check.id)), None):
        return operation
    return next((row for row in others if row.id.casefold() == wanted), None) or _mode(found, name)


def key_of_entry(entry: FailureMode | Category) -> str:
    """Return the key of an entry: `M06` or `category/prompt-injection`."""
    return entry.id if isinstance(entry, FailureMode) else f"category/{entry.id}"


def _entry_text(found: Catalogue, entry: FailureMode | Category | PublishedEntry) -> str:
    if isinstance(entry, FailureMode):
        return _text(found, entry)
    return _category_text(found, entry) if isinstance(entry, Category) else _published_text(found, entry)


def _published_text(found: Catalogue, entry: PublishedEntry) -> str:
    facts = [*rows_of(found, entry), ("About", ", ".join(about(found, entry)) or "no mode of the catalogue")]
    lines = [title_of(entry), f"{kind_name(entry)} {entry.id}", "", *(f"{label}: {value}" for label, value in facts)]
    lines += ["", lead_of(entry)] if lead_of(entry) else []
    badges = (f"{named_source(source)}: {found.source(source).badge}" for source in sources_of(entry))
    return "\n".join([*lines, "", *badges])


def _about(found: Catalogue, entry: FailureMode | Category) -> tuple[PublishedEntry, ...]:
    """Return what was published about an entry, its sub-modes included."""
    subs = [sub.id for sub in entry.sub_modes] if isinstance(entry, FailureMode) else []
    return found.published_about([entry.id, *subs])


def _known_lines(found: Catalogue, entry: FailureMode | Category) -> list[str]:
    """Return what other frameworks call an entry, gaps included, and what was published about it."""
    known = also_known(found, entry.id)
    lines = ["", "In other frameworks"] if known else []
    for walk, names in known:
        lines += [f"  {walk.short}: {named}" for named in names or (NO_COUNTERPART.casefold(),)]
    about = _about(found, entry)
    told = [f"  {row.id}: {f'{row.measure}, ' if isinstance(row, Figure) else ''}{title_of(row)}" for row in about]
    return [*lines, "", "Published about it", *told] if told else lines


def _category_text(found: Catalogue, category: Category) -> str:
    modes = ", ".join(category.modes) or "none of the catalogue"
    lines = [category.name, _share(found, category), *_origin_lines(found, key_of_entry(category)), ""]
    lines += [category.impact, f"Failure modes: {modes}"]
    return "\n".join([*lines, "", plain(category.prose), *_known_lines(found, category)])


def _origin_lines(found: Catalogue, key: str) -> list[str]:
    """Say where an entry comes from when that is not the built-in pack, and why it is deprecated."""
    origin = found.origin(key)
    lines = [f"Pack: {origin_words(origin)}"] if origin.is_own else []
    if origin.is_behind:
        lines.append(f"The built-in entry has changed since; `workbench catalogue diff {key.split('/')[-1]}` shows it.")
    return [*lines, f"Deprecated: {origin.deprecated}"] if origin.deprecated else lines


def _share(found: Catalogue, category: Category) -> str:
    """Return the published share with what a reader has to know of its source."""
    if not category.n_at_least:
        return "Published share: not reported"
    badge = found.source(category.source).badge
    share = f"{category.share} % of at least {category.n_at_least} post-mortems, not a random sample"
    return f"Published share: {share} ({category.source}: {badge})"


def _category_lines(found: Catalogue, mode: FailureMode) -> list[str]:
    """Return where a mode is counted; a share is the category's and never the mode's."""
    counted = [row for row in found.categories if mode.id in row.modes]
    lines = []
    for category in counted:
        lines.append(f"Category: {category.name}")
        lines.append(
            _share(found, category) if category.id == mode.category else "Published share of its own: not reported"
        )
    return lines or ["Published share: not reported"]


def _mode(found: Catalogue, name: str) -> FailureMode:
    wanted = name.strip().casefold()
    for mode in found.modes:
        names = (mode.id, mode.slug, mode.name, mode.check.id, *mode.aliases, *(sub.id for sub in mode.sub_modes))
        if wanted in {known.casefold() for known in names}:
            return mode
    raise UserError(
        f"The catalogue has no entry {name}. Nothing was changed. `workbench catalogue list` names them all."
    )


def _text(found: Catalogue, mode: FailureMode) -> str:
    criteria = mode.check.criteria
    lines = [
        f"{mode.id}  {mode.name}",
        f"{mode.severity} ({mode.severity_source}), {mode.mode_class}",
        *_origin_lines(found, mode.id),
        *([f"Also known as: {', '.join(mode.aliases)}"] if mode.aliases else []),
        "",
        mode.lead,
        "",
        f"Trigger: {mode.trigger}",
        f"Root cause: {' '.join(mode.root_cause.split())}",
        f"Primary fix: {mode.primary_fix}",
        *_category_lines(found, mode),
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
    return "\n".join([*lines, *_known_lines(found, mode), "", f"Sources: {', '.join(mode.sources)}"])


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
    """Return an argument as a query has it: the shell took the quotes from around one with blanks.

    `"owner:Ada King"` is one filter, `"sev:critical is:open"` a whole query in one argument.
    """
    if not any(letter.isspace() for letter in word) or '"' in word:
        return word
    prefix, colon, value = word.partition(":")
    known = field_of(prefix.removeprefix("-")) if colon else None
    if known:
        more = any(field_of(part.partition(":")[0].removeprefix("-")) for part in value.split() if ":" in part)
        return word if more or known.reading != "text" else f'{prefix}:"{value}"'
    return f'-"{word[1:]}"' if word.startswith("-") else word


def _hit_data(hit: Hit) -> dict[str, str]:
    return {"kind": hit.kind, "key": hit.key, "title": hit.title, "excerpt": _marked(hit.excerpt, "", "")}


def _hit_text(hit: Hit) -> str:
    excerpt = safe(hit.excerpt.replace("\n", " "))
    return f"{hit.kind:<8}  {hit.key}  {safe(hit.title)}\n          {excerpt}"


def _marked(text: str, before: str, after: str) -> str:
    return text.replace(OPEN, before).replace(CLOSE, after)


COMMANDS = Commands("search", (search,))
