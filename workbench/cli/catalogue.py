"""catalogue, search: what is known of failure modes, and where something was seen."""

import sys

import click

from workbench.catalogue.loader import builtin_catalogue
from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice, safe
from workbench.domain.catalogue import Category, FailureMode
from workbench.domain.errors import UserError
from workbench.storage.search import CLOSE, OPEN, Hit, Kind
from workbench.text import plain

KINDS: tuple[Kind, ...] = ("mode", "incident", "review", "evidence")
BOLD, NORMAL = "\x1b[1m", "\x1b[0m"


@click.group("catalogue")
def catalogue() -> None:
    """Look up how agents fail; needs no workspace."""


@catalogue.command("list", epilog=example("workbench catalogue list"))
@json_option
def list_all(as_json: bool) -> None:
    """List the failure modes.

    With --json: [{"id", "slug", "name", "severity", "class", "check", "category"}].
    """
    found = builtin_catalogue()
    for refused in found.refused:
        notice(f"{refused.file}, line {refused.line}: {refused.reason}. The rest of the catalogue is loaded.")
    rows = [(mode.id, mode.severity.value, mode.name, mode.check.id) for mode in found.modes]
    data = [
        {
            "id": mode.id,
            "slug": mode.slug,
            "name": mode.name,
            "severity": mode.severity.value,
            "class": mode.mode_class,
            "check": mode.check.id,
            "category": mode.category,
        }
        for mode in found.modes
    ]
    emit(columns(rows), data, as_json=as_json)


@catalogue.command("show", epilog=example("workbench catalogue show M06"))
@click.argument("name", metavar="M06")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show one failure mode, by id, slug or check: how it comes about, what stops it, when the check passes.

    The id of a category, such as context-pollution, shows that with its published share. With --json: every field of
    the entry.
    """
    category = next((row for row in builtin_catalogue().categories if row.id == name.strip().casefold()), None)
    entry = category or _mode(name)
    text = _text(entry) if isinstance(entry, FailureMode) else _category_text(entry)
    emit(text, entry.model_dump(mode="json", by_alias=True), as_json=as_json)


def _category_text(category: Category) -> str:
    modes = ", ".join(category.modes) or "none of the catalogue"
    lines = [category.name, _share(category), "", category.impact, f"Failure modes: {modes}"]
    return "\n".join([*lines, "", plain(category.prose)])


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
    lines += ["", "Sub-modes", *(f"  {sub.id} {sub.name}" for sub in mode.sub_modes)] if mode.sub_modes else []
    lines += ["", "Links", *(f"  {link.relation} {link.to}: {link.note}" for link in mode.links)] if mode.links else []
    return "\n".join([*lines, "", f"Sources: {', '.join(mode.sources)}"])


@click.command(
    "search",
    context_settings={"ignore_unknown_options": True},
    epilog=example("workbench search rate limit", "workbench search injection --kind incident --limit 5"),
)
@click.argument("text", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only this kind; may be given again.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@json_option
@click.pass_obj
def search(context: Context, text: tuple[str, ...], kinds: tuple[Kind, ...], limit: int, as_json: bool) -> None:
    """Find modes, incidents, reviews and evidence; every word must occur, the last one may be a beginning.

    Exit status 0 with or without a match. With --json: [{"kind", "key", "title", "excerpt"}].
    """
    with context.reading() as store:
        hits = store.search.find(" ".join(text), kinds=kinds, limit=limit)
    if as_json:
        emit("", [_hit_data(hit) for hit in hits], as_json=True)
    elif hits:
        bold, normal = (BOLD, NORMAL) if sys.stdout.isatty() else ("", "")
        click.echo(_marked("\n".join(_hit_text(hit) for hit in hits), bold, normal))
    else:
        notice(f"Nothing matches {' '.join(text)}. Try fewer words.")


def _hit_data(hit: Hit) -> dict[str, str]:
    return {"kind": hit.kind, "key": hit.key, "title": hit.title, "excerpt": _marked(hit.excerpt, "", "")}


def _hit_text(hit: Hit) -> str:
    excerpt = safe(hit.excerpt.replace("\n", " "))
    return f"{hit.kind:<8}  {hit.key}  {safe(hit.title)}\n          {excerpt}"


def _marked(text: str, before: str, after: str) -> str:
    return text.replace(OPEN, before).replace(CLOSE, after)


COMMANDS = Commands("catalogue", (catalogue, search))
