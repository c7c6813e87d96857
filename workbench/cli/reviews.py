"""review: start, answer, staff, freeze and revise; list and show."""

import click

from workbench.cli import dissent
from workbench.cli.check_context import context_of
from workbench.cli.context import Commands, Context, columns, emit, example, json_option, notice, person_id
from workbench.cli.over_time import ON_REVIEWS as OVER_TIME
from workbench.cli.review_path import path_data, path_text
from workbench.cli.review_text import data_of, text_of
from workbench.cli.sheet import ON_REVIEWS
from workbench.domain.deployment import Version
from workbench.domain.errors import UserError
from workbench.domain.model import STATUS_WORDS, Status
from workbench.domain.review import Review
from workbench.domain.verdict import VERDICT_WORDS
from workbench.edits.deployments import find_deployment, find_version
from workbench.edits.edit import Edit
from workbench.edits.findings import AnswerCheck, WriteRationale, WriteSummary
from workbench.edits.reviews import AskSigner, ChoosePolicy, FreezeReview, ReviseReview, StartReview, TakeOver
from workbench.edits.signoff import RevokeApproval
from workbench.storage.lint_view import lint_of
from workbench.storage.pack_changes import pack_changes
from workbench.storage.review_view import Views, find_review, newest_reviews, read_review, view_of
from workbench.storage.store import Store
from workbench.storage.unblocking_view import unblocking_of


@click.group("review")
def review() -> None:
    """Review a version: one finding per check, with evidence."""


@review.command("new", epilog=example("workbench review new DEP-1@v2.4.1 --checklist nine"))
@click.argument("deployment", metavar="DEPLOYMENT[@VERSION]")
@click.option("--checklist", default="production", show_default=True, help="nine, twelve or production.")
@click.option("--policy", default="default", show_default=True, help="default, strict, pilot, or one of your own.")
@click.option("--purpose", default="", help="What the review is for, in a line.")
@json_option
@click.pass_obj
def new(context: Context, deployment: str, checklist: str, policy: str, purpose: str, as_json: bool) -> None:
    """Start a review of a version; without one, of the newest.

    With --json: {"review", "revision", "deployment", "version", "checklist", "policy", "checks": [id]}.
    """
    chosen = {row.id: row.id for row in context.catalogue.checklists}
    if checklist not in chosen:
        raise click.BadParameter(f"there is no checklist {checklist}; there are: {', '.join(chosen)}.")
    with context.writing() as session:
        version = _version(session.store, deployment)
        entry = session.do(StartReview(version.id, chosen[checklist], policy, purpose))
        view = view_of(session.store, session.store.reviews.get(entry.made("review")[0]))
    data = {
        "review": view.review.key,
        "revision": view.review.full_key,
        "deployment": view.deployment.key,
        "version": view.version.label,
        "checklist": view.checklist.id,
        "policy": view.policy.id,
        "checks": list(view.checklist.checks),
    }
    text = f"{view.review.key} reviews {view.deployment.name} {view.version.label} on {view.checklist.name}."
    emit("\n".join([text, *(f"  {check}" for check in view.checklist.checks)]), data, as_json=as_json)


