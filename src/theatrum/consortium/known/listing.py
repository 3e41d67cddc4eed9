"""The identifiers of one kind that a center has, and those of them that have rows already: read from the index.

Bring the index up first: ``indexing.catch_up``.
"""

import re
from collections.abc import Iterable

from django.db.models import QuerySet

from theatrum.checks.profile.identifiers import IdentifierForms
from theatrum.consortium.known.models import Indexed, Place
from theatrum.consortium.known.places import shut_record_sets
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.children import visible_nodes

_DIGITS = re.compile(r"([0-9]+)")


def identifiers_in(actor: Actor, forms: IdentifierForms, project: Node, *, center: str, kind: str) -> list[str]:
    """Return the identifiers of a kind and a center that its project names, as far as the actor may read them."""
    places = _readable(actor, project)
    texts = set(places.filter(identifier__startswith=f"{center}_").values_list("identifier", flat=True).distinct())
    texts.update(places.filter(parent__startswith=f"{center}_").values_list("parent", flat=True).distinct())
    return in_order(text for text in texts if forms.kind_of(text) == kind)


def with_rows(actor: Actor, project: Node, component: str) -> set[str]:
    """Return the identifiers that rows or files of a component in a project have as their own."""
    indexed = Indexed.objects.filter(component=component, node__project_id=project.id)
    found = _readable(actor, project).filter(node__in=indexed.values("node_id"))
    return set(found.values_list("identifier", flat=True))


def in_order(texts: Iterable[str]) -> list[str]:
    """Sort identifiers as people count: 9 before 10."""
    return sorted(texts, key=lambda text: [part.zfill(30) for part in _DIGITS.split(text)])


def _readable(actor: Actor, project: Node) -> QuerySet[Place]:
    nodes = visible_nodes(actor).filter(project_id=project.id)
    record_sets = nodes.filter(kind=Kind.RECORD_SET).select_related("current")
    return Place.objects.filter(node__in=nodes).exclude(node__in=shut_record_sets(actor, record_sets))
