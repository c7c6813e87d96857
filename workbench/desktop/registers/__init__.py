"""Registers: approvals, waivers, conditions and decisions over a period."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="registers",
    title="Registers",
    icon="book-open",
    page="workbench.desktop.registers.page:RegistersPage",
    order=17,
    on_rail=False,
)
