"""Incidents for others: what the workspace knows about itself is taken out before they are written."""

from collections.abc import Iterable, Sequence

from workbench.domain.anonymity import Anonymised, Names, Replacement, anonymise
from workbench.domain.incident import Incident
from workbench.storage.store import Store


def names_of(store: Store, also: Iterable[str] = ()) -> Names:
    """Return the names of people, owners and deployments and the domains of e-mails, with what else is to go."""
    people, deployments = store.people.all(), store.deployments.all()
    emails = [person.email for person in people if person.email and "@" in person.email]
    named = [person.name for person in people] + [one.owner for one in deployments if one.owner]
    return Names(
        people=_once([*named, *(email.partition("@")[0] for email in emails)]),
        systems=_once(one.name for one in deployments),
        domains=_once(email.rpartition("@")[2].casefold() for email in emails),
        words=_once(also),
    )


def anonymise_all(incidents: Sequence[Incident], names: Names) -> tuple[list[Incident], list[Replacement]]:
    """Return incidents without names, and all that was replaced in them."""
    made: list[Anonymised] = [anonymise(incident, names) for incident in incidents]
    return [one.incident for one in made], [each for one in made for each in one.replaced]


def _once(words: Iterable[str]) -> tuple[str, ...]:
    """Return what says something, each once, the longest first: a name may hold another."""
    return tuple(sorted({word.strip() for word in words if word.strip()}, key=lambda word: (-len(word), word)))
