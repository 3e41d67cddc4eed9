"""The byte plane as granian serves it in tests; what it should do comes from the environment."""

import os
from pathlib import Path

from tests.drivers.blobs.failing_disk import FailingDisk, Failure
from theatrum.doors.live.asgi import Receive, Scope, Send
from theatrum.doors.live.bytes import BytesApp
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.signing import UrlSigner

_ROOT = Path(os.environ["TEST_ROOT"])
_SIGNER = UrlSigner(bytes.fromhex(os.environ["TEST_KEY"]), base_url="http://localhost")
_STORE = LocalBlobs(_ROOT / "blobs", signer=_SIGNER)


async def _locks(key: str, _reader: str) -> bool:
    return (_ROOT / f"{key}.locked").exists()


_BYTES = BytesApp(_STORE, signer=_SIGNER, locks=_locks, idle=float(os.environ["TEST_IDLE"]))

if at := int(os.environ["TEST_DIES_AT"]):
    FailingDisk(Failure.KILLED, at).install()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve the byte plane, and close it in the end."""
    if scope["type"] == "http":
        await _BYTES(scope, receive, send)
        return
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    _BYTES.close()
    _STORE.close()
    await send({"type": "lifespan.shutdown.complete"})
