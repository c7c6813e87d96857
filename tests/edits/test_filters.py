"""Filters under a name."""

import pytest

from workbench.domain.errors import UserError
from workbench.domain.incident_filter import IncidentFilter
from workbench.edits.filters import RemoveFilter, SaveFilter, find_filter
from workbench.edits.session import Session
from workbench.storage.store import Store

OWN = IncidentFilter(origin="own", text="refund", order="severity")


def test_that_a_filter_is_kept_whole_and_found_whatever_its_case(store: Store, session: Session) -> None:
    session.do(SaveFilter(" Our own ", OWN))
    assert find_filter(store, "OUR OWN").wanted == OWN


def test_that_the_same_name_replaces_and_undo_brings_the_former_back(store: Store, session: Session) -> None:
    session.do(SaveFilter("Our own", OWN))
    session.do(SaveFilter("our OWN", IncidentFilter(year="2026")))
    [only] = store.filters.all()
    assert (only.name, only.wanted.year) == ("Our own", "2026")
    session.undo()
    assert find_filter(store, "Our own").wanted == OWN


def test_that_a_removed_filter_comes_back_by_undo(store: Store, session: Session) -> None:
    session.do(SaveFilter("Our own", OWN))
    session.do(RemoveFilter("our own"))
    with pytest.raises(UserError, match="There is no filter Our own"):
        find_filter(store, "Our own")
    session.undo()
    assert find_filter(store, "Our own").wanted == OWN


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_that_a_filter_needs_a_name(store: Store, session: Session, name: str) -> None:
    with pytest.raises(UserError):
        session.do(SaveFilter(name, OWN))
    assert store.filters.all() == ()
