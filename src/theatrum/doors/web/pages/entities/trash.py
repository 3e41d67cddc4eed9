"""What the viewer deleted, and the way back for each."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.drivers import installation
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.queries.trash import trashed_by

PAGE = 50


@viewer.signed_in
def trash(request: HttpRequest) -> HttpResponseBase:
    """Show my own trash, newest first."""
    actor = viewer.actor(request)
    page = Paginator(trashed_by(actor), PAGE).get_page(request.GET.get("page"))
    nodes = list(page.object_list)
    # The folder may have gone too, or may be shared with the viewer no more.
    above = visible_nodes(actor).filter(id__in={node.parent_id for node in nodes}).in_bulk()
    rows = [(node, shown.icon(node), shown.kind_word(node), above.get(node.parent_id or 0)) for node in nodes]
    values = {
        "page": page,
        "rows": rows,
        "days": installation.settings().trash_days,
        "trail": [*shown.trail([]), ("Trash", "")],
    }
    return render(request, "entities/trash.html", values)
