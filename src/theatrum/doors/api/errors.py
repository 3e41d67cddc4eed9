"""From what went wrong to a status and Synapse's error body: the one table of this door.

Clients repeat 429 and 5xx for up to twenty minutes, and anything whose reason contains certain words;
so nothing that a request can cause ends in a 5xx, and reasons are cleared of those words.
"""

import logging
import re
import uuid

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja.errors import HttpError
from ninja.errors import ValidationError as ParametersAreInvalid
from pydantic import ValidationError

from theatrum.doors.api.responses import json_response
from theatrum.doors.api.wire.errors import ErrorResponse
from theatrum.doors.api.wire.message import explain
from theatrum.drivers.blobs.errors import StoreUnavailable
from theatrum.kernel.errors import DomainError, Kind

_log = logging.getLogger(__name__)

STATUS = {
    Kind.INVALID: 400,
    Kind.LIMIT: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.TOO_LARGE: 413,
    Kind.LOCKED: 423,
    Kind.UNSUPPORTED: 501,
}

# What is no domain error: wrong only on the wire, or not the user's fault. Clients repeat the last three.
WIRE_ONLY = {
    "api.method_not_allowed": (405, "The address exists, but not for this method."),
    "api.media_type_not_supported": (415, "The body is not JSON."),
    "api.overtaken": (409, "What the request refers to was changed or deleted at the same moment."),
    "server.failed": (500, "The server has a defect; the log has the reference that the reason names."),
    "server.busy": (503, "The database is not available now; the log has the reference."),
    "server.store": (503, "The store of files cannot be used now; the log has the reference."),
}

# What clients take for a passing weakness of the server, and say again and again.
REPEATED = re.compile(r"timeout|timed out|try again|slow ?down|proxy error|connection reset by peer", re.IGNORECASE)


class RouteNotFound(DomainError):
    """The server has no such address."""

    code = "api.route_not_found"
    kind = Kind.NOT_FOUND
    template = "There is nothing at {method} {path} on this server."


class BodyTooLarge(DomainError):
    """The body of a request is larger than the server reads; bytes of files travel in parts."""

    code = "api.body_too_large"
    kind = Kind.TOO_LARGE
    template = "The body of this request is larger than the server accepts."


class WireProblem(Exception):
    """What only this door can find wrong: the method, or the form of the body."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        super().__init__(reason)

    @property
    def status(self) -> int:
        """The status of its code; 400 for the code of anything else, such as a failed job's."""
        return WIRE_ONLY.get(self.code, (400, ""))[0]


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer a known address asked with the wrong method."""
    allowed = ", ".join(sorted(allowed.replace(",", " ").split()))
    reason = f"{request.method} is not possible at {request.path}: it allows {allowed}."
    response = problem(405, "api.method_not_allowed", reason)
    response["Allow"] = allowed
    return response


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """Turn any exception into a response; what nobody foresaw is logged under an id and answered 500."""
    if isinstance(error, HttpError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    if isinstance(error, DomainError):
        return problem(STATUS[error.kind], error.code, str(error))
    if isinstance(error, WireProblem):
        return problem(error.status, error.code, str(error))
    foreign = _foreign(request, error)
    return foreign if foreign is not None else _unexpected(request, error)


def problem(status: int, code: str, reason: str, *, error_code: str | None = None) -> HttpResponse:
    """Make Synapse's error body. A 5xx may keep the words that make clients repeat."""
    if status < 500 or status == 501:
        reason = REPEATED.sub("…", reason)
    return json_response(ErrorResponse(reason=reason, error_code=error_code, code=code), status=status)


def _foreign(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Answer what Django, ninja and the database say about a request that is wrong."""
    match error:
        case ParametersAreInvalid():
            return problem(400, "request.invalid", _parameters(error))
        case HttpError():
            return problem(error.status_code, "request.invalid", str(error))
        case RequestDataTooBig():
            return problem(413, BodyTooLarge.code, BodyTooLarge.template)
        case Http404():
            missing = RouteNotFound(method=request.method, path=request.path)
            return problem(404, missing.code, str(missing))
        case SuspiciousOperation() | UnreadablePostError():
            return problem(400, "request.invalid", "The request did not arrive whole, or is malformed.")
    return _from_below(request, error)


def _from_below(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Answer what the database or the store of files says."""
    match error:
        case DataError():
            reference = _logged(request, error)
            reason = f"A text or number in the request is longer than can be stored. Reference: {reference}."
            return problem(400, "request.invalid", reason)
        case IntegrityError():
            reference = _logged(request, error)
            reason = f"Something that this request refers to was changed at the same moment. Reference: {reference}."
            return problem(409, "api.overtaken", reason)
        case OperationalError():
            reference = _logged(request, error)
            return problem(503, "server.busy", f"The database is not available now. Reference: {reference}.")
        case StoreUnavailable():
            return problem(503, "server.store", f"{error} Reference: {_logged(request, error)}.")
    return None


def _parameters(error: ParametersAreInvalid) -> str:
    told = [f"{'.'.join(str(step) for step in item['loc'][1:])}: {item['msg']}" for item in error.errors[:3]]
    return f"The request is not understood: {'; '.join(told)}."


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    reference = _logged(request, error)
    reason = f"The server failed, and has logged why. Tell an administrator this reference: {reference}."
    return problem(500, "server.failed", reason)


def _logged(request: HttpRequest, error: Exception) -> str:
    reference = uuid.uuid4().hex[:12]
    _log.error("request failed: %s %s (reference %s)", request.method, request.path, reference, exc_info=error)
    return reference


def unreadable(error: ValidationError) -> WireProblem:
    """Say what is wrong with a body that does not fit its model."""
    return WireProblem("request.invalid", explain(error))
