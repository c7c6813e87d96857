"""Due: what lapses or has to be done, the earliest first."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="due",
    title="Due",
    icon="calendar-clock",
    page="workbench.desktop.due.page:DuePage",
    order=16,
    on_rail=False,
)
