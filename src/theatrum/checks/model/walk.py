"""Ways through the text of a schema: its parts, its references, its list-valued properties."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from theatrum.kernel.jsontext import JsonObject, JsonValue

# Keywords that hold one schema, a list of schemas, a mapping of names to schemas. Some may hold either.
_HOLDERS = (
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_MAPS = ("$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties")
_INNER = frozenset((*_HOLDERS, *_MAPS))


def children(schema: Mapping[str, JsonValue]) -> Iterator[JsonObject]:
    """Yield the schemas directly inside a schema, booleans left out."""
    # Most are leaves: a type, a pattern, a list of values.
    if _INNER.isdisjoint(schema):
        return
    for keyword in _HOLDERS:
        held = schema.get(keyword)
        yield from (item for item in (held if isinstance(held, list) else [held]) if isinstance(item, dict))
    for keyword in _MAPS:
        named = schema.get(keyword)
        if isinstance(named, dict):
            yield from (item for item in named.values() if isinstance(item, dict))


def depth_first(schema: Mapping[str, JsonValue]) -> Iterator[Mapping[str, JsonValue]]:
    """Yield every schema inside a schema, inner ones before outer ones, itself last."""
    for child in children(schema):
        yield from depth_first(child)
    yield schema


def list_properties(schema: Mapping[str, JsonValue]) -> frozenset[str]:
    """Return the names of the properties that a schema declares as arrays.

    Where a name is declared several times the outermost, last declaration counts, as Synapse has it.
    A declaration without a type (``then: {properties: {X: {}}}``) counts too: it says nothing of lists.
    """
    is_list: dict[str, bool] = {}
    for part in depth_first(schema):
        properties = part.get("properties")
        if isinstance(properties, dict):
            is_list |= {name: _is_array(schema, declared) for name, declared in properties.items()}
    return frozenset(name for name, listed in is_list.items() if listed)


def resolve(root: Mapping[str, JsonValue], reference: str) -> tuple[list[str], JsonValue] | None:
    """Return the place and content of a ``$ref`` inside the document, None where it is no plain pointer."""
    document, _, pointer = reference.partition("#")
    if (document and document not in {root.get("$id"), root.get("id")}) or (pointer and not pointer.startswith("/")):
        return None
    steps = [unquote(step).replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    place: JsonValue = dict(root)
    for step in steps:
        found = _child(place, step)
        if found is None:
            return None
        place = found[0]
    return steps, place


def pointer_text(steps: tuple[str | int, ...] | list[str]) -> str:
    """Write a path as the fragment of a URI reference: ``#/a/0``."""
    return "/".join(("#", *(str(step).replace("~", "~0").replace("/", "~1") for step in steps)))


def _child(place: JsonValue, step: str) -> tuple[JsonValue] | None:
    if isinstance(place, dict):
        return (place[step],) if step in place else None
    if isinstance(place, list) and step.isdecimal() and int(step) < len(place):
        return (place[int(step)],)
    return None


def _is_array(root: Mapping[str, JsonValue], declared: JsonValue) -> bool:
    if isinstance(declared, dict) and isinstance(declared.get("$ref"), str):
        found = resolve(root, str(declared["$ref"]))
        declared = found[1] if found else None
    return isinstance(declared, dict) and declared.get("type") == "array"
