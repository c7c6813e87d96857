"""Where the person has been: back and forward over (place, argument)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """A place, and what was open there."""

    place: str
    argument: str = ""


class History:
    """A list of stops with a present one."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []
        self._at = -1

    @property
    def present(self) -> Stop | None:
        """Where the person is."""
        return self._stops[self._at] if self._stops else None

    @property
    def visited(self) -> tuple[Stop, ...]:
        """Every stop once, the latest first; the present one is left out."""
        return tuple(dict.fromkeys(stop for stop in reversed(self._stops) if stop != self.present))

    @property
    def can_go_back(self) -> bool:
        """Say whether there is an earlier stop."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Say whether there is a later stop."""
        return self._at < len(self._stops) - 1

    def visit(self, stop: Stop) -> None:
        """Go to a new stop; what was ahead is forgotten. The present one again is no new stop."""
        if stop != self.present:
            self._stops = [*self._stops[: self._at + 1], stop]
            self._at = len(self._stops) - 1

    def back(self) -> Stop | None:
        """Go one stop back."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self.present

    def forward(self) -> Stop | None:
        """Go one stop forward."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self.present

    def clear(self) -> None:
        """Forget everything: another workspace."""
        self._stops, self._at = [], -1
