"""Options that several commands share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data directory. Default: THEATRUM_DATA, else ./data.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON, for scripts.")


def address_options(command: Callable[P, R]) -> Callable[P, R]:
    """Add --host and --port."""
    port = click.option(
        "--port", type=click.IntRange(1, 65535), help="Port to listen on. Default: THEATRUM_PORT, else 8080."
    )
    host = click.option(
        "--host", help="Address to listen on. Default: THEATRUM_HOST, else 127.0.0.1, this machine only."
    )
    return host(port(command))


def write_json(value: object) -> None:
    """Write a value for a script."""
    click.echo(json.dumps(value, indent=2))
