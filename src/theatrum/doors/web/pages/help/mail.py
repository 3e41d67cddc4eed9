"""Mail that the desk did not take: from whom, when, why and how large; what it says is not shown."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.helpdesk.incoming import taking
from theatrum.doors.web import viewer
from theatrum.kernel.errors import DomainError

_A_PAGE = 50
_DONE = {"opened": "It is a new ticket.", "answered": "It stands in its ticket.", "held": "It waits in its ticket."}


@viewer.signed_in
@require_safe
def refused(request: HttpRequest) -> HttpResponseBase:
    """List the mails of the last month that were not taken."""
    page = Paginator(taking.refused(viewer.actor(request)), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "help/mail.html", {"page": page, "is_desk": True, "tab": "desk"})


@viewer.signed_in
@require_POST
def accept(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    """Take a mail after all."""
    try:
        outcome = taking.accept(actor=viewer.actor(request), mail_id=mail_id)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The mail is accepted. {_DONE.get(outcome, '')}")
    return HttpResponseRedirect(reverse("help_mail"))
