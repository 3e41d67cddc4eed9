"""Putting away an announcement."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from theatrum.consortium.notices.announcements.actions import dismiss
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing


@viewer.signed_in
@require_POST
def put_away(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Put an announcement away for me, and stay where I was."""
    with writing():
        dismiss(actor=viewer.actor(request), announcement_id=announcement_id)
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if is_ours and wanted.startswith("/") else "/")
