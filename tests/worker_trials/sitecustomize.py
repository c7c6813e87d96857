"""Lets a worker find `tasks/` below the package: it runs only what is ours. Python imports this at its start."""

from pathlib import Path

import workbench

workbench.__path__.append(str(Path(__file__).parent / "tasks"))
