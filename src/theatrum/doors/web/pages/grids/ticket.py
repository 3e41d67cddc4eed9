"""The ticket with which a page comes to the grid's websocket."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.repository.grids.actions.tickets import create_ticket
from theatrum.repository.grids.queries import get_workspace_to_see


@viewer.signed_in
@require_POST
def ticket(request: HttpRequest, session: str) -> JsonResponse:
    """Answer with a new ticket, ``{"ticket": text}``: good for one seat within a minute."""
    actor = viewer.actor(request)
    workspace = get_workspace_to_see(actor, session)
    with writing():
        text = create_ticket(actor=actor, workspace=workspace)
    answer = JsonResponse({"ticket": text})
    answer["Cache-Control"] = "no-store"
    return answer
