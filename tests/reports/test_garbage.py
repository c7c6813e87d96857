"""Python looks for garbage as before, in whichever order those end that wanted it rarely."""

import gc

from workbench.reports.garbage import collecting_rarely


def test_that_the_last_to_end_brings_back_what_was_before() -> None:
    before = gc.get_threshold()
    first, second = collecting_rarely(), collecting_rarely()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] > before[0]
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before
