"""The page of any entity, by its id: each kind has its own; a link leads to its target."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import browse, file, shown
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access import queries as access
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries import nodes


@require_safe
def entity(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Show an entity."""
    node = nodes.require_node(viewer.actor(request), parse_entity_id(entity_id))
    if node.is_container:
        return browse.container(request, node)
    if node.kind == Kind.LINK:
        return _link(request, node)
    return file.file(request, node)


def _link(request: HttpRequest, node: Node) -> HttpResponseBase:
    """Lead to the target; ``?stay`` shows the link itself, which can be renamed, moved and deleted."""
    target = _target(node)
    if "stay" not in request.GET:
        return HttpResponseRedirect(target)
    actor = viewer.actor(request)
    permissions = access.permissions_of(actor, node)
    return render(
        request, "entities/link.html", shown.frame(actor, node) | {"target": target, "permissions": permissions}
    )


def _target(node: Node) -> str:
    stored = node.current.details.get("linksTo") if node.current else None
    named = stored if isinstance(stored, dict) else {}
    address = reverse("entity", args=[str(named.get("targetId"))])
    version = named.get("targetVersionNumber")
    return f"{address}?version={version}" if version else address
