"""``theatrum model list``, ``show``, ``search`` and ``diff``: the data model read. Works offline."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from theatrum.doors.cli.options import json_option, write_json
from theatrum.doors.cli.profiles import chosen_profile, models_folder, models_option, newest_model, profile_option

if TYPE_CHECKING:  # pydantic takes longer to import than --help may
    from theatrum.checks.profile.profile import Profile

model_option = click.option(
    "--model", "version", help="The version of the data model. Default: that of the newest release."
)


@click.command("list", short_help="List versions, and the components of one.")
@model_option
@models_option
@profile_option
@json_option
def list_(*, version: str | None, models: Path | None, profile: str | None, as_json: bool) -> None:
    """List the versions of the data model that are at hand, and the components of one.

    \b
    Example:  theatrum model list
              theatrum model list --model 2.0.0 --json
    """  # noqa: D301  # \b is click's
    from theatrum.checks.report.look import Look  # slow import
    from theatrum.doors.cli import model_views  # slow import

    network = chosen_profile(profile)
    facts = model_views.overview(network, version or newest_model(network), models_folder(models))
    if as_json:
        write_json(facts)
    else:
        click.echo(model_views.overview_text(facts, Look()))


@click.command(short_help="Show a component, or one attribute with its values.")
@click.argument("component")
@click.argument("attribute", required=False)
@model_option
@models_option
@profile_option
@click.option("--schema", "as_schema", is_flag=True, help="Write the JSON Schema that rows are held against.")
@json_option
def show(
    *,
    component: str,
    attribute: str | None,
    version: str | None,
    models: Path | None,
    profile: str | None,
    as_schema: bool,
    as_json: bool,
) -> None:
    """Show a component: where it goes, what it refers to, its conditions, and what each attribute must be.

    The rules that the profile adds to the published model are in it, and marked. With the name of an attribute,
    show that one and all its permissible values.

    \b
    Example:  theatrum model show Diagnosis
              theatrum model show Diagnosis TUMOR_GRADE
    """  # noqa: D301  # \b is click's
    from theatrum.checks.catalogue.describing import describe  # slow import
    from theatrum.checks.model.schemas import bound_document  # slow import
    from theatrum.checks.report.look import Look  # slow import
    from theatrum.doors.cli import model_pages  # slow import

    network, chosen = _chosen(profile, version, models)
    page = describe(network, component, chosen)
    one = next((one for one in page.attributes if attribute and one.name.casefold() == attribute.casefold()), None)
    if attribute and one is None:
        known = ", ".join(other.name for other in page.attributes)
        raise click.UsageError(f"{component} has no attribute {attribute}. It has {known}.")
    if as_schema:
        write_json(bound_document(network, component, chosen))
    elif as_json:
        write_json(asdict(page) if one is None else model_pages.attribute_facts(network, page, one))
    elif one is not None:
        click.echo(model_pages.attribute_text(network, page, one, Look()))
    else:
        click.echo(model_pages.component_text(page, Look()))


@click.command(short_help="Search components, attributes and permissible values.")
@click.argument("term", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to show at most.")
@model_option
@models_option
@profile_option
@json_option
def search(
    *, term: tuple[str, ...], limit: int, version: str | None, models: Path | None, profile: str | None, as_json: bool
) -> None:
    """Search the data model: names of components and attributes, and permissible values by code, label and synonym.

    Words may stand in any order, and may be misspelt where nothing else fits.

    \b
    Example:  theatrum model search upper lobe of lung
              theatrum model search UBERON:0002048
    """  # noqa: D301  # \b is click's
    from theatrum.checks.catalogue.searching import search as found_by  # slow import
    from theatrum.checks.report.look import Look  # slow import
    from theatrum.doors.cli import model_hits  # slow import

    network, chosen = _chosen(profile, version, models)
    asked = " ".join(term)
    hits = found_by(network, chosen, asked, limit=limit)
    if as_json:
        write_json([asdict(hit) for hit in hits])
    else:
        click.echo(model_hits.hits_text(hits, asked, chosen, limit=limit, look=Look()))


@click.command(short_help="Compare two versions, and what a change breaks.")
@click.argument("old")
@click.argument("new")
@click.option("--breaking", "is_breaking_only", is_flag=True, help="Only what makes existing rows invalid.")
@models_option
@profile_option
@json_option
def diff(
    *, old: str, new: str, is_breaking_only: bool, models: Path | None, profile: str | None, as_json: bool
) -> None:
    """Compare two versions of the data model: what is different, and what becomes of rows that exist.

    Both are versions of the profile, or imported ones.

    \b
    Example:  theatrum model diff 1.0.0 2.0.0 --breaking
    """  # noqa: D301  # \b is click's
    from theatrum.checks.catalogue.comparing import diff as compared  # slow import
    from theatrum.checks.model.library import with_model  # slow import
    from theatrum.checks.report.look import Look  # slow import
    from theatrum.doors.cli import model_hits  # slow import

    folder = models_folder(models)
    network = with_model(with_model(chosen_profile(profile), old, folder), new, folder)
    found = compared(network, old, new)
    if as_json:
        changes = found.breaking if is_breaking_only else found.changes
        write_json({"old": old, "new": new, "changes": [asdict(change) for change in changes]})
    else:
        click.echo(model_hits.diff_text(found, Look(), is_breaking_only=is_breaking_only))


def _chosen(profile: str | None, version: str | None, models: Path | None) -> tuple["Profile", str]:
    from theatrum.checks.model.library import with_model  # slow import

    network = chosen_profile(profile)
    chosen = version or newest_model(network)
    return with_model(network, chosen, models_folder(models)), chosen
