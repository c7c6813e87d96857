"""What the sources measured, did, said and list: one file for each kind of entry."""

from collections.abc import Sequence

from workbench.catalogue.located import Located
from workbench.catalogue.pack_file import REFERENCES, PackError
from workbench.domain.catalogue import Cause, Contradiction, Figure, Practice, PublishedEntry, ReferenceCase
from workbench.domain.model import Model
from workbench.domain.reference import Mitigation, Technique


class _List(Model):
    """A file that holds a list, under the name of the file, or several."""

    def entries(self) -> tuple[PublishedEntry, ...]:
        """Return what the list holds."""
        return tuple(entry for field in type(self).model_fields for entry in getattr(self, field))


class _Figures(_List):
    figures: tuple[Figure, ...]


class _Cases(_List):
    cases: tuple[ReferenceCase, ...]


class _Practices(_List):
    practices: tuple[Practice, ...]


class _Causes(_List):
    causes: tuple[Cause, ...]


class _Contradictions(_List):
    contradictions: tuple[Contradiction, ...]


class _References(_List):
    techniques: tuple[Technique, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()


FILES: dict[str, type[_List]] = {
    "figures.yaml": _Figures,
    "cases.yaml": _Cases,
    "practices.yaml": _Practices,
    "causes.yaml": _Causes,
    "contradictions.yaml": _Contradictions,
    REFERENCES: _References,
}
"""The file of each kind, in the order in which the kinds are shown."""


def check_references(entries: Sequence[PublishedEntry], located: Located) -> None:
    """Raise PackError when a figure contradicts one that is not there, or that does not contradict it back."""
    figures = {entry.id: entry for entry in entries if isinstance(entry, Figure)}
    for place, figure in enumerate(figures.values()):
        for other in figure.contradicts:
            line = located.line(("figures", place, "contradicts"))
            if other not in figures:
                raise PackError(line, f"there is no figure `{other}`")
            if figure.id not in figures[other].contradicts:
                raise PackError(line, f"the figure `{other}` does not contradict `{figure.id}` back")
