"""Messages to people on the wire."""

from pydantic import Field

from theatrum.doors.api.wire.message import Wire, WireTime


class MessageToUser(Wire):
    """A message whose text is a file; what the server fills in is absent when it is sent."""

    id: str | None = None
    created_by: str | None = None
    created_on: WireTime | None = None
    subject: str | None = Field(None, max_length=1000)
    file_handle_id: str
    recipients: list[str] = Field(max_length=50)
