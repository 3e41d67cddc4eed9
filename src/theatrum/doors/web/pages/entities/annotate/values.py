"""Searching the permissible values of an attribute, however many: 20,000 never travel."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.entities.annotate import attributes
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.schemas.compiled import compiled

LIMIT = 50
_LONGEST = 200


@require_safe
def search(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Answer with the values that fit: as JSON for the form's search, as a page for everybody else."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    name, text = request.GET.get("attribute", ""), request.GET.get("q", "")[:_LONGEST]
    bound = bound_for(node.id)
    known = attributes.of(compiled(bound.digest)) if bound else []
    attribute = next((one for one in known if one.name == name), None)
    if attribute is None or not attribute.values:
        raise InvalidRequest(reason=f"{node.public_id} has no attribute {name[:_LONGEST]!r} with permissible values.")
    found = list(islice(matching(attribute.values, text), LIMIT + 1))
    values, has_more = found[:LIMIT], len(found) > LIMIT
    if request.GET.get("format") == "json":
        return JsonResponse({"values": values, "hasMore": has_more, "total": len(attribute.values)})
    page = {"attribute": attribute, "values": values, "has_more": has_more, "q": text, "limit": LIMIT}
    return render(request, "entities/values.html", shown.frame(actor, node) | page)


def matching(values: Sequence[str], text: str) -> Iterator[str]:
    """Yield the values that hold every word of a text: those that begin with it first."""
    wanted = text.casefold().split()
    if not wanted:
        yield from values
        return
    start = " ".join(wanted)
    fitting = [value for value in values if all(word in value.casefold() for word in wanted)]
    yield from (value for value in fitting if value.casefold().startswith(start))
    yield from (value for value in fitting if not value.casefold().startswith(start))
