"""The JSON Schemas of the messages that routes take and answer, for the OpenAPI document."""

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_type_hints

from django.http import HttpResponseBase
from pydantic import TypeAdapter

from theatrum.doors.api.entity_schemas import entity_schemas
from theatrum.doors.api.operations import Declared
from theatrum.doors.api.wire.errors import ErrorResponse
from theatrum.doors.api.wire.message import MESSAGE

REF = "#/components/schemas/{model}"
# A part of a path that is given by the request, such as {path:schema_id}.
PARAMETER = re.compile(r"\{(?:\w+:)?(\w+)\}")


class MessageSchemas:
    """The JSON Schemas of everything that is taken or answered, by what it is."""

    def __init__(self, declared: Iterable[Declared]) -> None:
        wanted: dict[tuple[str, str], tuple[str, TypeAdapter[Any]]] = {}
        for mode, kind in [("serialization", ErrorResponse), *(pair for one in declared for pair in _types(one))]:
            wanted.setdefault((mode, repr(kind)), (mode, _adapter(kind)))
        inputs = [((key, mode), mode, adapter) for key, (mode, adapter) in wanted.items()]
        made, rest = TypeAdapter.json_schemas(inputs, ref_template=REF)  # type: ignore[arg-type]  # mode is a literal
        self._made = {key: _linked(schema) for ((key, _), _), schema in made.items()}
        self._components = {**rest.get("$defs", {}), **entity_schemas()}

    def of(self, mode: str, kind: object) -> object:
        """Return the schema of a type that is taken (``validation``) or answered (``serialization``)."""
        return self._made[mode, repr(kind)]

    def components(self) -> dict[str, Any]:
        """Return the named schemas that the others refer to."""
        return {name: _linked(schema) for name, schema in sorted(self._components.items())}


def hints(one: Declared) -> dict[str, Any]:
    """Return the types of what a handler takes, by name: its body and its parameters."""
    known = get_type_hints(one.handler, include_extras=True)
    taken = [name for name in list(inspect.signature(one.handler).parameters)[1:] if name in known]
    # A part of the path that the handler does not look at, such as the table whose job a token names.
    return {**dict.fromkeys(PARAMETER.findall(one.path), str), **{name: known[name] for name in taken}}


def is_bare(kind: object) -> bool:
    """Tell whether an answer has no JSON: nothing, or a response made by the handler itself."""
    return kind in {None, type(None)} or (inspect.isclass(kind) and issubclass(kind, HttpResponseBase))


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _types(one: Declared) -> Iterator[tuple[str, object]]:
    yield from (("serialization", kind) for kind in one.answers.values() if not is_bare(kind))
    yield from (("validation", kind) for kind in hints(one).values() if not is_bare(kind))


def _linked(schema: Any) -> Any:
    """Write a reference where a schema only names a message that is not of pydantic's making."""
    if isinstance(schema, dict):
        if MESSAGE in schema:
            return {"$ref": REF.format(model=schema[MESSAGE])}
        return {name: _linked(inner) for name, inner in schema.items()}
    return [_linked(inner) for inner in schema] if isinstance(schema, list) else schema
