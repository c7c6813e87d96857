"""Which recorded vulnerabilities are about the parts of a version."""

import json

from workbench.domain.deployment import Profile
from workbench.domain.exposure import Exposure, Part, affected_by, is_about, parts_of
from workbench.domain.incident import Fact
from workbench.storage.database import whole
from workbench.storage.store import Store

_ORDER = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "")


def read_exposures(store: Store, profile: Profile) -> tuple[Exposure, ...]:
    """Return the vulnerabilities of what a profile names, the worst first, those withdrawn last."""
    parts = parts_of(profile)
    if not parts:
        return ()
    rows = store.database.conn.execute(
        """SELECT key, title, ifnull(severity, ''), external_ids, facts, ifnull(withdrawn, '') FROM incident
           WHERE kind = 'vulnerability'"""
    )
    with whole("incident row"):
        found = [one for row in rows for one in _of_row(parts, *row)]
    return tuple(sorted(found, key=lambda one: (bool(one.withdrawn), _ORDER.index(one.severity), one.incident)))


def _of_row(
    parts: tuple[Part, ...], key: str, title: str, severity: str, ids: str, facts: str, withdrawn: str
) -> list[Exposure]:
    affected = list(affected_by(Fact.model_validate(fact) for fact in json.loads(facts)))
    return [
        Exposure(
            part=part,
            incident=key,
            title=title,
            severity=severity,
            ids=tuple(each for each in json.loads(ids) if each.startswith(("cve:", "ghsa:", "osv:"))),
            affected=text,
            withdrawn=withdrawn,
        )
        for part in parts
        if (text := next((text for package, text in affected if is_about(package, part.name)), ""))
    ]
