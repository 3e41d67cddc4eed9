"""What the profile in force knows of the columns of a grid beyond the text of their schema: examples, help."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from theatrum.checks.catalogue.describing import describe
from theatrum.checks.catalogue.page import AttributePage
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.drivers import installation
from theatrum.repository.grids.live.columns import ColumnFacts
from theatrum.repository.grids.models import Workspace
from theatrum.repository.schemas.names import parse_schema_id

_KEPT = 64


def described_columns(workspace: Workspace, facts: Mapping[str, ColumnFacts]) -> Mapping[str, ColumnFacts]:
    """Return the columns that the data model describes, with an example and what it says about them."""
    if not workspace.schema_id:
        return {}
    schema_id = parse_schema_id(workspace.schema_id)
    version = model_of(in_force(), schema_id)
    if version is None:
        return {}
    settings = installation.settings()
    known = _attributes(schema_id.name, version, (str(settings.profile), str(settings.data)))
    return {name: _with(one, known[name]) for name, one in facts.items() if name in known}


def _with(facts: ColumnFacts, page: AttributePage) -> ColumnFacts:
    passing = page.passing[0] if page.passing else ""
    return replace(
        facts,
        help=page.about or facts.help,
        example=facts.example or page.example or passing,
        is_required=facts.is_required or page.need == "required",
    )


@lru_cache(maxsize=_KEPT)
def _attributes(component: str, version: str, _profile: tuple[str, str]) -> Mapping[str, AttributePage]:
    return {one.name: one for one in describe(in_force(), component, version).attributes}
