"""Fetches the identifiers that a server knows."""

import json
import ssl
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import httpx2

from theatrum.client.addresses import shown
from theatrum.client.errors import DownloadFailed

# A server that lets one wait longer, in seconds, does not answer. The list of a large project takes its time.
_PATIENCE = httpx2.Timeout(300, connect=30)
# Identifiers of a hundred million files: more than a check can hold.
LARGEST = 4 * 1024**3
_SHOWN = 400
_ERROR_BODY = 64 * 1024

_REFUSED = {
    401: "Give an access token that this server made and that still holds: --token, or theatrum client-config.",
    403: "Ask for access, or use the token of somebody who has it.",
    404: "Is this the address of a Theatrum server, and does it have that center?",
}
_THERE = "Is the server there, and the address right?"
_RIGHT = "Is the address right?"
_UNTRUSTED = (
    "the server's certificate is not one that this machine trusts.",
    "Is the address right? Where a certificate of your own is in use, name its file in SSL_CERT_FILE.",
)
# What kept a server from answering, and what to do; the first that fits is told.
_TROUBLES: tuple[tuple[tuple[type[Exception], ...], tuple[str, str]], ...] = (
    ((httpx2.TooManyRedirects,), ("it leads from one address to the next without an end.", _RIGHT)),
    ((httpx2.UnsupportedProtocol, httpx2.InvalidURL), ("it leads to something that is no web address.", _RIGHT)),
    ((httpx2.TimeoutException,), ("the server does not answer.", _THERE)),
    ((httpx2.ProxyError,), ("the proxy does not let it through.", "Look at the proxy that this machine is to use.")),
    ((httpx2.ConnectError,), ("there is no connection to the server.", _THERE)),
    (
        (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.DecodingError),
        ("the answer breaks off or is damaged.", "Run the command again."),
    ),
    ((Exception,), ("the connection fails.", _THERE)),
)
_NOT_A_LIST = "the server answers with a page, not with a list of identifiers."
_WHICH = "Is this the address of a Theatrum server? Name it alone, as https://dcc.example.org."


def download(url: str, token: str | None, target: Path, *, largest: int = LARGEST) -> Path:
    """Write what a URL answers with into a file, and return the file. Raises DownloadFailed, OSError.

    A redirect to another host is followed without the token. Nothing that is raised repeats the token.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with (
            httpx2.Client(headers=headers, timeout=_PATIENCE, follow_redirects=True) as client,
            client.stream("GET", url) as response,
        ):
            _require_list(response, url, token)
            _write(_whole(response, url, largest), target)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        reason, fix = _told(error)
        raise DownloadFailed(url=shown(url), reason=reason, fix=fix) from error
    return target


def _require_list(response: httpx2.Response, url: str, token: str | None) -> None:
    if response.status_code != httpx2.codes.OK:
        said = _reason(response)
        fix = _REFUSED.get(response.status_code, _RIGHT)
        if response.is_server_error:
            fix = "Run the command again later, or tell the server's administrator."
        if response.status_code == httpx2.codes.UNAUTHORIZED and token is None:
            fix = "It needs an access token: --token, or let theatrum client-config write it down."
        reason = f"the server answers {response.status_code}{f': {said}' if said else '.'}"
        raise DownloadFailed(url=shown(url), reason=_without(token, reason), fix=fix)
    if response.headers.get("Content-Type", "").strip().lower().startswith(("text/html", "application/xhtml")):
        raise DownloadFailed(url=shown(url), reason=_NOT_A_LIST, fix=_WHICH)


def _whole(response: httpx2.Response, url: str, largest: int) -> Iterator[bytes]:
    blocks = response.iter_bytes()
    first = next(blocks, b"")
    if first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise DownloadFailed(url=shown(url), reason=_NOT_A_LIST, fix=_WHICH)
    left = largest
    for block in chain([first], blocks):
        left -= len(block)
        if left < 0:
            reason = f"the answer is larger than {largest:,} bytes."
            raise DownloadFailed(url=shown(url), reason=reason, fix="Is the address right? Name one center: --center.")
        yield block


def _write(blocks: Iterator[bytes], target: Path) -> None:
    with target.open("wb") as file:
        file.writelines(blocks)


def _reason(response: httpx2.Response) -> str:
    """Return what a Theatrum server, or another that speaks Synapse's API, says of a refusal; else nothing."""
    body = b""
    for block in response.iter_bytes():
        body += block
        if len(body) > _ERROR_BODY:
            return ""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said = answer.get("reason") if isinstance(answer, dict) else None
    # What comes from elsewhere moves no cursor and clears no screen.
    return "".join(sign for sign in str(said)[:_SHOWN] if sign.isprintable()) if said else ""


def _without(token: str | None, text: str) -> str:
    return text.replace(token, "…") if token else text


def _told(error: Exception) -> tuple[str, str]:
    """Say what kept a server from answering, and what to do."""
    if isinstance(error, httpx2.ConnectError) and _is_about_certificate(error):
        return _UNTRUSTED
    return next((told for kinds, told in _TROUBLES if isinstance(error, kinds)), _TROUBLES[-1][1])


def _is_about_certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return "CERTIFICATE_VERIFY" in str(error)
