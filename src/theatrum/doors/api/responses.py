"""How results become HTTP responses: wire models are written as JSON in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from pydantic import BaseModel, TypeAdapter

JSON = "application/json;charset=UTF-8"
_any: TypeAdapter[object] = TypeAdapter(object)

Payload = BaseModel | Mapping[str, object] | Sequence[object] | None


@dataclass(frozen=True)
class Reply:
    """A result with a status that differs from the one the route declares."""

    payload: Payload
    status: int


def json_response(payload: Payload, *, status: int = 200) -> HttpResponse:
    """Write a wire model, a mapping or a list as JSON; None is an empty body."""
    if payload is None:
        response = HttpResponse(status=status)
        del response["Content-Type"]
    elif isinstance(payload, BaseModel):
        text = payload.model_dump_json(by_alias=True, exclude_none=True)
        response = HttpResponse(text, status=status, content_type=JSON)
    else:
        response = HttpResponse(_any.dump_json(payload), status=status, content_type=JSON)
    return _private(response)


def text_response(text: str) -> HttpResponse:
    """Answer plain text, as the wire does where it hands out one URL."""
    return _private(HttpResponse(text, content_type="text/plain;charset=UTF-8"))


def _private(response: HttpResponse) -> HttpResponse:
    # With its length a response needs no chunks, and its connection is kept for the next request.
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "private, no-store"
    return response
