"""May this run? Answered from the signed report, the configuration and, where given, an unsigned ledger."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edits.steps import staged
from tests.reports.signing import tampering
from tests.storage.conftest import SteppingClock
from tests.tasks.approved import PROFILE, Team, approve, freeze_ready, make_team, report_of
from workbench.domain.deployment import Effect, Profile, Tool
from workbench.domain.errors import UserError
from workbench.domain.ledger_file import LedgerFile
from workbench.edits.dissent import AnswerDissent
from workbench.edits.obligations import CloseCondition
from workbench.edits.session import Session
from workbench.edits.signoff import RevokeApproval
from workbench.reports.signing.decisions import Decision, Reason
from workbench.reports.signing.sign import dissent
from workbench.storage.workspace import Workspace
from workbench.tasks.admit import NO_LEDGER, Admission, admit
from workbench.tasks.ledger_file import MAX_BYTES, export_ledger, read_ledger
from workbench.tasks.signoff import collect

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DUE_IS_OVER = datetime(2026, 12, 21, tzinfo=UTC)
APPROVE, REJECT, DEFER = Decision.APPROVE_WITH_CONDITIONS, Decision.REJECT, Decision.DEFER
SCHEMA = Path(__file__).parents[2] / "docs" / "ledger.schema.json"
Ask = Callable[..., Admission]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    return make_team(tmp_path_factory.mktemp("team"), NOW)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The record of a review that is ready with one condition."""
    folder = tmp_path_factory.mktemp("record")
    workspace = Workspace.create(folder / "workspace", "Record")
    store = workspace.store(write=True)
    try:
        return freeze_ready(Session(store, "Ada Silva", SteppingClock()), folder)
    finally:
        store.close()
        workspace.close()


