"""Incidents: what went wrong, or nearly, or in an exercise; ours and published ones."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="incidents",
    title="Incidents",
    icon="siren",
    page="workbench.desktop.incidents.page:IncidentsPage",
    key="Ctrl+3",
    order=30,
)
