"""The closed gate in place of what a page would offer: who may write by the ACL reads here why they cannot."""

from django import template
from django.http import HttpRequest

from theatrum.consortium.onboarding import guarding
from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.consortium.onboarding.gates import Gate
from theatrum.doors.web import viewer
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.entities.models import Node

register = template.Library()


@register.inclusion_tag("onboarding/parts/gate_notice.html")
def gate_notice(request: HttpRequest, node: Node, permissions: frozenset[Permission]) -> dict[str, object]:
    """Say which gate is closed for the viewer at an entity; nothing where none is, or where they have no right."""
    return {"closed": closed_at(request, node, permissions)}


def closed_at(request: HttpRequest, node: Node, permissions: frozenset[Permission]) -> GateClosed | None:
    """Return what keeps the viewer from writing what the ACL lets them write; None where nothing does."""
    actor = viewer.actor(request)
    wanted = Permission.CREATE if node.is_container else Permission.UPDATE
    if wanted in permissions or actor.is_anonymous or actor.is_administrator:
        return None
    closed = guarding.find_closed(actor, wanted, node)
    if closed is None or _is_above_leaves(closed, node):
        return None
    held = {principal for principal, value in access.entries("entity", node.acl_id) if value == wanted}
    return guarding.refusal_of(closed) if held & actor.principal_ids else None


def _is_above_leaves(closed: guarding.Closed, node: Node) -> bool:
    """Tell whether somebody only looks at the tree on the way down to its leaves."""
    return node.is_container and [rule.gate for rule in closed.rules] == [Gate.FOLDER_OPEN]
