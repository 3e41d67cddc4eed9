"""Which problems of a center's links an exception covers."""

from collections.abc import Collection, Mapping, Sequence

from theatrum.consortium.exceptions.applying import Told, Where, apply, grants_of
from theatrum.consortium.exceptions.models import Request
from theatrum.consortium.exceptions.places import where_are
from theatrum.consortium.linking.models import Problem


def standing_of(center_id: str, release: int, problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems that nothing excepts; ``part__node`` is loaded."""
    covered = excepted_of(center_id, release, problems)
    return [one for one in problems if one.pk not in covered]


def excepted_of(center_id: str, release: int, problems: Collection[Problem]) -> Mapping[int, Request]:
    """Return what excepts those problems that are excepted, by their ids; ``part__node`` is loaded."""
    grants = grants_of([center_id], release)
    if not grants:
        return {}
    places = where_are([one.part.node for one in problems if one.part is not None])
    found: dict[int, Request] = {}
    for one in problems:
        known = places.get(one.part.node_id) if one.part is not None else None
        where = Where(center_id, release, one.component, known.node_ids if known is not None else ())
        for _, grant in apply([Told(one.code, one.column or "")], where=where, grants=grants).excepted:
            found[one.pk] = grant
    return found