@pytest.fixture(scope="module")
def approved(record: bytes, team: Team, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pdf = report_of(record, tmp_path_factory.mktemp("approved") / "REV-1.pdf")
    team.sign(pdf, [APPROVE] * 3)
    return pdf


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return written(tmp_path, PROFILE)


def written(folder: Path, profile: Profile) -> Path:
    path = folder / "profile.json"
    path.write_text(profile.model_dump_json(), encoding="utf-8")
    return path


@pytest.fixture
def ask(team: Team, config: Path) -> Ask:
    def answer(pdf: Path, now: datetime = NOW, *, config: Path = config, ledger: Path | None = None) -> Admission:
        return admit(pdf, config, team.anchors, now, ledger=ledger)

    return answer


def changed(record: bytes, **fields: Any) -> dict[str, Any]:
    return {**json.loads(record), **fields}


def signed(record: bytes | dict[str, Any], team: Team, folder: Path, *decisions: Decision) -> Path:
    pdf = report_of(record, folder / "reports" / "REV-1.pdf")
    team.sign(pdf, decisions)
    return pdf


def ledger_data(record: bytes, **more: Any) -> dict[str, Any]:
    from hashlib import sha256

    empty: dict[str, Any] = {"decisions": [], "closed": [], "dissents": [], "revoked": None}
    about = {"schema": 1, "review": "REV-1", "revision": "REV-1.1", "digest": sha256(record).hexdigest()}
    return {**about, "written_at": "2026-11-20T12:00:00Z", **empty, **more}


def put(folder: Path, data: Any) -> Path:
    path = folder / "REV-1.ledger.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


CLOSED = {"condition": "C1", "by": "Ada", "at": "2026-11-25T12:00:00Z", "evidence": "runs.xml", "sha256": None}


def test_that_what_was_approved_may_run_and_the_answer_says_what_it_does_not_cover(approved: Path, ask: Ask) -> None:
    answer = ask(approved)
    assert (answer.admitted, answer.approval, answer.reasons, answer.differences) == (True, "in force", (), ())
    assert (answer.word, answer.signed, answer.required) == ("Valid, unchanged", 3, 3)
    assert (answer.review, answer.deployment, answer.version) == ("REV-1.1", "Support desk agent", "4.1")
    assert [(row.id, row.state) for row in answer.conditions] == [("C1", "open")]
    assert answer.notes == (f"{NO_LEDGER}.",)
    assert not answer.revocation_checked


def test_that_it_lapses_to_the_second_with_its_condition_unless_a_ledger_closes_it(
    approved: Path, record: bytes, ask: Ask, tmp_path: Path
) -> None:
    assert ask(approved, DUE_IS_OVER - timedelta(seconds=1)).admitted
    late = ask(approved, DUE_IS_OVER)
    assert (late.admitted, late.approval) == (False, "lapsed")
    assert late.reasons == ("It lapsed: C1 was due on 2026-12-20 and is not closed.",)
    closed = ask(approved, DUE_IS_OVER, ledger=put(tmp_path, ledger_data(record, closed=[CLOSED])))
    assert (closed.admitted, closed.revocation_checked) == (True, True)
    assert closed.notes[0].startswith("The ledger is not signed")


def test_that_it_ends_with_the_last_day_of_the_approval(record: bytes, team: Team, ask: Ask, tmp_path: Path) -> None:
    pdf = signed(changed(record, valid_until="2026-11-22"), team, tmp_path, APPROVE, APPROVE, APPROVE)
    over = datetime(2026, 11, 23, tzinfo=UTC)
    assert ask(pdf, over - timedelta(seconds=1)).admitted
    assert ask(pdf, over).reasons == ("It lapsed: the approval was valid until 2026-11-22.",)


@pytest.mark.parametrize(
    ("decisions", "state", "because"),
    [
        ((APPROVE, APPROVE), "asked", "The quorum is missing: 2 of 3 that have to approve have signed."),
        ((APPROVE, REJECT, APPROVE), "rejected", "It was rejected: one reject is enough."),
        ((APPROVE, DEFER, APPROVE), "deferred", "It was deferred: a signer wants more before deciding."),
    ],
)
def test_that_nothing_runs_without_the_approval_of_all_who_are_needed(
    record: bytes, team: Team, ask: Ask, tmp_path: Path, decisions: tuple[Decision, ...], state: str, because: str
) -> None:
    answer = ask(signed(record, team, tmp_path, *decisions))
    assert (answer.admitted, answer.approval, answer.reasons) == (False, state, (because,))


def test_that_a_quorum_of_the_policy_is_enough(record: bytes, team: Team, ask: Ask, tmp_path: Path) -> None:
    policy = {**json.loads(record)["policy"], "quorum": 2}
    assert ask(signed(changed(record, policy=policy), team, tmp_path, APPROVE, APPROVE)).admitted


def test_that_one_certificate_in_two_roles_is_one_approval(record: bytes, team: Team, ask: Ask, tmp_path: Path) -> None:
    roles = [{**role, "person": None} for role in json.loads(record)["required_roles"]]
    pdf = signed(changed(record, required_roles=roles), team, tmp_path, APPROVE, APPROVE)
    reason = Reason(APPROVE, "product-owner", ask(pdf).digest, "").text
    pdf.write_bytes(tampering.raw_sign(pdf.read_bytes(), team.keys["security"], "role.product-owner", reason))
    answer = ask(pdf)
    assert (answer.word, answer.signed, answer.admitted) == ("Valid, unchanged", 2, False)
    assert answer.reasons == ("The quorum is missing: 2 of 3 that have to approve have signed.",)


def test_that_who_answered_for_the_team_is_not_the_only_approver_where_the_policy_says_so(
    record: bytes, team: Team, ask: Ask, tmp_path: Path
) -> None:
    data = json.loads(record)
    lead = next(key for key, person in data["people"].items() if person["email"] == "ada@example.org")
    data["findings"][0]["team"] = {"status": "pass", "by": lead, "at": "2026-11-20T09:00:00Z"}
    data["policy"] = {**data["policy"], "quorum": 1, "independent_approver": True}
    answer = ask(signed(data, team, tmp_path, APPROVE))
    assert not answer.admitted
    assert answer.reasons[0].startswith("Only Ada Žižek approved, who answered for the team.")


def test_that_a_condition_before_the_launch_holds_it_back_until_it_is_closed(
    record: bytes, team: Team, ask: Ask, tmp_path: Path
) -> None:
    conditions = [{**row, "launch": "before"} for row in json.loads(record)["conditions"]]
    pdf = signed(changed(record, conditions=conditions), team, tmp_path, APPROVE, APPROVE, APPROVE)
    answer = ask(pdf)
    assert (answer.admitted, answer.reasons) == (False, ("C1 has to be closed before the launch, and is open.",))
    ledger = put(tmp_path, {**ledger_data(record, closed=[CLOSED]), "digest": answer.digest})
    assert ask(pdf, ledger=ledger).admitted


def test_that_another_configuration_may_not_run_and_every_difference_is_named(
    approved: Path, ask: Ask, tmp_path: Path
) -> None:
    tools = (*(PROFILE.tools or ()), Tool(name="refund", effect=Effect.IRREVERSIBLE))
    other = PROFILE.model_copy(update={"tools": tools, "model_snapshot": "2026-11-01"})
    answer = ask(approved, config=written(tmp_path, other))
    assert (answer.admitted, answer.approval) == (False, "outdated")
    assert set(answer.differences) == {
        "model snapshot: 2026-09-01 → 2026-11-01",
        "new irreversible tool `refund`",
    }
    assert answer.reasons == ("Another configuration was approved: 2 differences.",)


def test_that_what_a_configuration_leaves_out_is_unknown_and_so_differs(
    approved: Path, ask: Ask, tmp_path: Path
) -> None:
    answer = ask(approved, config=written(tmp_path, PROFILE.model_copy(update={"memory": None})))
    assert (answer.admitted, answer.differences) == (False, ("memory: session → unknown",))


def test_that_a_changed_file_or_an_unknown_authority_is_no_and_not_an_error(
    approved: Path, team: Team, config: Path, ask: Ask, tmp_path: Path
) -> None:
    body = bytearray(approved.read_bytes())
    body[len(body) // 3] ^= 1
    broken = tmp_path / "REV-1.pdf"
    broken.write_bytes(body)
    for answer in (ask(broken), admit(approved, config, (), NOW), ask(config)):
        assert (answer.admitted, answer.word, answer.approval) == (False, "Do not trust", "")
        assert answer.reasons[0] == "The report is not to be trusted."
        assert len(answer.reasons) > 1


def test_that_a_dissent_stops_nothing(record: bytes, team: Team, ask: Ask, tmp_path: Path) -> None:
    pdf = signed(record, team, tmp_path, APPROVE, APPROVE, APPROVE)
    dissent(pdf, team.keys["security"], "Too early", NOW)
    answer = ask(pdf)
    assert (answer.admitted, answer.dissents, answer.signed) == (True, 1, 3)


def test_that_everything_that_stands_in_the_way_is_said_at_once(
    record: bytes, team: Team, ask: Ask, tmp_path: Path
) -> None:
    pdf = signed(record, team, tmp_path, APPROVE, APPROVE, APPROVE)
    revoked = {"text": "the vendor withdrew the model", "by": "Ada", "at": "2026-11-25T12:00:00Z"}
    other = written(tmp_path, PROFILE.model_copy(update={"memory": "none"}))
    answer = ask(pdf, DUE_IS_OVER, config=other, ledger=put(tmp_path, ledger_data(record, revoked=revoked)))
    assert answer.approval == "revoked"
    assert answer.reasons == (
        "It was revoked: the vendor withdrew the model",
        "Another configuration was approved: 1 difference.",
        "It lapsed: C1 was due on 2026-12-20 and is not closed.",
    )


def test_that_a_ledger_brings_no_decisions_and_takes_none_away(
    record: bytes, team: Team, ask: Ask, approved: Path, tmp_path: Path
) -> None:
    third = {"role": "product-owner", "decision": "approve", "name": "山田 太郎", "email": None, "comment": ""}
    more = [{**third, "at": "2026-11-20T12:00:00Z", "fingerprint": "AA"}]
    pdf = signed(record, team, tmp_path, APPROVE, APPROVE)
    assert not ask(pdf, ledger=put(tmp_path, ledger_data(record, decisions=more))).admitted
    more[0]["decision"] = "reject"
    assert ask(approved, ledger=put(tmp_path, ledger_data(record, decisions=more))).admitted


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"digest": "0" * 64}, "is the ledger of another record"),
        ({"digest": "x"}, r"digest: string should match"),
        ({"schema": 2}, "schema: input should be 1"),
        ({"approved": True}, "approved: extra inputs are not permitted"),
        ({"closed": [{**CLOSED, "condition": "C9"}]}, "closes C9, which the record does not have"),
        ({"closed": [{**CLOSED, "condition": "../../C1"}]}, r"closed\.0\.condition"),
        ({"closed": [{**CLOSED, "at": "2026-11-25T12:00:00"}]}, r"closed\.0\.at"),
        ({"closed": [CLOSED] * 10_001}, "closed: tuple should have at most 10000 items"),
        ({"revoked": {"text": "x" * 100_001, "by": "a", "at": "2026-11-25T12:00:00Z"}}, r"revoked\.text"),
        ({"revoked": False}, "revoked: "),
    ],
)
def test_that_an_unfit_ledger_is_refused_with_its_place(
    approved: Path, record: bytes, ask: Ask, tmp_path: Path, change: dict[str, Any], because: str
) -> None:
    with pytest.raises(UserError, match=because):
        ask(approved, ledger=put(tmp_path, ledger_data(record, **change)))


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "is not a ledger"),
        ("[]", "is not a ledger"),
        ("[" * 100_000, "nested too deeply"),
        ('{"closed": [], "closed": []}', "a name stands twice"),
        (" " * (MAX_BYTES + 1), "more than 4 MB"),
    ],
)
def test_that_what_is_no_ledger_is_refused(approved: Path, ask: Ask, tmp_path: Path, text: str, because: str) -> None:
    with pytest.raises(UserError, match=because):
        ask(approved, ledger=put(tmp_path, text))
    with pytest.raises(UserError, match="could not be read"):
        ask(approved, ledger=tmp_path / "nowhere.json")


