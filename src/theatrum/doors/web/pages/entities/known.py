"""The identifiers of a project as a file for ``theatrum check --known``, for who has no token at hand."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from theatrum.consortium.known.export import CONTENT_TYPE, csv_file
from theatrum.consortium.known.queries import known_in
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries import nodes


@viewer.signed_in
@require_safe
def download(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Send what exists in a project, as far as the viewer may read it."""
    actor = viewer.actor(request)
    project = nodes.require_node(actor, parse_entity_id(entity_id))
    if project.kind != Kind.PROJECT:
        raise InvalidRequest(reason=f"{project.public_id} is no project: known identifiers are those of a project.")
    found = csv_file(known_in(actor, in_force(), project))
    response = FileResponse(found, as_attachment=True, filename=f"{project.name}_known.csv", content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
