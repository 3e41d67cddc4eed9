"""A component's schema as the attributes of a form: what each is, what it may be. Pure; nothing is judged here."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.walk import resolve
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.entities.kinds import STANDARD

Schema = Mapping[str, JsonValue]

# As many values as a list can show; more are searched on the server.
SHOWN = 60
_BOXES = 12
_REFERENCES = 20


class Control(StrEnum):
    """How an attribute is asked for."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    TRUTH = "truth"
    CHOICE = "choice"
    SEARCH = "search"
    LINES = "lines"
    BOXES = "boxes"


@dataclass(frozen=True)
class Attribute:
    """One attribute of a component."""

    name: str
    about: str
    control: Control
    type: str
    is_required: bool
    is_list: bool
    values: tuple[str, ...]
    pattern: str
    example: str
    bounds: str

    @property
    def is_searched(self) -> bool:
        """Whether it has more permissible values than a list can show."""
        return len(self.values) > (_BOXES if self.is_list else SHOWN)


def of(schema: CompiledSchema) -> list[Attribute]:
    """Return the attributes of a component, required ones first, else in the component's order."""
    root = schema.schema
    required = root.get("required")
    asked = set(map(str, required)) if isinstance(required, list) else set()
    properties = root.get("properties")
    named = properties if isinstance(properties, dict) else {}
    found = [
        _attribute(root, name, part, is_required=name in asked) for name, part in named.items() if name not in STANDARD
    ]
    return sorted(found, key=lambda one: not one.is_required)


def _attribute(root: Schema, name: str, declared: JsonValue, *, is_required: bool) -> Attribute:
    whole = _resolved(root, declared)
    kind = _type(whole)
    is_list = kind == "array"
    part = _resolved(root, whole.get("items")) if is_list else whole
    values = tuple(dict.fromkeys(_values(root, part)))
    kind = _type(part)
    about = whole.get("description")
    pattern = part.get("pattern")
    return Attribute(
        name=name,
        about=str(about or ""),
        control=_control(kind, len(values), is_list=is_list),
        type=kind,
        is_required=is_required,
        is_list=is_list,
        values=values,
        pattern=str(pattern or ""),
        example=_example(part),
        bounds=_bounds(part),
    )


def _control(kind: str, count: int, *, is_list: bool) -> Control:
    if is_list:
        return Control.BOXES if 0 < count <= _BOXES else Control.LINES
    if count:
        return Control.CHOICE if count <= SHOWN else Control.SEARCH
    return {"boolean": Control.TRUTH, "integer": Control.WHOLE, "number": Control.NUMBER}.get(kind, Control.TEXT)


def _values(root: Schema, part: Schema) -> Iterator[str]:
    listed = part.get("enum")
    if isinstance(listed, list):
        yield from (text(value) for value in listed if value is not None)
    if "const" in part:
        yield text(part["const"])
    for keyword in ("anyOf", "oneOf"):
        branches = part.get(keyword)
        for branch in branches if isinstance(branches, list) else ():
            yield from _values(root, _resolved(root, branch))


def text(value: JsonValue) -> str:
    """Write a JSON value as a person types it."""
    return value if isinstance(value, str) else json.dumps(value)


def _type(part: Schema) -> str:
    """Return the one type; a number where any number does; text where there is none or there are several."""
    named = part.get("type")
    kinds = [str(kind) for kind in (named if isinstance(named, list) else [named]) if kind not in {None, "null"}]
    if not kinds:
        kinds = _types_of_values(part)
    if set(kinds) == {"integer", "number"}:
        return "number"
    return kinds[0] if len(kinds) == 1 else "string"


def _types_of_values(part: Schema) -> list[str]:
    listed = part.get("enum")
    names = {bool: "boolean", int: "integer", float: "number"}
    return sorted({names.get(type(value), "string") for value in listed}) if isinstance(listed, list) else []


def _resolved(root: Schema, declared: JsonValue) -> Schema:
    for _ in range(_REFERENCES):
        reference = declared.get("$ref") if isinstance(declared, dict) else None
        found = resolve(root, reference) if isinstance(reference, str) else None
        if found is None:
            break
        declared = found[1]
    return declared if isinstance(declared, dict) else {}


def _example(part: Schema) -> str:
    given = part.get("examples")
    return text(given[0]) if isinstance(given, list) and given else ""


def _bounds(part: Schema) -> str:
    least, most = part.get("minimum"), part.get("maximum")
    words = [f"at least {least}"] if least is not None else []
    return " and ".join(words + ([f"at most {most}"] if most is not None else []))
