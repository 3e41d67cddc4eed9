"""Tags of what every page shows of a liaison's tools: whose view it has, and the way to them."""

from django import template
from django.http import HttpRequest

from theatrum.consortium.centers.viewpoints import Viewpoint
from theatrum.doors.web import viewer

register = template.Library()


@register.simple_tag
def center_seen_as(request: HttpRequest) -> str:
    """Return the center as whose people the viewer sees the page, or nothing."""
    actor = viewer.actor(request)
    return actor.center_id if isinstance(actor, Viewpoint) else ""


@register.simple_tag
def viewer_is_staff(request: HttpRequest) -> bool:
    """Tell whether the viewer is of the coordinating center."""
    return viewer.is_staff(request)
