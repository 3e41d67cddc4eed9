"""Our byte plane as ``bench_upload.py`` serves it."""

import os
from pathlib import Path
from typing import Any

from theatrum.doors.live.bytes import BytesApp
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.signing import UrlSigner

_SIGNER = UrlSigner(b"measure" * 5, base_url=os.environ["BENCH_URL"])
_STORE = LocalBlobs(Path(os.environ["BENCH_ROOT"]), signer=_SIGNER)


async def _never(_key: str, _reader: str) -> bool:
    return False


_BYTES = BytesApp(_STORE, signer=_SIGNER, locks=_never)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Serve the byte plane alone."""
    if scope["type"] == "http":
        await _BYTES(scope, receive, send)
