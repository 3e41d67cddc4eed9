"""Kinds of entities whose verdict a room above gives: what a record set is worth, its rows say."""

from collections.abc import Callable, Sequence

from theatrum.repository.entities.models import Kind

# Gets the ids of nodes whose verdicts are unknown, inside the transaction; it has them judged after that.
Judge = Callable[[Sequence[int]], None]

_judges: dict[Kind, Judge] = {}


def register(kind: Kind, judge: Judge) -> None:
    """Let a room judge entities of a kind; until one does, they are judged by their annotations."""
    _judges[kind] = judge


def kinds() -> frozenset[Kind]:
    """Return the kinds that are judged by a room above."""
    return frozenset(_judges)


def is_judged(kind: str) -> bool:
    """Tell whether a room above judges entities of a kind."""
    return kind in _judges


def want(kind: str, node_ids: Sequence[int]) -> None:
    """Have entities of a kind judged, as soon as the open transaction has committed."""
    _judges[Kind(kind)](node_ids)
