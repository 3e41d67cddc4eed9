"""``theatrum client-config``: the sections of ``~/.synapseConfig`` that name this server. Works offline."""

import configparser
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import click

from theatrum.kernel.errors import DomainError, Kind

DEFAULT_PATH = Path("~/.synapseConfig")
# synapseclient reads its token from [default]; older versions, such as 3.2, from [authentication].
_TOKEN_SECTIONS = ("default", "authentication")
_SECTION = re.compile(r"\s*\[(?P<name>[^\]]*)\]")


class ConfigIsUnreadable(DomainError):
    """The file that should be changed is not what it should be."""

    code: ClassVar[str] = "cli.config_is_unreadable"
    kind: ClassVar[Kind] = Kind.INVALID
    template: ClassVar[str] = "{path} cannot be changed: {reason}. Name another file with --output, or move it away."


def sections(url: str, token: str) -> dict[str, dict[str, str]]:
    """Return what must stand in the file, by section."""
    base = url.rstrip("/")
    endpoints = {
        "repoEndpoint": f"{base}/repo/v1",
        "authEndpoint": f"{base}/auth/v1",
        "fileHandleEndpoint": f"{base}/file/v1",
        "portalEndpoint": f"{base}/",
    }
    return {**{name: {"authtoken": token} for name in _TOKEN_SECTIONS}, "endpoints": endpoints}


def render(wanted: dict[str, dict[str, str]]) -> str:
    """Write sections as text."""
    blocks = (
        "\n".join([f"[{name}]", *(f"{key} = {value}" for key, value in values.items())])
        for name, values in wanted.items()
    )
    return "\n\n".join(blocks) + "\n"


def merge(text: str, wanted: dict[str, dict[str, str]]) -> str:
    """Replace these sections in a file's text, and leave every other line as it is."""
    kept: list[str] = []
    is_kept = True
    for line in text.splitlines(keepends=True):
        if section := _SECTION.match(line):
            is_kept = section["name"].strip() not in wanted
        # Comments that stand between sections belong to nobody, so they stay.
        if is_kept or (line.startswith(("#", ";")) and "authtoken" not in line):
            kept.append(line)
    rest = "".join(kept).strip("\n")
    return f"{rest}\n\n{render(wanted)}" if rest else render(wanted)


def write(path: Path, wanted: dict[str, dict[str, str]]) -> Path | None:
    """Put the sections into the file, readable by its owner only; returns where the old one was kept.

    Raises ConfigIsUnreadable.
    """
    path = path.expanduser()
    old = _read(path)
    new = merge(old or "", wanted)
    copy = None
    if old is not None and old != new:
        copy = path.with_name(f"{path.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}.backup")
        _write_private(copy, old)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_private(path, new)
    return copy


def _read(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="utf-8")
        configparser.RawConfigParser().read_string(text)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as error:
        raise ConfigIsUnreadable(path=path, reason=str(error)) from error
    except configparser.Error as error:
        raise ConfigIsUnreadable(path=path, reason=f"it is no configuration file ({error})") from error
    return text


def _write_private(path: Path, text: str) -> None:
    # Written aside and renamed: nobody ever reads half a file; mkstemp makes it 0600.
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _web_address(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise click.BadParameter(f"{value!r} is not a web address: expected http(s)://host[:port]")
    return value


def _one_word(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not value or not value.isprintable() or " " in value:
        raise click.BadParameter("a token is one word without blanks")
    return value


@click.command()
@click.option("--url", required=True, callback=_web_address, help="The server, such as https://dcc.example.org.")
@click.option("--token", required=True, callback=_one_word, help="Your personal access token.")
@click.option(
    "--output", default=str(DEFAULT_PATH), show_default=True, help="The file to write, or - to print the sections."
)
def client_config(url: str, token: str, output: str) -> None:
    """Point synapseclient at a server.

    Writes the sections [default], [authentication] and [endpoints]; all others stay as they are, and
    a file that existed is kept beside it. The synapse command and synapseclient.login() then talk to
    that server. "theatrum admin user create ... --token" prints a token.

    \b
    Example:  theatrum client-config --url https://dcc.example.org --token thm_...
    Try only: theatrum client-config --url http://localhost:8080 --token thm_... --output demo.synapseConfig
              synapse -c demo.synapseConfig list syn123
    """  # noqa: D301  # \b is click's
    wanted = sections(url, token)
    if output == "-":
        click.echo(render(wanted), nl=False)
        return
    path = Path(output).expanduser()
    copy = write(path, wanted)
    click.echo(f"{path} points at {url.rstrip('/')}.")
    if copy is not None:
        click.echo(f"The file as it was: {copy}")
