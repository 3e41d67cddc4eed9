"""The object that an entity is when a schema is held against it: standard fields and annotations in one."""

from collections.abc import Mapping

from theatrum.checks.model.annotations import AnnotationValue, to_json
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.kernel.jsontext import JsonObject, JsonValue


def subject(
    fields: Mapping[str, JsonValue],
    annotations: Mapping[str, AnnotationValue],
    schema: CompiledSchema | None = None,
) -> JsonObject:
    """Return the entity as one JSON object, as Synapse validates it and shows it under ``/json``.

    A single value is a scalar unless the schema declares the property an array; several are a list; an
    annotation without values is the empty text. Standard fields win over annotations of the same name.
    Raises AnnotationUnreadable.
    """
    lists = schema.list_properties if schema else frozenset()
    written = {key: _value(key, annotation, as_list=key in lists) for key, annotation in annotations.items()}
    return {**written, **fields}


def _value(key: str, annotation: AnnotationValue, *, as_list: bool) -> JsonValue:
    if not annotation.value:
        return ""
    values: list[JsonValue] = [to_json(key, annotation.type, text) for text in annotation.value]
    return values if as_list or len(values) > 1 else values[0]
