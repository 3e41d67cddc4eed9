"""How large a schema is when each reference is replaced by what it means. Pure.

Forty definitions that each name the next one twice are one page of text and a million million parts to
judge by: no thread would ever come back from them, and the program with it.
"""

from collections.abc import Mapping

from theatrum.checks.model.walk import children, resolve
from theatrum.kernel.jsontext import JsonValue

MOST_PARTS = 1_000_000
# What stands here is judged by only where a reference names it.
_SHELVES = ("definitions", "$defs")


def unfolded_size(schema: Mapping[str, JsonValue]) -> int:
    """Count the parts that one object may be judged by; what leads back to itself counts once.

    Raises RecursionError for references in a row without end.
    """
    return _size(schema, schema, {})


def _size(root: Mapping[str, JsonValue], part: Mapping[str, JsonValue], known: dict[int, int]) -> int:
    if id(part) in known:
        return known[id(part)]
    known[id(part)] = 1
    inner = {keyword: held for keyword, held in part.items() if keyword not in _SHELVES}
    size = 1 + sum(_size(root, child, known) for child in children(inner))
    reference = part.get("$ref")
    found = resolve(root, reference) if isinstance(reference, str) else None
    if found is not None:
        named = found[1] if found[0] else root
        size += _size(root, named, known) if isinstance(named, dict) else 0
    known[id(part)] = size
    return size
