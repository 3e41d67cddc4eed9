"""The byte plane: parts come in, blobs go out. Plain ASGI, so that no byte passes through Django.

An address is its own permission: it was signed by this server for one part or one blob, and lives
for minutes. Disk work runs in a few threads of its own; memory is a few chunks for each connection.
"""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from theatrum.doors.live.asgi import Receive, Scope, Send, answer_json
from theatrum.doors.live.body import Body
from theatrum.doors.live.delivery import deliver
from theatrum.doors.live.errors import STATUS, MethodNotAllowed, NoSuchAddress
from theatrum.doors.live.intake import take_part
from theatrum.doors.live.plane import Locks, Plane
from theatrum.drivers.blobs.errors import StoreUnavailable
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.protocol import BlobStore
from theatrum.drivers.blobs.signing import BLOBS, PARTS, UrlSigner
from theatrum.kernel.errors import DomainError

_log = logging.getLogger(__name__)

_PART = re.compile(re.escape(PARTS) + r"([0-9a-f]{1,64})/([0-9]{1,5})", re.ASCII)
_BLOB = re.compile(re.escape(BLOBS) + r"([0-9a-f]{1,64})", re.ASCII)


class BytesApp:
    """The ASGI application; it takes every HTTP path below ``/bytes/``."""

    def __init__(
        self, store: BlobStore, *, signer: UrlSigner, locks: Locks, threads: int = 8, idle: float = 120.0
    ) -> None:
        """Make the application. ``idle``: seconds without any progress after which a connection is given up."""
        self._signer = signer
        self._plane = Plane(store, locks, ThreadPoolExecutor(threads, thread_name_prefix="bytes"), idle)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = Body(scope, receive, idle=self._plane.idle)
        try:
            await self._route(scope, body, send)
        except MethodNotAllowed as error:
            await body.drain()
            allow = [("allow", str(error.facts["allowed"]))]
            await answer_json(send, HTTPStatus.METHOD_NOT_ALLOWED, _facts(error), headers=allow)
        except DomainError as error:
            await body.drain()
            await answer_json(send, STATUS[error.kind], _facts(error))
        except StoreUnavailable as error:
            _log.warning("the byte plane cannot read: %s", error)
            await body.drain()
            facts = {"code": "bytes.unavailable", "reason": str(error)}
            await answer_json(send, HTTPStatus.SERVICE_UNAVAILABLE, facts)
        except Exception:  # noqa: BLE001  # the outermost frame: whatever failed is logged, and answered at once
            # Not the user's fault: the disk or the database failed, or we did. A client may send the same again.
            _log.exception("the byte plane failed")
            await body.drain()
            facts = {"code": "bytes.failed", "reason": "The server failed, and its log says why."}
            await answer_json(send, HTTPStatus.INTERNAL_SERVER_ERROR, facts)

    def close(self) -> None:
        """Let the disk work that has begun finish, and stop. Closing the store is its owner's."""
        self._plane.threads.shutdown()

    async def _route(self, scope: Scope, body: Body, send: Send) -> None:
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        store = self._plane.store
        # To another store parts go by themselves: no address of ours is signed for one.
        if isinstance(store, LocalBlobs) and (part := _PART.fullmatch(path)):
            _require_method(scope, "PUT")
            self._signer.verify("PUT", path, query)
            await take_part(body, send, store=store, upload=part[1], number=int(part[2]), plane=self._plane)
        elif blob := _BLOB.fullmatch(path):
            _require_method(scope, "GET", "HEAD")
            facts = self._signer.verify("GET", path, query)
            await deliver(scope, body.receive, send, key=blob[1], facts=facts, plane=self._plane)
        else:
            raise NoSuchAddress


def _require_method(scope: Scope, *allowed: str) -> None:
    if scope["method"] not in allowed:
        raise MethodNotAllowed(method=scope["method"], allowed=", ".join(allowed))


def _facts(error: DomainError) -> dict[str, str]:
    return {"code": error.code, "reason": str(error)}
