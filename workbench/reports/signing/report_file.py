"""What a report carries inside its PDF: the record, the verdict, and where each role signs. Loads pyHanko."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.rw_common import PdfHandler

from workbench.reports.signing.decisions import Decision, Reason, is_role_id

MAX_PDF = 256 * 1024 * 1024
"""Bytes. A report of 300 pages has about one megabyte."""

BOX_WIDTH, BOX_HEIGHT = 80 * 72 / 25.4, 58 * 72 / 25.4
"""Points; the printed place of a signature is 80 x 58 mm."""

_MAX_DEPTH = 20
_MAX_NAMES = 100_000


class NotAReportError(Exception):
    """The PDF is not a frozen report of the workbench; the message completes `This is not …: `."""


@dataclass(frozen=True)
class Role:
    """A required role of the record."""

    id: str
    name: str
    person: str
    """The person asked, empty when nobody was named."""
    email: str


@dataclass(frozen=True)
class Report:
    """The embedded record and verdict, read and checked against each other."""

    digest: str
    """SHA-256 of the bytes of `record.json`."""
    verdict_word: str
    review_key: str
    roles: tuple[Role, ...]
    record: bytes
    """The bytes of `record.json`."""

    def role(self, role_id: str) -> Role | None:
        """Return a required role, None when the record does not have it."""
        return next((role for role in self.roles if role.id == role_id), None)


@dataclass(frozen=True)
class Place:
    """Where a role signs: page from 0 and the top left corner in points."""

    page: int
    left: float
    top: float

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Return the rectangle of the signature field in whole points, so that it hides the printed one."""
        return (floor(self.left), floor(self.top - BOX_HEIGHT), ceil(self.left + BOX_WIDTH), ceil(self.top))


def read_report(handler: PdfHandler) -> Report:
    """Read the embedded files of one revision of a PDF. Raises `NotAReportError`."""
    _refuse_active_content(handler)
    files = _embedded_files(handler)
    for name in ("record.json", "verdict.json"):
        if not files.get(name):
            raise NotAReportError(f"it carries no {name}")
        if len(set(files[name])) > 1:
            raise NotAReportError(f"it carries two different files named {name}")
    record_bytes = files["record.json"][0]
    digest = hashlib.sha256(record_bytes).hexdigest()
    record, verdict = _read_json("record.json", record_bytes), _read_json("verdict.json", files["verdict.json"][0])
    if verdict.get("record_sha256") != digest:
        raise NotAReportError("the verdict it carries names another record")
    if verdict.get("word") not in ("ready", "ready-with-conditions", "not-ready"):
        raise NotAReportError("the verdict it carries has no known word")
    _check_keywords(handler, digest)
    review = record.get("review")
    key = review.get("key") if isinstance(review, dict) else None
    return Report(digest, verdict["word"], str(key or ""), _roles(record.get("required_roles")), record_bytes)


def places(handler: PdfHandler) -> dict[str, Place]:
    """Return where each role signs, from the named destinations `role.<id>`."""
    pages = {reference: number for number, (reference, _) in enumerate(_pages(handler.root["/Pages"], 0))}
    found: dict[str, Place] = {}
    for name, value in _named(handler, "/Dests"):
        target = value["/D"] if isinstance(value, generic.DictionaryObject) else value
        if name.startswith("role.") and isinstance(target, generic.ArrayObject) and len(target) >= 4:
            page = pages.get(_reference(target.raw_get(0)))
            if page is not None:
                found[name.removeprefix("role.")] = Place(page, float(target[2]), float(target[3]))
    return found


def objection(report: Report, reason: Reason, email: str) -> str | None:
    """Return why this decision of this person cannot count, None when it can (record.md section 4)."""
    role = report.role(reason.role)
    if role is None:
        known = ", ".join(role.id for role in report.roles)
        return f"The record does not ask for the role {reason.role!r}; it asks for {known}"
    if reason.digest != report.digest:
        return f"The reason of {role.name} names another record"
    if role.email and role.email.casefold() != email.casefold():
        return f"{role.name} was asked of {role.person or role.email} ({role.email}), not of {email or 'this key'}"
    if reason.decision.is_approval and report.verdict_word == "not-ready":
        return f"The review is not ready, so {role.name} cannot approve it"
    if reason.decision is Decision.APPROVE and report.verdict_word == "ready-with-conditions":
        return f"The review is ready with conditions, so {role.name} can only approve with conditions"
    return None


def entry(dictionary: Any, key: str) -> Any:
    """Return an entry of a PDF dictionary with its reference followed, None when there is none.

    `get` of pyHanko's dictionaries is that of `dict`: it hands out references as they are.
    """
    found = isinstance(dictionary, generic.DictionaryObject) and key in dictionary
    return dictionary[key] if found else None


