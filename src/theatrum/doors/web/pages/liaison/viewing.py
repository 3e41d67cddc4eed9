"""Beginning and ending to see pages as a center does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.liaison.viewing import start_viewing
from theatrum.doors.web import viewer
from theatrum.doors.web import viewing as view
from theatrum.drivers.db.transactions import writing


@viewer.signed_in
@require_POST
def start(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """See pages as the people of a center do, beginning with what they see first."""
    with writing():
        start_viewing(actor=viewer.actor(request), center_id=center_id)
    view.start(request, center_id)
    return HttpResponseRedirect(reverse("home"))


@viewer.signed_in
@require_POST
def stop(request: HttpRequest) -> HttpResponseBase:
    """See pages as oneself again."""
    with writing():
        center_id = view.stop(request)
    if center_id:
        messages.success(request, f"You see pages as yourself again, no longer as {center_id}.")
    return HttpResponseRedirect(reverse("liaison"))