ATOM = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
JSON = st.recursive(ATOM, lambda each: st.lists(each, max_size=3), max_leaves=6)
NAMES = st.sampled_from([*LedgerFile.model_fields, "schema", "more"])


@given(data=st.dictionaries(NAMES, JSON), cut=st.integers(0, 40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_no_ledger_does_anything_but_be_read_or_refused(
    record: bytes, tmp_path: Path, data: dict[str, Any], cut: int
) -> None:
    whole = {**ledger_data(record, closed=[CLOSED]), **data}
    text = json.dumps(whole)
    digest = str(ledger_data(record)["digest"])
    for body in (text, text[: len(text) - cut]):
        try:
            assert read_ledger(put(tmp_path, body), digest).digest == digest
        except UserError as refusal:
            assert "Nothing was admitted" in str(refusal)


def test_that_a_manifest_and_what_is_no_profile_are_refused(approved: Path, ask: Ask, tmp_path: Path) -> None:
    manifest = tmp_path / "tools.json"
    manifest.write_text('{"tools": [{"name": "look", "inputSchema": {"type": "object"}}]}', encoding="utf-8")
    with pytest.raises(UserError, match="describes tools alone"):
        ask(approved, config=manifest)
    manifest.write_text('{"nonsense": 1}', encoding="utf-8")
    with pytest.raises(UserError, match="neither a profile"):
        ask(approved, config=manifest)


def test_that_a_record_of_another_version_is_refused_with_a_remedy(
    record: bytes, team: Team, ask: Ask, tmp_path: Path
) -> None:
    pdf = signed(changed(record, more="than is known"), team, tmp_path, APPROVE, APPROVE, APPROVE)
    with pytest.raises(UserError, match="another version of the workbench"):
        ask(pdf)


@pytest.fixture
def board(tmp_path: Path) -> Iterator[tuple[Workspace, Session]]:
    workspace = Workspace.create(tmp_path / "workspace", "Board")
    store = workspace.store(write=True)
    yield workspace, Session(store, "Ada Silva", SteppingClock())
    store.close()
    workspace.close()


def test_that_the_ledger_of_a_review_closes_its_condition_revokes_and_tells_the_dissent(
    board: tuple[Workspace, Session], team: Team, ask: Ask, tmp_path: Path
) -> None:
    workspace, session = board
    pdf = approve(workspace, session, team, tmp_path)
    out = tmp_path / "REV-1.ledger.json"
    export_ledger(session.store, "REV-1", out, NOW)
    assert not ask(pdf, DUE_IS_OVER, ledger=out).admitted
    session.do(CloseCondition("C1", staged(session, tmp_path, "closed", "runs.xml")))
    dissent(pdf, team.keys["security"], "Too early", NOW)
    collect(session, pdf, team.anchors, NOW)
    session.do(AnswerDissent("REV-1", "D1", "It was tried"))
    export_ledger(session.store, "REV-1", out, NOW)
    assert ask(pdf, DUE_IS_OVER, ledger=out).admitted
    told = json.loads(out.read_text(encoding="utf-8"))
    assert [row["role"] for row in told["decisions"]] == ["review-lead", "security", "product-owner"]
    assert [(row["condition"], row["evidence"]) for row in told["closed"]] == [("C1", "runs.xml")]
    assert [(row["id"], row["by"], row["answers"][0]["text"]) for row in told["dissents"]] == [
        ("D1", "Борис Иванов", "It was tried")
    ]
    session.do(RevokeApproval("REV-1", "the vendor withdrew the model"))
    export_ledger(session.store, "REV-1", out, NOW)
    answer = ask(pdf, ledger=out)
    assert (answer.admitted, answer.approval) == (False, "revoked")
    assert ask(pdf).admitted


def test_that_a_draft_has_no_ledger(board: tuple[Workspace, Session], tmp_path: Path) -> None:
    from tests.edits.steps import start

    start(board[1])
    with pytest.raises(UserError, match="is a draft and has no ledger"):
        export_ledger(board[1].store, "REV-1", tmp_path / "ledger.json", NOW)


def test_that_the_published_schema_is_that_of_the_ledger() -> None:
    made = LedgerFile.model_json_schema(mode="serialization")
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert published.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert published.pop("title") == "What workbench export ledger REV writes"
    made.pop("title")
    assert published == made
