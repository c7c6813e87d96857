"""Many reviews are read at one moment: what they share once, and no more than is asked for."""

from tests.edits.steps import start
from tests.storage.conftest import session, store, workspace
from workbench.edits.deployments import AddDeployment
from workbench.edits.reviews import StartReview
from workbench.edits.session import Session
from workbench.storage.overview import read_overview
from workbench.storage.review_view import Views, newest_reviews, view_of

__all__ = ["session", "store", "workspace"]


def texts_read(session: Session) -> int:
    """Read the overview and count the kept texts (checklist, modes, policy, scales) that were read for it."""
    statements: list[str] = []
    session.store.database.conn.set_trace_callback(statements.append)
    read_overview(session.store, session.clock())
    session.store.database.conn.set_trace_callback(None)
    return sum("FROM snapshot" in statement for statement in statements)


def test_that_another_review_of_the_same_checklist_reads_no_text_again(session: Session) -> None:
    start(session)
    of_one = texts_read(session)
    session.do(AddDeployment("Another", "Team", "1.0"))
    session.do(StartReview(session.store.versions.all()[-1].id, "nine"))
    assert texts_read(session) == of_one > 0


def test_that_a_review_among_many_is_what_it_is_alone(session: Session) -> None:
    start(session)
    session.do(AddDeployment("Another", "Team", "1.0"))
    session.do(StartReview(session.store.versions.all()[-1].id, "nine"))
    views = Views(session.store)
    reviews = newest_reviews(session.store)
    assert len(reviews) == 2
    for review in reviews:
        assert views.of(review) == view_of(session.store, review)
