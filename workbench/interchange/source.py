"""One file from outside: its bytes, its text, and its neighbours."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from workbench.catalogue.located import Located, read_yaml
from workbench.catalogue.pack_file import PackError
from workbench.domain.errors import UserError
from workbench.foreign import Unreadable, clean, decode, gunzip, load_json

MAX_BYTES = 256 * 1024 * 1024
"""Of the file, and of what a compressed one unpacks to; the largest known snapshot table has some 60 MB."""
MAX_STRUCTURED = 64 * 1024 * 1024
"""Characters of JSON; parsed, it takes some ten times as much memory."""
MAX_YAML = 2 * 1024 * 1024
"""Characters of YAML: reading it takes up to ten seconds a megabyte. The largest known file has 0.5 MB."""
SAFE = "Nothing was imported from it and the file is untouched."


@dataclass(frozen=True)
class Source:
    """A file, or what stands in one."""

    name: str
    """As shown and kept: the path below the folder that was read, with everything hidden made visible."""
    data: bytes
    folder: Path | None = None
    """Where its neighbours lie; None for text that is no file."""

    @cached_property
    def text(self) -> str:
        """The file as text with plain line ends; raises Unreadable for a bad gzip file."""
        return self._decoded[0]

    @property
    def remark(self) -> str:
        """What is odd about the encoding, or nothing."""
        return self._decoded[1]

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        data = gunzip(self.data, MAX_BYTES) if self.data.startswith(b"\x1f\x8b") else self.data
        text, remark = decode(data)
        return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"), remark

    @cached_property
    def head(self) -> str:
        """The beginning of the text, for telling formats apart: a summary may fill 50,000 characters of it."""
        return self.text[:200_000]

    @cached_property
    def sha256(self) -> str:
        """Of the bytes on disk."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_binary(self) -> bool:
        """Whether the bytes are no text: an archive, a picture."""
        return not self.data.startswith((b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff")) and b"\0\0\0" in self.data[:4096]

    @property
    def is_workbook(self) -> bool:
        """Whether the bytes are a zip archive with a workbook in it."""
        return self.data.startswith(b"PK\x03\x04") and b"xl/" in self.data

    @cached_property
    def json(self) -> Any:
        """The text as JSON; raises Unreadable."""
        if len(self.text) > MAX_STRUCTURED:
            raise Unreadable(f"it is longer than the {MAX_STRUCTURED // (1024 * 1024)} MB of JSON that are read.")
        return load_json(self.text)

    @cached_property
    def yaml(self) -> Located:
        """The text as one YAML document with lines; dates stay text. Raises Unreadable."""
        return yaml_of(self.text)

    @property
    def structured(self) -> Any:
        """The text as JSON when it looks like that, as YAML otherwise; raises Unreadable."""
        return self.json if self.text.lstrip().startswith(("{", "[")) else self.yaml.data

    @property
    def parts(self) -> list[tuple[int, str]]:
        """The lines of JSON with one record to a line, or the documents of YAML, each with the number of its line.

        Empty for a file that is one whole.
        """
        rows = self.text.split("\n")
        if self.text.lstrip()[:1] in ("{", "["):
            lines = [(number, row.strip()) for number, row in enumerate(rows, 1) if row.strip()]
            return lines if len(lines) > 1 and all(row[:1] == "{" for _, row in lines[:2]) else []
        starts = [0, *(index for index, row in enumerate(rows) if row.rstrip() == "---"), len(rows)]
        documents = [(one, "\n".join(rows[one:end]).removeprefix("---")) for one, end in pairwise(starts)]
        return [(one + 1, text) for one, text in documents if text.strip()]

    def neighbour(self, name: str) -> "Source | None":
        """Return another file of the same folder, or None when it is not there."""
        if self.folder is None or not (self.folder / name).is_file() or (self.folder / name).is_symlink():
            return None
        other = open_source(self.folder / name)
        return replace(other, name=self.name.rpartition("/")[0] + "/" + name if "/" in self.name else name)


def yaml_of(text: str, first_line: int = 1) -> Located:
    """Read one YAML document; raises Unreadable, also for anchors, own types and deep nesting."""
    if len(text) > MAX_YAML:
        raise Unreadable(
            f"it is longer than the {MAX_YAML // (1024 * 1024)} MB of YAML that are read; JSON may be longer."
        )
    try:
        return read_yaml(text, first_line)
    except PackError as error:
        raise Unreadable(clean(error.reason), error.line) from error
    except RecursionError as error:
        raise Unreadable("the values are nested too deeply.") from error


def open_source(path: Path, name: str = "") -> Source:
    """Read a file; UserError when it is not there, not a plain file, unreadable or too big."""
    shown = clean(name or path.name)
    try:
        if not path.is_file():
            raise UserError(f"{shown} is not a file that can be read. Nothing was imported. Choose a file or a folder.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            f"{shown} cannot be read: {reason}. Nothing was imported. Check the file and try again."
        ) from error
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise UserError(f"{shown} is larger than the {limit} MB that are read. {SAFE} Split it and import the parts.")
    return Source(shown, data, path.parent)
