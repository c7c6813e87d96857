"""What another framework lists: imported beside its incidents, once, and taken back with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interchange.samples import sample
from tests.storage.conftest import SteppingClock
from workbench.catalogue.wording import about, also_known, lead_of, rows_of, title_of
from workbench.domain.errors import UserError
from workbench.domain.reference import Mitigation, Technique
from workbench.edits.catalogue import own_pack
from workbench.edits.references import BringReferences
from workbench.edits.session import Session
from workbench.storage.doctor import examine
from workbench.storage.workspace import Workspace
from workbench.tasks.importing import Plan, carry_out, plan
from workbench.tasks.reading_files import read_files
from workbench.text import to_html

ATLAS = """
id: ATLAS
version: {version}
matrices:
- tactics: [{{id: AML.TA0002, name: Reconnaissance}}]
  techniques:
  - {{id: AML.T0051, name: {name}, tactics: [AML.TA0002], description: "See [x](/techniques/AML.T0000). <b>x</b>"}}
  - {{id: AML.T0051.001, name: Indirect, subtechnique-of: AML.T0051, maturity: realized}}
  - {{id: AML.T0051, name: The same id again}}
  - {{id: nonsense, name: No id}}
  - {{id: AML.T0099}}
  mitigations:
  - {{id: AML.M0020, name: Guardrails, techniques: [{{id: AML.T0051, use: "Filter  prompts."}}]}}
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    workspace = Workspace.create(tmp_path / "workspace", "Test")
    store = workspace.store(write=True)
    yield Session(store, "Ada <ada@team.example>", SteppingClock())
    store.close()
    workspace.close()


def bring(session: Session, path: Path) -> Plan:
    """Import a file and return what was planned."""
    with read_files([path]) as readings:
        made = plan(session.store, readings)
        carry_out(session, made)
    assert examine(session.store).complaints == ()
    assert session.store.catalogue.refused == ()
    return made


def small(tmp_path: Path, version: str = "5.6.0", name: str = "LLM Prompt Injection", rest: str = "") -> Path:
    path = tmp_path / "ATLAS.yaml"
    path.write_text(ATLAS.format(version=version, name=name) + rest, encoding="utf-8")
    return path


def ids(session: Session) -> list[str]:
    return [entry.id for entry in session.store.catalogue.references]


def test_that_the_real_file_brings_all_it_lists_once_and_one_undo_takes_everything_back(session: Session) -> None:
    made = bring(session, sample("atlas/ATLAS.yaml"))
    [counts] = made.references
    assert counts.words == "205 reference entries of MITRE ATLAS 5.6.0: 205 new, 0 changed, 0 the same."
    assert made.counts == "57 new, 0 changed, 0 same, 0 refused"
    found = session.store.catalogue.references
    assert [sum(isinstance(one, kind) for one in found) for kind in (Technique, Mitigation)] == [170, 35]
    again = bring(session, sample("atlas/ATLAS.yaml"))
    assert (again.brings, again.references[0].same) == (False, 205)
    session.undo()
    assert (ids(session), session.store.incidents.all()) == ([], ())
    assert list((session.store.folder / "packs").iterdir()) == []
    session.redo()
    assert (len(ids(session)), len(session.store.incidents.all())) == (205, 57)


def test_that_entries_say_what_they_belong_to_and_each_id_comes_once(session: Session, tmp_path: Path) -> None:
    bring(session, small(tmp_path))
    catalogue = session.store.catalogue
    assert ids(session) == ["AML.T0051", "AML.T0051.001", "AML.M0020"]
    whole, part, guard = catalogue.references
    assert title_of(part) == "LLM Prompt Injection: Indirect"
    assert ("Tactic", "AML.TA0002 Reconnaissance") in rows_of(catalogue, whole)
    assert ("Mitigation", "AML.M0020 Guardrails: Filter prompts.") in rows_of(catalogue, whole)
    assert ("In parts", "AML.T0051.001 LLM Prompt Injection: Indirect") in rows_of(catalogue, whole)
    assert ("Part of", "AML.T0051 LLM Prompt Injection") in rows_of(catalogue, part)
    assert ("Answers to", "AML.T0051 LLM Prompt Injection: Filter prompts.") in rows_of(catalogue, guard)
    assert to_html(lead_of(whole)) == "<p>See x. &lt;b&gt;x&lt;/b&gt;</p>\n"
    assert catalogue.source("MITRE ATLAS").badge.startswith("As ATLAS.yaml tells it, SHA-256 ")


