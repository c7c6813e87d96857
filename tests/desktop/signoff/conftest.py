"""A workspace with a frozen review and its report, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.workspaces import make_rich, opened
from workbench.desktop.shell.services import Services
from workbench.desktop.signoff.page import SignoffPage
from workbench.reports.signing.keys import (
    KeyEntry,
    default_authority_folder,
    default_keys_folder,
    default_trust_folder,
    new_key,
)

PASSPHRASE = "correct horse"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_rich(tmp_path_factory.mktemp("signoff"), report=True)


@pytest.fixture
def services(qtbot: QtBot, rich: Path, tmp_path: Path) -> Iterator[Services]:
    with opened(qtbot, rich, tmp_path) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, services: Services) -> Iterator[SignoffPage]:
    made = SignoffPage(services)
    qtbot.addWidget(made)
    made.resize(1200, 740)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.closing()
    qtbot.waitUntil(lambda: not services.jobs.running(), timeout=20_000)


def make_key(name: str, email: str) -> KeyEntry:
    """Make a key as the person's own; its authority is trusted from then on."""
    return new_key(
        default_keys_folder(),
        name,
        email,
        PASSPHRASE,
        authority_folder=default_authority_folder(),
        trust_folder=default_trust_folder(),
    )


@pytest.fixture
def ada() -> KeyEntry:
    """The key of the review lead who was asked."""
    return make_key("Ada Žižek", "ada@example.org")
