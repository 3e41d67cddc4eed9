"""The registered schemas of what is practised: those of releases, registered here where no release was opened yet."""

from collections.abc import Mapping

from theatrum.checks.model.component import registered_id
from theatrum.checks.model.schemas import bound_document
from theatrum.consortium.onboarding.practice.sandbox import model_version, rules
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.schemas.actions.organizations import create_organization
from theatrum.repository.schemas.actions.registration import register_schema
from theatrum.repository.schemas.errors import SchemaNotFound
from theatrum.repository.schemas.models import Organization
from theatrum.repository.schemas.names import SchemaId, parse_schema_id
from theatrum.repository.schemas.preparing import prepare_schema
from theatrum.repository.schemas.queries import get_version


def ensure_schemas() -> Mapping[str, SchemaId]:
    """Return the schema of each component, registered; opens transactions of its own for those that are missing."""
    profile = in_force()
    version = model_version(profile)
    if not Organization.objects.filter(name=profile.organization).exists():
        with writing():
            create_organization(actor=OPERATOR, name=profile.organization)
    found: dict[str, SchemaId] = {}
    for name in rules().components:
        component = profile.component(name, version)
        if component is None:
            continue
        schema_id = parse_schema_id(registered_id(component, profile.overlay))
        if not _is_registered(schema_id):
            prepared = prepare_schema(actor=OPERATOR, schema=bound_document(profile, name, version))
            with writing():
                register_schema(actor=OPERATOR, prepared=prepared)
        found[name] = schema_id
    return found


def _is_registered(schema_id: SchemaId) -> bool:
    try:
        get_version(schema_id)
    except SchemaNotFound:
        return False
    return True
