"""A project with a described folder, and somebody who owns it: where pages of entities are tried."""

from dataclasses import dataclass

from tests.factories.accounts import make_user
from tests.factories.entities import make_entity, make_handle
from tests.factories.schemas import make_organization, register
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.actions.sharing import create_local_acl, replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.schemas.names import parse_schema_id

COMPONENT = "my.organization-Reads-1.0.0"
CODES = [f"C{number:05}" for number in range(20_000)]
PROPERTIES: JsonObject = {
    "NOTE": {"type": "string", "description": "Anything else"},
    "LAYOUT": {"type": "string", "enum": ["Paired-end", "Single-end"], "description": "How it was read"},
    "ID": {"type": "string", "pattern": "^HTA2[0-9]+_[0-9]+$", "description": "Your identifier, such as HTA201_1"},
    "LANES": {"type": "integer", "minimum": 1},
    "DEPTH": {"type": "number"},
    "FROZEN": {"type": "boolean"},
    "TAGS": {"type": "array", "items": {"type": "string"}},
    "KITS": {"type": "array", "items": {"type": "string", "enum": ["A", "B", "C"]}},
    "SITE": {"type": "string", "enum": [*CODES]},
    "FILENAME": {"type": "string", "pattern": "/"},
    "FILE_FORMAT": {"type": "string"},
}
SCHEMA: JsonObject = {"type": "object", "properties": PROPERTIES, "required": ["LAYOUT", "ID"]}
GOOD = {"LAYOUT": "Paired-end", "ID": "HTA201_1"}


def text(**values: str) -> JsonObject:
    """Return annotations of one text each."""
    return {name: {"type": "STRING", "value": [value]} for name, value in values.items()}


@dataclass(frozen=True)
class Place:
    """A project with the folders v8_ingest/Level_1, of which the inner one is described by SCHEMA."""

    owner: Actor
    administrator: Actor
    project: Node
    ingest: Node
    folder: Node

    def add(self, name: str, **annotations: str) -> Node:
        """Put a file into the described folder."""
        return self.add_to(self.folder, name, **annotations)

    def add_to(self, parent: Node, name: str, **annotations: str) -> Node:
        """Put a file into a folder."""
        handle = make_handle(self.owner, name=name)
        return make_entity(self.owner, Kind.FILE, name, parent=parent, handle=handle, annotations=text(**annotations))

    def path(self, node: Node, *steps: str) -> str:
        """Return the address of an entity's page, or of one below it."""
        return "/".join(["/entities", node.public_id, *steps])

    def share(self, node: Node, actor: Actor, *permissions: Permission) -> None:
        """Give an entity its own ACL with one more person in it."""
        grants = {self.owner.id: frozenset(OWNER), actor.id: frozenset(permissions)}
        with writing():
            create_local_acl(actor=self.owner, node_id=node.id, grants=grants)


def make_place() -> Place:
    """Make the place; its owner is anna, and there is an administrator, admin."""
    owner, administrator = actor_of(make_user("anna")), actor_of(make_user("admin", is_administrator=True))
    make_organization(administrator)
    register(administrator, COMPONENT, SCHEMA)
    project = make_project(administrator, owner, "Pancreas")
    ingest = make_entity(owner, Kind.FOLDER, "v8_ingest", parent=project)
    folder = make_entity(owner, Kind.FOLDER, "Level_1", parent=ingest)
    with writing():
        bind_schema(actor=owner, node_id=folder.id, schema_id=parse_schema_id(COMPONENT))
    return Place(owner, administrator, project, ingest, get_node(folder.id))


def make_project(administrator: Actor, owner: Actor, name: str) -> Node:
    """Make a project, as an administrator does, that somebody else owns."""
    project = make_entity(administrator, Kind.PROJECT, name, details={"description": "A center"})
    with writing():
        grants = {owner.id: frozenset(OWNER)}
        replace_local_acl(actor=administrator, node_id=project.id, etag=None, grants=grants)
    return project
