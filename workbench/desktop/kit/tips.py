"""Tool tips that hold text from anywhere."""

from html import escape


def tip(text: str) -> str:
    """Return a tool tip that shows any text as it is: Qt would take some of it for HTML and look for its images."""
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return f"<p>{lines}</p>" if text else ""
