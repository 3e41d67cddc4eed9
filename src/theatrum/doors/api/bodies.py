"""Reading the JSON body of a request: at once, and without trust.

What no column can hold (NUL, half of a surrogate pair, numbers without end) is refused here, so that
no room has to think of it.
"""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from theatrum.doors.api.errors import WireProblem, unreadable

_JSON_TYPES = frozenset({"", "application/json", "text/plain", "application/octet-stream"})
_CHUNK = 1024**2
_DRAINED = 128 * _CHUNK
_ESCAPED_NUL = b"\\u0000"


def read_body(request: HttpRequest, adapter: TypeAdapter[object]) -> object:
    """Return the body as the adapter's type. Raises WireProblem, RequestDataTooBig."""
    content = _content(request)
    announced = str(request.META.get("CONTENT_LENGTH") or 0)
    if announced.isdecimal() and len(content) < int(announced):
        raise WireProblem("request.invalid", "The body is shorter than its Content-Length: it did not arrive whole.")
    _require_json_type(request, content)
    if not content:
        raise WireProblem("request.invalid", "The request has no body; a JSON object is needed.")
    value = _parse(content)
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise unreadable(error) from error


def _content(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        # A client that is still sending would see a broken connection and repeat, not this refusal.
        left = _DRAINED
        while left > 0 and (piece := request.read(_CHUNK)):
            left -= len(piece)
        raise


def require_clean_address(request: HttpRequest) -> None:
    """Refuse an address with NUL in it. Raises WireProblem."""
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise WireProblem("request.invalid", "The address contains a NUL character.")


def _require_json_type(request: HttpRequest, content: bytes) -> None:
    kind = (request.content_type or "").lower()
    if content and kind not in _JSON_TYPES and not kind.endswith("+json"):
        raise WireProblem("api.media_type_not_supported", f"The body must be application/json, not {kind!r}.")


def _parse(content: bytes) -> object:
    try:
        value: object = from_json(content, allow_inf_nan=False)
    except ValueError as error:
        # Also for text that is not UTF-8, half surrogates, and nesting beyond 200.
        raise WireProblem("request.invalid", f"The body is not valid JSON: {error}.") from error
    if _ESCAPED_NUL in content and _has_nul(value):
        raise WireProblem("request.invalid", "Text in the body contains a NUL character.")
    return value


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(_has_nul(item) for item in value)
