"""Centers for tests, with an open release: made by the real actions."""

from tests.factories.entities import make_entity
from tests.factories.schemas import make_organization, register
from theatrum.checks.profile.network_shapes import AccessPlace
from theatrum.consortium.centers.actions import appoint, ensure_center
from theatrum.consortium.centers.queries import get_center, grants_for
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.actions import open_release
from theatrum.consortium.releases.preparing import prepare_opening
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import find_child
from theatrum.repository.schemas.models import Organization, SchemaVersion
from theatrum.repository.schemas.names import parse_schema_id


def open_for(actor: Actor, *centers: str) -> list[Node]:
    """Activate centers and open release 8 for them."""
    opening = prepare_opening(actor=actor, profile=in_force(), number=8)
    with writing():
        for center in centers:
            ensure_center(actor=actor, profile=in_force(), center_id=center)
        return open_release(actor=actor, opening=opening, center_ids=centers)


def appointed(actor: Actor, person: Actor, role: str, center: str | None = None) -> Actor:
    """Let somebody hold a role, and return them as they are then."""
    with writing():
        appoint(actor=actor, profile=in_force(), user_id=person.id, role=role, center_id=center)
    return actor_of(User.objects.get(id=person.id))


def folder_at(actor: Actor, project: Node, path: str) -> Node:
    """Walk down from a project by names."""
    node = project
    for name in path.split("/"):
        node = find_child(actor, parent_id=node.id, name=name)
    return node


def make_ingest(actor: Actor, center_id: str, *components: str) -> Node:
    """Activate a center and give its project an ingest folder with one folder a component, named after it.

    The schemas have the right names and ask for nothing: opening a whole release takes seconds.
    """
    profile = in_force()
    with writing():
        project = ensure_center(actor=actor, profile=profile, center_id=center_id).project
    if not Organization.objects.filter(name=profile.organization).exists():
        make_organization(actor, profile.organization)
    ingest = make_entity(actor, Kind.FOLDER, "v8_ingest", parent=project)
    with writing():
        grants = grants_for(profile, AccessPlace.INGEST, get_center(profile, center_id), actor.id)
        create_local_acl(actor=actor, node_id=ingest.id, grants=grants)
    for component in components:
        schema_id = f"{profile.organization}-{component}-1.0.0"
        if not SchemaVersion.objects.filter(schema__name=component).exists():
            register(actor, schema_id, {"type": "object", "title": component})
        folder = make_entity(actor, Kind.FOLDER, component, parent=ingest)
        with writing():
            bind_schema(actor=actor, node_id=folder.id, schema_id=parse_schema_id(schema_id))
    return project
