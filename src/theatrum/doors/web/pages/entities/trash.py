"""What the viewer deleted, and the way back for each."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.repository.entities.queries.trash import trashed_by

PAGE = 50


@viewer.signed_in
def trash(request: HttpRequest) -> HttpResponseBase:
    """Show my own trash, newest first."""
    page = Paginator(trashed_by(viewer.actor(request)), PAGE).get_page(request.GET.get("page"))
    rows = [(node, shown.icon(node), shown.kind_word(node)) for node in page.object_list]
    values = {"page": page, "rows": rows, "trail": [*shown.trail([]), ("Trash", "")]}
    return render(request, "entities/trash.html", values)
