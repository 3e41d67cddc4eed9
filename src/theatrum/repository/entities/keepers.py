"""What rooms above keep for entities of a kind beside fields and annotations, such as the rows of a table.

A keeper is asked about a draft before the lock, and told inside the transaction of a write. None registered
means that nothing else belongs to an entity.
"""

from typing import Protocol

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Kind, Node, Version


class Keeper(Protocol):
    """Answers for one kind of entity."""

    def checked(self, fields: EntityFields, node: Node | None) -> EntityFields:
        """Return what is to be stored, in its normal form; ``node`` is None for a new entity. Raises domain errors."""

    def created(self, *, actor: Actor, node: Node) -> None:
        """Begin to keep for a new entity."""

    def updated(self, *, actor: Actor, node: Node, before: JsonObject) -> None:
        """Follow a change; ``before`` are the kind's own fields as they were."""

    def version_removed(self, *, node: Node, version: Version) -> None:
        """Forget a version, just before it is deleted. ``node.current`` is what is current from now on."""


_keepers: dict[Kind, Keeper] = {}


def register(kind: Kind, keeper: Keeper) -> None:
    """Let a room keep for entities of a kind."""
    _keepers[kind] = keeper


def keeper_of(kind: str) -> Keeper | None:
    """Return who keeps for a kind."""
    return _keepers.get(Kind(kind))


def checked(fields: EntityFields, node: Node | None) -> EntityFields:
    """Return fields as their keeper wants them stored. Raises what the keeper refuses."""
    keeper = keeper_of(fields.kind)
    return fields if keeper is None else keeper.checked(fields, node)


def has_own_versions(kind: str) -> bool:
    """Tell whether versions are made by the keeper only: snapshots of rows, not changes of fields."""
    return Kind(kind) in {Kind.TABLE, Kind.ENTITY_VIEW}
