"""Exit codes of every command, and how a refusal is told on the terminal."""

import sys

import click

from theatrum.kernel.errors import DomainError

DONE = 0
REFUSED = 1
USAGE = 2
# Of a check: its files or its questions are none that can be judged.
UNUSABLE = 2
KILLED = 3
INTERRUPTED = 130

_SERVER_PARTS = frozenset(
    [
        "PIL",
        "aiosmtpd",
        "allauth",
        "argon2",
        "asgiref",
        "boto3",
        "botocore",
        "cryptography",
        "dbos",
        "django",
        "granian",
        "icalendar",
        "markdown_it",
        "nh3",
        "ninja",
        "obstore",
        "openslide",
        "openslide_bin",
        "psycopg",
        "sqlglot",
        "structlog",
        "whitenoise",
    ]
)

HELP = """\b
Exit codes: 0 done; 1 refused, or something was found to be wrong;
2 the command was misused; 3 a process had to be killed; 130 interrupted."""


class Commands(click.Group):
    """A group whose commands tell domain errors in one line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            refuse(str(error))
            ctx.exit(REFUSED)
        except KeyboardInterrupt:
            refuse("interrupted")
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise
        except OSError as error:  # no room, no permission, no such folder: of the machine, not of the program
            refuse(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
            ctx.exit(REFUSED)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] not in _SERVER_PARTS:
                raise
            click.echo(
                f"theatrum: this command needs the server part, and {error.name} is not installed.\n"
                "Install it: pip install 'theatrum[server]'",
                err=True,
            )
            ctx.exit(REFUSED)


def refuse(reason: str) -> None:
    """Tell on standard error why a command does not do what was asked."""
    click.secho(f"theatrum: {reason}", err=True, fg="red" if sys.stderr.isatty() else None)
