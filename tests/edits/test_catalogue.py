"""Writing the team's pack: the file is the truth, each version is kept, undo brings the earlier one back."""

from pathlib import Path

import pytest

from tests.catalogue.test_own_pack import CATEGORY, CONTROLS, OWN
from tests.edits.steps import start
from workbench.catalogue.layers import builtin_hash, builtin_text
from workbench.catalogue.writing import with_field
from workbench.domain.catalogue import Control, ControlKind
from workbench.domain.errors import UserError
from workbench.domain.journal import digest
from workbench.domain.model import Status
from workbench.edits.catalogue import AddEntry, DeprecateEntry, EditEntry, KeepOverride, WriteControl, modes_given
from workbench.edits.findings import AnswerCheck
from workbench.edits.packs import changed_outside, follow_packs
from workbench.edits.reviews import StartReview, TakeOver
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.pack_changes import pack_changes
from workbench.storage.pack_history import known_text, versions_of
from workbench.storage.review_view import find_review, read_review
from workbench.storage.store import Store

RETRY_CAP = Control(id="retry-cap", name="Retries capped", kind=ControlKind.CONTAINS, source="our own")
M13 = "team/failure-modes/M13.md"
M06 = "team/failure-modes/M06.md"


@pytest.fixture
def packs(store: Store) -> Path:
    return store.folder / "packs"


@pytest.fixture
def with_own(session: Session) -> Session:
    """A team with one control and one mode of its own."""
    session.do(WriteControl(RETRY_CAP))
    session.do(AddEntry(OWN))
    return session


def edited(session: Session, old: str, new: str, key: str = "M06") -> EditEntry:
    """Return an edit of a built-in entry."""
    text = builtin_text(f"failure-modes/{key}.md") or ""
    assert old in text
    return EditEntry(key, text.replace(old, new, 1), None)


def test_that_the_first_entry_makes_a_pack_of_files_that_a_person_could_write(with_own: Session, packs: Path) -> None:
    assert (packs / M13).read_text() == OWN
    assert (packs / "team/controls.yaml").read_text() == CONTROLS
    assert "version: 1" in (packs / "team/pack.yaml").read_text()
    assert with_own.store.catalogue.refused == ()
    assert not (packs / ".pending").exists()
    assert examine(with_own.store).is_clean


def test_that_an_own_entry_is_found_by_the_search_and_is_gone_after_undo(with_own: Session, packs: Path) -> None:
    assert [hit.key for hit in with_own.store.search.find("idempotency key", kinds=("mode",))] == []
    assert with_own.store.search.find("retry_idempotency", kinds=("mode",))[0].key == "M13"
    with_own.undo()
    assert not (packs / M13).exists()
    assert with_own.store.search.find("retry_idempotency", kinds=("mode",)) == []
    with_own.redo()
    assert (packs / M13).read_text() == OWN


def test_that_an_id_is_never_given_twice(with_own: Session) -> None:
    with pytest.raises(UserError, match="M13 was given before, and ids are never given twice"):
        with_own.do(AddEntry(OWN))
    with_own.undo()
    assert modes_given(with_own.store) == {"M13"}
    with pytest.raises(UserError, match="The next free one is M14"):
        with_own.do(AddEntry(OWN))
    with pytest.raises(UserError, match="M06 was given before"):
        with_own.do(AddEntry(builtin_text("failure-modes/M06.md") or ""))


def test_that_a_bad_text_is_refused_by_file_and_line_and_nothing_is_written(with_own: Session, packs: Path) -> None:
    before = with_own.store.journal.head()
    bad = OWN.replace("M13", "M14").replace("severity: HIGH", "severity: AWFUL")
    with pytest.raises(UserError, match=r"team/failure-modes/M14.md, line 6: `severity`.*Nothing was changed"):
        with_own.do(AddEntry(bad))
    with pytest.raises(UserError, match="names no id"):
        with_own.do(AddEntry("# Not an entry"))
    assert with_own.store.journal.head() == before
    assert not (packs / "team/failure-modes/M14.md").exists()


def test_that_an_edit_of_a_built_in_entry_stands_in_its_place_and_undo_brings_it_back(
    session: Session, packs: Path
) -> None:
    session.do(edited(session, "severity: CRITICAL", "severity: HIGH"))
    origin = session.store.catalogue.origin("M06")
    assert session.store.catalogue.mode("M06").severity == "HIGH"
    assert origin.overrides == origin.builtin == builtin_hash("failure-modes/M06.md")
    assert known_text(session.store, origin.overrides) == builtin_text("failure-modes/M06.md")
    session.undo()
    assert session.store.catalogue.mode("M06").severity == "CRITICAL"
    assert not (packs / "team").joinpath("pack.yaml").exists()


