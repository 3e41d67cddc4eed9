"""Access requirements: there are none here, and clients that copy entities ask whether there are."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.entities.queries import nodes

repo = Routes(tag="access")


@repo.get("entity/{entity_id}/accessRequirement")
def list_requirements(request: ApiRequest, entity_id: str) -> dict[str, object]:
    """List what must be met beside the ACL before a file is given out: nothing."""
    nodes.require_node(request.actor, parse_entity_id(entity_id))
    return {"results": [], "totalNumberOfResults": 0}
