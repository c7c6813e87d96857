"""Look for garbage less often while much is made that lives: pages that are laid out, objects of a PDF."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_before: list[tuple[int, int, int]] = []


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Spare a layout half of its time and a verification a third of it; several threads may be at it."""
    with _lock:
        _before.append(gc.get_threshold())
        gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        with _lock:
            # Not always what this one found: whoever ends last brings back what the first one found.
            gc.set_threshold(*_before.pop())
