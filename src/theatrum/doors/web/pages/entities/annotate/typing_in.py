"""From what a person typed to the annotations that are stored. Pure: nothing is judged, and nothing typed is lost."""

import math
import re
from collections.abc import Mapping, Sequence

from theatrum.doors.web.pages.entities.annotate.attributes import Attribute

Texts = tuple[str, ...]
Stored = Mapping[str, Mapping[str, object]]

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def texts_of(stored: Mapping[str, object] | None) -> Texts:
    """Return the values of one stored annotation as text."""
    values = stored.get("value") if stored else None
    return tuple(map(str, values)) if isinstance(values, list) else ()


def tidy(typed: Sequence[str], *, is_list: bool) -> Texts:
    """Return the values in what a form sent for one attribute: of a list, one a line; empty ones are none."""
    whole = [text.replace("\r\n", "\n").replace("\r", "\n") for text in typed]
    lines = [line for text in whole for line in text.split("\n")] if is_list else whole
    return tuple(line.strip() for line in lines if line.strip())


def changed(stored: Stored, wanted: Mapping[str, Texts], known: Mapping[str, Attribute]) -> dict[str, object]:
    """Return all annotations after some were given other values; without a value one is taken away.

    One whose values stay the same is kept exactly as it is stored, whatever its type.
    """
    after: dict[str, object] = dict(stored)
    for name, values in wanted.items():
        if values == tuple(text.strip() for text in texts_of(stored.get(name))):
            continue
        if values:
            after[name] = annotation(known.get(name), values, stored.get(name))
        else:
            after.pop(name, None)
    return after


def annotation(attribute: Attribute | None, values: Texts, stored: Mapping[str, object] | None) -> dict[str, object]:
    """Return values in the stored form: of the type that the component asks for where they can be read so.

    Else they stay text, and the verdict says what is asked. What no component knows keeps its type.
    """
    wanted = _TYPES.get(attribute.type, "STRING") if attribute else str((stored or {}).get("type", "STRING"))
    return {"type": wanted if all(_fits(wanted, value) for value in values) else "STRING", "value": list(values)}


_TYPES = {"integer": "LONG", "number": "DOUBLE", "boolean": "BOOLEAN"}


def _fits(kind: str, text: str) -> bool:
    if kind in {"LONG", "TIMESTAMP_MS"}:
        return _WHOLE.fullmatch(text) is not None
    if kind == "DOUBLE":
        return _is_number(text)
    if kind == "BOOLEAN":
        return text.lower() in {"true", "false"}
    return kind == "STRING" or re.fullmatch(r"(?i:syn)[0-9]{1,18}", text) is not None


def _is_number(text: str) -> bool:
    try:
        # Python reads 1_000; no other program that gets these data does.
        return "_" not in text and math.isfinite(float(text))
    except ValueError:
        return False