def test_that_the_crosswalk_leads_from_our_mode_to_the_entry_and_back(session: Session, tmp_path: Path) -> None:
    bring(session, small(tmp_path))
    catalogue = session.store.catalogue
    names = {walk.id: names for walk, names in also_known(catalogue, "M06")}["mitre-atlas"]
    entry = catalogue.published_entry("AML.T0051")
    assert any(name.startswith(f"{entry.id}:5.6.0") for name in names)
    assert about(catalogue, entry) == ("M06", "prompt-injection")
    assert about(catalogue, catalogue.published_entry("AML.M0020")) == ()


def test_that_an_older_version_replaces_nothing_and_adds_what_is_missing(session: Session, tmp_path: Path) -> None:
    bring(session, small(tmp_path, "5.10.0"))
    older = bring(session, small(tmp_path, "5.9.2", "LLM Plugin Compromise"))
    assert (older.brings, older.references[0].same) == (False, 3)
    more = "  - {id: AML.M0021, name: Isolation}\n"
    added = bring(session, small(tmp_path, "5.9.2", "LLM Plugin Compromise", more))
    assert (added.references[0].new, added.references[0].changed) == (1, 0)
    assert {one.id: (one.name, one.version) for one in session.store.catalogue.references} == {
        "AML.T0051": ("LLM Prompt Injection", "5.10.0"),
        "AML.T0051.001": ("LLM Prompt Injection: Indirect", "5.10.0"),
        "AML.M0020": ("Guardrails", "5.10.0"),
        "AML.M0021": ("Isolation", "5.9.2"),
    }
    assert session.store.catalogue.source("MITRE ATLAS").title == "MITRE ATLAS 5.10.0"


def test_that_entries_are_found_by_what_they_say(session: Session, tmp_path: Path) -> None:
    bring(session, small(tmp_path))
    hits = session.store.search.find("guardrails", kinds=["mode"])
    assert "AML.M0020" in [hit.key for hit in hits]


def test_that_a_new_version_changes_what_it_lists_and_keeps_what_it_leaves_out(
    session: Session, tmp_path: Path
) -> None:
    bring(session, small(tmp_path))
    later = tmp_path / "later.yaml"
    later.write_text(
        "id: ATLAS\nversion: 5.7.0\nmatrices:\n- techniques:\n  - {id: AML.T0051, name: Renamed}\ncase-studies: []\n",
        encoding="utf-8",
    )
    [counts] = bring(session, later).references
    assert (counts.new, counts.changed, counts.same) == (0, 1, 0)
    versions = {one.id: (one.name, one.version) for one in session.store.catalogue.references}
    assert versions["AML.T0051"] == ("Renamed", "5.7.0")
    assert versions["AML.M0020"] == ("Guardrails", "5.6.0")


def test_that_entries_of_a_team_never_go_into_the_pack_of_a_framework(session: Session, tmp_path: Path) -> None:
    bring(session, small(tmp_path))
    assert own_pack(session.store) == "team"


def test_that_a_list_too_long_for_a_pack_is_refused_whole(session: Session, tmp_path: Path) -> None:
    with read_files([small(tmp_path)]) as readings:
        [pack] = readings.references
    first = pack.techniques[0]
    long = [first.model_copy(update={"id": f"AML.T{number}", "text": "x" * 8000}) for number in range(1100)]
    with pytest.raises(UserError, match="Nothing was imported"):
        session.do(BringReferences(pack.model_copy(update={"techniques": tuple(long)})))
    assert ids(session) == []
