"""Through what a file may be downloaded: rooms above register who answers for each kind of object.

A handle alone grants nothing. Whoever may download the object that carries it may download the file.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from theatrum.repository.access.permissions import Actor


@dataclass(frozen=True)
class Claim:
    """That a file belongs to an object, as a request says; nothing about it is proven yet."""

    handle_id: int
    associate_type: str
    associate_id: str


# Returns those claims that are true, and through which this actor may download; asked once for many.
Resolver = Callable[[Actor, Collection[Claim]], Collection[Claim]]

# Raises why a claim is refused that permissions alone would allow; returns quietly where nothing more is to be said.
Explainer = Callable[[Actor, Claim], None]

_resolvers: dict[str, Resolver] = {}
_explainers: dict[str, Explainer] = {}


def register(associate_type: str, resolver: Resolver, explainer: Explainer | None = None) -> None:
    """Let a room answer for a type of object, such as FileEntity."""
    _resolvers[associate_type] = resolver
    if explainer is not None:
        _explainers[associate_type] = explainer


def explain(actor: Actor, claim: Claim) -> None:
    """Raise why a refused claim is refused, where the room that answers for it says more than no."""
    explainer = _explainers.get(claim.associate_type)
    if explainer is not None:
        explainer(actor, claim)


def allowed(actor: Actor, claims: Iterable[Claim]) -> frozenset[Claim]:
    """Return the claims through which the actor may download; a type that nobody knows allows nothing."""
    groups: dict[Resolver, set[Claim]] = {}
    for claim in claims:
        if (resolver := _resolvers.get(claim.associate_type)) is not None:
            groups.setdefault(resolver, set()).add(claim)
    return frozenset(found for resolver, group in groups.items() for found in resolver(actor, group))
