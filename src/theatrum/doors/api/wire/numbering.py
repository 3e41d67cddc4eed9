"""Identifiers asked for and given, on the wire. These messages are our own."""

from pydantic import Field

from theatrum.doors.api.wire.message import Wire


class IdentifiersAsked(Wire):
    """What is to be numbered at a center."""

    center: str = Field(max_length=20)
    kind: str = Field(max_length=50)
    count: int = 1
    participant: str | None = Field(None, max_length=60)
    pooled: bool = False
    external: bool = False


class IdentifiersGiven(Wire):
    """The next identifiers; ``reserved`` says whether nobody else gets them."""

    center: str
    kind: str
    ids: list[str]
    reserved: bool
