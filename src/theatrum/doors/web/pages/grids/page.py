"""The page of one grid: the island that is the grid, and what stands around it."""

import secrets

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.consortium.curation.queries import find_task_of
from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.consortium.onboarding.practice.panel import practice_with
from theatrum.doors.web import viewer
from theatrum.doors.web.middleware import content_security_policy
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.grids import closing, filling
from theatrum.doors.web.pages.grids.placing import place_in
from theatrum.doors.web.pages.model.addresses import described_at
from theatrum.repository.entities.queries import nodes
from theatrum.repository.grids.comments.policy import why_not_edit
from theatrum.repository.grids.errors import GridIsClosed
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import get_workspace_to_see
from theatrum.repository.schemas.names import parse_schema_id


@viewer.signed_in
@require_safe
def grid(request: HttpRequest, session: str) -> HttpResponseBase:
    """Show a grid to who may use it; its rows come over a websocket."""
    if (waiting := filling.page(request, session)) is not None:
        return waiting
    actor = viewer.actor(request)
    try:
        workspace = get_workspace_to_see(actor, session)
    except GridIsClosed as error:
        return closing.closed(request, actor, error)
    source = workspace.source
    reason = why_not_edit(actor, workspace)
    nonce = secrets.token_urlsafe(16)
    values = {
        "session": workspace.session_id,
        "workspace": workspace,
        "source": source,
        "task": find_task_of(actor, source.id),
        "is_practice": practice_with(actor, source.id) is not None,
        "kind": _kind(workspace),
        "described": described_at(parse_schema_id(workspace.schema_id) if workspace.schema_id else None),
        "may_edit": reason is None,
        "closed": reason if isinstance(reason, GateClosed) else None,
        "nonce": nonce,
        "at": place_in(workspace, request.GET),
        "trail": [*shown.trail(nodes.readable_path(actor, source)), ("Grid", "")],
    }
    response = render(request, "grids/grid.html", values)
    # RevoGrid brings its styles along in its script: this page alone lets them in, by a word of one answer.
    style = f"style-src 'self' 'nonce-{nonce}'"
    response["Content-Security-Policy"] = content_security_policy().replace("style-src 'self'", style)
    return response


def _kind(workspace: Workspace) -> str:
    """Return what a person's widths and hidden columns belong to: grids of one component look the same."""
    return workspace.schema_id.rsplit("-", 1)[0] or workspace.source.public_id
