"""Taking one part: from the connection to the store, a mebibyte or two in memory at a time."""

import asyncio
from concurrent.futures import Future
from http import HTTPStatus

from theatrum.doors.live.asgi import Send, answer
from theatrum.doors.live.body import Body
from theatrum.doors.live.plane import Plane
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.part_writer import PartWriter

_BATCH = 1024**2


async def take_part(body: Body, send: Send, *, store: LocalBlobs, upload: str, number: int, plane: Plane) -> None:
    """Write the body as a part of an upload, and answer when it is durable.

    Raises UploadNotFound, PartOutOfRange, PartLengthWrong, PartOvertaken, UploadComplete, StoreFull,
    LengthUnreadable, BodyStopped.
    """
    writer = await plane.run(store.receive_part, upload, number, announced=body.announced)
    try:
        await _copy(body, writer, plane)
        part = await plane.run(writer.finish)
    finally:
        writer.close()
    await answer(send, HTTPStatus.OK, [("etag", f'"{part.md5}"')])


async def _copy(body: Body, writer: PartWriter, plane: Plane) -> None:
    """Receive one batch while a thread hashes and writes the one before."""
    writing: Future[None] | None = None
    try:
        while batch := await _batch(body):
            if writing:
                await asyncio.wrap_future(writing)
            writing = plane.submit(writer.write, batch)
        if writing:
            await asyncio.wrap_future(writing)
    finally:
        if writing and not writing.done():
            # The thread still uses the files, which the caller is about to close.
            await asyncio.wait({asyncio.wrap_future(writing)})


async def _batch(body: Body) -> list[bytes]:
    batch: list[bytes] = []
    size = 0
    while size < _BATCH and (chunk := await body.read()):
        batch.append(chunk)
        size += len(chunk)
    return batch
