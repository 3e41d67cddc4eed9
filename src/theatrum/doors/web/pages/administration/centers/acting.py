"""Activating, suspending and reactivating a center."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.centers import actions
from theatrum.consortium.centers.models import CenterState
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.jobs import want_activation
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError


@viewer.staff_only
@require_POST
def activate(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Have all made that the center lacks; its page shows how far that is."""
    with writing():
        want_activation(actor=viewer.actor(request), center_id=center_id)
    return _back(center_id)


@viewer.staff_only
@require_POST
def suspend(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Stop all writing at a center, with the reason that everybody who is refused reads."""
    reason = request.POST.get("reason", "")
    try:
        with writing():
            actions.suspend_center(actor=viewer.actor(request), profile=in_force(), center_id=center_id, reason=reason)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{center_id} is suspended: nobody writes there until it is active again.")
    return _back(center_id)


@viewer.staff_only
@require_POST
def reactivate(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """End a suspension."""
    with writing():
        record = actions.reactivate_center(actor=viewer.actor(request), profile=in_force(), center_id=center_id)
    told = "active again" if record.state == CenterState.ACTIVE else "suspended no more, and can be activated"
    messages.success(request, f"{center_id} is {told}.")
    return _back(center_id)


def _back(center_id: str) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("administration_center", args=[center_id]))
