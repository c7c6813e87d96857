"""What must be said once only in a catalogue, and what an entry may never give up: ids, checks, slugs."""

from collections.abc import Iterator

from workbench.catalogue.located import Place
from workbench.domain.catalogue import Catalogue, FailureMode, Topic

Claim = tuple[str, Place]
"""A word that may stand once, and where it stands."""


def claims(mode: FailureMode) -> Iterator[Claim]:
    """List what no other mode may use; the id itself is unique as the file name is."""
    slug, check = words(mode)
    yield slug, ("slug",)
    yield check, ("check", "id")
    for index, sub_mode in enumerate(mode.sub_modes):
        yield f"sub-mode {sub_mode.id}", ("sub_modes", index, "id")
        yield f"slug {sub_mode.slug}", ("sub_modes", index, "slug")


def words(topic: Topic) -> tuple[str, str]:
    """Return what no other mode or part of operations may use, beside its id."""
    return f"slug {topic.slug}", f"check {topic.check.id}"


def taken_in(base: Catalogue) -> dict[str, str]:
    """Return the words that the entries of a catalogue use, with the file of each."""
    taken = {what: base.origin(mode.id).file for mode in base.modes for what, _ in claims(mode)}
    taken |= {what: base.origin(f"published/{row.id}").file for row in base.operations for what in words(row)}
    taken |= {f"category {row.id}": base.origin(f"category/{row.id}").file for row in base.categories}
    taken |= {f"control {row.id}": base.origin(f"control/{row.id}").file for row in base.listed_controls}
    return taken | {f"slug {row.id}": base.origin(f"published/{row.id}").file for row in base.published}


def lost_id(old: FailureMode, new: FailureMode) -> tuple[Place, str] | None:
    """Return where and why a mode cannot take the place of an earlier text of it: an id is never dropped or changed."""
    if new.id != old.id:
        return ("id",), f"the id `{old.id}` cannot be changed"
    if new.check.id != old.check.id:
        return ("check", "id"), f"the check stays `{old.check.id}`: reviews and checklists name it"
    kept = {sub.id for sub in new.sub_modes}
    for sub in old.sub_modes:
        if sub.id not in kept:
            return ("sub_modes",), f"the sub-mode {sub.id} is missing: ids are never given up"
    return None
