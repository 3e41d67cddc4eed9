"""``theatrum model``: the data model, its versions and components. Works offline."""

from pathlib import Path

import click

from theatrum.doors.cli.model_reading import diff, list_, search, show
from theatrum.doors.cli.model_templates import template
from theatrum.doors.cli.options import json_option, write_json
from theatrum.doors.cli.profiles import chosen_profile, models_folder, profile_option


@click.group()
def model() -> None:
    """Browse the data model, and import versions of it."""


@model.command("import", short_help="Read a folder of published JSON Schemas.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--version", help="The version, such as 2.0.0, where the files do not say it or are of several.")
@click.option("--name", help="What to call it in --model. Default: its version.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), help="Folder to keep it in. Default: this user's."
)
@profile_option
@json_option
def import_(
    *, folder: Path, version: str | None, name: str | None, output: Path | None, profile: str | None, as_json: bool
) -> None:
    """Read a version of the data model as its network publishes it, one JSON Schema a component.

    From then on "theatrum check --model VERSION" judges by it, without a network, with the rules on top
    that the profile adds. Importing it again replaces it. A server takes it from the folder models of its
    data directory.

    \b
    Example:  theatrum model import htan2-data-model/JSON_Schemas/v2.0.0
    Server:   theatrum model import v2.0.0 --output /srv/theatrum/models
    """  # noqa: D301  # \b is click's
    from theatrum.doors.cli import model_store  # slow import

    stored = model_store.store(chosen_profile(profile), folder, models_folder(output), version=version, name=name)
    if as_json:
        write_json(stored.facts())
        return
    click.echo(f"Imported {len(stored.components)} components of version {stored.version}: ", nl=False)
    click.echo(f"{', '.join(stored.components)}.")
    click.echo(f"Kept in {stored.place}" + (", in place of what was there." if stored.replaced else "."))
    if stored.defects:
        click.echo(f"{stored.defects} notes on the model itself: theatrum model show COMPONENT --model {stored.name}")
    click.echo(f"Check with it: theatrum check FOLDER --model {stored.name}")


for _command in (list_, show, search, diff, template):
    model.add_command(_command)
