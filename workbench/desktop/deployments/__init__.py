"""Deployment: who to call and how to stop it, what runs, its versions, reviews and incidents."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="deployments",
    title="Deployment",
    icon="life-buoy",
    page="workbench.desktop.deployments.page:DeploymentPage",
    order=15,
    on_rail=False,
)
