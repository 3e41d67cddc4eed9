"""Record sets for tests: a CSV in the store, kept in a folder by the real actions."""

from tests.factories.entities import change, make_entity, make_handle
from theatrum.drivers.blobs.installed import store
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.models import FileHandle


def make_csv(actor: Actor, content: bytes, *, name: str = "rows.csv") -> FileHandle:
    """Store a CSV and return its handle."""
    handle = make_handle(actor, name=name)
    blob = store().put([content])
    FileHandle.objects.filter(pk=handle.pk).update(key=blob.key, md5=blob.digest.md5, size=blob.size)
    return FileHandle.objects.get(pk=handle.pk)


def make_records(actor: Actor, parent: Node, content: bytes, *, name: str = "rows", **details: object) -> Node:
    """Make a record set of a CSV."""
    handle = make_csv(actor, content)
    node = make_entity(actor, Kind.RECORD_SET, name, parent=parent, handle=handle, details=details)
    return get_node(node.id)


def replace_rows(actor: Actor, node: Node, content: bytes) -> Node:
    """Give a record set another CSV, which makes a new version."""
    now = fields_of(get_node(node.id))
    handle = make_csv(actor, content)
    fields = EntityFields(now.kind, now.name, now.parent_id, handle_id=handle.id, details=now.details)
    change(actor, node, fields=fields)
    return get_node(node.id)
