"""What the profile in force knows of the schemas that folders are bound to, for those who tell what they find."""

from collections.abc import Sequence

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.report.component_wordings import component_wordings
from theatrum.checks.report.faults import Wording
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.repository.schemas.names import SchemaId


def wordings_of(schema_id: SchemaId, schema: CompiledSchema) -> Sequence[Wording] | None:
    """Return how to tell what a component's schema has against rows; None for a schema that is no component's."""
    profile = in_force()
    version = model_of(profile, schema_id)
    return None if version is None else component_wordings(profile, schema_id.name, version, schema)
