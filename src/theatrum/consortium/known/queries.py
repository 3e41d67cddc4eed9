"""Every identifier that a person may read: of annotated files, and of the rows of record sets.

What is left out, silently, is what the person may not read, rows that they may not download or that a lock holds,
what lies in the trash, and what is not bound to a component of the profile.
"""

from collections.abc import Iterator
from itertools import chain

import polars as pl
from django.db.models import QuerySet

from theatrum.checks.links.known import COLUMNS, Known
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.known.contents import Components, Row, annotated, descriptor
from theatrum.consortium.known.records import known_in_rows
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.associations import claim_on
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim

# Entities that are looked at together: what is in memory does not grow with the project.
_BATCH = 1000
_SCHEMA = dict.fromkeys(COLUMNS, pl.String)


def known_in(actor: Actor, profile: Profile, project: Node | None = None) -> Iterator[pl.DataFrame]:
    """Return the identifiers in a project, or in all that the actor may read, as frames like that of ``Known``.

    One frame after the other is read while they are taken, in bounded memory; the same identifier may stand in
    several. Raises what access refuses.
    """
    if project is not None:
        access.require(actor, Permission.READ, project)
    found = visible_nodes(actor) if project is None else visible_nodes(actor).filter(project_id=project.id)
    components = Components(profile)
    return chain(_of_files(found, components), _of_record_sets(actor, found, components))


def _of_files(visible: QuerySet[Node], components: Components) -> Iterator[pl.DataFrame]:
    # Only what is looked at: the rest takes as long again to read.
    files = visible.filter(kind=Kind.FILE).select_related("current").only("id", "current__annotations")
    for batch in _batches(files):
        rows = [row for each in components.of(batch) for row in annotated(*each)]
        yield frame_of(rows)


def _of_record_sets(actor: Actor, visible: QuerySet[Node], components: Components) -> Iterator[pl.DataFrame]:
    record_sets = visible.filter(kind=Kind.RECORD_SET).select_related("current")
    record_sets = record_sets.only("id", "kind", "current__details", "current__handle")
    for batch in _batches(record_sets):
        described = components.of(batch)
        yield frame_of(
            [(each[0].public_id, each[1], None) for each in described if each[1] in components.named_as_entities]
        )
        claims = {claim_of(node): (descriptor(node), name, columns) for node, name, columns in described}
        for found in downloading.find_many(actor, list(claims)):
            if found.handle is not None:
                yield from known_in_rows(found.handle, *claims[found.claim])


def _batches(nodes: QuerySet[Node]) -> Iterator[list[Node]]:
    last = 0
    while batch := list(nodes.filter(id__gt=last).order_by("id")[:_BATCH]):
        yield batch
        last = batch[-1].id


def claim_of(node: Node) -> Claim:
    """Say by which entity somebody asks for the file of a record set. ``node.current`` is loaded."""
    return claim_on(node.kind, node.id, node.current.handle_id if node.current else None)


def frame_of(rows: list[Row]) -> pl.DataFrame:
    """Return rows as a frame of known identifiers, several parents taken apart."""
    return Known.of(pl.DataFrame(rows, schema=_SCHEMA, orient="row")).frame
