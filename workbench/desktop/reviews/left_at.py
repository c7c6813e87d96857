"""Where each review was left: the check and the part of it, remembered for the user between two starts."""

import logging

from workbench.domain.errors import UserError
from workbench.tasks.settings import load_settings, save_settings

_log = logging.getLogger(__name__)
REMEMBERED = 100
"""How many reviews; the one left longest ago is forgotten first."""


class LeftAt:
    """The places of the reviews of one workspace, by full key."""

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace
        self._places = dict(load_settings().places)
        self._noted: dict[str, str] = {}

    def check(self, review: str) -> str:
        """Return the check at which a review was left; empty where it was never open."""
        return self._place(review).partition("#")[0]

    def part(self, review: str) -> str:
        """Return the part of the check that had the focus; empty for the check as a whole."""
        return self._place(review).partition("#")[2]

    def note(self, review: str, check: str, part: str) -> None:
        """Remember where a review is."""
        self._noted.pop(self._key(review), None)
        self._noted[self._key(review)] = f"{check}#{part}"

    def keep(self) -> None:
        """Write what was noted; where that cannot be done the log says so, for nothing of a workspace is in it."""
        if not self._noted:
            return
        settings = load_settings()
        places = {key: place for key, place in settings.places.items() if key not in self._noted} | self._noted
        newest = dict(list(places.items())[-REMEMBERED:])
        if newest == settings.places:
            return
        try:
            save_settings(settings.model_copy(update={"places": newest}))
        except UserError as error:
            _log.warning("where reviews were left is not remembered: %s", error)

    def _place(self, review: str) -> str:
        key = self._key(review)
        return self._noted.get(key) or self._places.get(key, "")

    def _key(self, review: str) -> str:
        return f"{self._workspace}/{review}"
