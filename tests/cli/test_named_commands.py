"""Every command that the workbench names in what it says is one that it has."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import workbench
from tests.cli.terminal import Terminal
from workbench.cli import root
from workbench.cli.incident_fields import FIELDS
from workbench.data import resource

CODE = Path(workbench.__file__).parent
NAMED = re.compile(r"`(workbench [^`]+)`|^(workbench [a-z][^\n]*)$", re.MULTILINE)
KEY = "INC-2026-001"


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a module as they are said, with X in place of what is known later."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in within:
            yield node.value


def named() -> dict[str, str]:
    """Return each command that a module or a table names, with the file."""
    found = {}
    for path in sorted(CODE.rglob("*.py")):
        for text in texts(path):
            found |= {a or b: str(path.relative_to(CODE)) for a, b in NAMED.findall(text)}
    for path in sorted(resource("incident-phases.toml").parent.rglob("*.toml")):
        found |= {a or b: path.name for a, b in NAMED.findall(path.read_text(encoding="utf-8"))}
    return found


def fault_of(typed: str, *, is_whole: bool = False) -> str:
    """Return why a command cannot be typed; empty when it can."""
    words = shlex.split(typed.removesuffix("\\"))[1:]
    words = words[: next((at for at, word in enumerate(words) if word in (">", "|", "<", "&&")), len(words))]
    command: click.Command = root()
    context = click.Context(command)
    while words and words[0] in ("-w", "--workspace", "--actor"):
        words = words[2:]
    while isinstance(command, click.Group) and words:
        if words[0] == "COMMAND" or words[0].startswith("--"):
            return ""
        if words[0] == "X":  # filled in later: what follows has to suit each command that it can be
            before, rest = typed.split(" X", 1)
            each = (fault_of(f"{before} {name}{rest}", is_whole=is_whole) for name in command.list_commands(context))
            return next(filter(None, each), "")
        found = command.get_command(context, words[0])
        if found is None:
            return f"{words[0]} is no command of {command.name}"
        command, words = found, words[1:]
        context = click.Context(command, parent=context)
    if isinstance(command, click.Group):
        return f"{command.name} needs one of its commands" if is_whole else ""
    try:
        values, rest, _order = command.make_parser(context).parse_args(list(words))
    except click.UsageError as error:
        # The name of a command alone may stand for all that it asks for.
        return "" if isinstance(error, click.MissingParameter) and not is_whole else error.format_message()
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    given = {name for name, value in values.items() if value and isinstance(value, str | tuple | list)}
    missing = [param.name for param in arguments if param.required and param.name not in given]
    if rest or (missing and is_whole):
        return f"{command.name}: too much is {rest}, missing is {missing}"
    return ""


def test_that_the_commands_are_found_and_a_wrong_one_is_noticed() -> None:
    assert len(named()) > 100
    assert fault_of("workbench incident set X severity HIGH", is_whole=True) == ""
    assert fault_of("workbench incident sat X")
    assert fault_of("workbench incident set X --nonsense")
    assert fault_of("workbench clock on a b")
    assert fault_of("workbench register X --from 2026-01-01") == ""
    assert fault_of("workbench register X --nonsense")
    assert fault_of("workbench clock on", is_whole=True)


def test_that_every_command_that_is_named_can_be_typed() -> None:
    faults = {f"{file}: {typed}": fault for typed, file in named().items() if (fault := fault_of(typed))}
    assert faults == {}


@pytest.fixture
def recorded(terminal: Terminal) -> Terminal:
    terminal.well("incident", "add", "The agent refunded twice")
    terminal.well("clock", "on", "eu-ai-act-73")
    return terminal


def test_that_each_lack_of_an_incident_names_the_whole_command_that_takes_it_away(recorded: Terminal) -> None:
    out = recorded.well("incident", "show", KEY).out
    data = recorded.well("incident", "show", KEY, "--json").data
    lacks = sum(len(phase["lacks"]) for phase in data["phases"])
    commands = re.findall("`(workbench [^`]+)`", out)
    assert len(commands) == lacks + 1, "and one that decides about the clock"
    assert {typed: fault for typed in commands if (fault := fault_of(typed, is_whole=True))} == {}
    fields = [typed.split()[4] for typed in commands if typed.startswith("workbench incident set")]
    assert set(fields) <= set(FIELDS)
    assert f"workbench incident action add {KEY} TEXT --owner NAME --due DATE" in commands


def test_that_an_open_action_without_an_owner_is_the_one_that_is_named(recorded: Terminal) -> None:
    recorded.well("incident", "action", "add", KEY, "Add a key", "--owner", "Ada", "--due", "2099-12-31")
    recorded.well("incident", "action", "add", KEY, "Add a limit")
    out = recorded.well("incident", "show", KEY).out
    assert f"`workbench incident action set {KEY} 2 --owner NAME --due DATE`" in out
    recorded.well("incident", "action", "set", KEY, "2", "--owner", "Ben", "--due", "2099-12-31")
    assert "incident action" not in recorded.well("incident", "show", KEY).out
