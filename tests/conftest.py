"""What holds for every test: a home of its own, no network, no window left behind, no screen unless one is given."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

LOCAL_ADDRESSES = ("127.", "::1", "localhost", "0.0.0.0")

_session_home = tempfile.TemporaryDirectory(prefix="workbench-tests-")
_attempts: list[str] = []
"""Where the running test tried to connect to."""


def _move_home(home: Path) -> None:
    """Let everything that asks for the user's folders land in `home`."""
    os.environ["HOME"] = str(home)
    for name, folder in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_DOCUMENTS_DIR": "Documents",
    }.items():
        os.environ[name] = str(home / folder)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop a connection that leaves this machine; remember it, because the code under test may swallow the error."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"  # a path is a local socket
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host is not None and not str(host).startswith(LOCAL_ADDRESSES):
        _attempts.append(str(host))
        raise OSError(f"a test tried to connect to {host}")


# Before anything of ours or of Qt is imported.
_move_home(Path(_session_home.name))
# One cache for all: fontconfig would look through every font of the machine again for every test.
os.environ["XDG_CACHE_HOME"] = str(Path(_session_home.name) / ".cache")
os.environ["XDG_RUNTIME_DIR"] = _session_home.name
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in ("WORKBENCH_WORKSPACE", "WORKBENCH_ACTOR", "WORKBENCH_PASSPHRASE"):
    os.environ.pop(_name, None)
sys.addaudithook(_refuse_network)
# A machine that has much to do is no fault; how fast things are is measured by the benchmarks.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def pytest_unconfigure() -> None:
    _session_home.cleanup()


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give every test an empty home."""
    before = dict(os.environ)
    path = tmp_path_factory.mktemp("home")
    _move_home(path)
    yield path
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Fail a test that tried to reach another machine, even when the code hid the refusal."""
    _attempts.clear()
    yield
    assert not _attempts, f"the test tried to connect to {', '.join(_attempts)}"


@pytest.fixture(autouse=True)
def no_leaked_window() -> Iterator[None]:
    """Fail a test that leaves a top-level widget behind: it would get events of the next one."""
    before = _top_level_widgets()
    yield
    leaked = [widget for widget in _top_level_widgets() if widget not in before]
    assert not leaked, f"left behind: {leaked}"


def _top_level_widgets() -> list[Any]:
    """Return the windows there are, after those that are due to be deleted are gone; [] while Qt is not in use."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets else None
    if not widgets or not isinstance(application, widgets.QApplication):
        return []
    from PySide6.QtCore import QEvent

    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # Qt itself keeps the last tool tip.
    return [widget for widget in application.topLevelWidgets() if widget.metaObject().className() != "QTipLabel"]
