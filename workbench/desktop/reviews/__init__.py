"""Reviews: the list of reviews, starting one, and the review itself."""

from workbench.desktop.shell.places import Place

PLACE = Place(
    id="reviews",
    title="Reviews",
    icon="clipboard-check",
    page="workbench.desktop.reviews.page:ReviewsPage",
    key="Ctrl+4",
    order=40,
)
