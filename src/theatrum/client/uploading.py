"""One file to a server, by the wire's own upload in parts: for what goes along with a report."""

import hashlib
from pathlib import Path
from urllib.parse import quote

import httpx2

from theatrum.client.errors import SendingFailed
from theatrum.client.talking import Conversation

PART = 8 * 1024**2
LARGEST = 100 * 1024**2
_REQUEST = "org.sagebionetworks.repo.model.file.MultipartUploadRequest"


def upload(conversation: Conversation, path: Path) -> str:
    """Send a file, and return the id of its handle. Raises SendingFailed, OSError."""
    content = path.read_bytes()
    if len(content) > LARGEST:
        reason = f"{path} has {len(content):,} bytes; {LARGEST:,} is the most."
        raise SendingFailed(url=conversation.server, reason=reason, fix="Upload it to a project and name its synID.")
    if not content:
        raise SendingFailed(url=conversation.server, reason=f"{path} is empty.", fix="Leave it out.")
    parts = [content[start : start + PART] for start in range(0, len(content), PART)]
    status = conversation.ask("POST", "/file/v1/file/multipart?forceRestart=false", _wanted(path.name, content))
    begun = f"/file/v1/file/multipart/{quote(str(status['uploadId']), safe='')}"
    if status["state"] != "COMPLETED":
        held = str(status["partsState"])
        for number, part in enumerate(parts, 1):
            if held[number - 1 : number] != "1":
                _send(conversation, begun, number, part)
        status = conversation.ask("PUT", f"{begun}/complete", {})
    return str(status["resultFileHandleId"])


def _wanted(name: str, content: bytes) -> dict[str, object]:
    return {
        "concreteType": _REQUEST,
        "contentMD5Hex": _md5(content),
        "contentType": "application/octet-stream",
        "fileName": name,
        "fileSizeBytes": len(content),
        "generatePreview": False,
        "partSizeBytes": PART,
    }


def _send(conversation: Conversation, begun: str, number: int, part: bytes) -> None:
    asked = {"uploadId": begun.rpartition("/")[2], "partNumbers": [number]}
    signed = conversation.ask("POST", f"{begun}/presigned/url/batch", asked)["partPresignedUrls"][0]
    try:
        # The address itself says that one may: it gets no token.
        answer = httpx2.put(
            signed["uploadPresignedUrl"], content=part, headers=signed.get("signedHeaders") or {}, timeout=300
        )
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise SendingFailed(url=conversation.server, reason="a part did not arrive.", fix="Try again.") from error
    if not answer.is_success:
        reason = f"the server answers {answer.status_code} to a part of a file."
        raise SendingFailed(url=conversation.server, reason=reason, fix="Try again, or leave the file out.")
    conversation.ask("PUT", f"{begun}/add/{number}?partMD5Hex={_md5(part)}", {})


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
