"""What becomes of the tier of bytes that leave the folder that made them controlled.

Under another component they have the tier of that. Elsewhere nothing says what they are, so they keep what they had:
moving a file out of its folder, or deleting it after its handle was copied, opens nothing.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from theatrum.checks.profile.tier_shapes import Tier
from theatrum.consortium.tiers.models import KeptTier
from theatrum.consortium.tiers.standing import Standing, standings_of, tiers_in_force
from theatrum.kernel import clock
from theatrum.repository.entities import tree
from theatrum.repository.entities.models import Node, Version

_AT_ONCE = 2000


def followed(node: Node) -> Callable[[], None]:
    """See what is controlled before an entity moves. A follower of ``entities.moves``."""
    if tiers_in_force() is None:
        return _nothing
    numbers = list(tree.subtree(node).values_list("id", flat=True))
    before = _controlled(numbers)

    def moved() -> None:
        after = _standings(numbers)
        placed = {number for number, one in after.items() if one.component is not None}
        _release(placed)
        _keep({number: one for number, one in before.items() if number not in placed})

    return moved


def leaving(node_ids: Collection[int]) -> None:
    """Keep the tier of what is deleted for good: copies of its bytes may be elsewhere. A remover of ``entities``."""
    if tiers_in_force() is not None:
        _keep(_controlled(node_ids))


def _controlled(node_ids: Collection[int]) -> dict[int, Standing]:
    return {number: one for number, one in _standings(node_ids).items() if one.tier is not Tier.OPEN}


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