def test_that_every_version_is_kept_by_its_hash_with_who_and_when(with_own: Session, packs: Path) -> None:
    louder = OWN.replace("name: Silent retry", "name: Loud retry")
    with_own.become("Ben <ben@team.example>")
    with_own.do(EditEntry("M13", louder, digest(OWN.encode())))
    with_own.undo()
    versions = versions_of(with_own.store, M13)
    assert [version.text for version in versions] == [OWN, louder, OWN]
    assert [version.by for version in versions] == ["Ben", "Ben", "Ada"]
    assert [version.is_undo for version in versions] == [True, False, False]
    assert versions[1].sha256 == digest(louder.encode())


def test_that_an_edit_that_began_with_another_text_is_refused(with_own: Session) -> None:
    with pytest.raises(UserError, match="was changed since you began"):
        with_own.do(EditEntry("M13", OWN.replace("Silent", "Loud"), "0" * 64))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("id: injection_defense", "id: other_check", "the check stays"),
        ("id: M06\n", "id: M16\n", "differs from the file name"),
        ("  - {id: M06.6,", "  - {id: M06.7,", "`### M06.7` is missing"),
    ],
)
def test_that_an_edit_gives_up_no_id(session: Session, old: str, new: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        session.do(edited(session, old, new))


def test_that_an_own_mode_keeps_its_check_and_its_sub_modes(with_own: Session, packs: Path) -> None:
    seen = digest(OWN.encode())
    with pytest.raises(UserError, match="the check stays `retry_idempotency`"):
        with_own.do(EditEntry("M13", OWN.replace("retry_idempotency", "retry_twice"), seen))
    assert (packs / M13).read_text() == OWN
    sub = "links:\n"
    longer = OWN.replace(sub, f"sub_modes:\n  - {{id: M13.1, slug: double-pay, name: Paid twice}}\n{sub}", 1)
    with_own.do(EditEntry("M13", longer, seen))
    with pytest.raises(UserError, match=r"M13.1 is missing: ids are never given up"):
        with_own.do(EditEntry("M13", OWN, digest(longer.encode())))


def test_that_a_control_that_a_mode_needs_cannot_be_broken(with_own: Session) -> None:
    with_own.do(WriteControl(replace_name(RETRY_CAP, "Retries counted")))
    assert with_own.store.catalogue.mode("M13").controls[0].name == "Retries counted"
    assert with_own.store.catalogue.origin("control/human-approval").pack == ""


def replace_name(control: Control, name: str) -> Control:
    return control.model_copy(update={"name": name})


def test_that_a_category_is_added_and_has_no_share(with_own: Session) -> None:
    with_own.do(AddEntry(CATEGORY))
    assert with_own.store.catalogue.category("double-booking").n_at_least == 0
    assert with_own.store.catalogue.origin("category/double-booking").pack == "team"


def test_that_deprecating_keeps_the_entry_and_new_reviews_do_not_ask_it(with_own: Session, packs: Path) -> None:
    with_own.do(DeprecateEntry("M13", "Part of M01 now"))
    assert (packs / M13).read_text() == with_field(OWN, "deprecated", "Part of M01 now")
    key = start(with_own, "twelve")
    assert "retry_idempotency" not in read_review(with_own.store, key).findings
    with_own.do(DeprecateEntry("M13", ""))
    assert (packs / M13).read_text() == OWN
    with pytest.raises(UserError, match="has no entry M77"):
        with_own.do(DeprecateEntry("M77", "x"))


def test_that_a_built_in_mode_can_be_deprecated(session: Session) -> None:
    session.do(DeprecateEntry("M07", "We run at temperature nought"))
    assert session.store.catalogue.origin("M07").deprecated
    key = start(session, "nine")
    assert "determinism_testing" not in read_review(session.store, key).findings


def test_that_a_change_of_the_built_in_entry_below_is_told_until_it_is_taken_note_of(
    session: Session, packs: Path
) -> None:
    session.do(edited(session, "severity: CRITICAL", "severity: HIGH"))
    older = with_field((packs / M06).read_text(), "overrides", "a" * 64)
    session.do(EditEntry("M06", older, digest((packs / M06).read_bytes())))
    assert session.store.catalogue.origin("M06").is_behind
    session.do(KeepOverride("M06"))
    assert not session.store.catalogue.origin("M06").is_behind
    with pytest.raises(UserError, match="in place of no built-in entry"):
        session.do(KeepOverride("M07"))


def test_that_what_changed_outside_is_journaled_as_such_and_undo_passes_over_it(with_own: Session, packs: Path) -> None:
    assert follow_packs(with_own) == ()
    louder = OWN.replace("name: Silent retry", "name: Loud retry")
    (packs / M13).write_text(louder)
    (packs / "team/failure-modes/M14.md").write_text("anything")
    assert follow_packs(with_own) == (M13, "team/failure-modes/M14.md")
    assert with_own.store.journal.entry(with_own.store.journal.head().seq).kind == "FollowPackFiles"  # type: ignore[union-attr]
    assert versions_of(with_own.store, M13)[0].text == louder
    assert examine(with_own.store).is_clean
    with pytest.raises(UserError, match="has been changed since"):
        with_own.undo()
    assert (packs / M13).read_text() == louder
    (packs / "team/failure-modes/M14.md").unlink()
    assert follow_packs(with_own) == ("team/failure-modes/M14.md",)
    assert changed_outside(with_own.store) == ()


def test_that_an_edit_does_not_write_over_what_somebody_else_wrote(with_own: Session, packs: Path) -> None:
    theirs = OWN.replace("name: Silent retry", "name: Their retry")
    (packs / M13).write_text(theirs)
    with pytest.raises(UserError, match="was changed since you began"):
        with_own.do(EditEntry("M13", OWN, digest(OWN.encode())))
    with pytest.raises(UserError, match="was changed outside the workbench"):
        with_own.do(EditEntry("M13", OWN, digest(theirs.encode())))
    with pytest.raises(UserError, match="was changed outside the workbench"):
        with_own.undo()
    assert (packs / M13).read_text() == theirs


def test_that_a_link_in_the_place_of_a_pack_is_not_written_through(
    session: Session, packs: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (packs / "team").symlink_to(elsewhere)
    with pytest.raises(UserError, match="is not a file of a pack of this workspace"):
        session.do(WriteControl(RETRY_CAP))
    assert list(elsewhere.iterdir()) == []


def test_that_several_entries_in_one_transaction_are_all_written_or_none(session: Session, packs: Path) -> None:
    bad = OWN.replace("M13", "M14")  # the same slug again
    with pytest.raises(UserError, match="the slug silent-retry is already in"):
        session.do_all([WriteControl(RETRY_CAP), AddEntry(OWN), AddEntry(bad)])
    assert not (packs / "team/controls.yaml").exists()
    assert not (packs / M13).exists()
    session.do_all([WriteControl(RETRY_CAP), AddEntry(OWN)])
    session.undo()
    assert not (packs / M13).exists()


def test_that_a_draft_keeps_its_texts_until_a_person_takes_the_changes_over(with_own: Session) -> None:
    key = start(with_own, "twelve")
    with_own.do(AnswerCheck(key, "injection_defense", Status.PASS, "reviewer"))
    with_own.do(edited(with_own, "severity: CRITICAL", "severity: HIGH"))
    review = find_review(with_own.store, key)
    assert pack_changes(with_own.store, review) == ("M06: severity is now “HIGH”, before “CRITICAL”.",)
    assert read_review(with_own.store, key).modes["injection_defense"].severity == "CRITICAL"
    with_own.do(TakeOver(key))
    view = read_review(with_own.store, key)
    assert view.modes["injection_defense"].severity == "HIGH"
    assert view.findings["injection_defense"].status is Status.PASS
    with pytest.raises(UserError, match="has everything as it is in the catalogue"):
        with_own.do(TakeOver(key))
    with_own.undo()
    assert read_review(with_own.store, key).modes["injection_defense"].severity == "CRITICAL"


def test_that_a_new_mode_is_asked_in_a_draft_once_it_is_taken_over(session: Session) -> None:
    key = start(session, "twelve")
    session.do_all([WriteControl(RETRY_CAP), AddEntry(OWN)])
    assert pack_changes(session.store, find_review(session.store, key)) == (
        "M13 Silent retry is asked too, with the check retry_idempotency.",
    )
    assert "retry_idempotency" not in read_review(session.store, key).findings
    session.do(TakeOver(key))
    view = read_review(session.store, key)
    assert view.checklist.checks[-1] == "retry_idempotency"
    assert view.findings["retry_idempotency"].status is Status.UNKNOWN
    session.undo()
    assert "retry_idempotency" not in read_review(session.store, key).findings


def test_that_a_draft_goes_on_asking_what_was_deprecated_and_what_no_pack_has_any_more(
    with_own: Session, packs: Path
) -> None:
    key = start(with_own, "twelve")
    with_own.do(DeprecateEntry("M13", "gone"))
    with_own.do(DeprecateEntry("M07", "gone"))
    assert pack_changes(with_own.store, find_review(with_own.store, key)) == ()
    (packs / M13).unlink()
    follow_packs(with_own)
    assert pack_changes(with_own.store, find_review(with_own.store, key)) == ()
    assert read_review(with_own.store, key).modes["retry_idempotency"].name == "Silent retry"
    view = read_review(with_own.store, key)
    with_own.do(StartReview(view.version.id, "twelve"))
    assert not {"retry_idempotency", "determinism_testing"} & read_review(with_own.store, "REV-2").findings.keys()
