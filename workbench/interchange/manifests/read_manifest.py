"""Read a manifest of any known format, told by its content."""

from collections import Counter
from pathlib import Path
from typing import Any

from workbench.domain.deployment import Tool
from workbench.foreign import Unreadable, clean
from workbench.interchange.manifests.document import Document, open_document, refused
from workbench.interchange.manifests.manifest import MAX_TOOLS, Found, Manifest, ManifestFormat
from workbench.registry import walk


def manifest_formats() -> tuple[ManifestFormat, ...]:
    """Return every format, in the order in which they are asked."""
    found: list[ManifestFormat] = list(walk("workbench.interchange.manifests", "MANIFEST").values())
    return tuple(sorted(found, key=lambda each: each.rank))


def format_of(data: Any) -> ManifestFormat | None:
    """Return the format that data are in, or None."""
    return next((each for each in manifest_formats() if each.sniff(data)), None)


def read_manifest(path: Path) -> Manifest:
    """Read a file; a UserError says why it names no tools."""
    document = open_document(path)
    known = format_of(document.data)
    if known is None:
        names = ", ".join(each.name for each in manifest_formats())
        raise refused(document.name, f"it is none of the forms that are read: {names}")
    return manifest_of(document, known)


def manifest_of(document: Document, known: ManifestFormat) -> Manifest:
    """Read a document of a known format; a UserError says what is wrong with it."""
    try:
        found = known.read(document.data, document.name)
    except Unreadable as error:
        raise refused(document.name, error.what) from error
    if len(found.tools) > MAX_TOOLS:
        raise refused(document.name, f"it names {len(found.tools):,} tools, and a sheet holds {MAX_TOOLS:,}")
    tools = _without_repeats(found)
    return Manifest(
        file=document.name,
        sha256=document.sha256,
        format=known.name,
        tools=tools,
        services=tuple({service.name: service for service in found.services}.values()),
        notes=tuple(dict.fromkeys(found.notes)),
    )


def _without_repeats(found: Found) -> tuple[Tool, ...]:
    """Return each name once, with a note where the file has it several times."""
    counts = Counter(tool.name for tool in found.tools)
    for name, count in counts.items():
        if count > 1:
            alike = len({tool.contract_sha256 for tool in found.tools if tool.name == name}) == 1
            how = "all alike" if alike else "which differ"
            found.notes.append(f"The tool `{clean(name, 60)}` stands {count} times, {how}; the first was taken.")
    first: dict[str, Tool] = {}
    for tool in found.tools:
        first.setdefault(tool.name, tool)
    return tuple(first.values())
