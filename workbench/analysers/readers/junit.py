"""JUnit XML, as pytest, Surefire, Gradle, GoogleTest and others write it."""

from dataclasses import dataclass, field

from workbench.analysers.readers.front import EvidenceText, clean, parse_xml
from workbench.analysers.readers.reader import Reader, Reading
from workbench.domain.analysis import Outcome, RunRecord

_BAD: dict[str, Outcome] = {"failure": "failed", "error": "error"}
# Surefire and Marathon put the runs before the last one inside the case, even when the case passed in the end.
_EARLIER: dict[str, Outcome] = {
    "flakyFailure": "failed",
    "rerunFailure": "failed",
    "flakyError": "error",
    "rerunError": "error",
}
_STATUS: dict[str, Outcome] = {
    **dict.fromkeys(("disabled", "notrun", "skipped", "ignored", "suppressed"), "skipped"),
    **dict.fromkeys(("failed", "failure"), "failed"),
    "error": "error",
}
_RANK: dict[Outcome, int] = {"failed": 3, "error": 2, "skipped": 1, "passed": 0}
_LONGEST_MESSAGE = 300


@dataclass
class _Case:
    """One testcase while it is open."""

    input: str
    outcome: Outcome
    message: str = ""
    earlier: list[RunRecord] = field(default_factory=list)

    def worsen(self, outcome: Outcome, message: str) -> None:
        if _RANK[outcome] > _RANK[self.outcome]:
            self.outcome, self.message = outcome, message


@dataclass
class _Element:
    """A result element while its text is collected."""

    name: str
    message: str
    text: str = ""


class _Cases:
    """The target of the XML parser: collects runs without keeping a tree."""

    def __init__(self, source: EvidenceText) -> None:
        self._source = source
        self._suites: list[str] = []
        self._cases: list[_Case] = []
        self._element: _Element | None = None
        self._root_seen = False
        self.records: list[RunRecord] = []
        self.claimed = 0
        self.earlier = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self._check_root(name)
        if name in ("testsuite", "testsuites"):
            if not self._suites or (len(self._suites) == 1 and not self.claimed):
                self.claimed = _count(attributes.get("tests"))
            self._suites.append(attributes.get("name", ""))
        elif name == "testcase":
            self._cases.append(_Case(self._name(attributes), _stated(attributes)))
        elif self._cases and (name in _BAD or name in _EARLIER or name == "skipped"):
            self._element = _Element(name, attributes.get("message") or attributes.get("type") or "")

    def data(self, text: str) -> None:
        if self._element and len(self._element.text) < _LONGEST_MESSAGE:
            self._element.text += text[:_LONGEST_MESSAGE]

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in ("testsuite", "testsuites"):
            self._suites.pop()
        elif name == "testcase":
            self._close_case(self._cases.pop())
        elif self._element and name == self._element.name:
            self._close_element(self._element)
            self._element = None

    def close(self) -> "_Cases":
        return self

    def _check_root(self, name: str) -> None:
        if not self._root_seen and name not in ("testsuite", "testsuites"):
            self._source.refuse(f"the XML begins with “{clean(name, 40)}”, so it is not a JUnit report.")
        self._root_seen = True

    def _name(self, attributes: dict[str, str]) -> str:
        group = attributes.get("classname") or "/".join(name for name in self._suites if name)
        name = attributes.get("name") or "unnamed"
        return clean(f"{group}::{name}" if group else name)

    def _close_element(self, element: _Element) -> None:
        case = self._cases[-1]
        message = clean(" ".join((element.message or element.text).split()))
        if element.name in _EARLIER:
            case.earlier.append(RunRecord(input=case.input, outcome=_EARLIER[element.name], message=message))
        else:
            case.worsen(_BAD.get(element.name, "skipped"), message)

    def _close_case(self, case: _Case) -> None:
        self.records.append(RunRecord(input=case.input, outcome=case.outcome, message=case.message))
        self.records.extend(case.earlier)
        self.earlier += len(case.earlier)


def sniff_junit(text: str) -> bool:
    """Tell whether the text is XML that speaks of test suites."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") and "<testsuite" in text


def read_junit(source: EvidenceText) -> Reading:
    """Read every case of every nested suite; earlier runs inside a case count as runs of their own."""
    cases: _Cases = parse_xml(source, _Cases(source))
    notes = []
    if cases.earlier:
        notes.append(f"Earlier bad runs inside cases that were run again: {cases.earlier:,}. Each counts as a bad run.")
    found = len(cases.records) - cases.earlier
    if cases.claimed > found:
        notes.append(f"The file claims {cases.claimed:,} cases and holds {found:,}; only those were read.")
    names = [record.input for record in cases.records]
    if len(set(names)) + cases.earlier < len(names):
        notes.append(
            "Cases with the very same name are read as runs of one input. A plug-in that runs a failed case again "
            "writes the same, without the failure: make sure that none was active."
        )
    return Reading(tuple(cases.records), tuple(notes))


def _stated(attributes: dict[str, str]) -> Outcome:
    """Return the outcome that GoogleTest and others state as an attribute; passed when none is."""
    stated = (attributes.get(key, "").lower() for key in ("status", "result"))
    return max((_STATUS[word] for word in stated if word in _STATUS), key=_RANK.__getitem__, default="passed")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


READER = Reader(id="junit", name="JUnit XML", sniff=sniff_junit, read=read_junit)
