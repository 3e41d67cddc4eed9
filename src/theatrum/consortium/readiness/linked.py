"""Which problems of a center's links an exception covers."""

from collections.abc import Collection, Mapping, Sequence

from theatrum.consortium.exceptions.applying import Told, Where, apply, grants_of
from theatrum.consortium.exceptions.models import Request
from theatrum.consortium.exceptions.places import where_are
from theatrum.consortium.linking.models import Problem
from theatrum.repository.entities.models import Node


def standing_of(center_id: str, release: int, problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems that nothing excepts; ``part__node`` is loaded."""
    covered = excepted_of(center_id, release, [(one, one.part.node if one.part else None) for one in problems])
    return [one for one in problems if one.pk not in covered]


def excepted_of(
    center_id: str, release: int, problems: Collection[tuple[Problem, Node | None]]
) -> Mapping[int, Request]:
    """Return what excepts problems, by their ids, each given with the record set or folder that it is of."""
    grants = grants_of([center_id], release)
    if not grants:
        return {}
    places = where_are({node.id: node for _, node in problems if node is not None}.values())
    found: dict[int, Request] = {}
    for one, node in problems:
        known = places.get(node.id) if node is not None else None
        where = Where(center_id, release, one.component, known.node_ids if known is not None else ())
        told = Told(one.code, one.column or "", (one.value,) if one.value else None)
        for _, grant in apply([told], where=where, grants=grants).excepted:
            found[one.pk] = grant
    return found
