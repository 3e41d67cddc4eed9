"""The rules by which the page of a grid looks at cells before it sends them; asked for again only when they change."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from theatrum.consortium.screening.page_texts import rules_of, version_of
from theatrum.doors.web import viewer
from theatrum.repository.grids.queries import get_workspace_to_see


@viewer.signed_in
@require_safe
def identifying(request: HttpRequest, session: str) -> HttpResponse:
    """Answer with the rules as JSON, for ``frontend/src/grid/identifying.ts``."""
    workspace = get_workspace_to_see(viewer.actor(request), session)
    etag = f'"{version_of(workspace)}"'
    answer: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponseNotModified()
    else:
        answer = JsonResponse(rules_of(workspace))
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer
