"""deployment: what is under review, its versions, and what they are made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from workbench.catalogue.rules import applicability_rules
from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice
from workbench.domain.applicability import contradictions
from workbench.domain.deployment import Deployment, Profile, Version
from workbench.domain.exposure import Exposure
from workbench.domain.profile_diff import profile_diff
from workbench.domain.profile_fill import Filling, filling_lines
from workbench.domain.profile_fill import accept_proposals as accepted
from workbench.edits.deployments import (
    AddDeployment,
    AddVersion,
    FillProfile,
    SetProfile,
    find_deployment,
    find_version,
)
from workbench.interchange.manifests.manifest import Manifest
from workbench.storage.exposures import read_exposures
from workbench.storage.overview import runs_without_approval
from workbench.storage.store import Store
from workbench.tasks.profile_file import described, read_described, write_tool_sheet

FILE = click.Path(path_type=Path)
FROM = (
    "A profile (JSON, YAML, TOML) a manifest of its tools (MCP, A2A, function schemas, OpenAPI) or a table (CSV, XLSX)."
)


@click.group("deployment")
def deployment() -> None:
    """Describe what is under review."""


@deployment.command("add", epilog=example('workbench deployment add "Support desk agent" --owner "Ana Silva"'))
@click.argument("name")
@click.option("--owner", help="Who owns the deployment.")
@click.option("--version", "label", metavar="LABEL", help="Its first version.")
@click.option("--from", "source", type=FILE, metavar="FILE", help=FROM)
@json_option
@click.pass_obj
def add(context: Context, name: str, owner: str | None, label: str | None, source: Path | None, as_json: bool) -> None:
    """Add a deployment, with its first version where one is named.

    With --json: what `deployment show --json` prints.
    """
    if source is not None and label is None:
        raise click.UsageError("--from describes a version; name it with --version.")
    profile = _profile_of(source)
    with context.writing() as session:
        entry = session.do(AddDeployment(name, owner, label, profile))
        _show(context, session.store, session.store.deployments.get(entry.made("deployment")[0]), as_json)


@deployment.command("list", epilog=example("workbench deployment list"))
@json_option
@click.pass_obj
def list_all(context: Context, as_json: bool) -> None:
    """List the deployments; what runs without an approval in force stands first.

    With --json: a list of what `deployment show --json` prints.
    """
    with context.reading() as store:
        found = [_data(store, row, context.now()) for row in store.deployments.all()]
    data = sorted(found, key=lambda row: not row["runs_without"])
    rows = [
        (row["key"], row["name"], ", ".join(version["version"] for version in row["versions"]), row["runs_without"])
        for row in data
    ]
    emit(columns(rows) or "No deployments yet. Add one with `workbench deployment add NAME`.", data, as_json=as_json)


@deployment.command("show", epilog=example("workbench deployment show DEP-1"))
@click.argument("deployment_id", metavar="ID")
@json_option
@click.pass_obj
def show(context: Context, deployment_id: str, as_json: bool) -> None:
    """Show one deployment, by key or name, with its versions and what is known of each.

    With --json: {"key", "name", "owner", "running", "runs_without", "versions": [{"version", "created_at",
    "profile", "contradictions"}], "reviews"}; "runs_without" says why no approval in force covers what runs, and is
    empty where one does.
    """
    with context.reading() as store:
        _show(context, store, find_deployment(store, deployment_id), as_json)


@deployment.command(
    "version",
    epilog=example(
        "workbench deployment version DEP-1 v2.4.1 --from profile.yaml",
        "workbench deployment version DEP-1 v2.4.2 --like v2.4.1 --from tools-list.json",
    ),
)
@click.argument("deployment_id", metavar="ID")
@click.argument("label")
@click.option("--like", metavar="LABEL", help="Begin with all that is known of another version.")
@click.option("--from", "source", type=FILE, metavar="FILE", help=FROM)
@json_option
@click.pass_obj
def version(
    context: Context, deployment_id: str, label: str, like: str | None, source: Path | None, as_json: bool
) -> None:
    """Add a version to a deployment; of one that is like no other nothing is known but what the file says.

    With --json: what `deployment show --json` prints.
    """
    found = None if source is None else read_described(source)
    with context.writing() as session:
        known = Profile()
        if like is not None:
            known = find_version(session.store, find_deployment(session.store, deployment_id), like).profile
        profile = known if found is None else described(known, found)[0]
        session.do(AddVersion(deployment_id, label, profile))
        _show(context, session.store, find_deployment(session.store, deployment_id), as_json)


@deployment.command(
    "profile",
    epilog=example(
        "workbench deployment profile DEP-1 --from profile.yaml",
        "workbench deployment profile DEP-1 --from tools-list.json --dry-run",
    ),
)
@click.argument("deployment_id", metavar="ID")
@click.option("--from", "source", type=FILE, metavar="FILE", help=FROM)
@click.option("--version", "label", metavar="LABEL", help="Of which version; else of the newest.")
@click.option("--remove-gone", is_flag=True, help="Remove tools of the sheet that the manifest does not have.")
@click.option("--accept-proposals", is_flag=True, help="Take over what manifests have proposed.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@json_option
@click.pass_obj
def profile(
    context: Context,
    /,
    deployment_id: str,
    source: Path | None,
    label: str | None,
    remove_gone: bool,
    accept_proposals: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Say what a version is made of.

    A profile replaces what was known, and what it leaves out is unknown. A manifest (an MCP tools/list answer, an A2A
    agent card, function schemas, an OpenAPI document; told by content) fills the tool sheet: what people said stays,
    and its hints about effect and idempotency are only proposed. A table (CSV or XLSX, as `deployment tools` writes it)
    replaces the tools. `workbench undo` takes it back in one step.

    With --json: what `deployment show --json` prints; with --dry-run {"new", "changed", "gone": [name], "same",
    "proposals": [{"tool", "field", "value", "source"}], "differences": [words], "notes"}.
    """
    if source is None and not accept_proposals:
        raise click.UsageError("Name a file with --from, or say --accept-proposals.")
    found = None if source is None else read_described(source)
    with context.reading() if dry_run else context.writing() as place:
        store = place if isinstance(place, Store) else place.store
        row = find_deployment(store, deployment_id)
        version = find_version(store, row, label)
        made, filling = (
            (version.profile, None) if found is None else described(version.profile, found, remove_gone=remove_gone)
        )
        made = accepted(made) if accept_proposals else made
        notes = found.notes if isinstance(found, Manifest) else ()
        if isinstance(place, Store):
            _preview(version.profile, made, filling, notes, as_json)
            return
        for line in (*(filling_lines(filling) if filling else ()), *notes):
            notice(line)
        place.do(SetProfile(version.id, made) if filling is None else FillProfile(version.id, made))
        _show(context, store, row, as_json)