def _refuse_active_content(handler: PdfHandler) -> None:
    """Refuse what could show one thing to a signer and another to a reader (shadow attacks, pdf-insecurity.org).

    A report has no layers, no actions and no annotations but links and the fields of its signatures.
    """
    if "/OCProperties" in handler.root:
        raise NotAReportError("it has layers that can be shown and hidden")
    if "/AA" in handler.root or isinstance(entry(handler.root, "/OpenAction"), generic.DictionaryObject):
        raise NotAReportError("it does something when it is opened")
    for _, page in _pages(handler.root["/Pages"], 0):
        annotations = entry(page, "/Annots") or ()
        for index in range(len(annotations)):
            kind, field = entry(annotations[index], "/Subtype"), entry(annotations[index], "/FT")
            if kind != "/Link" and (kind != "/Widget" or field not in (None, "/Sig")):
                raise NotAReportError("it has notes or form fields on its pages")


def _roles(rows: Any) -> tuple[Role, ...]:
    roles = tuple(_role(row) for row in rows) if isinstance(rows, list) else ()
    if not roles:
        raise NotAReportError("its record asks for no role")
    if len({role.id for role in roles}) != len(roles):
        raise NotAReportError("its record asks for a role twice")
    return roles


def _role(row: Any) -> Role:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not is_role_id(row["id"]):
        raise NotAReportError("its record has a role without a proper id")
    person = row.get("person")
    person = person if isinstance(person, dict) else {}
    return Role(
        row["id"], str(row.get("name") or row["id"]), str(person.get("name") or ""), str(person.get("email") or "")
    )


def _read_json(name: str, data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise NotAReportError(f"its {name} is not readable JSON") from error
    if not isinstance(value, dict):
        raise NotAReportError(f"its {name} is not an object")
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: two readers could see two different records."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def properties(handler: PdfHandler) -> dict[str, str]:
    """Return the document properties of one revision.

    The trailer of a pyHanko revision refers to the newest properties, so the reference is looked up in the revision.
    """
    trailer = handler.trailer_view
    if "/Info" not in trailer:
        return {}
    reference = trailer.raw_get("/Info")
    found = handler.get_object(reference.reference) if isinstance(reference, generic.IndirectObject) else reference
    return {key: str(found[key]) for key in found} if isinstance(found, generic.DictionaryObject) else {}


def _check_keywords(handler: PdfHandler, digest: str) -> None:
    """Compare the digest that the document properties name, if they name one."""
    keywords = str(properties(handler).get("/Keywords", ""))
    for word in keywords.replace(",", " ").split():
        if word.startswith("sha256:") and word != f"sha256:{digest}":
            raise NotAReportError("its document properties name another digest than the record it carries")


def _embedded_files(handler: PdfHandler) -> dict[str, list[bytes]]:
    """Return the bytes of every embedded file by each name it goes by, wherever the document lists it."""
    entries = list(_named(handler, "/EmbeddedFiles"))
    associated = entry(handler.root, "/AF")
    if isinstance(associated, generic.ArrayObject):
        entries += [("", associated[index]) for index in range(len(associated))]
    files: dict[str, list[bytes]] = {}
    for listed_as, specification in entries:
        if not isinstance(specification, generic.DictionaryObject):
            continue
        names = {listed_as, str(entry(specification, "/F")), str(entry(specification, "/UF"))}
        for name in names & {"record.json", "verdict.json"}:
            files.setdefault(name, []).extend(_contents(specification))
    return files


def _contents(specification: generic.DictionaryObject) -> Iterator[bytes]:
    embedded = entry(specification, "/EF")
    for key in ("/F", "/UF"):
        stream = entry(embedded, key)
        if isinstance(stream, generic.StreamObject):
            yield stream.data


def _named(handler: PdfHandler, tree: str) -> Iterator[tuple[str, Any]]:
    top = entry(entry(handler.root, "/Names"), tree)
    if isinstance(top, generic.DictionaryObject):
        yield from _walk(top, 0)


def _walk(node: generic.DictionaryObject, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _MAX_DEPTH:
        raise NotAReportError("its list of names is nested too deeply")
    pairs = entry(node, "/Names") or ()
    if len(pairs) > _MAX_NAMES:
        raise NotAReportError("its list of names is too long")
    for index in range(0, len(pairs) - 1, 2):
        yield str(pairs[index]), pairs[index + 1]
    kids = entry(node, "/Kids") or ()
    for index in range(len(kids)):
        yield from _walk(kids[index], depth + 1)


def _pages(node: generic.DictionaryObject, depth: int) -> Iterator[tuple[tuple[int, int], Any]]:
    """Yield the reference and the dictionary of every page in order."""
    if depth > _MAX_DEPTH:
        raise NotAReportError("its pages are nested too deeply")
    kids = node["/Kids"]
    for index in range(len(kids)):
        kid = kids[index]
        if entry(kid, "/Type") == "/Pages":
            yield from _pages(kid, depth + 1)
        else:
            yield _reference(kids.raw_get(index)), kid


def _reference(item: Any) -> tuple[int, int]:
    return (item.idnum, item.generation) if isinstance(item, generic.IndirectObject) else (-1, -1)
