"""What there is to know of the columns of a grid: by the schema that judges, and by what other rooms know of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from theatrum.checks.columns.reading import TEXT, Reading
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.walk import resolve
from theatrum.kernel.errors import DomainError
from theatrum.kernel.hooks import Hooks
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.grids.cells import cell_text
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.selecting import readings_of
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document

CellKind = Literal["text", "number", "integer", "boolean", "choice", "choices", "list", "reference"]
# So many values are sent with the column; more are searched for on the server.
MOST_CHOICES = 50
_DEEPEST = 16
_JOINED = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column as the grid shows it; ``choices`` None where they are many, or anything may stand there."""

    name: str
    title: str
    help: str = ""
    kind: CellKind = "text"
    is_required: bool = False
    is_key: bool = False
    is_read_only: bool = False
    choices: tuple[str, ...] | None = None
    separator: str | None = None
    example: str = ""
    unit: str = ""

    def as_json(self, slot: int) -> JsonObject:
        """Return it as messages have it."""
        return {
            "slot": slot,
            "name": self.name,
            "title": self.title,
            "help": self.help,
            "kind": self.kind,
            "is_required": self.is_required,
            "is_key": self.is_key,
            "is_read_only": self.is_read_only,
            "choices": None if self.choices is None else [*self.choices],
            "separator": self.separator,
            "example": self.example,
            "unit": self.unit,
        }


# Gets the columns as far as they are known, and returns those of which it knows more.
Knowledge = Callable[[Workspace, Mapping[str, ColumnFacts]], Mapping[str, ColumnFacts]]
_knowing = Hooks[Knowledge]()


def register(knowledge: Knowledge) -> None:
    """Let a room say more of columns; those that were registered later have the last word."""
    _knowing.register(knowledge)


def facts_of(workspace: Workspace) -> dict[str, ColumnFacts]:
    """Return what is known of each shown column, in order."""
    readings, schema = readings_of(workspace), _schema(workspace)
    keys = _key_columns(workspace)
    found = {name: _facts(name, readings.get(name, TEXT), schema, is_key=name in keys) for name in workspace.columns}
    for knowledge in _knowing:
        found |= {name: one for name, one in knowledge(workspace, found).items() if name in found}
    return found


def columns_of(workspace: Workspace) -> list[JsonObject]:
    """Return the shown columns in order, as messages have them."""
    facts, slots = facts_of(workspace), workspace.slots
    return [one.as_json(slots[name]) for name, one in facts.items()]


def with_choices(facts: ColumnFacts, values: tuple[str, ...] | None) -> ColumnFacts:
    """Return a column of which the permissible values are known; many are not told."""
    if values is None:
        return facts
    told = values if len(values) <= MOST_CHOICES else None
    return replace(facts, kind="choices" if facts.separator else "choice", choices=told)


def _schema(workspace: Workspace) -> CompiledSchema | None:
    if not workspace.digest or not workspace.schema_id:
        return None
    try:
        return compiled(workspace.digest)
    except (Document.DoesNotExist, DomainError):
        return None


def _key_columns(workspace: Workspace) -> set[str]:
    version = workspace.source.current
    keys = (version.details or {}).get("upsertKey") if version is not None else None
    return {str(name) for name in keys} if isinstance(keys, list) else set()


def _facts(name: str, reading: Reading, schema: CompiledSchema | None, *, is_key: bool) -> ColumnFacts:
    shapes = list(_shapes(schema, _declared(schema, name)))
    is_list = "array" in reading.types
    items = [inner for shape in shapes for inner in _shapes(schema, shape.get("items"))] if is_list else shapes
    facts = ColumnFacts(
        name=name,
        title=_first(shapes, "title") or name,
        help=_first(shapes, "description"),
        kind="list" if is_list else _kind(reading, items),
        is_required=schema is not None and any(name in _names(part.get("required")) for part in _parts(schema)),
        is_key=is_key,
        separator=", " if is_list else None,
        example=_example(shapes),
    )
    return with_choices(facts, _values(items))


def _declared(schema: CompiledSchema | None, name: str) -> JsonValue:
    properties = schema.schema.get("properties") if schema is not None else None
    return properties.get(name) if isinstance(properties, dict) else None


def _parts(schema: CompiledSchema) -> Iterator[Mapping[str, JsonValue]]:
    """Yield what holds for every row."""
    yield schema.schema
    parts = schema.schema.get("allOf")
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict):
            yield part


def _shapes(schema: CompiledSchema | None, shape: JsonValue, depth: int = 0) -> Iterator[Mapping[str, JsonValue]]:
    """Yield a declaration and those it is put together of, as far as it says so plainly."""
    if schema is None or not isinstance(shape, dict) or depth > _DEEPEST:
        return
    yield shape
    if isinstance(shape.get("$ref"), str) and (found := resolve(schema.schema, str(shape["$ref"]))):
        yield from _shapes(schema, found[1], depth + 1)
    for keyword in _JOINED:
        parts = shape.get(keyword)
        for part in parts if isinstance(parts, list) else ():
            yield from _shapes(schema, part, depth + 1)


def _kind(reading: Reading, shapes: list[Mapping[str, JsonValue]]) -> CellKind:
    types = reading.types - {"string"} or reading.types
    if types == {"number"}:
        declared = {str(shape["type"]) for shape in shapes if isinstance(shape.get("type"), str)}
        return "integer" if "integer" in declared and "number" not in declared else "number"
    return "boolean" if types == {"boolean"} else "text"


def _values(shapes: list[Mapping[str, JsonValue]]) -> tuple[str, ...] | None:
    found: list[str] = []
    for shape in shapes:
        enum = shape.get("enum")
        given = enum if isinstance(enum, list) else [shape["const"]] if "const" in shape else []
        found += [text for value in given if (text := cell_text(value)) is not None]
    return tuple(dict.fromkeys(found)) or None


def _first(shapes: list[Mapping[str, JsonValue]], keyword: str) -> str:
    return next((str(shape[keyword]) for shape in shapes if isinstance(shape.get(keyword), str)), "")


def _example(shapes: list[Mapping[str, JsonValue]]) -> str:
    for shape in shapes:
        examples = shape.get("examples")
        if isinstance(examples, list) and examples:
            return cell_text(examples[0]) or ""
    return ""


def _names(value: JsonValue) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
