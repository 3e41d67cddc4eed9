"""Every identifier that a person may read: of annotated files, and of the rows of record sets.

What is left out, silently, is what the person may not read, rows that they may not download or that a lock holds,
what lies in the trash, and what is not bound to a component of the profile.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import chain

import polars as pl
from django.db.models import QuerySet

from theatrum.checks.links.known import COLUMNS, Known
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.known.columns import Columns, columns_of, named_as_entities
from theatrum.consortium.known.records import known_in_rows
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.kinds import concrete_type
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.validation.bound import bound_for_all
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim
from theatrum.repository.records.reading import Descriptor

# Entities that are looked at together: what is in memory does not grow with the project.
_BATCH = 1000
_SCHEMA = dict.fromkeys(COLUMNS, pl.String)
Row = tuple[str, str, str | None]


def known_in(actor: Actor, profile: Profile, project: Node | None = None) -> Iterator[pl.DataFrame]:
    """Return the identifiers in a project, or in all that the actor may read, as frames like that of ``Known``.

    One frame after the other is read while they are taken, in bounded memory; the same identifier may stand in
    several. Raises what access refuses.
    """
    if project is not None:
        access.require(actor, Permission.READ, project)
    found = visible_nodes(actor) if project is None else visible_nodes(actor).filter(project_id=project.id)
    components = _Components(profile)
    return chain(_of_files(found, components), _of_record_sets(actor, found, components))


class _Components:
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


def _of_files(visible: QuerySet[Node], components: _Components) -> Iterator[pl.DataFrame]:
    # Only what is looked at: the rest takes as long again to read.
    files = visible.filter(kind=Kind.FILE).select_related("current").only("id", "current__annotations")
    for batch in _batches(files):
        rows = [row for each in components.of(batch) for row in _annotated(*each)]
        yield _frame(rows)


def _of_record_sets(actor: Actor, visible: QuerySet[Node], components: _Components) -> Iterator[pl.DataFrame]:
    record_sets = visible.filter(kind=Kind.RECORD_SET).select_related("current")
    record_sets = record_sets.only("id", "kind", "current__details", "current__handle")
    for batch in _batches(record_sets):
        described = components.of(batch)
        yield _frame(
            [(each[0].public_id, each[1], None) for each in described if each[1] in components.named_as_entities]
        )
        claims = {_claim(node): (_descriptor(node), name, columns) for node, name, columns in described}
        for found in downloading.find_many(actor, list(claims)):
            if found.handle is not None:
                yield from known_in_rows(found.handle, *claims[found.claim])


def _batches(nodes: QuerySet[Node]) -> Iterator[list[Node]]:
    last = 0
    while batch := list(nodes.filter(id__gt=last).order_by("id")[:_BATCH]):
        yield batch
        last = batch[-1].id


def _claim(node: Node) -> Claim:
    handle_id = node.current.handle_id if node.current else None
    kind = concrete_type(node.kind).rpartition(".")[2]
    return Claim(handle_id=handle_id or 0, associate_type=kind, associate_id=node.public_id)


def _descriptor(node: Node) -> Descriptor:
    stored = node.current.details.get("csvDescriptor") if node.current else None
    return stored if isinstance(stored, dict) else {}


def _annotated(node: Node, component: str, columns: Columns) -> Iterator[Row]:
    parents = _values(node, columns.parent) if columns.parent else []
    parent = json.dumps(parents) if len(parents) > 1 else next(iter(parents), None)
    for own in _values(node, columns.id):
        yield own, component, parent


def _values(node: Node, name: str) -> list[str]:
    stored = node.current.annotations.get(name) if node.current else None
    return [str(value) for value in stored["value"]] if stored else []


def _frame(rows: list[Row]) -> pl.DataFrame:
    return Known.of(pl.DataFrame(rows, schema=_SCHEMA, orient="row")).frame
