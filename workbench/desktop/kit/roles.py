"""What item models offer to the delegates, as roles beyond Qt's own."""

from enum import IntEnum

from PySide6.QtCore import Qt

_FIRST = int(Qt.ItemDataRole.UserRole)


class Role(IntEnum):
    """Roles of list rows and table cells; a model answers `None` where it has nothing."""

    KEY = _FIRST + 1
    """`str`: the key to open the thing by; not painted."""
    ID = _FIRST + 2
    """`str`, mono: a human key ("M06", "INC-2026-031"). Never shortened."""
    CAPTION = _FIRST + 3
    """`str`: the muted second line."""
    STATUS = _FIRST + 4
    """`str` of `marks.STATUSES`: a sign; in a table with its word."""
    SEVERITY = _FIRST + 5
    """`str` of `marks.SEVERITIES`: bars; in a table with their word."""
    PROOF = _FIRST + 6
    """Three counts: declared, verified, stale."""
    STRIP = _FIRST + 7
    """List of statuses: the small strip."""
    NOTE = _FIRST + 8
    """`str`: muted, at the right of the second line."""
    CHIP = _FIRST + 9
    """`(text, tone)`, tone of `chips.CHIP_TONES`, at the right of the first line."""
    ICON = _FIRST + 10
    """`str`: icon at the left."""
    HEADING = _FIRST + 11
    """`bool`: a group head ("2026", count in `NOTE`) on `sunken`; it cannot be selected."""
    MUTED = _FIRST + 12
    """`bool`: the whole row is muted (gone, withdrawn)."""
    FILL = _FIRST + 13
    """`str`: surface token of the row (`fail_bg`)."""
    MONO = _FIRST + 14
    """`bool`: the cell's text is mono."""
    LINK = _FIRST + 15
    """`bool`: the cell's text is a link."""
    STRONG = _FIRST + 16
    """`bool`: the cell's text is a name (500)."""
    NOTE2 = _FIRST + 17
    """`str`: a second note, left of `NOTE` ("Reviewed")."""
    WORD = _FIRST + 18
    """`str`: the word beside the sign instead of the usual one ("Not ready")."""
    MATCHES = _FIRST + 19
    """List of `(start, length)` in the name: what a search matched, bold and underlined."""
    EXCERPT = _FIRST + 20
    """`str`: muted, after the name: a text with its matches between `search.OPEN` and `search.CLOSE`."""
