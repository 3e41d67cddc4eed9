"""The center of an address, for who sees it."""

from django.http import HttpRequest

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers import queries, sight
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer


def center_of(request: HttpRequest, center_id: str) -> Center:
    """Return a center that the viewer sees. Raises CenterNotFound, as if it were not there."""
    sight.require_seen(viewer.actor(request), center_id)
    return queries.get_center(in_force(), center_id)
