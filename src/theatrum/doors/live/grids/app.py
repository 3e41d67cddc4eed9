"""The websocket of grids: who comes with a ticket takes a seat, and is told what happens until they leave.

Plain ASGI, without Django: the event loop holds the seats, and whatever reads or writes runs in threads at the desk.
"""

import asyncio
import json
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from theatrum.doors.live.asgi import Message, Receive, Scope, Send, header
from theatrum.doors.live.grids import messages
from theatrum.doors.live.grids.answering import Answering
from theatrum.doors.live.grids.errors import MessageInvalid
from theatrum.doors.live.grids.facing import Desk, Entered
from theatrum.doors.live.grids.hub import Hub
from theatrum.doors.live.grids.hubs import Hubs
from theatrum.doors.live.grids.outgoing import Outgoing
from theatrum.doors.live.grids.seat import Known, Seat
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject

_log = logging.getLogger(__name__)

PATH = "/live/grid"
# Seconds until somebody who connected says who they are.
_PATIENCE = 30.0
# Longer messages are read in a thread: the loop is everybody's.
_READ_HERE = 16 * 1024
NOT_UNDERSTOOD, NOT_ADMITTED, TOO_LONG, FAILED = 4400, 4401, 1009, 1011


class _Left(Exception):  # no error: the other end has gone
    pass


@dataclass
class GridApp:
    """The ASGI application of the websocket; ``origins`` are whose pages may connect, besides the server's own."""

    desk: Desk
    origins: Collection[str] = ()
    hubs: Hubs = field(init=False)

    def __post_init__(self) -> None:
        """Make the hubs."""
        self.hubs = Hubs(self.desk)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one websocket from its beginning to its end."""
        await receive()
        if not _is_of_origin(scope, self.origins):
            await send({"type": "websocket.close", "code": NOT_ADMITTED, "reason": "Another site may not connect."})
            return
        await send({"type": "websocket.accept"})
        outgoing = Outgoing(send)
        async with outgoing.running():
            try:
                await self._serve(receive, outgoing)
            except _Left:
                return
            except Exception:  # noqa: BLE001  # the outermost frame: the browser comes back, the log says why
                _log.exception("the websocket of a grid failed")
                outgoing.close(FAILED, "The server failed, and has logged why. Connect again.")

    async def close(self) -> None:
        """Stop listening and let what is being written end; all websockets are closed by then."""
        await self.hubs.close()

    async def _serve(self, receive: Receive, outgoing: Outgoing) -> None:
        try:
            hello = await asyncio.wait_for(self._hello(receive, outgoing), _PATIENCE)
            entered = await self.hubs.threads.write(self.desk.enter, ticket=hello.ticket, seat=hello.seat)
            hub = await self.hubs.hub(entered.workspace_id)
        except (DomainError, TimeoutError) as error:
            reason = str(error) or "Nobody said hello."
            code = error.code if isinstance(error, DomainError) else "grids.silent"
            _refuse(outgoing, 0, code, reason)
            outgoing.close(NOT_UNDERSTOOD if isinstance(error, MessageInvalid) else NOT_ADMITTED, "No seat was given.")
            return
        try:
            await self._sit(receive, outgoing, hub, hello=hello, entered=entered)
        finally:
            self.hubs.release(hub)

    async def _hello(self, receive: Receive, outgoing: Outgoing) -> messages.Hello:
        said = await self._said(receive, outgoing)
        if not isinstance(said, messages.Hello):
            raise MessageInvalid(reason="the first message is a hello with a ticket.", id=0)
        return said

    async def _sit(
        self, receive: Receive, outgoing: Outgoing, hub: Hub, *, hello: messages.Hello, entered: Entered
    ) -> None:
        seat = Seat(entered.seat, entered.person_id, entered.name, outgoing)
        await self._welcome(hub, seat, since=hello.since)
        answering = Answering(hub, seat, moved=lambda moved: self.hubs.say_where(hub, moved))
        hub.tell({"t": "here", **seat.where()}, but=seat)
        self.hubs.say_where(hub, seat)
        try:
            while outgoing.is_open:
                await self._take(receive, outgoing, answering)
        finally:
            if hub.leave(seat):
                self.hubs.say_gone(hub, seat.number)
            await answering.end()

    async def _take(self, receive: Receive, outgoing: Outgoing, answering: Answering) -> None:
        try:
            said = await self._said(receive, outgoing)
        except MessageInvalid as error:
            number = error.facts.get("id", 0)
            _refuse(outgoing, number if isinstance(number, int) else 0, error.code, str(error))
            return
        await answering.take(said)

    async def _said(self, receive: Receive, outgoing: Outgoing) -> messages.Said | messages.Hello | messages.Other:
        """Return the next message. Raises MessageInvalid, and _Left at the end."""
        text = _text(await _next(receive, outgoing))
        if len(text) > messages.LONGEST_MESSAGE:
            raise MessageInvalid(reason=f"it has {len(text):,} characters; send large changes in several.", id=0)
        if len(text) <= _READ_HERE:
            return messages.read(text)
        return await self.hubs.threads.read_much(messages.read, text)

    async def _welcome(self, hub: Hub, seat: Seat, *, since: int | None) -> None:
        facts = await self.hubs.threads.read(self.desk.welcome, hub.workspace_id, seat.person_id)
        missed = await hub.missed(since) if since is not None and since <= hub.sequence else None
        seat.known = Known(is_all=missed is not None)
        # Nothing may come between the place in the order and the seat: no await from here on.
        at = hub.sequence
        hub.sit(seat)
        you: JsonObject = {**seat.person, **_object(facts.get("you"))}
        message = {
            **facts,
            "t": "welcome",
            "seat": seat.number,
            "sequence": at,
            "totals": {**hub.layout.flags.totals},
            "people": hub.people(),
            "you": you,
        }
        seat.outgoing.put(json.dumps(message, ensure_ascii=False))
        if since is not None:
            self._tell_missed(seat, missed, at=at)

    def _tell_missed(self, seat: Seat, missed: list[str] | None, *, at: int) -> None:
        if missed is None:
            seat.outgoing.put(json.dumps({"t": "reload", "sequence": at}))
        for text in missed or ():
            seat.outgoing.put(text)


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _refuse(outgoing: Outgoing, number: int, code: str, reason: str) -> None:
    outgoing.put(json.dumps({"t": "refused", "id": number, "code": code, "reason": reason, "cells": []}))


async def _next(receive: Receive, outgoing: Outgoing) -> Message:
    """Return the next message. Raises _Left as soon as the connection is to be closed from here."""
    incoming = asyncio.ensure_future(receive())
    closing = asyncio.ensure_future(outgoing.closing.wait())
    try:
        await asyncio.wait({incoming, closing}, return_when=asyncio.FIRST_COMPLETED)
        if incoming.done():
            return incoming.result()
        raise _Left
    finally:
        closing.cancel()
        if not incoming.done():
            incoming.cancel()
            await asyncio.wait({incoming})


def _text(message: Message) -> str | bytes:
    """Return the text of a message. Raises _Left for the end of the connection."""
    if message["type"] != "websocket.receive":
        raise _Left
    text = message.get("text")
    return text if text is not None else bytes(message.get("bytes") or b"")


def _is_of_origin(scope: Scope, origins: Collection[str]) -> bool:
    """Tell whether a page of this server asks, or a program, which names no origin."""
    origin = header(scope, "origin")
    if origin is None:
        return True
    return origin in origins or urlsplit(origin).netloc.lower() == (header(scope, "host") or "").lower()
