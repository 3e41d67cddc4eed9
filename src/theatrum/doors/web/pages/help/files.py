"""Files of tickets: sent by the upload island before the form is, and handed out to who may read the entry."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from theatrum.consortium.helpdesk import queues
from theatrum.consortium.helpdesk.attaching import ATTACHMENT
from theatrum.consortium.helpdesk.errors import TicketNotFound
from theatrum.consortium.helpdesk.models import Attachment
from theatrum.consortium.helpdesk.sight import get_ticket
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.uploads import begin_upload, json_answer
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim

LARGEST = 100 * 1024**2


@json_answer
def upload(actor: Actor, body: JsonObject) -> JsonObject:
    """Start or resume the upload of a file that will be attached to an entry."""
    queues.support()
    size = body.get("size")
    if isinstance(size, int) and size > LARGEST:
        raise InvalidRequest(reason="A ticket takes files of up to 100 MB: name larger ones by their synID.")
    return begin_upload(actor, body)


@viewer.signed_in
@require_safe
def download(request: HttpRequest, number: int, attachment_id: int) -> HttpResponseBase:
    """Lead to the bytes of a file that is attached to an entry."""
    actor = viewer.actor(request)
    ticket = get_ticket(actor, number)
    found = Attachment.objects.filter(pk=attachment_id, entry__ticket=ticket).first()
    if found is None:
        raise TicketNotFound(number=number)
    handle = downloading.find_one(actor, Claim(found.handle_id, ATTACHMENT, str(found.pk)))
    return HttpResponseRedirect(downloading.sign_redirect(actor, handle))
