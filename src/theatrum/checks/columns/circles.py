"""Whether the parts of a schema that concern the row itself refer to each other in a circle.

Where they do, jsonschema-rs stops at some turn of the circle, and at another one when it begins with a part inside it:
no part has the verdict by itself that it has within the whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.model.violations import Path
from theatrum.checks.model.walk import resolve
from theatrum.kernel.jsontext import JsonObject, JsonValue

_LISTED = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")
_NAMED = ("dependentSchemas", "dependencies")
_ELSEWHERE = ("$dynamicRef", "$recursiveRef")


def has_circle(schema: JsonObject) -> bool:
    """Return whether there is a circle, or a reference that is no plain pointer, which may lead into one."""
    # False for a part that is being walked through, True for one that is done with.
    done: dict[Path, bool] = {(): False}
    way: list[tuple[Path, Iterator[_Part]]] = [((), _inside(schema, (), schema))]
    while way:
        location, inside = way[-1]
        following = next(inside, None)
        if following is None:
            done[location] = True
            way.pop()
        elif following.content is None or done.get(following.location) is False:
            return True
        elif following.location not in done:
            done[following.location] = False
            way.append((following.location, _inside(schema, following.location, following.content)))
    return False


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that concerns the same row; ``content`` is None where a reference does not say what it is."""

    location: Path
    content: JsonObject | None


def _inside(schema: JsonObject, location: Path, part: JsonObject) -> Iterator[_Part]:
    if any(key in part for key in _ELSEWHERE):
        yield _Part((), None)
    if "$ref" in part:
        yield from _referred(schema, part["$ref"])
    for keyword in (*_LISTED, *_SINGLE, *_NAMED):
        held = part.get(keyword)
        for place, inner in _held((*location, keyword), keyword, held):
            if isinstance(inner, dict):
                yield _Part(place, inner)


def _referred(schema: JsonObject, reference: JsonValue) -> Iterator[_Part]:
    found = resolve(schema, reference) if isinstance(reference, str) else None
    if found is None:
        yield _Part((), None)
    elif isinstance(found[1], dict):
        yield _Part(_path(schema, found[0]), found[1])


def _held(place: Path, keyword: str, held: JsonValue) -> Iterator[tuple[Path, JsonValue]]:
    if keyword in _LISTED and isinstance(held, list):
        yield from (((*place, index), inner) for index, inner in enumerate(held))
    elif keyword in _NAMED and isinstance(held, dict):
        yield from (((*place, name), inner) for name, inner in held.items())
    elif keyword in _SINGLE:
        yield place, held


def _path(schema: JsonObject, steps: list[str]) -> Path:
    """Return the steps of a pointer as a walk has them: numbers where lists are."""
    place: JsonValue = schema
    path: list[str | int] = []
    for step in steps:
        if isinstance(place, list):
            path.append(int(step))
            place = place[int(step)]
        elif isinstance(place, dict):
            path.append(step)
            place = place[step]
    return tuple(path)
