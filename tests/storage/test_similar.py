"""Incidents like another one."""

from workbench.domain.incident import Incident
from workbench.edits.incidents import RecordIncident, find_incident
from workbench.edits.session import Session
from workbench.storage.similar import similar_to
from workbench.storage.store import Store


def kept(store: Store, session: Session, title: str, **fields: object) -> Incident:
    entry = session.do(RecordIncident({"title": title, **fields}))
    return store.incidents.get(entry.made("incident")[0])


def filled(store: Store, session: Session) -> Incident:
    for number in range(60):
        kept(store, session, f"The planner answered late, number {number}")
    cause = ({"mode": "M04", "role": "cause"},)
    wanted = kept(store, session, "Voucher refunded twice after an idempotency gap", modes=cause, category="other")
    kept(store, session, "Idempotency keys were missing, a VOUCHER was paid again")
    kept(store, session, "A refunded order stayed open", modes=cause, category="other")
    kept(store, session, "The printer refunded nobody")
    return find_incident(store, wanted.key)


def test_that_shared_telling_words_make_incidents_alike_and_are_told(store: Store, session: Session) -> None:
    found = similar_to(store, filled(store, session))
    assert {one.title: set(one.words) for one in found} == {
        "Idempotency keys were missing, a VOUCHER was paid again": {"idempotency", "voucher"},
        "A refunded order stayed open": {"refunded"},
    }
    assert [(one.modes, one.same_category) for one in found if "refunded" in one.words] == [(("M04",), True)]


def test_that_words_that_many_have_make_nothing_alike(store: Store, session: Session) -> None:
    filled(store, session)
    assert similar_to(store, find_incident(store, store.incidents.all()[0].key)) == ()


def test_that_a_removed_or_hidden_incident_is_like_none(store: Store, session: Session) -> None:
    wanted = filled(store, session)
    assert len(similar_to(store, wanted, limit=1)) == 1
    for one in similar_to(store, wanted):
        store_id = find_incident(store, one.key).id
        with store.recording():
            store.incidents.delete(store_id)
    assert similar_to(store, wanted) == ()


def test_that_hostile_words_are_no_syntax(store: Store, session: Session) -> None:
    wanted = kept(store, session, 'NEAR( OR " AND * title: ^ "unbalanced', summary="{a b} : (column NOT")
    kept(store, session, "unbalanced column")
    assert [one.words for one in similar_to(store, wanted)] == [("unbalanced", "column")]
