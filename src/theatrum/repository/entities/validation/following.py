"""What happens below a binding without a version when its schema gets a newer one."""

from theatrum.repository.entities.models import Binding
from theatrum.repository.entities.validation.marking import mark_unknown, revalidate_by_worker


def follow_latest(schema_number: int) -> None:
    """Have all judged again, by a worker, for which the newest version of a schema holds."""
    bindings = Binding.objects.select_related("node").filter(schema_id=schema_number, version=None)
    for binding in bindings.order_by("node_id"):
        mark_unknown(binding.node, is_judged_later=True)
        revalidate_by_worker(binding.node_id)
