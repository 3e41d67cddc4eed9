"""Of which dataset an entity is, for findings on it."""

from collections.abc import Iterable, Mapping

from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.exceptions.applying import Where
from theatrum.consortium.submissions.folders import spots_of
from theatrum.repository.entities.models import Ancestry, Node


def where_is(node: Node) -> Where | None:
    """Return where findings on an entity are; None where it is in no folder of a release of a center."""
    return where_are([node]).get(node.id)


def where_are(nodes: Iterable[Node]) -> Mapping[int, Where]:
    """Return the same for many, by their ids; four queries at most for any number."""
    some = {node.id: node for node in nodes}
    projects = {node.project_id for node in some.values() if node.project_id is not None}
    centers = dict(CenterRecord.objects.filter(project_id__in=projects).values_list("project_id", "pk"))
    inside = {number: node for number, node in some.items() if node.project_id in centers}
    if not inside:
        return {}
    spots = spots_of({_folder(node) for node in inside.values()})
    above: dict[int, list[int]] = {}
    rows = Ancestry.objects.filter(node_id__in=inside).order_by("node_id", "depth")
    for number, ancestor in rows.values_list("node_id", "ancestor_id"):
        above.setdefault(number, []).append(ancestor)
    return {
        number: Where(centers[node.project_id or 0], spot.release, spot.leaf.component, above.get(number, [number]))
        for number, node in inside.items()
        if (spot := spots.get(_folder(node))) is not None
    }


def _folder(node: Node) -> int:
    """Return the folder whose place says the dataset: itself, or what it is in."""
    return node.id if node.is_container else node.parent_id or node.id
