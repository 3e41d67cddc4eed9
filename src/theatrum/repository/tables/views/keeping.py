"""What entities of views keep: their columns, their scope, and the rows of their snapshots."""

from dataclasses import replace

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.tables import physical
from theatrum.repository.tables.keeping import checked_columns
from theatrum.repository.tables.relations import snapshot_name
from theatrum.repository.tables.views.scope import checked_scope

_KEPT = ("scopeIds", "viewTypeMask")


class ViewKeeper:
    """Keeps what belongs to views."""

    def checked(self, fields: EntityFields, node: Node | None) -> EntityFields:
        """See keepers.Keeper. A change that names neither scope nor mask keeps them."""
        details = dict(fields.details)
        if node is not None and node.current is not None:
            present = node.current.details
            if "type" in details and "viewTypeMask" not in details:
                details["viewTypeMask"] = present.get("viewTypeMask")
            details = {**{name: present[name] for name in _KEPT if name in present}, **details}
        return checked_columns(replace(fields, details=checked_scope(details)), node, keeps_rows=False)

    def created(self, *, actor: Actor, node: Node) -> None:
        """See keepers.Keeper: a view has no rows of its own."""

    def updated(self, *, actor: Actor, node: Node, before: JsonObject) -> None:
        """See keepers.Keeper: rows are as the columns are, from now on."""

    def version_removed(self, *, node: Node, version: Version) -> None:
        """See keepers.Keeper."""
        physical.drop_table(snapshot_name(node.id, version.number))
