"""Clocks to report incidents by: switched on for the workspace, and what a person decides of each incident."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from workbench.catalogue.clocks import load_clocks
from workbench.domain.clock import ClockOn
from workbench.domain.errors import UserError
from workbench.domain.incident import ClockChoice, Response
from workbench.edits.edit import Occasion
from workbench.edits.incidents import ChangeIncident, find_incident
from workbench.storage.store import Store


@dataclass(frozen=True)
class SwitchClock:
    """Count a clock in this workspace, or count it no more; what was decided of incidents stays."""

    said: ClassVar[str] = "Clock switched"
    is_final: ClassVar[bool] = False

    clock: str
    is_on: bool

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Note or forget it; a UserError says that there is no such clock."""
        if not self.is_on:
            store.clocks.delete(self.clock)
        elif store.clocks.find(load_clocks(store.folder).named(self.clock).id) is None:
            store.clocks.save(ClockOn(id=self.clock, since=occasion.at))


@dataclass(frozen=True)
class JudgeClock:
    """Say which clause of a clock applies to an incident, that none does, or take that back."""

    said: ClassVar[str] = "Clock judged"
    is_final: ClassVar[bool] = False

    key: str
    clock: str
    clause: str | None
    """Empty: none applies. None: nobody has decided."""
    reported_on: date | None = None

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Replace what was decided; a UserError says that there is no such clause."""
        incident = find_incident(store, self.key)
        kept = incident.response or Response()
        choices = [one for one in kept.clocks if one.clock != self.clock]
        if self.clause is not None:
            choices.append(self._choice(store, self.clause, occasion))
        changed = kept.model_copy(update={"clocks": tuple(choices)})
        ChangeIncident(self.key, {"response": changed.model_dump()}).apply(store, occasion)

    def _choice(self, store: Store, clause: str, occasion: Occasion) -> ClockChoice:
        clock = load_clocks(store.folder).named(self.clock)
        if clause and clock.clause(clause) is None:
            known = ", ".join(one.id for one in clock.clauses)
            raise UserError(f"{clock.name} has no clause {clause}. Nothing was changed. It has {known}, or none.")
        if self.reported_on and not clause:
            raise UserError("Nothing is reported where no clause applies. Nothing was changed. Say which one applies.")
        if self.reported_on and self.reported_on > occasion.at.date():
            raise UserError(
                f"{self.reported_on} has not come yet. Nothing was changed. Give the day on which it was reported."
            )
        return ClockChoice(
            clock=clock.id, clause=clause, reported_on=self.reported_on.isoformat() if self.reported_on else ""
        )


EDITS = (SwitchClock, JudgeClock)
