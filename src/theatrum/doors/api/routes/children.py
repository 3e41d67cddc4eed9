"""What is in a container, and which child has a name."""

from collections.abc import Sequence

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import entities as view
from theatrum.doors.api.wire import entities as wire
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.paging import token_page
from theatrum.repository.entities.models import ROOT_ID, Kind
from theatrum.repository.entities.queries import children, nodes

routes = Routes(tag="children")

# Types that Synapse knows and that no entity here has (yet): asked for, they simply match nothing.
_FOREIGN_TYPES = frozenset(
    {
        "dockerrepo",
        "submissionview",
        "dataset",
        "datasetcollection",
        "materializedview",
        "virtualtable",
        "searchindex",
    }
)


@routes.post("entity/child")
def find_child(request: ApiRequest, body: wire.EntityLookupRequest) -> wire.EntityId:
    """Find a child by its name."""
    parent_id = parse_entity_id(body.parent_id) if body.parent_id else None
    return wire.EntityId(id=nodes.find_child(request.actor, parent_id=parent_id, name=body.entity_name).public_id)


@routes.post("entity/children")
def list_children(request: ApiRequest, body: wire.EntityChildrenRequest) -> wire.EntityChildrenResponse:
    """List children of some types, a page at a time."""
    parent_id, kinds = _scope(body)
    if parent_id != ROOT_ID:
        nodes.require_node(request.actor, parent_id)
    window = token_page(body.next_page_token)
    order = children.Order(by=body.sort_by or "NAME", descending=body.sort_direction == "DESC")
    shown = children.children_page(request.actor, parent_id, kinds, order=order, page=window)
    everything = children.visible_children(request.actor, parent_id, kinds)
    return wire.EntityChildrenResponse(
        page=[view.header(node) for node in shown[: window.limit]],
        next_page_token=window.next_token() if len(shown) > window.limit else None,
        total_child_count=everything.count() if body.include_total_child_count else None,
        sum_file_sizes_bytes=children.sum_file_sizes(everything) if body.include_sum_file_sizes else None,
    )


def _scope(body: wire.EntityChildrenRequest) -> tuple[int, list[Kind]]:
    if body.parent_id is None or parse_entity_id(body.parent_id) == ROOT_ID:
        return ROOT_ID, [Kind.PROJECT]
    if not body.include_types:
        raise InvalidRequest(reason="EntityChildrenRequest.includeTypes must include at least one type")
    return parse_entity_id(body.parent_id), _kinds(body.include_types)


def _kinds(types: Sequence[str]) -> list[Kind]:
    known = {kind.value for kind in Kind}
    for name in types:
        if name not in known | _FOREIGN_TYPES:
            raise InvalidRequest(reason=f"includeTypes: {name!r} is not a type of entity.")
    return [Kind(name) for name in types if name in known]
