"""What the profile in force knows of the schemas that folders are bound to, for those who tell what they find."""

from collections.abc import Sequence

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.component import registered_id
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.component_wordings import component_wordings
from theatrum.checks.report.faults import Wording
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.schemas.names import SchemaId


def wordings_of(schema_id: SchemaId, schema: CompiledSchema) -> Sequence[Wording] | None:
    """Return how to tell what a component's schema has against rows; None for a schema that is no component's."""
    profile = in_force()
    version = _version(profile, schema_id)
    return None if version is None else component_wordings(profile, schema_id.name, version, schema)


def _version(profile: Profile, schema_id: SchemaId) -> str | None:
    """Return the data model that has the component in this very version."""
    for version, model in profile.models.items():
        component = model.components.get(schema_id.name)
        if component is not None and registered_id(component, profile.overlay) == str(schema_id):
            return version
    return None
