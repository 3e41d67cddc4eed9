"""Tags for the pages of a center."""

from django import template
from django.http import HttpRequest

from theatrum.checks.profile.network_shapes import Center
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.centers import tabs

register = template.Library()


@register.simple_tag(takes_context=True)
def center_tabs(context: dict[str, object], center: Center | str, tab: str) -> list[tabs.Shown]:
    """Return the tabs of a center's pages; ``tab`` names the address of this one."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return []
    center_id = center.id if isinstance(center, Center) else center
    return tabs.tabs_for(viewer.actor(request), center_id, tab)
