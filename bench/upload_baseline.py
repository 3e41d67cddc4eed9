"""The baseline of ``bench_upload.py``: the same server and the same writes at offsets, but no checksum and no fsync."""

import os
import re
from collections.abc import Awaitable, Callable
from typing import Any

_PATH = re.compile(r"/([0-9]+)/([0-9]+)")
_FILE = os.open(os.environ["BASELINE_FILE"], os.O_RDWR | os.O_CREAT, 0o600)


async def app(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """Take ``PUT /offset/length``."""
    if scope["type"] != "http":
        return
    found = _PATH.fullmatch(scope["path"])
    assert found
    offset = int(found[1])
    more = True
    while more:
        message = await receive()
        os.pwrite(_FILE, message["body"], offset)
        offset += len(message["body"])
        more = message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
