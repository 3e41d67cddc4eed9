"""One attribute of a component with all its permissible values, searched by code and label at once."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from theatrum.doors.web.pages.model import attribute_table
from theatrum.doors.web.pages.model.component import row, trail
from theatrum.doors.web.pages.model.kept import kept
from theatrum.doors.web.sending import CSV, send

PAGE = 100
_LONGEST = 200


@require_safe
def attribute(request: HttpRequest, version: str, name: str, attribute: str) -> HttpResponseBase:
    """Show the attribute and a page of its values; with ``format=csv`` send all of them."""
    shelf = kept()
    page = shelf.component(name, version)
    found = shelf.attribute(page, attribute)
    choices = shelf.choices(page, attribute)
    if request.GET.get("format") == "csv" and choices.every:
        content = attribute_table.values_text(choices.every).encode()
        return send(request, content, content_type=CSV, name=f"{name}-{version}-{attribute}-values.csv")
    asked = request.GET.get("q", "")[:_LONGEST]
    values = {
        "component": page,
        "row": row(shelf.profile, page, found),
        "has_labels": choices.has_labels,
        "page": Paginator(choices.with_words(asked), PAGE).get_page(request.GET.get("page")),
        "q": asked,
        "query": f"{urlencode({'q': asked})}&" if asked else "",
        "trail": trail(page, (attribute, "")),
    }
    return render(request, "model/attribute.html", values)
