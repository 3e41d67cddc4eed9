"""What a schema falls apart into when the Java library loads it; the shape of its messages follows from that.

A schema with an ``enum`` and a ``type`` is two schemas there, joined as if by allOf; a schema with a
``type`` and a ``pattern`` is one. Keywords of newer drafts, which the library does not know, stand with
those of the type they are about.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from theatrum.kernel.jsontext import JsonValue

# In the order in which the library looks at them; so the order of its messages.
STRING = ("minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType")
NUMBER = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
ARRAY = (
    "minItems",
    "maxItems",
    "uniqueItems",
    "prefixItems",
    "items",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
)
OBJECT = (
    "required",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependencies",
    "additionalProperties",
    "patternProperties",
    "dependentSchemas",
    "properties",
    "unevaluatedProperties",
)
CONDITIONAL = ("if", "then", "else")
# The order of a Java hash set that holds these three.
COMBINED = ("allOf", "oneOf", "anyOf")

_BY_TYPE = {"string": STRING, "integer": NUMBER, "number": NUMBER, "array": ARRAY, "object": OBJECT}


class Part(NamedTuple):
    """One of the schemas that a schema falls apart into, by the keywords that are its own."""

    kind: str
    keywords: tuple[str, ...]


def parts_of(node: Mapping[str, JsonValue]) -> Sequence[Part]:
    """Return the parts of a schema without ``$ref``, in order."""
    declared = node.get("type", ())
    return _parts(frozenset(node), tuple(map(str, declared)) if isinstance(declared, list) else str(declared))


@lru_cache(1_000)  # a schema has few kinds of nodes, and each is asked for every violation
def _parts(keywords: frozenset[str], declared: str | tuple[str, ...]) -> Sequence[Part]:
    single = [Part(name, (name,)) for name in ("enum", *COMBINED, "not", "const") if name in keywords]
    typed = [_typed(declared)] if "type" in keywords else []
    consumed = {keyword for part in typed for keyword in part.keywords}
    return (*single, *typed, *(part for part in _sniffed(keywords) if consumed.isdisjoint(part.keywords)))


def keywords_of(type_name: JsonValue) -> tuple[str, ...]:
    """Return the keywords that belong to a type."""
    return _BY_TYPE.get(str(type_name), ())


def _typed(declared: str | tuple[str, ...]) -> Part:
    if isinstance(declared, tuple):
        return Part("types", ("type", *(keyword for name in declared for keyword in keywords_of(name))))
    return Part("type", ("type", *keywords_of(declared)))


def _sniffed(present: frozenset[str]) -> Iterator[Part]:
    named = (("array", ARRAY), ("object", OBJECT), ("number", NUMBER), ("string", STRING), ("conditional", CONDITIONAL))
    for kind, keywords in named:
        if not present.isdisjoint(keywords):
            yield Part(kind, keywords)
