"""The three words, and everything that must not get a valid one."""

from collections.abc import Callable

from tests.reports.signing.conftest import PEOPLE, Board
from workbench.reports.signing.verification import Verification, Word

Judge = Callable[[bytes], Verification]


def test_that_three_signatures_are_valid_and_complete(signed: bytes, judge: Judge) -> None:
    found = judge(signed)
    assert found.reasons == ()
    assert (found.word, found.count, found.is_complete) == (Word.VALID_UNCHANGED, "3 of 3 signed", True)
