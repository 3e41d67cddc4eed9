"""Messages to people, which bulk uploads send at their end."""

from django.http import HttpResponse
from ninja.params.functions import Query

from theatrum.consortium.notices import queries
from theatrum.consortium.notices.actions import draft_message, mark_message, send_message
from theatrum.consortium.notices.models import Status
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.files import to_bytes
from theatrum.doors.api.views import messages as view
from theatrum.doors.api.wire import messages as wire
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.kernel.paging import page
from theatrum.repository.access.permissions import Scope
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.queries import parse_handle_id

repo = Routes(tag="messages")


@repo.post("message", status=201, writes=True, transaction=False)
def send(request: ApiRequest, body: wire.MessageToUser) -> wire.MessageToUser:
    """Keep a message whose text is a file of one's own, and mail it to people."""
    draft = draft_message(
        request.actor,
        subject=body.subject or "",
        handle_id=parse_handle_id(body.file_handle_id),
        recipient_ids={parse_number(text, what="user id") for text in body.recipients},
        in_reply_to=_number(body.in_reply_to) if body.in_reply_to else None,
    )
    with writing():
        message = send_message(actor=request.actor, draft=draft)
    return view.message(message)


@repo.get("message/inbox", signed_in=True)
def list_received(
    request: ApiRequest,
    *,
    inbox_filter: str = Query("UNREAD", alias="inboxFilter"),
    order_by: str = Query("SEND_DATE", alias="orderBy"),
    descending: bool = True,
    limit: int | None = None,
    offset: int | None = None,
) -> wire.MessageBundleList:
    """List what came, of the kinds named: UNREAD, READ, ARCHIVED, with commas between."""
    wanted = [_status(name) for name in inbox_filter.split(",")]
    window, found = (
        page(limit, offset),
        queries.received_by(request.actor, wanted, by=_key(order_by), descending=descending),
    )
    shown = [view.bundle(each) for each in found[window.offset : window.end]]
    return wire.MessageBundleList(results=shown, total_number_of_results=found.count())


@repo.get("message/outbox", signed_in=True)
def list_sent(
    request: ApiRequest,
    *,
    order_by: str = Query("SEND_DATE", alias="orderBy"),
    descending: bool = True,
    limit: int | None = None,
    offset: int | None = None,
) -> wire.MessageList:
    """List what one sent."""
    window, found = page(limit, offset), queries.sent_by(request.actor, by=_key(order_by), descending=descending)
    shown = [view.message(each) for each in found[window.offset : window.end]]
    return wire.MessageList(results=shown, total_number_of_results=found.count())


@repo.get("message/{message_id}")
def get_message(request: ApiRequest, message_id: str) -> wire.MessageToUser:
    """Read a message that one sent or got."""
    return view.message(queries.visible_message(request.actor, _number(message_id)))


@repo.get("message/{message_id}/conversation")
def list_conversation(
    request: ApiRequest,
    message_id: str,
    *,
    order_by: str = Query("SEND_DATE", alias="orderBy"),
    descending: bool = True,
    limit: int | None = None,
    offset: int | None = None,
) -> wire.MessageList:
    """List the messages that belong together with one, as far as one sent or got them."""
    message, window = queries.visible_message(request.actor, _number(message_id)), page(limit, offset)
    found = queries.conversation_of(request.actor, message, by=_key(order_by), descending=descending)
    shown = [view.message(each) for each in found[window.offset : window.end]]
    return wire.MessageList(results=shown, total_number_of_results=found.count())


@repo.get("message/{message_id}/file", scope=Scope.DOWNLOAD)
def get_text(request: ApiRequest, message_id: str, *, redirect: bool = True) -> HttpResponse:
    """Lead to the text of a message, or name the address."""
    message = queries.visible_message(request.actor, _number(message_id))
    claim = Claim(message.handle_id, queries.ATTACHMENT, message_id)
    return to_bytes(request.actor, downloading.find_one(request.actor, claim), redirects=redirect)


@repo.put("message/status", writes=True)
def put_status(request: ApiRequest, body: wire.MessageStatus) -> None:
    """Say what one did with a message."""
    mark_message(actor=request.actor, message_id=_number(body.message_id), status=Status(body.status))


def _number(text: str) -> int:
    return parse_number(text, what="message id")


def _key(order_by: str) -> str:
    if order_by not in queries.SORTED_BY:
        raise InvalidRequest(reason=f"orderBy is {order_by[:40]!r}: expected {' or '.join(queries.SORTED_BY)}.")
    return queries.SORTED_BY[order_by]


def _status(name: str) -> Status:
    try:
        return Status(name.strip())
    except ValueError:
        raise InvalidRequest(reason=f"inboxFilter names {name[:40]!r}: expected UNREAD, READ or ARCHIVED.") from None
