"""Every command explains itself, with an example; and the list of them is quick to have."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from theatrum.doors.cli.main import theatrum


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command below a group with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = list(commands(theatrum))


@pytest.mark.parametrize("words", [words for words, _ in ALL], ids=" ".join)
def test_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(theatrum, [*words, "--help"])
    assert shown.exit_code == 0
    assert f"theatrum {' '.join(words)}" in shown.output
    assert "Example:" in shown.output


@pytest.mark.parametrize("command", [command for _, command in ALL], ids=[" ".join(words) for words, _ in ALL])
def test_every_option_says_what_it_is(command: click.Command) -> None:
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_help_lists_every_command_and_the_exit_codes() -> None:
    shown = CliRunner().invoke(theatrum, ["--help"]).output
    assert all(words[0] in shown for words, _ in ALL)
    assert "Exit codes" in shown


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['theatrum', '--help']\n"
        "from theatrum.wiring.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'django', 'dbos', 'granian', 'pydantic', 'sqlalchemy', 'psycopg', 'yaml'} & set(sys.modules)\n"
        "sys.exit(repr(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_unknown_command_is_a_usage_error() -> None:
    assert CliRunner().invoke(theatrum, ["fly"]).exit_code == 2
