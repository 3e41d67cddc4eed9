"""Background work on record sets: their rows are read and judged without a lock, then the verdict is stored."""

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.repository.entities.models import Kind, Node, Verdict
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.records import actions, judging
from theatrum.repository.schemas.models import Document

# How often what changed under our eyes is looked at once more, before that is left to another job.
PASSES = 3


@job(actions.JUDGE)
def judge(*, node_id: int) -> bool:
    """Judge the rows of a record set that waits for it; tells whether it does no more."""
    return _judge(node_id)


@job(actions.JUDGE_LARGE, lane=Lane.LONG)
def judge_large(*, node_id: int) -> bool:
    """Judge the rows of a large record set, which may take minutes."""
    return _judge(node_id)


def _judge(node_id: int) -> bool:
    for _ in range(PASSES):
        if _judge_once(node_id):
            return True
    with writing():
        actions.judge_later(node_id)
    return False


def _judge_once(node_id: int) -> bool:
    waiting = Node.objects.filter(id=node_id, kind=Kind.RECORD_SET, validation__verdict=Verdict.UNKNOWN)
    node = waiting.select_related("current__handle").first()
    if node is None or node.current is None:
        return True
    bound, outcome = bound_for(node.id), None
    try:
        if bound is not None:
            outcome = judging.kept(node.current, bound) or judging.judge_rows(node.current, bound)
    except Document.DoesNotExist:
        # The binding was changed and the schema deleted since it was read.
        return False
    with writing():
        return actions.store_verdict(node=node, bound=bound, outcome=outcome)
