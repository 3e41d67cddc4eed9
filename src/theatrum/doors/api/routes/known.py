"""Identifiers that exist already, for ``theatrum check --known``: an address of our own, under ``theatrum``."""

from django.http import FileResponse

from theatrum.consortium.centers import queries as centers
from theatrum.consortium.known.export import CONTENT_TYPE, csv_file
from theatrum.consortium.known.queries import known_in
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.repository.access.permissions import Scope

repo = Routes(tag="known")


@repo.get("theatrum/known", scope=Scope.DOWNLOAD, signed_in=True)
def get_known(request: ApiRequest, center: str = "") -> FileResponse:
    """Return what exists in a center's project, or in all that the person may read, as id, component and parent."""
    profile = in_force()
    project = centers.get_project(centers.get_center(profile, center)) if center else None
    found = csv_file(known_in(request.actor, profile, project))
    name = f"{center or profile.name}_known.csv"
    response = FileResponse(found, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
