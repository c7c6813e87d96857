"""A PDF reader that reads the head of each object stream once. Loads pyHanko.

WeasyPrint puts most objects of a report into one object stream, and pyHanko 0.38 reads the whole head of that stream
again for every object in it: a tagged report of 60 pages took two minutes to verify, and takes seconds with this.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfStrictReadError, read_non_whitespace
from pyhanko.pdf_utils.reader import PdfFileReader


@dataclass(frozen=True)
class _ObjectStream:
    data: bytes
    places: dict[int, tuple[int, int]]
    """Number of the object → its index in the stream, and where it starts."""


class ReportReader(PdfFileReader):
    """Strict, like pyHanko's own reader, and as picky about object streams."""

    def __init__(self, data: bytes) -> None:
        self._object_streams: dict[int, _ObjectStream] = {}
        super().__init__(BytesIO(data), strict=True)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        if stmnum not in self._object_streams:
            self._object_streams[stmnum] = self._read_head(stmnum)
        stream = self._object_streams[stmnum]
        index, start = stream.places.get(idnum, (-1, 0))
        if index != idx:
            raise PdfStrictReadError("an object stands elsewhere than the cross-references say")
        source = BytesIO(stream.data)
        source.seek(start)
        found = generic.read_object(source, generic.Reference(idnum, 0, self))
        if isinstance(found, generic.StreamObject | generic.IndirectObject):
            raise PdfStrictReadError("an object stream holds what it must not hold")
        return found

    def _read_head(self, stmnum: int) -> _ObjectStream:
        stream: Any = generic.Reference(stmnum, 0, self).get_object()
        if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
            raise PdfStrictReadError("an object stream is none")
        data = stream.read_data(DecodePurpose.OBJECT_STREAM)
        source = BytesIO(data)
        places: dict[int, tuple[int, int]] = {}
        for index in range(stream["/N"]):
            number, offset = _read_number(source), _read_number(source)
            # The first one counts; a second one is at the wrong index for whoever asks for it.
            places.setdefault(number, (index, stream["/First"] + offset))
        return _ObjectStream(data, places)


def _read_number(source: BytesIO) -> int:
    read_non_whitespace(source, seek_back=True)  # type: ignore[no-untyped-call]  # pyHanko leaves both bare
    return int(generic.NumberObject.read_from_stream(source))  # type: ignore[no-untyped-call]
