"""Ratios of design work: ours against a floor, both measured in the same run, turn by turn."""

import time
from collections.abc import Callable
from statistics import median


def ratio(name: str, ours: Callable[[], object], floor: Callable[[], object], *, aim: float, rounds: int = 7) -> float:
    """Run both in turn, print the medians and their ratio beside the aim, and return the ratio.

    Turn by turn, because a shared machine changes its speed between one minute and the next.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, seconds in zip((ours, floor), times, strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    mine, least = median(times[0]), median(times[1])
    print(f"\n{name}: {mine * 1000:.0f} ms against {least * 1000:.0f} ms, ratio {mine / least:.2f} (aim {aim})")
    return mine / least
