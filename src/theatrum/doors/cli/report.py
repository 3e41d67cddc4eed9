"""``theatrum report``: a problem reported to the help desk of a server."""

import sys
from pathlib import Path

import click

from theatrum.doors.cli.options import json_option, write_json


@click.command()
@click.argument("title")
@click.option("--text", help="What happened and what you expected; - reads it from standard input. Default: asks.")
@click.option("--queue", default="", help="The queue, such as general or privacy. Default: that of problems.")
@click.option("--center", default="", help="The center that it is about, such as HTA201.")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file to go along, such as a log or a screenshot. May be given several times.",
)
@click.option("--to", "server", help="The server. Default: that of --config.")
@click.option("--token", help="Access token. Default: that of --config, for the server it names.")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File written by theatrum client-config. Default: ~/.synapseConfig.",
)
@click.option("--take-out", "takes_out", is_flag=True, help="Take what may identify a person out of the words.")
@json_option
def report(
    title: str,
    *,
    text: str | None,
    queue: str,
    center: str,
    files: tuple[Path, ...],
    server: str | None,
    token: str | None,
    config: Path | None,
    takes_out: bool,
    as_json: bool,
) -> None:
    """Report a problem to the help desk; prints the number of the ticket and where it is.

    Nothing about a participant belongs into a report: say where it stands, never what it says. What may identify a
    person is refused; with --take-out it is replaced.

    \b
    Example:  theatrum report "Upload breaks off at 40 %" --file upload.log
    Privacy:  theatrum report "A date of birth in syn345, row 12" --queue privacy --text "Column NOTES."
    """  # noqa: D301  # \b is click's
    from theatrum.client import reporting  # slow import
    from theatrum.client.tokens import configured_server, configured_token, valid_token  # slow import

    named = server or configured_server(config)
    if named is None:
        raise click.UsageError("Which server? Name it with --to, or let theatrum client-config write it down.")
    place = reporting.server_of(named)
    used = valid_token(token, place="--token") if token is not None else configured_token(place, config)
    wanted = reporting.Report(
        title=title,
        text=_words(text),
        queue=queue,
        center=center,
        files=files,
        takes_out=takes_out,
    )
    sent = reporting.send(place, used, wanted)
    if as_json:
        write_json({"number": sent.number, "url": sent.url, "takenOut": list(sent.taken_out)})
        return
    click.echo(f"Ticket {sent.number}: {sent.url}")
    if sent.taken_out:
        click.echo(f"Taken out of the words: {', '.join(sent.taken_out)}.")


def _words(text: str | None) -> str:
    if text == "-":
        return sys.stdin.read()
    return str(click.prompt("What happened, and what did you expect?")) if text is None else text
