"""Having the rows of record sets judged, and storing what came out."""

from collections.abc import Sequence

from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.entities.models import Node, Verdict, Version
from theatrum.repository.entities.queries.nodes import lock_nodes
from theatrum.repository.entities.validation import fence, marking
from theatrum.repository.entities.validation.bound import BoundSchema, bound_for, bound_for_all
from theatrum.repository.entities.validation.judging import Judgement, store_all
from theatrum.repository.records.judging import Outcome, engine, fingerprint
from theatrum.repository.records.models import RowsVerdict
from theatrum.repository.records.worded import exception

JUDGE = "records.judge"
JUDGE_LARGE = "records.judge_large"
# So many bytes are judged before the request is answered; more are left to a worker, and many more to its slow lane.
AT_ONCE = 1024**2
QUICK = 32 * 1024**2


def want_verdicts(node_ids: Sequence[int]) -> None:
    """Have the rows of record sets judged that wait for it: few and small ones before the request is answered."""
    found = Node.objects.select_related("current__handle").filter(id__in=node_ids).order_by("id")
    bound, left = bound_for_all(node_ids), AT_ONCE
    for node in found:
        cost = _cost(node.current, bound.get(node.id))
        if cost <= left:
            left -= max(cost, 1)
            outbox.now(JUDGE, node_id=node.id)
        else:
            outbox.later(JUDGE if cost <= QUICK else JUDGE_LARGE, key=str(node.id), node_id=node.id)


def judge_later(node_id: int) -> None:
    """Have the rows of one record set judged by a worker."""
    outbox.later(JUDGE, key=str(node_id), node_id=node_id)


def store_verdict(*, node: Node, bound: BoundSchema | None, outcome: Outcome | None) -> bool:
    """Keep what the rows of a record set are worth, if it and its schema are still as they were when read.

    ``node`` is as it was read, with its current version. Returns False when it must be judged once more.
    """
    lock_nodes([node.id])
    fence.share()
    now = Node.objects.filter(id=node.id, validation__verdict=Verdict.UNKNOWN).first()
    if now is None:
        return True
    if now.etag != node.etag or bound_for(node.id) != bound:
        return False
    if bound is None:
        marking.forget(node_ids=[node.id])
    elif outcome is not None and node.current is not None:
        _store(node, node.current, bound, outcome)
    return True


def _store(node: Node, version: Version, bound: BoundSchema, outcome: Outcome) -> None:
    RowsVerdict.objects.update_or_create(
        version=version,
        defaults={
            "fingerprint": fingerprint(version, bound),
            "schema_version_id": bound.version_id,
            "digest": bound.digest,
            "verdict": outcome.verdict,
            "valid_rows": outcome.valid_rows,
            "invalid_rows": outcome.invalid_rows,
            "findings": outcome.findings,
            "left_out": outcome.left_out,
            "judged_on": clock.now(),
            "engine": engine(),
        },
    )
    told = exception(outcome) if outcome.verdict is Verdict.INVALID else None
    store_all([(node, Judgement(bound, outcome.verdict, exception=told))])


def _cost(version: Version | None, bound: BoundSchema | None) -> int:
    """Return how many bytes are to be read for a verdict: none for one that is there already."""
    if version is None or version.handle is None or bound is None:
        return 0
    known = RowsVerdict.objects.filter(version=version, fingerprint=fingerprint(version, bound))
    return 0 if known.exists() else version.handle.size
