"""How text appears in a terminal: its width, its colours, and nothing in it that a terminal would obey."""

import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import click

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.report.model_links import no_link

LONGEST_VALUE = 60
_NARROWEST = 40
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.PENDING: "magenta", Severity.NOTE: "blue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the reader wants to see. ``width`` is in columns; ``paths`` are what was checked, as the reader wrote it.

    ``address`` is where the data model describes what a finding is about, on a server that the reader knows.
    """

    width: int = 80
    colour: bool = False
    show_all: bool = False
    is_full: bool = False
    is_final: bool = False
    paths: Sequence[str] = ()
    address: Callable[[Finding], str | None] = no_link

    @property
    def command(self) -> str:
        """The command that made this report."""
        said = [*(["--full"] if self.is_full else []), *(["--final"] if self.is_final else [])]
        return " ".join(["theatrum check", *self.paths, *said])

    def bold(self, text: str) -> str:
        """Make a text stand out."""
        return click.style(text, bold=True) if self.colour else text

    def faint(self, text: str) -> str:
        """Make a text step back."""
        return click.style(text, dim=True) if self.colour else text

    def good(self, text: str) -> str:
        """Show a text as good news."""
        return click.style(text, fg="green") if self.colour else text

    def advice(self, text: str) -> str:
        """Show a text as what to do."""
        return click.style(text, fg="cyan") if self.colour else text

    def severity(self, severity: Severity, text: str) -> str:
        """Show a text in the colour of a severity."""
        return click.style(text, fg=_COLOURS[severity], bold=True) if self.colour else text

    def wrapped(self, text: str, first: str, rest: str) -> Iterator[str]:
        """Break a text into lines that begin with ``first``, then ``rest``; nothing is cut off."""
        width = max(self.width, _NARROWEST)
        yield from textwrap.wrap(
            printable(text),
            width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [first.rstrip()]


def printable(text: str) -> str:
    """Return a text in which control characters are written out: data must not steer a terminal."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else _escaped(sign) for sign in text)


def shown_value(value: str) -> str:
    """Return a value in quotes, shortened."""
    short = value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 3] + "..."
    return f'"{printable(short)}"'


def _escaped(sign: str) -> str:
    return json.dumps(sign)[1:-1]
