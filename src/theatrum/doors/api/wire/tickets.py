"""Tickets of the help desk on the wire. These messages are our own."""

from typing import Annotated

from pydantic import Field

from theatrum.doors.api.wire.message import Wire

_Short = Annotated[str, Field(max_length=100)]
_Answer = Annotated[str, Field(max_length=2_000)]


class TicketAsked(Wire):
    """What is to be reported; without a queue it is a problem. Files are handles of one's own."""

    title: str = Field(max_length=250)
    text: str = Field("", max_length=20_000)
    queue: str = Field("", max_length=40)
    context: dict[_Short, _Answer] = Field(default={}, max_length=30)
    center: str = Field("", max_length=20)
    file_handle_ids: list[Annotated[str, Field(max_length=20)]] = Field(default=[], max_length=10)
    take_out: bool = False


class TicketOpened(Wire):
    """The ticket: its number, where it is shown, and the classes of what was taken out of the words."""

    number: int
    url: str
    taken_out: list[str]
