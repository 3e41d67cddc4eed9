"""Access requirements: locking the files of an entity, and what holds for who asks."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import requirements as view
from theatrum.doors.api.wire import requirements as wire
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.kernel.paging import page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities import requirements
from theatrum.repository.entities.actions.restricting import lift_requirement, restrict_entity
from theatrum.repository.entities.errors import RequirementNotFound
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes

repo = Routes(tag="access")


@repo.get("entity/{entity_id}/accessRequirement")
def list_requirements(
    request: ApiRequest, entity_id: str, limit: int | None = None, offset: int | None = None
) -> wire.AccessRequirementPage:
    """List what must be met beside the ACL before files are given out."""
    node, window = nodes.require_node(request.actor, parse_entity_id(entity_id)), page(limit, offset)
    found = requirements.holding(node.id)
    results = [view.lock(each) for each in found[window.offset : window.end]]
    return wire.AccessRequirementPage(results=results, total_number_of_results=found.count())


@repo.get("team/{team_id}/accessRequirement")
def list_requirements_of_team(request: ApiRequest, team_id: str) -> wire.AccessRequirementPage:
    """List what must be met before one joins a team: nothing."""
    accounts.readable_team(request.actor, parse_number(team_id, what="team id"))
    return wire.AccessRequirementPage(results=[], total_number_of_results=0)


@repo.post("entity/{entity_id}/lockAccessRequirement", status=201, writes=True)
def lock_entity(request: ApiRequest, entity_id: str) -> wire.LockAccessRequirement:
    """Lock the files of an entity and of all that is in it."""
    return view.lock(restrict_entity(actor=request.actor, node_id=parse_entity_id(entity_id)))


@repo.get("accessRequirement/{number}")
def get_requirement(request: ApiRequest, number: str) -> wire.LockAccessRequirement:
    """Read a requirement."""
    found = requirements.find(parse_number(number, what="access requirement id"))
    nodes.require_node(request.actor, found.node_id)
    return view.lock(found)


@repo.delete("accessRequirement/{number}", writes=True)
def delete_requirement(request: ApiRequest, number: str) -> None:
    """Lift a requirement; without effect for one that is gone."""
    try:
        lift_requirement(actor=request.actor, number=parse_number(number, what="access requirement id"))
    except RequirementNotFound:
        return


@repo.post("restrictionInformation")
def get_restriction(
    request: ApiRequest, body: wire.RestrictionInformationRequest
) -> wire.RestrictionInformationResponse:
    """Say whether a requirement stands in the way of who asks."""
    if body.restrictable_object_type == wire.ENTITY:
        return restriction_of(request.actor, nodes.require_node(request.actor, parse_entity_id(body.object_id)))
    team = accounts.readable_team(request.actor, parse_number(body.object_id, what="team id"))
    return view.restriction(team.pk, [], is_exempt=True)


def restriction_of(actor: Actor, node: Node) -> wire.RestrictionInformationResponse:
    """Say whether a requirement stands between an actor and an entity's file."""
    holding = list(requirements.holding(node.id).values_list("id", flat=True))
    return view.restriction(node.id, holding, is_exempt=requirements.is_exempt(actor, node))
