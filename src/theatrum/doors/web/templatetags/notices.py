"""Tags of what every page shows of notices: the bell, and announcements."""

from django import template
from django.http import HttpRequest

from theatrum.consortium.notices.announcements.models import Announcement
from theatrum.consortium.notices.announcements.queries import shown_to
from theatrum.consortium.notices.inbox.queries import MOST_COUNTED, unread_count
from theatrum.doors.web import viewer

register = template.Library()


@register.simple_tag
def unread_notices(request: HttpRequest) -> str:
    """Return how many notices the viewer has not read, as it is written: such as ``3`` or ``99+``."""
    user = viewer.account(request)
    count = unread_count(user.pk) if user is not None else 0
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


@register.simple_tag
def announcements_shown(request: HttpRequest) -> list[Announcement]:
    """Return what stands above the page."""
    user = viewer.account(request)
    return shown_to(user.pk if user is not None else None)
