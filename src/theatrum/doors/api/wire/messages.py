"""Messages to people on the wire."""

from typing import Literal

from pydantic import Field

from theatrum.doors.api.wire.message import Wire, WireTime

StatusType = Literal["READ", "UNREAD", "ARCHIVED"]


class MessageToUser(Wire):
    """A message whose text is a file; what the server fills in is absent when it is sent."""

    id: str | None = None
    created_by: str | None = None
    created_on: WireTime | None = None
    subject: str | None = Field(None, max_length=1000)
    file_handle_id: str
    recipients: list[str] = Field(max_length=50)
    in_reply_to: str | None = None
    in_reply_to_root: str | None = None


class MessageStatus(Wire):
    """What a recipient did with a message."""

    message_id: str
    recipient_id: str | None = None
    status: StatusType


class MessageBundle(Wire):
    """A message, and what its recipient did with it."""

    message: MessageToUser
    status: MessageStatus


class MessageList(Wire):
    """A page of messages."""

    results: list[MessageToUser]
    total_number_of_results: int


class MessageBundleList(Wire):
    """A page of messages that came."""

    results: list[MessageBundle]
    total_number_of_results: int
