"""Where the links of a page lead: to a place in the window, or, once the address was shown, out of it."""

from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from workbench.desktop.kit.page import Page
from workbench.desktop.shell.prompter import Prompter
from workbench.text import is_allowed_link, visible

_SCHEME = "workbench:"
_PLACES = {
    "mode": "catalogue",
    "versions": "catalogue",
    "check": "catalogue",
    "control": "catalogue",
    "category": "catalogue",
    "published": "catalogue",
    "incident": "incidents",
    "incidents": "incidents",
    "review": "reviews",
    "deployment": "deployments",
}
_NAMED = ("control", "category", "published", "versions")
"""Kinds whose ids could be taken for those of another kind: the kind goes along."""


def place_of(address: str) -> tuple[str, str] | None:
    """Return the place and argument of a link of ours, such as `workbench:mode/M06`; None when there is none."""
    if not address.startswith(_SCHEME):
        return None
    kind, _, argument = address.removeprefix(_SCHEME).partition("/")
    if kind not in _PLACES or not argument:
        return None
    return _PLACES[kind], f"{kind}/{argument}" if kind in _NAMED else argument


def follow_link(page: Page, prompter: Prompter, address: str) -> None:
    """Go where a link of a page leads; an address outside is shown first, and opened when that is confirmed."""
    place = place_of(address)
    if place is not None:
        page.navigate.emit(*place)
    else:
        ask_outside(page, prompter, address)


def ask_outside(owner: QWidget, prompter: Prompter, address: str) -> None:
    """Show an address that leads out of the workbench, and open it when that is confirmed."""
    if is_allowed_link(address) and not address.startswith(_SCHEME):
        prompter.ask(
            owner,
            "Open outside the workbench",
            f"The link leads to {visible(address)}. It opens in the program that your system uses for it.",
            confirm="Open",
            on_yes=partial(_open_outside, address),
        )


def _open_outside(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