@review.command(
    "answer",
    epilog=example(
        "workbench review answer REV-1 injection_defense --status fail --as team \\",
        '  --summary "retrieved content reaches the tools" --rationale "The router passes documents on as they are."',
    ),
)
@click.argument("key", metavar="REV")
@click.argument("check")
@click.option("--status", type=click.Choice([status.value for status in Status]), required=True)
@click.option("--summary", metavar="TEXT", help="The line that the checklist prints, at most 80 characters.")
@click.option("--rationale", metavar="TEXT", help="Why; Markdown.")
@click.option("--as", "side", type=click.Choice(["team", "reviewer"]), default="reviewer", show_default=True)
@json_option
@click.pass_obj
def answer(
    context: Context,
    key: str,
    check: str,
    status: str,
    summary: str | None,
    rationale: str | None,
    side: str,
    as_json: bool,
) -> None:
    """Answer a check, as the team or as the reviewer; everything given is kept together or not at all.

    The checklist and the verdict use the reviewer's finding. With --json: {"review", "revision", "check", "status",
    "by", "as", "summary"}.
    """
    edits: list[Edit] = [AnswerCheck(key, check, Status(status), "team" if side == "team" else "reviewer")]
    edits += [] if summary is None else [WriteSummary(key, check, summary)]
    edits += [] if rationale is None else [WriteRationale(key, check, rationale)]
    with context.writing() as session:
        session.do_all(edits)
        found = find_review(session.store, key)
        finding = session.store.findings.first("review_id = ? AND check_id = ?", found.id, check)
        actor = session.actor.name
    line = finding.summary if finding else ""
    data = {"review": found.key, "revision": found.full_key, "check": check, "status": status, "by": actor}
    data |= {"as": side, "summary": line}
    emit(f"{found.full_key} {check}: {STATUS_WORDS[Status(status)]} ({side})", data, as_json=as_json)


@review.command("list", epilog=example("workbench review list"))
@json_option
@click.pass_obj
def list_all(context: Context, as_json: bool) -> None:
    """List the newest revision of every review, with its checklist and its verdict of today.

    With --json: [{"review", "revision", "deployment", "version", "checklist", "state", "word", "result", "signoff",
    "dissents": how many}].
    """
    with context.reading() as store:
        found = Views(store)
        views = [found.of(row) for row in newest_reviews(store)]
    data, rows = [], []
    for view in views:
        verdict, approval = view.verdict(context.now()), view.approval(context.now())
        data.append(
            {
                "review": view.review.key,
                "revision": view.review.full_key,
                "deployment": view.deployment.name,
                "version": view.version.label,
                "checklist": view.checklist.id,
                "state": view.review.state,
                "word": verdict.word.value,
                "result": verdict.result,
                "signoff": None if approval is None else approval.text,
                "dissents": len(view.current_dissents()),
            }
        )
        where = f"{view.deployment.name} {view.version.label}"
        signoff = "draft" if approval is None else approval.text
        dissents = len(view.current_dissents())
        signoff += f", {dissents} dissent{'' if dissents == 1 else 's'}" if dissents else ""
        rows.append((view.review.full_key, where, view.checklist.id, VERDICT_WORDS[verdict.word], signoff))
    emit(columns(rows) or "No reviews yet. Start one with `workbench review new DEPLOYMENT`.", data, as_json=as_json)


@review.command("show", epilog=example("workbench review show REV-1", "workbench review show REV-1.1 --json"))
@click.argument("key", metavar="REV")
@json_option
@click.pass_obj
def show(context: Context, key: str, as_json: bool) -> None:
    """Show a review whole: findings, controls, evidence, conditions, waivers, signers.

    With --json: {"review", "revision", "state", "deployment", "version", "checklist", "policy", "digest", "signers",
    "findings": [{"check", "mode", "severity", "applies", "why", "status", "team", "reviewer", "summary", "rationale",
    "controls", "rating", "priority", "proof", "evidence", "pulled_in", "tool_sheet"}], "contradictions", "conditions",
    "waivers", "dissents"}; "tool_sheet" is one entry of `review propose --json`, or null, and a dissent is what `review
    dissent --json` prints.
    """
    with context.reading() as store:
        view = read_review(store, key)
    emit(text_of(view, context.now()), data_of(view, context.now()), as_json=as_json)


@review.command("path", epilog=example("workbench review path REV-1"))
@click.argument("key", metavar="REV")
@json_option
@click.pass_obj
def path(context: Context, key: str, as_json: bool) -> None:
    """Say what stands between a review and ready today, what would mend each, and the smallest sets that do.

    A set is minimal: without any one of its steps it does not reach its verdict. With --json: {"review", "word",
    "reasons": [{"item", "check", "effect", "rule", "steps": [STEP]}], "to_conditions": [SET], "to_ready": [SET],
    "complete": whether every minimal set is listed}; a SET is {"name", "days", "word", "steps": [STEP]}, a STEP
    {"kind", "check", "item", "text", "days", "source"}.
    """
    with context.reading() as store:
        view = read_review(store, key)
        found = unblocking_of(store, view, context.now())
    emit(path_text(view, found), path_data(view, found), as_json=as_json)


