"""``theatrum model``: the data model, its versions and components. Works offline."""

from pathlib import Path

import click

from theatrum.doors.cli.options import json_option, write_json
from theatrum.doors.cli.profiles import chosen_profile, models_folder, models_option, newest_model, profile_option


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


@model.command("list", short_help="List versions, and the components of one.")
@click.option("--model", "version", help="The version whose components to list. Default: that of the newest release.")
@models_option
@profile_option
@json_option
def list_(*, version: str | None, models: Path | None, profile: str | None, as_json: bool) -> None:
    """List the versions of the data model that are at hand, and the components of one.

    \b
    Example:  theatrum model list
              theatrum model list --model 2.0.0 --json
    """  # noqa: D301  # \b is click's
    from theatrum.doors.cli import model_views  # slow import

    network = chosen_profile(profile)
    facts = model_views.overview(network, version or newest_model(network), models_folder(models))
    if as_json:
        write_json(facts)
    else:
        click.echo(model_views.overview_text(facts))


@model.command(short_help="Show a component with its attributes.")
@click.argument("component")
@click.option("--model", "version", help="The version of the data model. Default: that of the newest release.")
@models_option
@profile_option
@json_option
def show(*, component: str, version: str | None, models: Path | None, profile: str | None, as_json: bool) -> None:
    """Show a component: what each attribute is about, and what it must be, the profile's rules included.

    With --json it is the JSON Schema that rows are held against.

    \b
    Example:  theatrum model show Diagnosis
    """  # noqa: D301  # \b is click's
    from theatrum.checks.model.library import with_model  # slow import
    from theatrum.doors.cli import model_views  # slow import

    network = chosen_profile(profile)
    chosen = version or newest_model(network)
    network = with_model(network, chosen, models_folder(models))
    if as_json:
        write_json(model_views.schema_of(network, component, chosen))
    else:
        click.echo(model_views.component_text(network, component, chosen))
