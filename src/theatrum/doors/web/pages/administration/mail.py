"""The mail folder of an installation without SMTP: links to pass on to their people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from theatrum.doors.web import viewer
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.mail import folder
from theatrum.repository.audit import actions as audit

_A_PAGE = 20


@viewer.administrators_only
@never_cache
def listing(request: HttpRequest) -> HttpResponseBase:
    """Show messages with their links. Who looks is remembered: a link opens somebody's account."""
    page = Paginator(folder.names(), _A_PAGE).get_page(request.GET.get("page"))
    mails = [mail for name in page.object_list if (mail := folder.read(name)) is not None]
    if mails:
        shown = [mail.name for mail in mails]
        with writing():
            audit.record(
                viewer.actor(request).id, "mail_read", subject_kind="mail", subject_id="folder", after={"names": shown}
            )
    values = {"page": page, "mails": mails, "sends_mail": bool(installation.settings().smtp_url)}
    return render(request, "administration/mail.html", values)


@viewer.administrators_only
@require_POST
def discard(request: HttpRequest, name: str) -> HttpResponseBase:
    """Delete a message that was passed on."""
    if folder.read(name) is None:
        raise Http404
    folder.discard(name)
    with writing():
        audit.record(viewer.actor(request).id, "mail_discarded", subject_kind="mail", subject_id=name)
    messages.success(request, "The message is deleted.")
    return HttpResponseRedirect(reverse("administration_mail"))
