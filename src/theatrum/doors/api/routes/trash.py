"""The trash: what the one who asks deleted, and bringing it back."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import entities as view
from theatrum.doors.api.wire import entities as wire
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.paging import page
from theatrum.repository.entities.actions.deleting import restore_entity, trash_entity
from theatrum.repository.entities.actions.emptying import doom_entity
from theatrum.repository.entities.queries.trash import trashed_by

routes = Routes(tag="trash")


@routes.get("trashcan/view")
def view_trash(request: ApiRequest, limit: int | None = None, offset: int | None = None) -> wire.TrashedEntityList:
    """List what the one who asks deleted."""
    window, found = page(limit, offset), trashed_by(request.actor)
    results = [view.trashed(node) for node in found[window.offset : window.end]]
    return wire.TrashedEntityList(results=results, total_number_of_results=found.count())


@routes.put("trashcan/trash/{entity_id}", writes=True)
def put_trash(request: ApiRequest, entity_id: str) -> None:
    """Put an entity into the trash."""
    trash_entity(actor=request.actor, node_id=parse_entity_id(entity_id))


@routes.put("trashcan/purge/{entity_id}", writes=True)
def put_purge(request: ApiRequest, entity_id: str) -> None:
    """Delete for good what is in the trash."""
    doom_entity(actor=request.actor, node_id=parse_entity_id(entity_id))


@routes.put("trashcan/restore/{entity_id}", writes=True)
def put_restore(request: ApiRequest, entity_id: str) -> None:
    """Bring an entity back to where it was."""
    restore_entity(actor=request.actor, node_id=parse_entity_id(entity_id))


@routes.put("trashcan/restore/{entity_id}/{parent_id}", writes=True)
def put_restore_to(request: ApiRequest, entity_id: str, parent_id: str) -> None:
    """Bring an entity back under another parent."""
    number, parent = parse_entity_id(entity_id), parse_entity_id(parent_id)
    restore_entity(actor=request.actor, node_id=number, parent_id=parent)
