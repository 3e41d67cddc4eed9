"""What a bucket must be able to do, tried on it: for ``theatrum doctor``. What is written for that is deleted again."""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message

from theatrum.drivers.blobs.errors import StoreUnavailable
from theatrum.drivers.blobs.s3 import naming
from theatrum.drivers.blobs.s3.store import S3Blobs
from theatrum.kernel.errors import DomainError

_CONTENT = b"theatrum doctor was here"
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """Something that was tried. ``advice`` is empty where it went well; ``is_harmless``: uploads work all the same."""

    found: str
    advice: str = ""
    is_harmless: bool = False


def try_bucket(store: S3Blobs, *, origin: str) -> Iterator[Trial]:
    """Upload as a client does, read, and delete; ask what pages of this ``origin`` may send, and what is kept."""
    try:
        store.tidy()
        yield from _try_upload(store)
    except (StoreUnavailable, DomainError) as error:
        yield Trial(str(error), "Look at THEATRUM_BLOBS_URL, its endpoint and its keys: docs/guide/operate.md.")
        return
    for trial in (_try_pages, _try_versions):
        yield from trial(store, origin)


def _try_upload(store: S3Blobs) -> Iterator[Trial]:
    upload = store.begin("doctor", size=len(_CONTENT), part_size=naming.LARGEST_PART)
    try:
        md5 = hashlib.md5(_CONTENT, usedforsecurity=False).hexdigest()
        try:
            _send(store.sign_parts(upload, [1])[1].url, "PUT", content=_CONTENT)
            store.confirm_part(upload, 1, md5=md5)
        except urllib.error.HTTPError as error:
            yield Trial(f"a part was refused with {error.code}", "Keys, region and clock must be the service's.")
            return
        except DomainError:
            advice = "Parts must have their MD5 as ETag: encrypt the bucket with keys of the service, not of a KMS."
            yield Trial("the service does not tell the MD5 of a part", advice)
            return
        with store.open(store.complete(upload)) as file:
            file.seek(9)
            whole = file.read() == _CONTENT[9:]
        advice = "" if whole else "Ask who runs the service: files cannot be inspected or resumed without ranges."
        yield Trial("uploads and ranges work" if whole else "ranges are not what was asked for", advice)
    finally:
        store.abort(upload)
        store.delete(store.key_of(upload))


def _try_pages(store: S3Blobs, origin: str) -> Iterator[Trial]:
    """Ask as a browser does before a page sends a part to another origin."""
    upload = store.begin("doctor", size=1, part_size=1)
    try:
        asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
        url = store.sign_parts(upload, [1])[1].url
        allowed = ""
        with suppress(urllib.error.HTTPError):
            allowed = _send(url, "OPTIONS", headers=asked).get("Access-Control-Allow-Origin", "")
    finally:
        store.abort(upload)
    if allowed in {"*", origin}:
        yield Trial(f"pages of {origin} may send parts")
    else:
        advice = "Allow PUT from it in the bucket's CORS rules: docs/guide/operate.md. Clients need none."
        yield Trial(f"pages of {origin} may not send parts, so nobody can upload in a browser", advice)


def _try_versions(store: S3Blobs, _origin: str) -> Iterator[Trial]:
    if store.versioning() == "Enabled":
        advice = "Let a lifecycle rule delete old versions after 30 days at most, as you do with backups."
        yield Trial("the bucket keeps versions, so that nothing is gone when it is purged", advice, is_harmless=True)


def _send(url: str, method: str, *, content: bytes | None = None, headers: dict[str, str] | None = None) -> Message:
    """Ask, and return the headers of the answer, whose names a proxy may have written in lower case."""
    request = urllib.request.Request(url, data=content, method=method, headers=headers or {})  # noqa: S310  # signed here
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310  # as above
            told: Message = answer.headers
            return told
    except urllib.error.HTTPError:
        raise
    except OSError:
        raise StoreUnavailable("it cannot be reached") from None
