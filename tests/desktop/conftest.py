"""A dressed application without a screen, and a place for settings."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from workbench.desktop.kit.theme import look


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Every test begins in the light scheme at 100 %."""
    look().start("light", 100)
    yield
    for widget in QApplication.topLevelWidgets():
        widget.close()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings that nobody else has."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
