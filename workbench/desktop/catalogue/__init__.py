"""Catalogue: failure modes, their checks and controls, and the published categories."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="catalogue",
    title="Catalogue",
    icon="book-open",
    page="workbench.desktop.catalogue.page:CataloguePage",
    key="Ctrl+2",
    order=20,
)
