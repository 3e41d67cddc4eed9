"""What a component takes, as far as filling in needs it: constants, permissible texts, whether a text will do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.columns.reading import TEXT, read_text
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.walk import resolve
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.grids.cells import cell_text
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document

_KEPT = 64
_REFERENCES = 20


@dataclass(frozen=True)
class Takes:
    """What the cells of a component may hold; ``constants`` are texts of required attributes that take one only."""

    schema: CompiledSchema | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    permissible: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_list(self, name: str) -> bool:
        """Tell whether a cell holds a list."""
        return self.schema is not None and "array" in plan_for(self.schema).readings.get(name, TEXT).types

    def fitting(self, name: str, text: str) -> str | None:
        """Return a text as the component writes it, whatever the case; None where it does not take it."""
        known = {value.casefold(): value for value in self.permissible.get(name, ())}
        written = known.get(text.casefold(), text)
        if self.schema is None:
            return written
        path, reading = ("properties", name), plan_for(self.schema).readings.get(name, TEXT)
        if self.schema.has_part(path) and not self.schema.accepts_at(path, read_text(reading, written)):
            return None
        return written


@lru_cache(maxsize=_KEPT)
def takes(digest: str) -> Takes:
    """Return what the component whose schema has this hash takes; anything where there is none."""
    try:
        schema = compiled(digest) if digest else None
    except (Document.DoesNotExist, DomainError):
        schema = None
    if schema is None:
        return Takes()
    named = schema.schema.get("properties")
    properties = named if isinstance(named, dict) else {}
    asked = schema.schema.get("required")
    required = set(map(str, asked)) if isinstance(asked, list) else set()
    permissible = {name: tuple(_values(schema, part)) for name, part in properties.items()}
    constants = {name: values[0] for name, values in permissible.items() if len(values) == 1 and name in required}
    return Takes(schema, constants, permissible)


def _values(schema: CompiledSchema, part: JsonValue) -> Iterator[str]:
    """Yield the texts of the values that a declaration lists."""
    for _ in range(_REFERENCES):
        reference = part.get("$ref") if isinstance(part, dict) else None
        found = resolve(schema.schema, reference) if isinstance(reference, str) else None
        if found is None:
            break
        part = found[1]
    if isinstance(part, dict):
        listed = part.get("enum") if "enum" in part else [part["const"]] if "const" in part else []
        yield from (text for value in (listed if isinstance(listed, list) else []) if (text := cell_text(value)))
