"""Valid rows of any component: made attribute by attribute, judged, and mended until the schema has nothing to say."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import ClassVar

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.violations import Violation
from theatrum.checks.model.walk import pointer_text, resolve
from theatrum.checks.synthesis.values import merged, value_of
from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.jsontext import JsonObject, JsonValue

_ROUNDS = 12
_FRESH_STARTS = 25


class ComponentIsUnfillable(DomainError):
    """No valid row of a component could be made: its rules contradict each other, or a pattern is out of reach."""

    code: ClassVar[str] = "synthesis.component_is_unfillable"
    kind: ClassVar[Kind] = Kind.UNSUPPORTED
    template: ClassVar[str] = "no valid row of {component} could be made: {reason}. Look at that rule in the profile."


class RowMaker:
    """Makes rows of one component that its schemas accept: the one of what is asked, and that of what is advised.

    ``given`` values are kept as they are. ``left_out`` are optional attributes that are filled only where a
    condition asks for them; of all others a share of ``fill`` is.
    """

    def __init__(
        self,
        component: str,
        schemas: Sequence[CompiledSchema],
        *,
        left_out: Collection[str] = (),
        fill: float = 0.6,
    ) -> None:
        self._component = component
        self._schemas = schemas
        self._left_out = frozenset(left_out)
        self._fill = fill
        self._declared = _declared(schemas[0].schema)
        required = schemas[0].schema.get("required")
        self._required = frozenset(map(str, required if isinstance(required, list) else ()))

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in the order of the schema."""
        return tuple(self._declared)

    def declared(self, name: str) -> Mapping[str, JsonValue]:
        """Return what the schema says of an attribute outside conditions."""
        return self._declared[name]

    def make(self, chance: random.Random, given: Mapping[str, JsonValue] | None = None) -> JsonObject:
        """Return a valid row, its attributes in the order of the schema. Raises ComponentIsUnfillable."""
        kept = dict(given or {})
        reason = "nothing was tried"
        for _ in range(_FRESH_STARTS):
            row = self._start(chance) | kept
            problems = self._mended(row, kept, chance)
            if not problems:
                return {name: row[name] for name in self._declared if name in row}
            reason = f"{problems[0].keyword} at {pointer_text(problems[0].schema_path)}"
        raise ComponentIsUnfillable(component=self._component, reason=reason)

    def _start(self, chance: random.Random) -> JsonObject:
        return {
            name: value_of(name, declared, chance)
            for name, declared in self._declared.items()
            if name in self._required or (name not in self._left_out and chance.random() < self._fill)
        }

    def _mended(self, row: JsonObject, kept: Mapping[str, JsonValue], chance: random.Random) -> list[Violation]:
        """Mend a row as far as it goes; returns what is still wrong."""
        problems: list[Violation] = []
        for _ in range(_ROUNDS):
            problems = [problem for schema in self._schemas for problem in self._mend(schema, row, kept, chance)]
            if not problems:
                break
        return problems

    def _mend(
        self, schema: CompiledSchema, row: JsonObject, kept: Mapping[str, JsonValue], chance: random.Random
    ) -> list[Violation]:
        """Change what one schema has something against; returns what that was."""
        problems = schema.judge(row)
        for problem in problems:
            name = str(problem.fact if problem.keyword == "required" else (problem.instance_path or ("",))[0])
            if name in kept:
                continue
            if name in self._declared:
                row[name] = value_of(name, self._asked(schema, name, problem), chance)
                continue
            for forbidden in set(_forbidden(schema.schema, problem)) - set(kept):
                row.pop(forbidden, None)
        return problems

    def _asked(self, schema: CompiledSchema, name: str, problem: Violation) -> Mapping[str, JsonValue]:
        """Return what an attribute must be: what holds everywhere, and what the condition around it adds."""
        holder = problem.schema_path[:-1]
        place = (*holder, "properties", name) if problem.keyword == "required" else holder
        return merged([self._declared[name], _part(schema.schema, place)])


def _declared(schema: Mapping[str, JsonValue]) -> dict[str, Mapping[str, JsonValue]]:
    properties = schema.get("properties")
    named = properties if isinstance(properties, dict) else {}
    return {name: declared if isinstance(declared, dict) else {} for name, declared in named.items()}


def _part(schema: Mapping[str, JsonValue], place: tuple[str | int, ...]) -> Mapping[str, JsonValue]:
    found = resolve(schema, pointer_text(place))
    return found[1] if found and isinstance(found[1], dict) else {}


def _forbidden(schema: Mapping[str, JsonValue], problem: Violation) -> Iterator[str]:
    """Yield the attributes that ``not: {required: [...]}`` asks to be absent."""
    if problem.keyword != "not":
        return
    refused = _part(schema, problem.schema_path)
    branches = refused.get("anyOf")
    for branch in [refused, *(branches if isinstance(branches, list) else ())]:
        names = branch.get("required") if isinstance(branch, dict) else None
        yield from map(str, names if isinstance(names, list) else ())
