"""The directory: which center, which atlas id, who is the liaison, whom to ask there."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.consortium.centers import sight
from theatrum.consortium.handbook.directory import lines
from theatrum.consortium.handbook.members import require_member
from theatrum.doors.web import viewer


@require_safe
@viewer.signed_in
def directory(request: HttpRequest) -> HttpResponseBase:
    """Show the directory to members of the network."""
    actor = viewer.actor(request)
    require_member(actor)
    asked = request.GET.get("q", "").strip()[:100]
    values = {"q": asked, "lines": lines(asked), "seen": set(sight.centers_seen(actor))}
    return render(request, "handbook/directory.html", values)
