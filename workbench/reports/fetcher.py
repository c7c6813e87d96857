"""The guard between the report and the world: it hands out our own fonts and refuses everything else. Loads WeasyPrint.

WeasyPrint asks it for every style sheet, import, font, image and attachment, `data:` addresses included.
"""

import logging

from weasyprint.urls import (  # type: ignore[import-untyped]  # WeasyPrint ships no types
    URLFetcher,
    URLFetcherResponse,
)

from workbench.data import resource

_log = logging.getLogger(__name__)
FONT_SCHEME = "workbench-font:"
FONTS = {
    ("Inter", 400, "normal"): "Inter-Regular.otf",
    ("Inter", 400, "italic"): "Inter-Italic.otf",
    ("Inter", 500, "normal"): "Inter-Medium.otf",
    ("Inter", 600, "normal"): "Inter-SemiBold.otf",
    ("Inter Display", 600, "normal"): "InterDisplay-SemiBold.otf",
    ("JetBrains Mono", 400, "normal"): "JetBrainsMono-Regular.ttf",
    ("JetBrains Mono", 600, "normal"): "JetBrainsMono-SemiBold.ttf",
}
"""By family, weight and style: the files below `resources/fonts`."""


class OwnResources(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Answers for the bundled fonts; whatever else is asked for is remembered in `refused` and left out."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return one of our fonts; a ValueError, which WeasyPrint takes for "not there", refuses the rest."""
        name = url.removeprefix(FONT_SCHEME)
        if url.startswith(FONT_SCHEME) and name in FONTS.values():
            return URLFetcherResponse(url, resource("fonts", name).read_bytes(), {"Content-Type": "font/otf"})
        self.refused.append(url[:200])
        _log.warning("a report asked for %s; it was refused", shortened(url))
        raise ValueError(f"refused: {shortened(url)}")


def font_faces() -> str:
    """Return the `@font-face` rules of the bundled fonts."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
        f' src: url("{FONT_SCHEME}{file}"); }}'
        for (family, weight, style), file in FONTS.items()
    )


def shortened(url: str) -> str:
    """Return the beginning of an address, for a message."""
    return url[:80]
