"""Reading bindings and verdicts, filtered by what the actor may read."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import Page
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.errors import NoBinding, NoValidation
from theatrum.repository.entities.models import ROOT_ID, Ancestry, Binding, Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.queries.nodes import get_node, require_node
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.schemas.models import SchemaVersion


class Counts(NamedTuple):
    """How many entities there are of each verdict; ``excepted`` are invalid, and a room above lets them be so."""

    valid: int
    invalid: int
    unknown: int
    excepted: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)


@dataclass(frozen=True)
class Held:
    """The binding that holds for an entity, and the version that it means now."""

    binding: Binding
    version: SchemaVersion


def get_binding(actor: Actor, node_id: int) -> Held:
    """Return the binding that holds for an entity: its own, or its nearest ancestor's. Raises NoBinding."""
    node = require_node(actor, node_id)
    nearest = Binding.objects.filter(node__descent__node=node).order_by("node__descent__depth")
    binding = nearest.select_related("schema__organization", "version", "schema__latest").first()
    version = (binding.version or binding.schema.latest) if binding else None
    if binding is None or version is None:
        raise NoBinding(id=node.public_id)
    version.schema = binding.schema
    return Held(binding=binding, version=version)


def get_validation(actor: Actor, node_id: int) -> Validation:
    """Return the verdict on an entity. Raises NoValidation until there is one."""
    node = require_node(actor, node_id)
    found = _loaded(Validation.objects.filter(node=node).exclude(verdict=Verdict.UNKNOWN)).first()
    if found is None:
        waits = bound_for(node.id) is not None
        reason = "it is waiting to be judged." if waits else "no JSON schema is bound to it or above it."
        raise NoValidation(id=node.public_id, reason=reason)
    return found


def find_validation(node: Node) -> Validation | None:
    """Return what is known of an entity's verdict, which may be unknown; None where no schema holds."""
    return _loaded(Validation.objects.filter(node=node)).first()


def child_counts(actor: Actor, container_id: int) -> Counts:
    """Count the children of a container that the actor may read; one without a schema counts as unknown."""
    _require_container(actor, container_id)
    return _counts(visible_nodes(actor).filter(parent_id=container_id))


def invalid_children(actor: Actor, container_id: int, page: Page) -> list[Validation]:
    """Return a page of invalid children that the actor may read, and one more if there is a next page."""
    _require_container(actor, container_id)
    children = visible_nodes(actor).filter(parent_id=container_id)
    return _invalid(children, page)


def counts_below(actor: Actor, node_id: int, kinds: Collection[Kind] = (Kind.FILE,)) -> Counts:
    """Count the verdicts on entities of these kinds at and below a node that the actor may read.

    What no schema holds for is not counted.
    """
    return _counts(_below(actor, node_id, kinds).filter(validation__isnull=False))


def invalid_below(actor: Actor, node_id: int, page: Page, kinds: Collection[Kind] = (Kind.FILE,)) -> list[Validation]:
    """Return a page of invalid entities below a node, as ``invalid_children`` does of children."""
    return _invalid(_below(actor, node_id, kinds), page)


def derived_annotations(node: Node) -> dict[str, JsonObject]:
    """Return the annotations that the bound schema supplies to a valid entity, in their stored form."""
    found = Validation.objects.filter(node=node, verdict=Verdict.VALID).values_list("derived", flat=True).first()
    return dict(found or {})


def derived_keys(actor: Actor, node_id: int) -> list[str]:
    """Return the names of the derived annotations of an entity."""
    return sorted(derived_annotations(require_node(actor, node_id)))


def _require_container(actor: Actor, container_id: int) -> None:
    if container_id != ROOT_ID:
        access.require(actor, Permission.READ, get_node(container_id))


def _below(actor: Actor, node_id: int, kinds: Collection[Kind]) -> QuerySet[Node]:
    below = Ancestry.objects.filter(ancestor_id=node_id).values("node_id")
    return visible_nodes(actor).filter(id__in=below, kind__in=kinds)


def _counts(nodes: QuerySet[Node]) -> Counts:
    found = nodes.aggregate(
        valid=Count("id", filter=Q(validation__verdict=Verdict.VALID)),
        invalid=Count("id", filter=Q(validation__verdict=Verdict.INVALID)),
        total=Count("id"),
    )
    unknown = found["total"] - found["valid"] - found["invalid"]
    return Counts(valid=found["valid"], invalid=found["invalid"], unknown=unknown)


def _invalid(nodes: QuerySet[Node], page: Page) -> list[Validation]:
    found = _loaded(Validation.objects.filter(node__in=nodes, verdict=Verdict.INVALID)).order_by("node_id")
    return list(found[page.offset : page.end + 1])


def _loaded(found: QuerySet[Validation]) -> QuerySet[Validation]:
    return found.select_related("node", "version__schema__organization")
