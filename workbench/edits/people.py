"""Adding people."""

import re
from dataclasses import dataclass
from typing import ClassVar

from workbench.domain.deployment import Person
from workbench.domain.errors import UserError
from workbench.edits.edit import Occasion
from workbench.storage.store import Store, new_id

_WITH_EMAIL = re.compile(r"(?P<name>[^<>]+?)\s*<(?P<email>[^<>\s]+@[^<>\s]+)>")


def find_person(store: Store, name: str) -> Person | None:
    """Return the person of a name, an e-mail or `Name <e-mail>`; letter case does not matter."""
    match = _WITH_EMAIL.fullmatch(name.strip())
    wanted = (match["email"] if match else name).strip().casefold()
    for person in store.people.all():
        if wanted in (person.name.casefold(), (person.email or "").casefold(), person.id):
            return person
    return None


@dataclass(frozen=True)
class AddPerson:
    """Make a person known."""

    said: ClassVar[str] = "Person added"
    is_final: ClassVar[bool] = False

    id: str
    name: str
    email: str | None = None

    @classmethod
    def named(cls, text: str) -> "AddPerson":
        """Read `Name <e-mail>`, an e-mail or a name."""
        text = text.strip()
        match = _WITH_EMAIL.fullmatch(text)
        if match:
            return cls(new_id(), match["name"], match["email"])
        if not text:
            raise UserError("A person needs a name. Nothing was changed. Say who acts with --actor.")
        return cls(new_id(), text, text if "@" in text else None)

    def apply(self, store: Store, occasion: Occasion) -> None:
        """Add the person."""
        store.people.save(Person(id=self.id, name=self.name, email=self.email))


EDITS = (AddPerson,)
