"""What an entity is of, by the profile, and which identifiers it names."""

import json
from collections.abc import Iterable, Iterator

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.known.columns import Columns, columns_of, named_as_entities
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.validation.bound import bound_for_all
from theatrum.repository.records.judging import descriptor_of
from theatrum.repository.records.reading import Descriptor

Row = tuple[str, str, str | None]


class Components:
    """What the profile says of each component, and which component an entity is of by the schema bound to it."""

    def __init__(self, profile: Profile) -> None:
        self.columns = columns_of(profile.links)
        self.named_as_entities = named_as_entities(profile.links)
        self._organization = profile.overlay.organization

    def of(self, batch: Iterable[Node]) -> list[tuple[Node, str, Columns]]:
        """Return those entities that are of a component with identifiers."""
        nodes = {node.id: node for node in batch}
        found = bound_for_all(nodes)
        named = {
            number: bound.schema_id.name
            for number, bound in found.items()
            if bound.schema_id.organization == self._organization and bound.schema_id.name in self.columns
        }
        return [(node, named[number], self.columns[named[number]]) for number, node in nodes.items() if number in named]


def annotated(node: Node, component: str, columns: Columns) -> Iterator[Row]:
    """Yield the identifiers in a file's annotations, each with its component and what it comes from."""
    parents = _values(node, columns.parent) if columns.parent else []
    parent = json.dumps(parents) if len(parents) > 1 else next(iter(parents), None)
    for own in _values(node, columns.id):
        yield own, component, parent


def descriptor(node: Node) -> Descriptor:
    """Return what a record set says about how its CSV is written. ``node.current`` is loaded."""
    return descriptor_of(node.current) if node.current else {}


def _values(node: Node, name: str) -> list[str]:
    stored = node.current.annotations.get(name) if node.current else None
    return [str(value) for value in stored["value"]] if stored else []
