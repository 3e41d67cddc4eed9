"""From an entity to the bytes of one of its versions."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from theatrum.doors.web import viewer
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.repository.entities.associations import claim_on
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim


@require_safe
def download(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Lead to an address of the bytes that works for some minutes, or to where a link leads."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    version = nodes.get_version(node, version_number(request))
    handle = downloading.find_one(actor, claim(node, version))
    return HttpResponseRedirect(downloading.sign_redirect(actor, handle))


def claim(node: Node, version: Version) -> Claim:
    """Return the claim that a version's file belongs to its entity."""
    return claim_on(node.kind, node.id, version.handle_id)


def version_number(request: HttpRequest) -> int | None:
    """Return the version that the address names; None means the current one. Raises InvalidRequest."""
    asked = request.GET.get("version")
    return parse_number(asked, what="version number") if asked else None
