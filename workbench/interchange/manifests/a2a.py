"""An A2A agent card: each skill of the agent is something that it can be asked to do."""

from typing import Any

from workbench.domain.deployment import Service
from workbench.foreign import Unreadable, clean
from workbench.interchange.manifests.manifest import Found, ManifestFormat, items, make_tool, texts

_KNOWN = ("0.2", "0.3", "1.")
"""How the protocol versions begin that are read."""


def _cards(data: Any) -> list[dict[str, Any]]:
    """Return the card, or several where a list holds nothing else."""
    found = []
    for each in data if isinstance(data, list) else [data]:
        card = texts(each)
        for name in ("result", "agent_card", "agentCard", "card"):
            card = texts(card.get(name)) or card
        found.append(card)
    return found


def sniff(data: Any) -> bool:
    """Tell whether the data are agent cards."""
    marks = ("capabilities", "defaultInputModes", "supportedInterfaces", "protocolVersion", "url", "description")
    cards = _cards(data)
    return bool(cards) and all(
        "skills" in card and "name" in card and any(mark in card for mark in marks) for card in cards
    )


def read(data: Any, file: str) -> Found:
    """Return a row for each skill, and each agent as a service; a card has no hint about effects."""
    found = Found()
    for card in _cards(data):
        _read_card(card, found)
    found.notes.append("An agent card has no hint about effects: say of each skill what it does to the world.")
    found.notes += [
        f"The card is of protocol version {version}; it was read as one of the versions 0.2 to 1."
        for version in sorted(set().union(*map(_versions, _cards(data))))
        if not version.startswith(_KNOWN)
    ]
    return found


def _read_card(card: dict[str, Any], found: Found) -> None:
    if not isinstance(card["skills"], list):
        raise Unreadable("`skills` is not a list.")
    for number, skill in enumerate(items(card["skills"]), 1):
        if not isinstance(skill, dict):
            raise Unreadable(f"skill {number} is not an object.")
        name = skill.get("id") or skill.get("name")
        found.tools.append(make_tool(name, skill, api_version=card.get("version"), where=f"skill {number}"))
    if isinstance(card["name"], str) and card["name"].strip():
        found.services.append(Service(name=clean(card["name"], 200)))


def _versions(card: dict[str, Any]) -> set[str]:
    stated = [card.get("protocolVersion"), *(texts(each).get("protocolVersion") for each in _interfaces(card))]
    return {clean(str(version), 20) for version in stated if version is not None}


def _interfaces(card: dict[str, Any]) -> list[Any]:
    return items(card.get("supportedInterfaces"))


MANIFEST = ManifestFormat("a2a", "A2A agent card", sniff, read, rank=3)
