"""Marking verdicts unknown when another schema may hold, and asking for the job that judges again."""

from django.db import connection
from django.db.models import QuerySet

from theatrum.drivers.jobs import outbox
from theatrum.repository.entities.models import Node, Validation
from theatrum.repository.entities.validation import elsewhere, fence
from theatrum.repository.entities.validation.bound import bound_for

REVALIDATE = "entities.revalidate"
# As many are judged before the request is answered; more are left to a worker.
AT_ONCE = 50

# All below a node for which no nearer binding holds. Marked in one statement, however many they are.
_BELOW = """
    FROM entities_ancestry low
    WHERE low.ancestor_id = %s
      AND NOT EXISTS (
        SELECT 1 FROM entities_ancestry up JOIN entities_binding ON entities_binding.node_id = up.ancestor_id
        WHERE up.node_id = low.node_id AND up.depth < low.depth
      )
"""
_MARK = f"""
    INSERT INTO entities_validation (node_id, verdict, object_etag, findings, derived)
    SELECT low.node_id, 'unknown', '', '[]', '{{}}' {_BELOW} ORDER BY low.node_id
    ON CONFLICT (node_id) DO UPDATE SET verdict = 'unknown'
"""
_FORGET = f"DELETE FROM entities_validation WHERE node_id IN (SELECT low.node_id {_BELOW})"  # noqa: S608  # made of constants


def mark_unknown(node: Node, *, is_judged_later: bool = False) -> None:
    """Say of a node and all below it that nobody knows any more, and have them judged again.

    For what changes which schema holds: a binding, a move, a restored or reshared container.
    ``is_judged_later``: the caller asks for the verdicts, once for all that it marks.
    """
    fence.exclude()
    is_bound = bound_for(node.id) is not None
    with connection.cursor() as cursor:
        cursor.execute(_MARK if is_bound else _FORGET, [node.id])
        count = cursor.rowcount
    if is_bound and not is_judged_later:
        revalidate_later(node.id, count=count)


def revalidate_later(node_id: int, *, count: int) -> None:
    """Have the unknown verdicts at and below a node computed: at once if they are few, else by a worker."""
    if count <= AT_ONCE:
        outbox.now(REVALIDATE, node_id=node_id)
    else:
        revalidate_by_worker(node_id)


def revalidate_by_worker(node_id: int) -> None:
    """Have the unknown verdicts at and below a node computed by a worker."""
    outbox.later(REVALIDATE, key=str(node_id), node_id=node_id)


def forget(*, node_ids: list[int]) -> None:
    """Take away the verdicts on nodes for which no schema holds."""
    Validation.objects.filter(node_id__in=node_ids).delete()


def unknown_below(node_id: int, *, after: int, limit: int) -> list[int]:
    """Return ids of nodes at or below one that wait for a verdict of this room, in ascending order."""
    found = _waiting(node_id, after).exclude(node__kind__in=elsewhere.kinds())
    return list(found.values_list("node_id", flat=True)[:limit])


def unknown_elsewhere(node_id: int, *, after: int, limit: int) -> list[tuple[int, str]]:
    """Return ids and kinds of nodes at or below one that wait for the verdict of a room above, by ascending ids."""
    found = _waiting(node_id, after).filter(node__kind__in=elsewhere.kinds())
    return list(found.values_list("node_id", "node__kind")[:limit])


def _waiting(node_id: int, after: int) -> QuerySet[Validation]:
    waiting = Validation.objects.filter(verdict="unknown", node__ancestry__ancestor_id=node_id, node_id__gt=after)
    return waiting.order_by("node_id")
