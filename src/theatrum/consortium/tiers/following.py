"""What becomes of the tier of bytes that leave the folder that made them controlled.

A tier rises by itself, and never falls by itself: where another component holds that is open, by a move or because
another schema was bound, the file stays as it was, as if the staff had raised it, until a person of the staff takes
that back. Elsewhere nothing says what the bytes are, so they keep what they had: moving a file out of its folder, or
deleting it after its handle was copied, opens nothing.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from theatrum.checks.profile.tier_shapes import Tier
from theatrum.consortium.tiers.models import KeptTier, RaisedTier
from theatrum.consortium.tiers.standing import WITH_FILES, Standing, standings_of, tiers_in_force
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import tree
from theatrum.repository.entities.models import Node, Version

_AT_ONCE = 2000


def followed(node: Node) -> Callable[[], None]:
    """See what is controlled before an entity moves, or is described by another schema. Follows ``entities.moves``."""
    if tiers_in_force() is None:
        return _nothing
    numbers = list(tree.subtree(node).filter(kind__in=WITH_FILES).values_list("id", flat=True))
    before = _kept(numbers) | _controlled(numbers) if numbers else {}
    if not before:
        return _nothing

    def moved() -> None:
        after = _standings(numbers)
        placed = {number for number, one in after.items() if one.component is not None}
        fallen = {
            number: one
            for number, one in before.items()
            if number in placed and one.tier.rank > after[number].tier.rank
        }
        _raise(node, fallen)
        _release(placed)
        _keep({number: one for number, one in before.items() if number not in placed})

    return moved


def leaving(node_ids: Collection[int]) -> None:
    """Keep the tier of what is deleted for good: copies of its bytes may be elsewhere. A remover of ``entities``."""
    if tiers_in_force() is not None:
        _keep(_controlled(node_ids))


def _controlled(node_ids: Collection[int]) -> dict[int, Standing]:
    return {number: one for number, one in _standings(node_ids).items() if one.tier is not Tier.OPEN}


def _kept(node_ids: Collection[int]) -> dict[int, Standing]:
    """Return what was kept of the bytes of entities, from where they stood before."""
    found: dict[int, Standing] = {}
    for some in _chunks(node_ids) if KeptTier.objects.exists() else ():
        keys = dict(
            Version.objects.filter(node_id__in=some, handle__isnull=False).values_list("handle__key", "node_id")
        )
        for kept in KeptTier.objects.filter(key__in=keys):
            found[keys[kept.key]] = Standing(Tier(kept.tier), kept.center_id, kept.component)
    return found


def _raise(moved: Node, standings: Mapping[int, Standing]) -> None:
    """Keep the tier of files under a component that is lower, as a raised one that the staff may take back."""
    rows = [
        RaisedTier(
            node_id=number,
            tier=one.tier,
            reason=f"It came from {one.component or 'a place'}, whose files are {one.tier.value}.",
            raised_by=OPERATOR_ID,
            raised_on=clock.now(),
        )
        for number, one in standings.items()
    ]
    if rows:
        RaisedTier.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        after = {"files": len(rows), "tier": max(standings.values(), key=lambda one: one.tier.rank).tier.value}
        audit.record(OPERATOR_ID, "tier_kept", subject_kind="entity", subject_id=moved.id, after=after)


def _standings(node_ids: Collection[int]) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    for some in _chunks(node_ids):
        found |= standings_of(Node.objects.filter(id__in=some))
    return found


def _chunks(node_ids: Collection[int]) -> Iterator[list[int]]:
    """Yield parts of many ids: a folder may hold more than a database takes in one question."""
    numbers = sorted(node_ids)
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]


def _keep(standings: Mapping[int, Standing]) -> None:
    for some in _chunks(standings.keys()):
        _keep_some({number: standings[number] for number in some})


def _keep_some(standings: Mapping[int, Standing]) -> None:
    versions = Version.objects.filter(node_id__in=standings.keys()).exclude(handle=None).exclude(handle__key="")
    rows = [
        KeptTier(
            key=key,
            tier=standings[number].tier,
            center_id=standings[number].center_id,
            component=standings[number].component or "",
            since=clock.now(),
        )
        for number, key in versions.values_list("node_id", "handle__key")
    ]
    KeptTier.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _release(node_ids: Collection[int]) -> None:
    """Forget what was kept of bytes that stand under a component now: their tier follows from that."""
    for some in _chunks(node_ids):
        keys = Version.objects.filter(node_id__in=some).exclude(handle=None).values("handle__key")
        KeptTier.objects.filter(key__in=keys).delete()


def _nothing() -> None:
    """Follow nothing."""
