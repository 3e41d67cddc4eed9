"""A client of the wire for tests: requests through Django, bytes through the real byte plane."""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from theatrum.doors.live.bytes import BytesApp
from theatrum.drivers.blobs import installed
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts.actions.tokens import create_token
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.files import queries

MEBIBYTE = 1024**2
PART = 5 * MEBIBYTE
_numbers = count()


@dataclass
class Answer:
    """What came back: status, headers by lower-case name, the body as JSON where it is."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.content)

    @property
    def reason(self) -> str:
        """Return the reason of a refusal, after checking its form."""
        assert self.headers["content-type"].startswith("application/json"), self
        assert self.json["concreteType"] == "org.sagebionetworks.repo.model.ErrorResponse"
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", self.json["code"])
        return str(self.json["reason"])


@dataclass
class Wire:
    """One person's client; it sends what the Python client sends, a JSON content type with no body too."""

    token: str = ""
    _client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Make one request; a body that is not bytes is sent as JSON."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"content-type": "application/json; charset=UTF-8", **headers}
        if self.token:
            sent.setdefault("authorization", f"Bearer {self.token}")
        kind = sent.pop("content-type")
        response = self._client.generic(method, path, content, content_type=kind, headers=sent)
        return _answer(response)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object = None) -> Answer:
        return self.ask("POST", path, body)

    def put(self, path: str, body: object = None) -> Answer:
        return self.ask("PUT", path, body)

    def delete(self, path: str) -> Answer:
        return self.ask("DELETE", path)


def sign_in(actor: Actor, *, scopes: tuple[Scope, ...] = tuple(Scope)) -> Wire:
    """Return a client with a new token of a person."""
    with writing():
        made = create_token(actor=OPERATOR, user_id=actor.id, name=f"test {next(_numbers)}", scopes=scopes)
    return Wire(token=made.text)


def send_bytes(method: str, url: str, content: bytes = b"", **headers: str) -> Answer:
    """Make one request to the byte plane."""
    # Not asyncio.run: so the plane asks for locks in this thread, whose open transaction it must see.
    answer: Answer = async_to_sync(_send_bytes)(method, url, content, headers)
    return answer


def upload_request(
    content: bytes, *, name: str = "reads.fastq", part_size: int = PART, changes: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return the request that a client sends for these bytes."""
    request = {
        "concreteType": "org.sagebionetworks.repo.model.file.MultipartUploadRequest",
        "contentMD5Hex": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "contentType": "application/octet-stream",
        "fileName": name,
        "fileSizeBytes": len(content),
        "generatePreview": False,
        "partSizeBytes": part_size,
        "storageLocationId": 1,
    }
    return {**request, **(changes or {})}


def send_parts(wire: Wire, status: dict[str, Any], content: bytes, *, part_size: int = PART) -> None:
    """Send and add the parts that a status says are missing."""
    missing = [n for n, held in enumerate(status["partsState"], start=1) if held == "0"]
    upload = status["uploadId"]
    batch = {"uploadId": upload, "partNumbers": missing}
    signed = wire.post(f"/file/v1/file/multipart/{upload}/presigned/url/batch", batch).json
    for part in signed["partPresignedUrls"]:
        number = part["partNumber"]
        piece = content[(number - 1) * part_size : number * part_size]
        assert send_bytes("PUT", part["uploadPresignedUrl"], piece, **part["signedHeaders"]).status == 200
        added = wire.put(f"/file/v1/file/multipart/{upload}/add/{number}?partMD5Hex={md5(piece)}")
        assert added.json["addPartState"] == "ADD_SUCCESS", added


def upload(wire: Wire, content: bytes, *, name: str = "reads.fastq", part_size: int = PART) -> str:
    """Upload bytes as a client does, and return the id of their file handle."""
    request = upload_request(content, name=name, part_size=part_size)
    status = wire.post("/file/v1/file/multipart?forceRestart=false", request).json
    if status["state"] != "COMPLETED":
        send_parts(wire, status, content, part_size=part_size)
        status = wire.put(f"/file/v1/file/multipart/{status['uploadId']}/complete").json
    assert status["state"] == "COMPLETED", status
    return str(status["resultFileHandleId"])


def md5(content: bytes) -> str:
    """Return the MD5 in hex."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _answer(response: Any) -> Answer:
    headers = {name.lower(): value for name, value in response.items()}
    # Django's client closes a stream at its end by itself; closed once more, it would take the connection along.
    content = response.getvalue() if response.streaming else response.content
    return Answer(response.status_code, headers, content)


async def _send_bytes(method: str, url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
    async def is_locked(key: str, reader: str) -> bool:
        return await sync_to_async(queries.is_locked)(key, reader)

    app = BytesApp(installed.store(), signer=installed.signer(), locks=is_locked, threads=2)
    parts = urlsplit(url)
    received = [{"type": "http.request", "body": content, "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not received:
            await asyncio.Event().wait()  # the client stays until it has its answer
        return received.pop(0)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [(b"content-length", str(len(content)).encode()), *raw],
    }
    try:
        await app(scope, receive, send)
    finally:
        app.close()
    answered = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:]))
