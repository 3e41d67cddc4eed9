"""A few questions to one server, with a token: JSON there and back, refusals in the server's words."""

import json
from types import TracebackType
from typing import Any, Self

import httpx2

from theatrum.client.addresses import shown
from theatrum.client.errors import SendingFailed

_PATIENCE = httpx2.Timeout(120, connect=30)
_SHOWN = 600
_FIXES = {
    401: "Give an access token that this server made and that still holds: --token, or theatrum client-config.",
    403: "Ask for access, or use the token of somebody who has it.",
    404: "Is this the address of a Theatrum server?",
}


class Conversation:
    """Talks to one server; closed by the end of its block."""

    def __init__(self, server: str, token: str | None) -> None:
        self.server = shown(server)
        self._token = token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        # No redirect is followed: a report goes to the server that was named, and so does the token.
        self._client = httpx2.Client(base_url=server.rstrip("/"), headers=headers, timeout=_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, method: str, path: str, body: object) -> Any:
        """Return what the server answers. Raises SendingFailed; nothing in it repeats the token."""
        try:
            answer = self._client.request(method, path, json=body)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            reason = "there is no connection to the server."
            raise SendingFailed(
                url=self.server, reason=reason, fix="Is the server there, and the address right?"
            ) from error
        found = _json(answer)
        if not answer.is_success or not isinstance(found, dict):
            raise SendingFailed(url=self.server, reason=self._reason(answer, found), fix=self._fix(answer))
        return found

    def _reason(self, answer: httpx2.Response, found: object) -> str:
        said = found.get("reason") if isinstance(found, dict) else None
        plain = "".join(sign for sign in str(said)[:_SHOWN] if sign.isprintable()) if said else ""
        told = f"the server answers {answer.status_code}{f': {plain}' if plain else '.'}"
        return told.replace(self._token, "…") if self._token else told

    def _fix(self, answer: httpx2.Response) -> str:
        if answer.status_code == httpx2.codes.UNAUTHORIZED and self._token is None:
            return "It needs an access token: --token, or let theatrum client-config write it down."
        if answer.is_server_error:
            return "Try again later, or tell the server's administrator."
        return _FIXES.get(answer.status_code, "")


def _json(answer: httpx2.Response) -> object:
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
