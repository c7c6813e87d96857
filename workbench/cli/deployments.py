"""deployment: what is under review, its versions, and what they are made of."""

from pathlib import Path
from typing import Any

import click

from workbench.cli.context import Commands, Context, columns, emit, example, json_option
from workbench.domain.deployment import Deployment, Profile, Version
from workbench.edits.deployments import AddDeployment, AddVersion, SetProfile, find_deployment, find_version
from workbench.storage.store import Store
from workbench.tasks.profile_file import read_profile

FILE = click.Path(path_type=Path)


@click.group("deployment")
def deployment() -> None:
    """Describe what is under review."""


@deployment.command("add", epilog=example('workbench deployment add "Support desk agent" --owner "Ana Silva"'))
@click.argument("name")
@click.option("--owner", help="Who owns the deployment.")
@click.option("--version", "label", metavar="LABEL", help="Its first version.")
@click.option("--from", "source", type=FILE, metavar="FILE", help="The profile of that version: JSON, YAML or TOML.")
@json_option
@click.pass_obj
def add(context: Context, name: str, owner: str | None, label: str | None, source: Path | None, as_json: bool) -> None:
    """Add a deployment, with its first version where one is named.

    With --json: what `deployment show --json` prints.
    """
    if source is not None and label is None:
        raise click.UsageError("--from describes a version; name it with --version.")
    profile = Profile() if source is None else read_profile(source)
    with context.writing() as session:
        entry = session.do(AddDeployment(name, owner, label, profile))
        _show(session.store, session.store.deployments.get(entry.made("deployment")[0]), as_json)


@deployment.command("list", epilog=example("workbench deployment list"))
@json_option
@click.pass_obj
def list_all(context: Context, as_json: bool) -> None:
    """List the deployments.

    With --json: a list of what `deployment show --json` prints.
    """
    with context.reading() as store:
        found = [(row, _versions(store, row)) for row in store.deployments.all()]
        data = [_data(store, row) for row, _ in found]
    rows = [(row.key, row.name, ", ".join(version.label for version in versions)) for row, versions in found]
    emit(columns(rows) or "No deployments yet. Add one with `workbench deployment add NAME`.", data, as_json=as_json)


@deployment.command("show", epilog=example("workbench deployment show DEP-1"))
@click.argument("deployment_id", metavar="ID")
@json_option
@click.pass_obj
def show(context: Context, deployment_id: str, as_json: bool) -> None:
    """Show one deployment, by key or name, with its versions and what is known of each.

    With --json: {"key", "name", "owner", "running", "versions": [{"version", "created_at", "profile"}], "reviews"}.
    """
    with context.reading() as store:
        _show(store, find_deployment(store, deployment_id), as_json)


@deployment.command("version", epilog=example("workbench deployment version DEP-1 v2.4.1 --from profile.yaml"))
@click.argument("deployment_id", metavar="ID")
@click.argument("label")
@click.option("--from", "source", type=FILE, metavar="FILE", help="Its profile: JSON, YAML or TOML.")
@json_option
@click.pass_obj
def version(context: Context, deployment_id: str, label: str, source: Path | None, as_json: bool) -> None:
    """Add a version to a deployment.

    With --json: what `deployment show --json` prints.
    """
    profile = Profile() if source is None else read_profile(source)
    with context.writing() as session:
        session.do(AddVersion(deployment_id, label, profile))
        _show(session.store, find_deployment(session.store, deployment_id), as_json)


@deployment.command("profile", epilog=example("workbench deployment profile DEP-1 --from profile.yaml"))
@click.argument("deployment_id", metavar="ID")
@click.option("--from", "source", type=FILE, metavar="FILE", required=True, help="JSON, YAML or TOML.")
@click.option("--version", "label", metavar="LABEL", help="Of which version; else of the newest.")
@json_option
@click.pass_obj
def profile(context: Context, deployment_id: str, source: Path, label: str | None, as_json: bool) -> None:
    """Say what a version is made of; the file replaces what was known, and what it leaves out is unknown.

    With --json: what `deployment show --json` prints.
    """
    read = read_profile(source)
    with context.writing() as session:
        found = find_deployment(session.store, deployment_id)
        session.do(SetProfile(find_version(session.store, found, label).id, read))
        _show(session.store, found, as_json)


@deployment.command("diff", epilog=example("workbench deployment diff DEP-1 v2.4 v2.4.1"))
@click.argument("deployment_id", metavar="ID")
@click.argument("before", metavar="V1")
@click.argument("after", metavar="V2")
@json_option
@click.pass_obj
def diff(context: Context, deployment_id: str, before: str, after: str, as_json: bool) -> None:
    """Show in what the profiles of two versions differ.

    With --json: [{"field", "old", "new"}].
    """
    with context.reading() as store:
        found = find_deployment(store, deployment_id)
        old, new = (find_version(store, found, label).profile.model_dump(mode="json") for label in (before, after))
    data = [{"field": name, "old": old[name], "new": new[name]} for name in old if old[name] != new[name]]
    lines = [
        f"{row['field'].replace('_', ' ')}: {_known(row['old'])} → {_known(row['new'])}"
        for row in (_told_apart(row) for row in data)
    ]
    emit("\n".join(lines) or f"The profiles of {before} and {after} say the same.", data, as_json=as_json)


def _told_apart(row: dict[str, Any]) -> dict[str, Any]:
    """Return of two lists only what is not in both, so that a tool that changed is told with what changed."""
    old, new = row["old"], row["new"]
    if not (isinstance(old, list) and isinstance(new, list)):
        return row
    return row | {"old": [item for item in old if item not in new], "new": [item for item in new if item not in old]}


def _known(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_item(item) for item in value) or "–"
    return "unknown" if value is None else _in_words(value)


def _item(item: dict[str, Any]) -> str:
    known = {name.replace("_", " "): part for name, part in item.items() if part is not None and name != "name"}
    told = ", ".join(f"{name} {_in_words(part)}" for name, part in known.items())
    return f"{item['name']} ({told})" if told else str(item["name"])


def _versions(store: Store, row: Deployment) -> tuple[Version, ...]:
    return store.versions.all("deployment_id = ?", row.id)


def _show(store: Store, row: Deployment, as_json: bool) -> None:
    lines = [f"{row.key}  {row.name}", f"Owner: {row.owner or 'nobody named'}"]
    for found in _versions(store, row):
        lines.append(f"Version {found.label}")
        known = found.profile.model_dump(mode="json", exclude_none=True)
        lines += [f"  {field.replace('_', ' ')}: {_in_words(value)}" for field, value in known.items()]
        lines += [] if known else ["  Nobody knows yet what it is made of; `workbench deployment profile` says it."]
    emit("\n".join(lines), _data(store, row), as_json=as_json)


def _data(store: Store, row: Deployment) -> dict[str, Any]:
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
        "versions": [
            {
                "version": found.label,
                "created_at": found.created_at.isoformat(),
                "profile": found.profile.model_dump(mode="json"),
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
