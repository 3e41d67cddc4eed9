"""Giving one blob: whole or a range of it, always as a file to save."""

import asyncio
import logging
import os
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import BinaryIO

from theatrum.doors.live.asgi import Receive, Scope, Send, start
from theatrum.doors.live.errors import BytesLocked
from theatrum.doors.live.plane import Plane
from theatrum.doors.live.ranges import ByteRange
from theatrum.doors.live.selection import select
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.blobs.s3.reading import RangedFile

_log = logging.getLogger(__name__)

_CHUNK = 512 * 1024


async def deliver(
    scope: Scope, receive: Receive, send: Send, *, key: str, facts: Mapping[str, str], plane: Plane
) -> None:
    """Answer a GET or HEAD. Raises BytesLocked, BlobNotFound."""
    gate = _Gate(plane, key, facts.get("reader", ""))
    if await gate.is_locked():
        raise BytesLocked
    with await plane.run(plane.store.open, key) as file:
        size = await plane.run(file.seek, 0, os.SEEK_END)
        selection = select(scope, key=key, size=size, facts=facts)
        if isinstance(file, RangedFile):
            file.stream_to(selection.piece.start + selection.piece.length)
        await start(send, selection.status, selection.headers)
        left = asyncio.ensure_future(_client_left(receive))
        try:
            await _stream(file, selection.piece, send, left, gate)
        finally:
            left.cancel()


@dataclass(slots=True)
class _Gate:
    """The lock of one download, which may fall while that goes on."""

    plane: Plane
    key: str
    reader: str
    asked_at: float = 0.0

    async def is_locked(self) -> bool:
        """Ask the lock. Raises BlobNotFound, and whatever keeps it from answering."""
        self.asked_at = time.monotonic()
        return await self.plane.locks(self.key, self.reader)

    async def has_fallen(self) -> bool:
        """Tell whether the download must end; asks once a second, and ends it where nobody can answer."""
        if time.monotonic() - self.asked_at < self.plane.asked_every:
            return False
        try:
            return await self.is_locked()
        except BlobNotFound:
            return True
        except Exception:  # noqa: BLE001  # the status has gone out: nothing but the end of the bytes can tell
            _log.exception("a download stopped: its lock could not be asked")
            return True


def _read(file: BinaryIO, length: int, place: int) -> bytes:
    """Read in a thread; one at a time, as a file has one place."""
    file.seek(place)
    return file.read(length)


async def _stream(file: BinaryIO, piece: ByteRange, send: Send, left: asyncio.Future[None], gate: _Gate) -> None:
    """Send the bytes, reading one chunk ahead; stop without a word when nobody takes them, or a lock falls.

    The status has gone out already: an incomplete body is all that can still tell of a failure.
    """
    plane = gate.plane
    place, end = piece.start, piece.start + piece.length
    reading = plane.submit(_read, file, min(_CHUNK, end - place), place)
    try:
        while place < end:
            chunk = await asyncio.wrap_future(reading)
            place += len(chunk)
            if left.done() or not chunk:
                return
            if await gate.has_fallen():
                # By its number and name nobody could tell what was in it: neither is told.
                _log.warning("a download stopped: its file was locked while it went on")
                return
            reading = plane.submit(_read, file, min(_CHUNK, end - place), place)
            async with asyncio.timeout(plane.idle):
                await send({"type": "http.response.body", "body": chunk, "more_body": place < end})
        if not piece.length:
            await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        _log.info("a download stopped: its reader took nothing any more")
    except BlobNotFound:
        _log.info("a download stopped: its file was deleted while it went on")
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
