"""Folders that a component of the profile in force describes, as opening a release leaves them."""

from tests.factories.entities import make_entity
from tests.factories.schemas import make_organization, register
from theatrum.checks.model.component import registered_id
from theatrum.checks.model.schemas import bound_document
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.schemas.models import Organization
from theatrum.repository.schemas.names import parse_schema_id

MODEL = "1.0.0"


def make_described(administrator: Actor, component: str) -> Node:
    """Make a project with what one component asks for, its overlay included, bound to it."""
    profile = in_force()
    schema_id = registered_id(profile.models[MODEL].components[component], profile.overlay)
    if not Organization.objects.filter(name=profile.organization).exists():
        make_organization(administrator, profile.organization)
    register(administrator, schema_id, bound_document(profile, component, MODEL))
    project = make_entity(administrator, Kind.PROJECT, component)
    with writing():
        bind_schema(actor=administrator, node_id=project.id, schema_id=parse_schema_id(schema_id))
    return project
