"""Giving one blob: whole or a range of it, always as a file to save."""

import asyncio
import logging
import os
from collections.abc import Mapping
from concurrent.futures import Future

from theatrum.doors.live.asgi import Receive, Scope, Send, start
from theatrum.doors.live.errors import BytesLocked
from theatrum.doors.live.plane import Plane
from theatrum.doors.live.ranges import ByteRange
from theatrum.doors.live.selection import select

_log = logging.getLogger(__name__)

_CHUNK = 512 * 1024


async def deliver(
    scope: Scope, receive: Receive, send: Send, *, key: str, facts: Mapping[str, str], plane: Plane
) -> None:
    """Answer a GET or HEAD. Raises BytesLocked, BlobNotFound."""
    if await plane.locks(key, facts.get("reader", "")):
        raise BytesLocked
    with await plane.run(plane.store.open, key) as file:
        selection = select(scope, key=key, size=os.fstat(file.fileno()).st_size, facts=facts)
        await start(send, selection.status, selection.headers)
        left = asyncio.ensure_future(_client_left(receive))
        try:
            await _stream(file.fileno(), selection.piece, send, left, plane)
        finally:
            left.cancel()


async def _stream(descriptor: int, piece: ByteRange, send: Send, left: asyncio.Future[None], plane: Plane) -> None:
    """Send the bytes, reading one chunk ahead; stop without a word when nobody takes them.

    The status has gone out already: an incomplete body is all that can still tell of a failure.
    """
    place, end = piece.start, piece.start + piece.length
    reading = plane.submit(os.pread, descriptor, min(_CHUNK, end - place), place)
    try:
        while place < end:
            chunk = await asyncio.wrap_future(reading)
            place += len(chunk)
            if left.done() or not chunk:
                return
            reading = plane.submit(os.pread, descriptor, min(_CHUNK, end - place), place)
            async with asyncio.timeout(plane.idle):
                await send({"type": "http.response.body", "body": chunk, "more_body": place < end})
        if not piece.length:
            await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        _log.info("a download stopped: its reader took nothing any more")
    except OSError:
        _log.exception("a blob could not be read to its end")
    finally:
        await _settled(reading)


async def _settled(reading: Future[bytes]) -> None:
    """Wait until the thread is done with the file, which the caller is about to close."""
    if not reading.cancel():
        await asyncio.wait({asyncio.wrap_future(reading)})


async def _client_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
