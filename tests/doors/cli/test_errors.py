"""What stops a command is told in one line, with the exit code that the help names."""

import click
import pytest
from click.testing import CliRunner

from theatrum.doors.cli.errors import Commands
from theatrum.kernel.errors import DomainError, Kind


class NotToday(DomainError):
    """A refusal."""

    code = "tests.not_today"
    kind = Kind.CONFLICT
    template = "Not on {day}."


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (NotToday(day="Sunday"), 1, "theatrum: Not on Sunday."),
        (PermissionError(13, "Permission denied", "/srv/x"), 1, "theatrum: /srv/x: Permission denied"),
        (OSError(28, "No space left on device"), 1, "theatrum: No space left on device"),
        (KeyboardInterrupt(), 130, "theatrum: interrupted"),
        (ModuleNotFoundError("no", name="django.db"), 1, "theatrum: this command needs the server part"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_stopped_command_says_why_in_one_line(error: BaseException, code: int, line: str) -> None:
    @click.group(cls=Commands)
    def program() -> None:
        """Stand for the program."""

    @program.command()
    def stop() -> None:
        """Stop."""
        raise error

    done = CliRunner().invoke(program, ["stop"])
    assert done.exit_code == code
    assert done.stderr.startswith(line)


def test_fault_of_the_program_is_not_hidden() -> None:
    @click.group(cls=Commands)
    def program() -> None:
        """Stand for the program."""

    @program.command()
    def stop() -> None:
        """Stop."""
        raise ModuleNotFoundError("no", name="theatrum.no_such_room")

    assert isinstance(CliRunner().invoke(program, ["stop"]).exception, ModuleNotFoundError)
