"""Addresses that grant one thing for a short time: PUT one part, or GET one blob.

Whoever holds the address may use it, so it is short-lived and never logged with its query. The
signature covers the method, the path and every query parameter (file name and content type too), but
not the host: behind a proxy, or as ``localhost`` and ``127.0.0.1``, it is the same address.
Download addresses carry the two AWS parameters that clients of Synapse read.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from theatrum.drivers.blobs.errors import SignatureExpired, SignatureInvalid
from theatrum.drivers.blobs.protocol import LONGEST_URL_LIFE
from theatrum.kernel import clock

PARTS = "/bytes/parts/"
BLOBS = "/bytes/blobs/"

_DATE = "X-Amz-Date"
_LIFE = "X-Amz-Expires"
_SIGNATURE = "X-Theatrum-Signature"
_DATE_FORMAT = "%Y%m%dT%H%M%SZ"
_MOST_PARAMETERS = 10


class UrlSigner:
    """Makes and checks signed addresses. ``key`` is at least 16 secret bytes, used for nothing else."""

    def __init__(self, key: bytes, *, base_url: str, now: Callable[[], datetime] = clock.now) -> None:
        if len(key) < 16:
            raise ValueError("a signing key needs at least 16 bytes")
        self._key = key
        self._base_url = base_url.rstrip("/")
        self._now = now

    def part(self, upload: str, number: int) -> str:
        """Return the address to PUT one part to."""
        return self._sign("PUT", f"{PARTS}{upload}/{number}", {}, LONGEST_URL_LIFE)

    def download(self, key: str, *, file_name: str, content_type: str, lifetime: timedelta, reader: str = "") -> str:
        """Return the address to GET a blob from, under this name and type; ``reader`` is who it is for, if anybody."""
        facts = {"name": file_name, "type": content_type, **({"reader": reader} if reader else {})}
        return self._sign("GET", f"{BLOBS}{key}", facts, min(lifetime, LONGEST_URL_LIFE))

    def verify(self, method: str, path: str, query: str) -> Mapping[str, str]:
        """Return the signed parameters; HEAD is checked as GET. Raises SignatureInvalid, SignatureExpired."""
        parameters = _parse(query)
        claimed = parameters.pop(_SIGNATURE, "")
        expected = self._signature(method, path, parameters)
        if not hmac.compare_digest(claimed.encode(), expected.encode()):
            raise SignatureInvalid
        made = datetime.strptime(parameters[_DATE], _DATE_FORMAT).replace(tzinfo=UTC)
        if self._now() >= made + timedelta(seconds=int(parameters[_LIFE])):
            raise SignatureExpired
        return parameters

    def _sign(self, method: str, path: str, facts: Mapping[str, str], lifetime: timedelta) -> str:
        seconds = max(1, int(lifetime.total_seconds()))
        parameters = {**facts, _DATE: self._now().strftime(_DATE_FORMAT), _LIFE: str(seconds)}
        signature = self._signature(method, path, parameters)
        return f"{self._base_url}{path}?{urlencode({**parameters, _SIGNATURE: signature})}"

    def _signature(self, method: str, path: str, parameters: Mapping[str, str]) -> str:
        text = "\n".join(("theatrum-bytes-1", method, path, urlencode(sorted(parameters.items()))))
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _parse(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="strict")
    except ValueError as error:
        raise SignatureInvalid from error
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise SignatureInvalid
    return parameters
