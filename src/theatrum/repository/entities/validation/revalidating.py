"""Judging again what was marked unknown, in batches: the one job of validation.

It can be stopped anywhere and started again: what waits for a verdict is what the rows say. Each batch
is read and judged without a lock; a verdict is stored only on an entity that is still as it was read.
"""

from dataclasses import dataclass

from theatrum.drivers.db.transactions import writing
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import lock_nodes
from theatrum.repository.entities.subjects import entity_json
from theatrum.repository.entities.validation import elsewhere, fence, marking
from theatrum.repository.entities.validation.bound import BoundSchema, bound_for_all
from theatrum.repository.entities.validation.judging import Judgement, judge_draft, store_all

BATCH = 200
# How often what changed under our eyes is looked at once more, before that is left to another job.
PASSES = 3


def revalidate_below(node_id: int) -> int:
    """Judge all at and below a node that wait for a verdict; returns how many verdicts were stored.

    What a room above judges is handed over to it first.
    """
    stored = 0
    _hand_over(node_id)
    for _ in range(PASSES):
        stored += _one_pass(node_id)
        if not marking.unknown_below(node_id, after=0, limit=1):
            return stored
    with writing():
        marking.revalidate_by_worker(node_id)
    return stored


def _hand_over(node_id: int) -> None:
    last = 0
    while waiting := marking.unknown_elsewhere(node_id, after=last, limit=BATCH):
        with writing():
            for kind in sorted({kind for _, kind in waiting}):
                elsewhere.want(kind, [number for number, one in waiting if one == kind])
        last = waiting[-1][0]


def _one_pass(node_id: int) -> int:
    stored, last = 0, 0
    while waiting := marking.unknown_below(node_id, after=last, limit=BATCH):
        judged = _judge(waiting)
        with writing():
            stored += _store(judged, waiting)
        last = waiting[-1]
    return stored


@dataclass(frozen=True)
class _Judged:
    etag: str
    judgement: Judgement


def _judge(node_ids: list[int]) -> dict[int, _Judged]:
    bound = bound_for_all(node_ids)
    nodes = Node.objects.select_related("current").filter(id__in=bound.keys())
    return {node.id: _Judged(node.etag, _judge_one(node, bound[node.id])) for node in nodes}


def _judge_one(node: Node, bound: BoundSchema) -> Judgement:
    version = node.current
    if version is None:
        raise ValueError(f"{node.public_id} has no version: only the root has none, and nothing is bound to it")
    return judge_draft(fields=entity_json(node, version), annotations=version.annotations, bound=bound)


def _store(judged: dict[int, _Judged], waiting: list[int]) -> int:
    # Who writes one of them right now stores a verdict of their own: it must not be replaced by this older one.
    lock_nodes(waiting)
    fence.share()
    bound = bound_for_all(waiting)
    marking.forget(node_ids=[node_id for node_id in waiting if node_id not in bound])
    fresh = Node.objects.filter(id__in=bound.keys(), validation__verdict="unknown")
    unchanged = [
        (node, judged[node.id].judgement)
        for node in fresh
        if node.id in judged and judged[node.id].etag == node.etag and judged[node.id].judgement.bound == bound[node.id]
    ]
    store_all(unchanged)
    return len(unchanged)