@deployment.command("tools", epilog=example("workbench deployment tools DEP-1 --out tools.xlsx"))
@click.argument("deployment_id", metavar="ID")
@click.option("--version", "label", metavar="LABEL", help="Of which version; else of the newest.")
@click.option("--out", type=FILE, required=True, help="The file to write: .csv or .xlsx.")
@json_option
@click.pass_obj
def tools(context: Context, deployment_id: str, label: str | None, out: Path, as_json: bool) -> None:
    """Write the tool sheet of a version as a table; `deployment profile --from` reads it back.

    With --json: {"file", "tools"}, the second a number.
    """
    with context.reading() as store:
        sheet = find_version(store, find_deployment(store, deployment_id), label).profile.tools or ()
    write_tool_sheet(sheet, out.suffix.lstrip(".").lower(), out)
    emit(f"{out}: {len(sheet)} tools.", {"file": str(out), "tools": len(sheet)}, as_json=as_json)


def _profile_of(source: Path | None) -> Profile:
    """Return what a file says of a version of which nothing is known yet."""
    return Profile() if source is None else described(Profile(), read_described(source))[0]


def _preview(before: Profile, after: Profile, filling: Filling | None, notes: tuple[str, ...], as_json: bool) -> None:
    differences = [each.words for each in profile_diff(before, after)]
    lines = [*(filling_lines(filling) if filling else ()), *notes, *differences]
    data = {
        "new": filling.new if filling else (),
        "changed": filling.changed if filling else (),
        "gone": filling.gone if filling else (),
        "same": filling.same if filling else 0,
        "proposals": [
            {"tool": name} | each.model_dump(mode="json") for name, each in (filling.proposals if filling else ())
        ],
        "differences": differences,
        "notes": notes,
    }
    emit("\n".join(lines) or "Nothing would change.", data, as_json=as_json)


