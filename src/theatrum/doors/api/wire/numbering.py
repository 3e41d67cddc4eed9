"""Identifiers asked for and given, on the wire. These messages are our own."""

from typing import Annotated

from pydantic import Field

from theatrum.doors.api.wire.message import Wire


class IdentifiersAsked(Wire):
    """What is to be numbered at a center: ``count`` under each of the participants, or in a row of their own."""

    center: str = Field(max_length=20)
    kind: str = Field(max_length=50)
    count: int = 1
    participant: str | None = Field(None, max_length=60)
    participants: list[Annotated[str, Field(max_length=60)]] = Field(default=[], max_length=1_000)
    pooled: bool = False
    external: bool = False


class IdentifiersGiven(Wire):
    """The next identifiers; ``reserved`` says whether nobody else gets them."""

    center: str
    kind: str
    ids: list[str]
    reserved: bool
