"""The OpenAPI document of what this server offers on the wire, made from the routes as they are declared.

ninja's own document would lack every body and answer, as both are ours. Nothing here is written twice: paths,
parameters and messages are those that the handlers take and answer; refusals are those of the door's one table.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, get_args

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja.params.models import Param
from pydantic.fields import FieldInfo

from theatrum.doors.api.message_schemas import PARAMETER, REF, MessageSchemas, hints, is_bare
from theatrum.doors.api.operations import Declared, Routes
from theatrum.doors.api.responses import json_response

Services = Mapping[str, Iterable[Routes]]
_REFUSALS = {
    400: "The request is not understood, or asks for what is not possible.",
    401: "The access token is not valid, or there is none and one is needed.",
    403: "The person may not do this, or has not signed in or accepted the terms; or the token is made for less.",
    404: "There is no such thing, or it is in the trash.",
    409: "It is in the way of something that exists, or was overtaken by another change.",
    412: "The etag is not that of now: read again, and send the change anew.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    423: "It is locked.",
    501: "Synapse can do this, and this server cannot; the reason tells what.",
}
_ANY_REQUEST = (400, 401, 403, 404, 501)
_WITH_BODY = (413, 415)
_WRITES = (409, 412, 423)
_DOWNLOADS = (423,)


def document(services: Services) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these services, named as in their addresses."""
    found = [(name, one) for name, routes in services.items() for each in routes for one in each.declared]
    schemas = MessageSchemas(one for _, one in found)
    paths: dict[str, dict[str, object]] = {}
    for service, one in found:
        paths.setdefault(address(service, one), {})[one.method.lower()] = _operation(service, one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Theatrum",
            "version": "v1",
            "description": "What this server offers of Synapse's REST API, and what it adds.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas.components(),
            "responses": {str(status): _refusal(status) for status in sorted(_REFUSALS)},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def shown(make: Callable[[], dict[str, Any]]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view that serves a document, which is made when somebody first asks."""
    made = functools.cache(make)

    def view(_request: HttpRequest) -> HttpResponse:
        return json_response(made())

    return view


def address(service: str, declared: Declared) -> str:
    """Return the address of a route with its parameters in braces."""
    path = PARAMETER.sub(r"{\1}", declared.path.lstrip("/"))
    return f"/{service}/v1/{path}"


def summary(declared: Declared) -> str:
    """Return in one line what a route does."""
    return inspect.cleandoc(declared.handler.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def _operation(service: str, one: Declared, schemas: MessageSchemas) -> dict[str, object]:
    made: dict[str, object] = {
        "operationId": f"{one.method.lower()} {address(service, one)}",
        "summary": summary(one),
        "tags": [one.tag],
        "security": [{"token": []}] if one.rule.writes or one.rule.signed_in else [{}, {"token": []}],
        "parameters": list(_parameters(one, schemas)),
        "responses": {str(status): answer for status, answer in sorted(_responses(one, schemas).items())},
    }
    if "body" in hints(one):
        content = {"application/json": {"schema": schemas.of("validation", hints(one)["body"])}}
        made["requestBody"] = {"required": True, "content": content}
    return made


def _parameters(one: Declared, schemas: MessageSchemas) -> Iterator[dict[str, object]]:
    in_path = PARAMETER.findall(one.path)
    declared = inspect.signature(one.handler).parameters
    for name, kind in hints(one).items():
        if name == "body":
            continue
        is_path = name in in_path
        default = declared[name].default if name in declared else inspect.Parameter.empty
        yield {
            "name": _alias(kind, default) or name,
            "in": "path" if is_path else "query",
            "required": is_path or default is inspect.Parameter.empty,
            "schema": schemas.of("validation", kind),
        }


def _alias(kind: object, default: object) -> str | None:
    given = next((one for one in (default, *get_args(kind)) if isinstance(one, Param | FieldInfo)), None)
    return (given.alias or given.validation_alias) if given else None  # type: ignore[return-value]  # always text here


def _responses(one: Declared, schemas: MessageSchemas) -> dict[int, dict[str, object]]:
    made: dict[int, dict[str, object]] = {}
    for status in _refusals(one):
        made[status] = {"$ref": f"#/components/responses/{status}"}
    for status, kind in one.answers.items():
        made |= _answers(status, kind, schemas)
    return made


def _answers(status: int, kind: object, schemas: MessageSchemas) -> dict[int, dict[str, object]]:
    if kind in {None, type(None)}:
        return {status: _answer(status, {})}
    if kind is FileResponse:
        return {status: _answer(status, {"*/*": {"schema": {"type": "string", "format": "binary"}}})}
    if is_bare(kind):
        # An address: named, or led to.
        return {200: _answer(200, {"text/plain": {"schema": {"type": "string"}}}), 307: _answer(307, {})}
    return {status: _answer(status, {"application/json": {"schema": schemas.of("serialization", kind)}})}


def _refusal(status: int) -> dict[str, object]:
    content = {"application/json": {"schema": {"$ref": REF.format(model="ErrorResponse")}}}
    return {"description": _REFUSALS[status], "content": content}


def _answer(status: int, content: object) -> dict[str, object]:
    made: dict[str, object] = {"description": HTTPStatus(status).phrase}
    return {**made, "content": content} if content else made


def _refusals(one: Declared) -> set[int]:
    found = set(_ANY_REQUEST)
    found |= set(_WITH_BODY) if "body" in hints(one) else set()
    found |= set(_WRITES) if one.rule.writes else set()
    return found | (set(_DOWNLOADS) if "download" in one.rule.scopes else set())
