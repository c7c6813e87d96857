"""Incidents as JSON, field by field as the workbench keeps them."""

import json
from collections.abc import Sequence

from workbench.domain.incident import Incident
from workbench.interchange.writing import Writer

FORMAT_VERSION = 1


def write(incidents: Sequence[Incident]) -> bytes:
    """Return a document with a list under `incidents`."""
    document = {
        "format": "workbench-incidents",
        "version": FORMAT_VERSION,
        "incidents": [incident.model_dump(mode="json") for incident in incidents],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


WRITER = Writer(id="json", name="JSON", suffix=".json", write=write)
