"""The identifiers of a center that a cell may name, searched while somebody types: stored ones, and of open rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Length

from theatrum.consortium.known.models import Indexed, Place
from theatrum.consortium.known.places import shut_record_sets
from theatrum.consortium.linking.known import reached
from theatrum.consortium.linking.models import Mention, Role
from theatrum.consortium.linking.subject import Subject
from theatrum.consortium.linking.targets import Targets
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.children import visible_nodes

_EXACT, _BEGINS, _HAS = range(3)


@dataclass(frozen=True, slots=True)
class Choice:
    """One identifier that may be named: what it is, where it stands, and how well it fits what was typed."""

    value: str
    label: str
    note: str
    rank: int = _BEGINS

    @property
    def order(self) -> tuple[int, int, str]:
        """Best first; shorter ones first, so that 9 comes before 10."""
        return self.rank, len(self.value), self.value


def identifiers_named(actor: Actor, subject: Subject, targets: Targets, text: str, *, limit: int) -> list[Choice]:
    """Return identifiers that fit a text, best first, as far as the actor may read where they stand."""
    if targets.are_entities:
        return _entities(actor, subject, targets, text)[:limit]
    found: dict[str, Choice] = {}
    for choice in (*_stored(actor, subject, targets, text, limit), *_open(subject, targets, text, limit)):
        found.setdefault(choice.value, choice)
    return sorted(found.values(), key=lambda one: one.order)[:limit]


def _stored(actor: Actor, subject: Subject, targets: Targets, text: str, limit: int) -> Iterator[Choice]:
    indexed = Indexed.objects.filter(
        reached(subject.profile, subject.center, subject.workspace.source.project_id),
        component__in=targets.components,
        node__in=visible_nodes(actor),
    )
    components = dict(indexed.filter(node__kind=Kind.RECORD_SET).values_list("node_id", "component"))
    shut = shut_record_sets(actor, Node.objects.select_related("current").filter(id__in=components))
    places = Place.objects.filter(node__in=indexed.values("node_id")).exclude(node__in=shut)
    some = list(_fitting(places, "identifier", text, "node_id", "node__name")[:limit])
    of_files = {node for _, _, node, _ in some} - components.keys()
    components |= dict(Indexed.objects.filter(node__in=of_files).values_list("node_id", "component"))
    for own, rank, node, name in some:
        yield Choice(own, components[node], f"stored in {name}", rank)


def _open(subject: Subject, targets: Targets, text: str, limit: int) -> Iterator[Choice]:
    """Yield what rows of the workspace itself give out; what is stored comes before it."""
    if subject.component not in targets.components:
        return
    own = Mention.objects.filter(workspace=subject.workspace, role=Role.GIVES)
    for value, rank in _fitting(own, "text", text)[:limit]:
        yield Choice(value, subject.component, "in this grid, not saved yet", rank)


def _entities(actor: Actor, subject: Subject, targets: Targets, text: str) -> list[Choice]:
    indexed = Indexed.objects.filter(
        reached(subject.profile, subject.center, subject.workspace.source.project_id),
        component__in=targets.components,
        node__in=visible_nodes(actor),
        node__kind=Kind.RECORD_SET,
    )
    found = [
        Choice(one.node.public_id, one.component, f"stored as {one.node.name}")
        for one in indexed.select_related("node").order_by("node_id")
    ]
    wanted = text.casefold()
    return [one for one in found if wanted in one.value or wanted in one.note.casefold()]


def _fitting(rows: QuerySet[Any], name: str, text: str, *more: str) -> QuerySet[Any, Any]:
    """Return tuples of the texts that have what was typed, their rank, and more fields; the best ones first.

    Best is what ends so, then what has a part that begins so.
    """
    typed = text.strip()
    ends = Q(**{f"{name}__iexact": typed}) | Q(**{f"{name}__iendswith": f"_{typed}"})
    begins = Q(**{f"{name}__istartswith": typed}) | Q(**{f"{name}__icontains": f"_{typed}"})
    ranks = Case(When(ends, then=Value(_EXACT)), When(begins, then=Value(_BEGINS)), default=Value(_HAS))
    fitting = rows.filter(**{f"{name}__icontains": typed}) if typed else rows
    ranked = fitting.annotate(rank=ranks if typed else Value(_BEGINS), size=Length(F(name)))
    found: QuerySet[Any, Any] = ranked.order_by("rank", "size", name).values_list(*(name, "rank", *more))
    return found
