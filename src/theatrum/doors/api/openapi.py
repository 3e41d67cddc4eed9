"""The OpenAPI document of what this server offers on the wire, made from the routes as they are declared.

ninja's own document would lack every body and answer, as both are ours. Nothing here is written twice: paths,
parameters and messages are those that the handlers take and answer; refusals are those of the door's one table.
"""

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, get_args, get_type_hints

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from ninja.params.models import Param
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from theatrum.doors.api.entity_schemas import entity_schemas
from theatrum.doors.api.operations import Declared, Routes
from theatrum.doors.api.responses import json_response
from theatrum.doors.api.wire.errors import ErrorResponse
from theatrum.doors.api.wire.message import MESSAGE

Services = Mapping[str, Iterable[Routes]]
_REF = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"\{(?:\w+:)?(\w+)\}")
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
    schemas = _Schemas(one for _, one in found)
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
    path = _PARAMETER.sub(r"{\1}", declared.path.lstrip("/"))
    return f"/{service}/v1/{path}"


def summary(declared: Declared) -> str:
    """Return in one line what a route does."""
    return inspect.cleandoc(declared.handler.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


class _Schemas:
    """The JSON Schemas of everything that is taken or answered, by what it is."""

    def __init__(self, declared: Iterable[Declared]) -> None:
        wanted: dict[tuple[str, str], tuple[str, TypeAdapter[Any]]] = {}
        for mode, kind in [("serialization", ErrorResponse), *(pair for one in declared for pair in _types(one))]:
            wanted.setdefault((mode, repr(kind)), (mode, _adapter(kind)))
        inputs = [((key, mode), mode, adapter) for key, (mode, adapter) in wanted.items()]
        made, rest = TypeAdapter.json_schemas(inputs, ref_template=_REF)  # type: ignore[arg-type]  # mode is a literal
        self._made = {key: _linked(schema) for ((key, _), _), schema in made.items()}
        self._components = {**rest.get("$defs", {}), **entity_schemas()}

    def of(self, mode: str, kind: object) -> object:
        """Return the schema of a type that is taken (``validation``) or answered (``serialization``)."""
        return self._made[mode, repr(kind)]

    def components(self) -> dict[str, Any]:
        """Return the named schemas that the others refer to."""
        return {name: _linked(schema) for name, schema in sorted(self._components.items())}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _types(one: Declared) -> Iterator[tuple[str, object]]:
    yield from (("serialization", kind) for kind in one.answers.values() if not _is_bare(kind))
    yield from (("validation", kind) for kind in _hints(one).values() if not _is_bare(kind))


def _hints(one: Declared) -> dict[str, Any]:
    hints = get_type_hints(one.handler, include_extras=True)
    taken = [name for name in list(inspect.signature(one.handler).parameters)[1:] if name in hints]
    # A part of the path that the handler does not look at, such as the table whose job a token names.
    return {**dict.fromkeys(_PARAMETER.findall(one.path), str), **{name: hints[name] for name in taken}}


def _is_bare(kind: object) -> bool:
    return kind in {None, type(None)} or (inspect.isclass(kind) and issubclass(kind, HttpResponseBase))


def _linked(schema: Any) -> Any:
    """Write a reference where a schema only names a message that is not of pydantic's making."""
    if isinstance(schema, dict):
        if MESSAGE in schema:
            return {"$ref": _REF.format(model=schema[MESSAGE])}
        return {name: _linked(inner) for name, inner in schema.items()}
    return [_linked(inner) for inner in schema] if isinstance(schema, list) else schema


def _operation(service: str, one: Declared, schemas: _Schemas) -> dict[str, object]:
    made: dict[str, object] = {
        "operationId": f"{one.method.lower()} {address(service, one)}",
        "summary": summary(one),
        "tags": [one.tag],
        "security": [{"token": []}] if one.rule.writes or one.rule.signed_in else [{}, {"token": []}],
        "parameters": list(_parameters(one, schemas)),
        "responses": {str(status): answer for status, answer in sorted(_responses(one, schemas).items())},
    }
    if "body" in _hints(one):
        content = {"application/json": {"schema": schemas.of("validation", _hints(one)["body"])}}
        made["requestBody"] = {"required": True, "content": content}
    return made


def _parameters(one: Declared, schemas: _Schemas) -> Iterator[dict[str, object]]:
    in_path = _PARAMETER.findall(one.path)
    declared = inspect.signature(one.handler).parameters
    for name, kind in _hints(one).items():
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


def _responses(one: Declared, schemas: _Schemas) -> dict[int, dict[str, object]]:
    made: dict[int, dict[str, object]] = {}
    for status in _refusals(one):
        made[status] = {"$ref": f"#/components/responses/{status}"}
    for status, kind in one.answers.items():
        made |= _answers(status, kind, schemas)
    return made


def _answers(status: int, kind: object, schemas: _Schemas) -> dict[int, dict[str, object]]:
    if kind in {None, type(None)}:
        return {status: _answer(status, {})}
    if kind is FileResponse:
        return {status: _answer(status, {"*/*": {"schema": {"type": "string", "format": "binary"}}})}
    if _is_bare(kind):
        # An address: named, or led to.
        return {200: _answer(200, {"text/plain": {"schema": {"type": "string"}}}), 307: _answer(307, {})}
    return {status: _answer(status, {"application/json": {"schema": schemas.of("serialization", kind)}})}


def _refusal(status: int) -> dict[str, object]:
    content = {"application/json": {"schema": {"$ref": _REF.format(model="ErrorResponse")}}}
    return {"description": _REFUSALS[status], "content": content}


def _answer(status: int, content: object) -> dict[str, object]:
    made: dict[str, object] = {"description": HTTPStatus(status).phrase}
    return {**made, "content": content} if content else made


def _refusals(one: Declared) -> set[int]:
    found = set(_ANY_REQUEST)
    found |= set(_WITH_BODY) if "body" in _hints(one) else set()
    found |= set(_WRITES) if one.rule.writes else set()
    return found | (set(_DOWNLOADS) if "download" in one.rule.scopes else set())
