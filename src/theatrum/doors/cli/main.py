"""The ``theatrum`` command. A command's module is imported when it is used, so that ``--help`` is quick."""

import io
import sys
from importlib import import_module

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.errors import HELP, Commands

# Command: its module and what it does, said here so that --help imports none of them.
_COMMANDS = {
    "check": ("check", "Check a submission on this machine, offline."),
    "dates": ("dates", "Turn dates into ages in days, offline; no date is left."),
    "redact": ("redact", "Write copies of files without dates, names and labels, offline."),
    "serve": ("serving", "Serve an installation: pages, API and jobs."),
    "demo": ("serving", "Serve a sample consortium on this machine."),
    "worker": ("serving", "Run more job workers on the same database."),
    "init": ("installing", "Make an empty installation and its administrator."),
    "admin": ("administration", "Manage people, jobs and screening."),
    "release": ("release", "Open a release cycle for centers."),
    "model": ("model", "Browse the data model, and import versions of it."),
    "ids": ("ids", "Give out identifiers, and say what one is."),
    "layout": ("layout", "Bring files into the folders of a release, as copies or links."),
    "client-config": ("client_config", "Point synapseclient at a server."),
    "report": ("report", "Report a problem to the help desk of a server."),
    "synth": ("synth", "Make up the submission of a center, with or without defects."),
    "doctor": ("doctor", "Look at everything an installation needs."),
    "backup": ("archives", "Write an installation into one file, while it runs."),
    "restore": ("archives", "Make an installation from a backup."),
}


class LazyCommands(Commands):
    """The commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's interface
        """List all commands in the order of use."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Import one command."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"theatrum.doors.cli.{_COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name.replace("-", "_"))
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        """Write the list for --help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=HELP)
@click.version_option(package_name="theatrum")
def theatrum() -> None:
    """Theatrum, a data coordinating center that one command starts.

    \b
    Check:     theatrum check my_submission/
    Try it:    theatrum demo
    Use it:    theatrum init --data /srv/theatrum && theatrum serve --data /srv/theatrum
    """  # noqa: D301  # \b is click's


def run(server: Server) -> None:
    """Run the command line of this process."""
    _take_any_text()
    theatrum.main(prog_name="theatrum", obj=server)


def _take_any_text() -> None:
    """Have signs that a terminal or a pipe cannot take written as escapes: on Windows a pipe takes few of them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