@review.command("lint", epilog=example("workbench review lint REV-1"))
@click.argument("key", metavar="REV")
@json_option
@click.pass_obj
def lint(context: Context, key: str, as_json: bool) -> None:
    """List what is worth another look before a freeze; it changes no verdict and blocks nothing.

    With --json: [{"rule", "weight": "serious" or "minor", "check_id", "item", "sentence"}].
    """
    with context.reading() as store:
        remarks = lint_of(store, read_review(store, key), context.now())
    text = "\n".join(remark.sentence for remark in remarks) or "Nothing to remark."
    emit(text, [remark.model_dump() for remark in remarks], as_json=as_json)


@review.command("policy", epilog=example("workbench review policy REV-1 strict"))
@click.argument("key", metavar="REV")
@click.argument("policy", metavar="ID")
@json_option
@click.pass_obj
def policy_of(context: Context, key: str, policy: str, as_json: bool) -> None:
    """Judge a draft by another policy; undo takes it back.

    With --json: {"revision", "policy", "version", "result"}.
    """
    with context.writing() as session:
        session.do(ChoosePolicy(key, policy))
        view = read_review(session.store, key)
    result = view.verdict(context.now()).result
    data = {"revision": view.review.full_key, "policy": view.policy.id, "version": view.policy.version}
    text = f"{view.review.full_key} is judged by {view.policy.name}, version {view.policy.version}.\n{result}"
    emit(text, data | {"result": result}, as_json=as_json)


@review.command("signers", epilog=example('workbench review signers REV-1 security "Ben Ode <ben@example.org>"'))
@click.argument("key", metavar="REV")
@click.argument("role")
@click.argument("person")
@json_option
@click.pass_obj
def signers(context: Context, key: str, role: str, person: str, as_json: bool) -> None:
    """Name the person who is asked to sign for a role.

    With --json: {"review", "role", "person"}.
    """
    with context.writing() as session:
        asked, edits = person_id(session, person)
        session.do_all([*edits, AskSigner(key, role, asked)])
        name = session.store.people.get(asked).name
    data = {"review": key, "role": role, "person": name}
    emit(f"{name} is asked to sign {key} as {role}.", data, as_json=as_json)


@review.command("freeze", epilog=example("workbench review freeze REV-1"))
@click.argument("key", metavar="REV")
@json_option
@click.pass_obj
def freeze(context: Context, key: str, as_json: bool) -> None:
    """Pin a review: its record and verdict never change from then on, and it can be signed.

    Undo stops here. With --json: {"revision", "digest", "result"}.
    """
    with context.writing() as session:
        remarks = lint_of(session.store, read_review(session.store, key), context.now())
        session.do(FreezeReview(key))
        view = read_review(session.store, key)
    frozen = view.as_frozen
    if frozen is None:
        raise RuntimeError("a frozen review without its verdict")
    for remark in remarks:
        notice(remark.sentence)
    data = {"revision": view.review.full_key, "digest": frozen.record_sha256, "result": frozen.result}
    emit(
        f"{view.review.full_key} is frozen.\nSHA-256 of the record: {frozen.record_sha256}\n{frozen.result}",
        data,
        as_json=as_json,
    )


