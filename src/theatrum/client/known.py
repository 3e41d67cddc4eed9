"""Fetches the identifiers that a server knows."""

from pathlib import Path

import httpx2

from theatrum.client.errors import DownloadFailed

# Reading pauses of more than this long are a server that does not answer, in seconds.
_PATIENCE = 60
_REFUSED = {401: "Give an access token: --token.", 403: "Ask for access, or use the token of somebody who has it."}


def download(url: str, token: str | None, target: Path) -> Path:
    """Write what a URL answers with into a file, and return the file. Raises DownloadFailed, OSError."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with httpx2.stream("GET", url, headers=headers, timeout=_PATIENCE, follow_redirects=True) as response:
            if response.status_code != httpx2.codes.OK:
                fix = _REFUSED.get(response.status_code, "Is the address right?")
                raise DownloadFailed(url=url, reason=f"the server answers {response.status_code}.", fix=fix)
            with target.open("wb") as file:
                for block in response.iter_bytes():
                    file.write(block)
    except httpx2.HTTPError as error:
        fix = "Is the server there, and the address right?"
        raise DownloadFailed(url=url, reason=f"{type(error).__name__}.", fix=fix) from error
    return target
