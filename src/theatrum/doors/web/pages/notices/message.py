"""A message that I got or sent, as programs send them: its text, once it is screened."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.consortium.notices.errors import MessageIsNotYours, MessageNotFound
from theatrum.consortium.notices.queries import text_of, visible_message
from theatrum.doors.web import viewer
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import queries as accounts


@viewer.signed_in
@require_safe
def message(request: HttpRequest, message_id: int) -> HttpResponseBase:
    """Show a message; of others' ones nobody learns that they are there."""
    actor = viewer.actor(request)
    try:
        found = visible_message(actor, message_id)
    except MessageIsNotYours as error:
        raise MessageNotFound(id=message_id) from error
    text = refused = ""
    try:
        text = text_of(actor, found)
    except DomainError as error:
        refused = str(error)
    people = [one.user_id for one in found.receipts.all()]
    values = {
        "message": found,
        "text": text,
        "refused": refused,
        "to": sorted(accounts.names(people).values()),
        "names": accounts.names([found.created_by]),
    }
    return render(request, "notices/message.html", values)