@review.command("revise", epilog=example("workbench review revise REV-1", "workbench review revise REV-1 --version v3"))
@click.argument("key", metavar="REV")
@click.option(
    "--version", "label", metavar="V", help="Move the review to another version; evidence of the old is stale."
)
@click.option("--delta", "is_delta", is_flag=True, help="Ask only the checks again that what changed since touches.")
@json_option
@click.pass_obj
def revise(context: Context, key: str, label: str | None, is_delta: bool, as_json: bool) -> None:
    """Open the next revision of a frozen review as a draft; answers, evidence and open conditions come along.

    A delta review asks again what a changed profile, tool, prompt or check touches; the other answers stay.
    With --json: {"revision", "conditions": [key], "taken_anew": [what differs from the frozen one], "asked_again":
    {check: [what touched it]}}.
    """
    with context.writing() as session:
        old = read_review(session.store, key)
        version = None if label is None else find_version(session.store, old.deployment, label).id
        session.do(ReviseReview(key, version, is_delta))
        view = read_review(session.store, old.review.key)
    carried = [condition.key for condition in view.conditions]
    notice(f"Came along: {len(view.uses)} uses of evidence, conditions {', '.join(carried) or 'none'}.")
    anew = _taken_anew(old.review, view.review)
    if anew:
        notice(f"Taken anew and different from {old.review.full_key}: {', '.join(anew)}.")
    again = view.review.delta or {}
    for check, why in again.items():
        notice(f"Asked again: {check}, because {'; '.join(why)}.")
    data = {"revision": view.review.full_key, "conditions": carried, "taken_anew": anew, "asked_again": again}
    emit(f"{view.review.full_key} is a draft now.", data, as_json=as_json)


@review.command("revoke", epilog=example('workbench review revoke REV-2 --reason "the vendor withdrew the model"'))
@click.argument("key", metavar="REV")
@click.option("--reason", metavar="TEXT", required=True)
@json_option
@click.pass_obj
def revoke(context: Context, key: str, reason: str, as_json: bool) -> None:
    """Take an approval back; the report and its signatures stay as they are, and undo stops here.

    With --json: {"revision", "signoff"}.
    """
    with context.writing() as session:
        session.do(RevokeApproval(key, reason))
        view = read_review(session.store, key)
    found = view.approval(context.now())
    told = found.text if found else ""
    emit(f"{view.review.full_key}: {told}", {"revision": view.review.full_key, "signoff": told}, as_json=as_json)


@review.command(
    "take-over", epilog=example("workbench review take-over REV-1 --dry-run", "workbench review take-over REV-1")
)
@click.argument("key", metavar="REV")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken over.")
@json_option
@click.pass_obj
def take_over(context: Context, key: str, dry_run: bool, as_json: bool) -> None:
    """Judge a draft by the catalogue, policy and scales as they are now; until then it keeps those it began with.

    With --json: {"revision", "changes": [sentence]}.
    """
    if dry_run:
        with context.reading() as store:
            found = find_review(store, key)
            changes = pack_changes(store, found)
    else:
        with context.writing() as session:
            found = find_review(session.store, key)
            changes = pack_changes(session.store, found)
            session.do(TakeOver(key))
    told = "\n".join(changes) or f"{found.full_key} has everything as it is in the catalogue; nothing to take over."
    emit(told, {"revision": found.full_key, "changes": list(changes)}, as_json=as_json)


def _taken_anew(old: Review, new: Review) -> list[str]:
    """Name what a revision is judged by that differs from what the frozen review was judged by."""
    snapshots = ("modes", "checklist", "policy", "scales")
    named = [name for name in snapshots if getattr(old, f"{name}_snapshot") != getattr(new, f"{name}_snapshot")]
    return named + ([] if old.version_id == new.version_id else ["version"])


def _version(store: Store, text: str) -> Version:
    """Find `DEPLOYMENT@VERSION`; a name that itself holds an @ is taken whole first."""
    name, _, label = text.rpartition("@")
    if not name:
        return find_version(store, find_deployment(store, text), None)
    try:
        return find_version(store, find_deployment(store, name), label)
    except UserError:
        if not any(row.name.casefold() == text.casefold() for row in store.deployments.all()):
            raise
        return find_version(store, find_deployment(store, text), None)


for command in (context_of, *ON_REVIEWS, *OVER_TIME, *dissent.ON_REVIEWS):
    review.add_command(command)

COMMANDS = Commands("reviews", (review,))
