"""What the command line says of itself."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from workbench.cli import main, root


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command that does something, as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = sorted(leaves(root()))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_that_every_command_has_help_with_an_example(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--help"]) == 0
    told = capsys.readouterr().out
    example = told.partition("Example:")[2]
    assert f"{' '.join(command)}" in example
    assert "workbench" in example


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_that_every_command_says_what_its_json_holds(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert " --json " in told
    assert "With --json: " in told


@pytest.mark.parametrize("command", ["check", "due", "analyse", "report"])
def test_that_a_command_in_a_module_of_its_name_is_found_without_the_others(command: str) -> None:
    code = f"import sys; from workbench.cli import main; main([{command!r}, '--help']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = {name for name in run.stdout.splitlines()[-1].split() if name.startswith("workbench.cli.")}
    assert f"workbench.cli.{command}" in imported
    assert not imported & {"workbench.cli.incidents", "workbench.cli.reviews", "workbench.cli.evidence"}


def test_that_what_is_not_built_is_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    listed = {line.split()[0] for line in capsys.readouterr().out.split("Commands:")[1].splitlines() if line.strip()}
    assert not listed & {"backup", "restore"}
    assert {"init", "open", "doctor", "catalogue", "search", "deployment", "review", "check", "undo"} <= listed


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("check",), ("risk", "priority", "0", "1", "1"), ("review", "nonsense")]
)
def test_that_wrong_use_is_a_sentence_and_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(list(arguments)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Error: " in told.err
    assert "Traceback" not in told.err