@deployment.command("diff", epilog=example("workbench deployment diff DEP-1 v2.4 v2.4.1"))
@click.argument("deployment_id", metavar="ID")
@click.argument("before", metavar="V1")
@click.argument("after", metavar="V2")
@json_option
@click.pass_obj
def diff(context: Context, deployment_id: str, before: str, after: str, as_json: bool) -> None:
    """Show in what the profiles of two versions differ.

    Cell by cell, in words. With --json: [{"kind", "field", "item", "column", "old", "new", "words"}], where kind is
    new, gone or changed, item the name of the tool, source or service, and column its field.
    """
    with context.reading() as store:
        found = find_deployment(store, deployment_id)
        old, new = (find_version(store, found, label).profile for label in (before, after))
    differences = profile_diff(old, new)
    lines = [each.words for each in differences] or [f"The profiles of {before} and {after} say the same."]
    emit("\n".join(lines), [each.model_dump(mode="json") for each in differences], as_json=as_json)


def _versions(store: Store, row: Deployment) -> tuple[Version, ...]:
    return store.versions.all("deployment_id = ?", row.id)


def _show(context: Context, store: Store, row: Deployment, as_json: bool) -> None:
    data = _data(store, row, context.now())
    lines = [f"{row.key}  {row.name}", f"Owner: {row.owner or 'nobody named'}", *_running(data)]
    for found in _versions(store, row):
        lines.append(f"Version {found.label}")
        lines += [f"  contradiction: {sentence}" for sentence in contradictions(found.profile, applicability_rules())]
        known = found.profile.model_dump(mode="json", exclude_none=True)
        lines += [f"  {field.replace('_', ' ')}: {_in_words(value)}" for field, value in known.items()]
        lines += [] if known else ["  Nobody knows yet what it is made of; `workbench deployment profile` says it."]
        lines += _vulnerable(read_exposures(store, found.profile))
    emit("\n".join(lines), data, as_json=as_json)


def _vulnerable(exposures: Sequence[Exposure]) -> list[str]:
    """Say which advisories are about its parts; whether this version is affected a person judges."""
    heading = "  vulnerabilities of its parts, by name; compare the versions:"
    return [heading, *(f"    {one.incident} {one.part.name}: {one.said}" for one in exposures)] if exposures else []


def _running(data: Mapping[str, Any]) -> list[str]:
    """Say what runs, and why no approval covers it where none does."""
    runs, without = data["running"], data["runs_without"]
    said = [f"Runs now: {runs['version']} in {runs['stage']} use since {runs['since']}"] if runs else []
    return [*said, *([f"No approval in force: {without}"] if without else [])]


def _data(store: Store, row: Deployment, now: datetime) -> dict[str, Any]:
    versions = _versions(store, row)
    labels = {found.id: found.label for found in versions}
    running = row.running
    return {
        "key": row.key,
        "name": row.name,
        "owner": row.owner,
        "running": None
        if running is None
        else {
            "version": labels.get(running.version_id),
            "stage": running.stage.value,
            "since": running.since.isoformat(),
        },
        "runs_without": runs_without_approval(store, row, now),
        "versions": [
            {
                "version": found.label,
                "created_at": found.created_at.isoformat(),
                "profile": found.profile.model_dump(mode="json"),
                "vulnerabilities": [one.model_dump(mode="json") for one in read_exposures(store, found.profile)],
                "contradictions": list(contradictions(found.profile, applicability_rules())),
            }
            for found in versions
        ],
        "reviews": [review.full_key for review in store.reviews.all() if review.version_id in labels],
    }


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return (
            ", ".join(str(item.get("name", item)) if isinstance(item, dict) else str(item) for item in value) or "none"
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


COMMANDS = Commands("deployments", (deployment,))
